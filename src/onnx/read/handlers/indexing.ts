import type { AnyTensor } from "../../../../graph/op.ts";
import { as, type Handler, isFloat, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { type Computed, computed } from "../values.ts";
import { permuted } from "./move.ts";

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
const stridesOf = (sizes: readonly number[]): number[] => sizes.map((_, axis) => product(sizes.slice(axis + 1)));

/** Indices from the end as those from the front. */
const fromFront = (call: NodeCall, indices: AnyTensor, size: number): AnyTensor =>
  op.where(op.less(indices, call.constant(0, [], "int32")), op.add(indices, call.constant(size, [], "int32")), indices);

/** Integer sums and products, exact up to 2³¹. */
const scaled = (indices: AnyTensor, by: number): AnyTensor => (by === 1 ? indices : as(op.mul(as(indices, "float64"), by), "int32"));

/** The rows that an index of several axes names: indices [..., K] over x [n₁ … nₖ, ...rest] as [...] over [n₁ · … · nₖ, rest]. */
function overRows(call: NodeCall, x: AnyTensor, indices: AnyTensor): { rows: AnyTensor; at: AnyTensor; rest: readonly number[] } {
  const sizes = call.sizes(x);
  const shape = call.sizes(indices);
  const depth = shape.at(-1) as number;
  const indexed = sizes.slice(0, depth);
  const strides = stridesOf(indexed);
  const parts = indexed.map((size, i) => {
    const one = op.squeeze(op.slice(indices, { axis: shape.length - 1, start: i, stop: i + 1 }), { axis: shape.length - 1 });
    return scaled(fromFront(call, one, size), strides[i] as number);
  });
  const zero = call.filled(0, shape.slice(0, -1), "int32");
  const at = parts.reduce((a, b) => op.add(a, b), zero);
  const rest = sizes.slice(depth);
  return { rows: op.reshape(x, { shape: [product(indexed), product(rest)] }), at, rest };
}

function gatherNd(call: NodeCall): AnyTensor {
  const batch = call.attributes.int("batch_dims", 0);
  const x = call.tensor(0);
  const given = as(call.tensor(1), "int32");
  if (batch === 0) {
    const { rows, at, rest } = overRows(call, x, given);
    return op.reshape(op.take(rows, at), { shape: [...call.sizes(at), ...rest] });
  }
  // Leading axes that both have are one, whose position joins the index.
  const sizes = call.sizes(x);
  const shape = call.sizes(given);
  const lead = sizes.slice(0, batch);
  const count = product(lead);
  const each = sizes.slice(batch);
  const inner = shape.slice(batch);
  const depth = inner.at(-1) as number;
  const { at } = overRows(call, call.filled(0, each, "int32"), op.reshape(given, { shape: [count, ...inner] }));
  const rowsEach = product(each.slice(0, depth));
  const starts = scaled(op.reshape(call.counted(count), { shape: [count, ...inner.slice(0, -1).map(() => 1)] }), rowsEach);
  const rest = each.slice(depth);
  const rows = op.reshape(x, { shape: [count * rowsEach, product(rest)] });
  return op.reshape(op.take(rows, op.add(at, starts)), { shape: [...lead, ...inner.slice(0, -1), ...rest] });
}

/** x cut to the sizes of the indices along all other axes. */
function gatherElements(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const indices = as(call.tensor(1), "int32");
  const axis = call.axis(call.attributes.int("axis", 0), x.shape.length);
  const cut = indices.shape.reduce<AnyTensor>(
    (part, size, one) => (one === axis || size === x.shape[one] ? part : op.slice(part, { axis: one, start: 0, stop: size })),
    x,
  );
  return op.takeAlong(cut, indices, { axis });
}

/** Numbers put at positions of a flat x, or added to what is there, multiplied with it, or compared. */
function put(call: NodeCall, rows: AnyTensor, at: AnyTensor, updates: AnyTensor): AnyTensor {
  const reduction = call.attributes.string("reduction", "none");
  const [count, width] = call.sizes(rows) as [number, number];
  const [many] = call.sizes(at) as [number];
  if (reduction === "add") return op.add(rows, op.scatterAdd(updates, at, { size: count }));
  const places = op.broadcastTo(op.expandDims(at, { axis: 1 }), { shape: [many, width] });
  if (reduction === "none") return op.scatter(rows, places, updates, { axis: 0 });
  if (reduction === "mul") return op.mul(rows, factors(updates, at, count));
  // Of updates for one place the last one stays: in this order the largest, or the smallest.
  const order = op.argsort(updates, { axis: 0, descending: reduction === "min" });
  const [sorted, there] = [updates, places].map((one) => op.takeAlong(one, order, { axis: 0 })) as [AnyTensor, AnyTensor];
  const touched = op.scatter(call.filled(0, [count, width], "bool"), there, call.filled(1, [many, width], "bool"), { axis: 0 });
  const extreme = reduction === "max" ? op.maximum : op.minimum;
  return op.where(touched, extreme(rows, op.scatter(rows, there, sorted, { axis: 0 })), rows);
}

/** The product of the updates for each place: e to the sum of logarithms, in float64, with as many signs. */
function factors(updates: AnyTensor, at: AnyTensor, size: number): AnyTensor {
  const wide = as(updates, "float64");
  const total = (x: AnyTensor): AnyTensor => op.scatterAdd(x, at, { size });
  const magnitude = op.exp(total(op.log(op.abs(wide))));
  const isNegative = op.greater(op.remainder(total(as(op.less(wide, 0), "float64")), 2), 0);
  const exact = isFloat(updates) ? magnitude : op.round(magnitude);
  return as(op.where(isNegative, op.neg(exact), exact), updates.dtype);
}

function scatterNd(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const indices = call.tensor(1);
  // An index for each row: sizes may be names.
  if (indices.shape.at(-1) === 1 && call.attributes.string("reduction", "none") === "add" && isNumber(x)) {
    const at = op.squeeze(as(indices, "int32"), { axis: indices.shape.length - 1 });
    return op.add(x, op.scatterAdd(call.tensor(2), at, { size: x.shape[0] }));
  }
  const { rows, at, rest } = overRows(call, x, as(call.tensor(1), "int32"));
  const many = product(call.sizes(at));
  const updates = op.reshape(call.tensor(2), { shape: [many, product(rest)] });
  return op.reshape(put(call, rows, op.reshape(at, { shape: [many] }), updates), { shape: call.sizes(x) });
}

const isNumber = ({ dtype }: AnyTensor): boolean => dtype !== "bool";

/** Each update stands at its own position, but for the indexed axis. */
function scatterElements(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const axis = call.axis(call.attributes.int("axis", 0), x.shape.length);
  const indices = as(call.tensor(1), "int32");
  const reduction = call.attributes.string("reduction", "none");
  if (indices.shape.every((dim, one) => one === axis || dim === x.shape[one])) {
    if (reduction === "none") return op.scatter(x, indices, call.tensor(2), { axis });
    if (reduction === "add" && isNumber(x)) return op.add(x, op.scatterAddAlong(call.tensor(2), indices, { axis, size: x.shape[axis] }));
  }
  const sizes = call.sizes(x);
  const shape = call.sizes(indices);
  const strides = stridesOf(sizes);
  const along = scaled(fromFront(call, indices, sizes[axis] as number), strides[axis] as number);
  const own = shape.map((size, one) => {
    const numbers = op.reshape(call.counted(size), { shape: shape.map((_, other) => (other === one ? size : 1)) });
    return scaled(numbers, strides[one] as number);
  });
  const position = own.reduce((sum, numbers, one) => (one === axis ? sum : op.add(sum, numbers)), along);
  const at = op.reshape(position, { shape: [product(shape)] });
  const rows = op.reshape(x, { shape: [product(sizes), 1] });
  return op.reshape(put(call, rows, at, op.reshape(call.tensor(2), { shape: [product(shape), 1] })), { shape: sizes });
}

/** An index outside marks nothing. */
function oneHot(call: NodeCall): Computed {
  const indices = as(call.tensor(0), "int32");
  const depth = call.number(1, 0);
  const rank = indices.shape.length + 1;
  const axis = call.axis(call.attributes.int("axis", -1), rank);
  const numbers = call.counted(depth);
  const marked = op.equal(op.expandDims(fromFront(call, indices, depth), { axis: rank - 1 }), numbers);
  const values = call.tensor(2);
  const value = (i: number): AnyTensor => op.squeeze(op.slice(values, { start: i, stop: i + 1 }), { axis: 0 });
  const order = Array.from({ length: rank - 1 }, (_, i) => i);
  order.splice(axis, 0, rank - 1);
  return computed(permuted(op.where(marked, value(1), value(0)), order), call.type(2));
}

export const indexing: Readonly<Record<string, Handler>> = {
  Gather: (call) => {
    const x = call.tensor(0);
    return op.take(x, as(call.tensor(1), "int32"), { axis: call.axis(call.attributes.int("axis", 0), x.shape.length) });
  },
  GatherElements: gatherElements,
  GatherND: gatherNd,
  ScatterElements: scatterElements,
  Scatter: scatterElements,
  ScatterND: scatterNd,
  OneHot: oneHot,
};
