import { countOfShape } from "../../../../graph/dim.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import { carrierOf, type ElementType, elementTypeOf } from "../../element-types.ts";
import { as, type Handler, type NodeCall } from "../node-call.ts";
import { readTensor } from "../read-tensor.ts";
import { countOf, sizesOfAxes } from "../sizes.ts";
import { op } from "../untyped-ops.ts";
import { upTo } from "../up-to.ts";
import { type Computed, computed, type Known, known, type Value, wholeNumbers } from "../values.ts";

/** The sizes of a value; those of a tensor must be numbers. */
const sizesOf = (call: NodeCall, value: Value): readonly number[] => (value.kind === "computed" ? call.sizes(value.tensor) : value.shape);

/** Whether a shape is asked of which only some sizes are known: then what is used of it may still be. */
function shape(call: NodeCall): Value {
  const value = call.value(0);
  const sizes = value.kind === "computed" ? value.tensor.shape : value.shape;
  const rank = sizes.length;
  const inside = (at: number): number => Math.min(Math.max(at < 0 ? at + rank : at, 0), rank);
  const start = inside(call.attributes.int("start", 0));
  const end = Math.max(start, inside(call.attributes.int("end", rank)));
  if (value.kind !== "computed" || start === end) return wholeNumbers(value.kind === "computed" ? [] : value.shape.slice(start, end));
  return sizesOfAxes(
    call,
    value.tensor,
    Array.from({ length: end - start }, (_, i) => start + i),
  );
}

function constant(call: NodeCall): Known {
  const { attributes } = call;
  const tensor = attributes.tensor("value");
  if (tensor !== undefined) return readTensor(tensor, tensor.name ?? "value");
  if (attributes.has("value_int")) return known("int64", [], [attributes.int("value_int", 0)]);
  if (attributes.has("value_float")) return known("float", [], [attributes.float("value_float", 0)]);
  const ints = attributes.ints("value_ints");
  if (ints !== undefined) return wholeNumbers(ints);
  const floats = attributes.floats("value_floats");
  if (floats !== undefined) return known("float", [floats.length], floats);
  return call.unsupported("a constant of strings or of a sparse tensor");
}

/** Larger ones are broadcast and not written out. */
const most = 4096;

const filled: Handler = (call) => {
  const given = call.attributes.tensor("value");
  const value = given === undefined ? known("float", [1], [0]) : readTensor(given, "value");
  const sizes = call.dims(0);
  const count = countOfShape(sizes);
  const one = value.data[0] ?? 0;
  if (typeof count === "number" && count <= most) return known(value.type, sizes as number[], new Float64Array(count).fill(one));
  const dtype = carrierOf(value.type) ?? call.unsupported(`elements of type ${value.type}`);
  return { kind: "computed", type: value.type, tensor: call.filled(one, sizes, dtype) };
};

function range(call: NodeCall): Known | Computed {
  const [size] = call.dims(1);
  const [start, step] = [0, 2].map((position) => call.number(position, 0)) as [number, number];
  if (typeof size === "string" && start === 0 && step === 1)
    return computed(as(call.counted(size), carrierOf(call.type(1)) ?? "int32"), call.type(1));
  const limit = call.number(1, 0);
  if (step === 0) call.fail("onnx-file", "delta must not be 0", "0", "this file is damaged");
  const count = Math.max(0, Math.ceil((limit - start) / step));
  const type = call.type(0);
  if (count <= most)
    return known(
      type,
      [count],
      Float64Array.from(upTo(count), (i) => start + i * step),
    );
  const numbers = as(call.counted(count), carrierOf(type) ?? call.unsupported(`elements of type ${type}`));
  return computed(op.add(op.mul(numbers, step), start), type);
}

function eye(call: NodeCall): Known | Computed {
  const sizes = sizesOf(call, call.value(0));
  const [rows = 0, columns = 0] = sizes;
  const offset = call.attributes.int("k", 0);
  const type = call.attributes.has("dtype") ? elementTypeOf(call.attributes.int("dtype", 1)) : call.type(0);
  if (rows * columns <= most) {
    const ones = Float64Array.from(upTo(rows * columns), (i) => Number((i % columns) - Math.floor(i / columns) === offset));
    return known(type as ElementType, [rows, columns], ones);
  }
  const diagonal = op.sub(call.counted(columns), op.expandDims(call.counted(rows), { axis: 1 }));
  const dtype = carrierOf(type as ElementType) ?? call.unsupported(`elements of type ${type}`);
  return computed(as(op.equal(diagonal, offset), dtype), type as ElementType);
}

/** What is known when the graph is built, whatever flows through it. */
export const knownValues: Readonly<Record<string, Handler>> = {
  Shape: shape,
  Size: (call) => {
    const value = call.value(0);
    return value.kind === "computed" ? countOf(value.tensor) : known("int64", [], [sizeOf(value.shape)]);
  },
  Constant: constant,
  ConstantOfShape: filled,
  Range: range,
  EyeLike: eye,
};
