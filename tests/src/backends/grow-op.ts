import { type Attrs, apply, type DType, type Op } from "dagrad";
import type { AttrKind } from "../../../graph/attrs.ts";
import { isDagradError } from "../../../graph/errors.ts";
import type { AttrValue } from "../../../graph/graph.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { failAt, isPrimitive, type Kind, kindOf, type Operands, type Primitive, type TensorType } from "../../../graph/op.ts";
import { expressionOf } from "../../../graph/scalar.ts";
import type { Dim } from "../../../graph/shape.ts";
import { op as call } from "../../graph/untyped-ops.ts";
import { compositeOperands } from "./composite-operands.ts";
import type { GraphGrowth } from "./graph-growth.ts";
import { growProduct } from "./grow-product.ts";
import type { Computing } from "./rules.ts";

/*
 * How an op is put into a random graph: its kind, its attributes' schema and its own rule for dtypes and shapes say what operands it
 * takes, so that a new op needs nothing here. What a draw does not fit is refused, and left out.
 */

/** One op more. */
export function growOp(o: GraphGrowth, op: Op): AnyTensor {
  if (isPrimitive(op)) return growKind[kindOf(op)](o, op);
  return compositeOperands[op.name]?.(o) ?? growElementwise(o, op);
}

type Operand = AnyTensor | number;

const applied = (op: Op, operands: readonly Operand[], attrs: Attrs): AnyTensor => apply(op, operands, attrs) as AnyTensor;

const dtypes: readonly DType[] = ["float32", "float64", "int32", "uint8", "bool"];

/** The attributes that an op takes, drawn by their schema; `x` is what axes and sizes are those of. */
function drawn(o: GraphGrowth, { attrs }: Op, x?: AnyTensor): Attrs {
  const shape = x?.shape ?? [];
  // What is sheared along another axis needs elements for each of that: the longest axis, along the shortest one.
  const bySize = [...shape.keys()].sort((a, b) => o.sizeOf(shape[b] as Dim) - o.sizeOf(shape[a] as Dim));
  const axis = "along" in attrs ? (bySize[0] ?? 0) : o.random.randint(0, shape.length + 1);
  const size = shape[axis];
  const least = o.random.randint(0, (typeof size === "number" ? size : 5) + 1);
  const integer = (name: string): number => {
    if (name === "axis") return axis;
    if (name === "step") return o.one("along" in attrs ? [0, 1, -1] : [1, 1, 1, 2, 3, -1, -2]);
    if (name === "along") return bySize.at(-1) ?? 0;
    return x === undefined ? o.one([1, 3, 5, 6]) : name === "start" ? least : least + o.random.randint(0, 4);
  };
  const draw = (name: string, kind: AttrKind): AttrValue => {
    if (typeof kind !== "string") return o.one(kind);
    switch (kind) {
      case "number":
        return o.one(["-Infinity", -1, 0, 1e-7, 0.9999999, 1, 3, "Infinity"]);
      case "dim":
        if (typeof size === "string") return name === "start" ? 0 : size;
        return integer(name);
      case "dims":
        return shape.flatMap(() =>
          o.one([
            [0, 0],
            [0, 1],
            [1, 0],
            [2, 3],
            [-1, 1],
            [0, -1],
          ]),
        );
      case "integer":
        return integer(name);
      case "boolean":
        return o.chance(0.4);
      case "integers":
        // Windows along one axis.
        if (name === "axes") return [axis];
        if (name === "size" || name === "stride" || ("axes" in attrs && name === "dilation")) return [o.one([1, 1, 2, 3])];
        if (name === "dilation") return shape.map(() => o.one([1, 1, 1, 2]));
        if (name === "axis" && o.chance(0.6)) return shape.flatMap((dim, at) => (dim === 1 ? [at] : []));
        return [...o.random.permutation([...shape.keys()])];
      case "dtype":
        return o.one(["float32", "float32", ...dtypes]);
      case "shape":
        return x === undefined ? o.shape() : shapeFor(o, shape);
      case "values":
        return [o.one([-1, 1e-7, 0.9999999, 3])];
      default:
        throw new Error(`how is an attribute "${name}" drawn that is ${kind}?`);
    }
  };
  return Object.fromEntries(Object.entries(attrs as Readonly<Record<string, AttrKind>>).map(([name, kind]) => [name, draw(name, kind)]));
}

/** What elements of that shape may be broadcast or reshaped to. */
function shapeFor(o: GraphGrowth, shape: readonly Dim[]): Dim[] {
  const named = shape.filter((dim) => typeof dim === "string");
  const count = shape.reduce((product: number, dim) => (typeof dim === "number" ? product * dim : product), 1);
  const divisor = o.one([1, 2, 3, 4, 5].filter((size) => count > 0 && count % size === 0).concat(count === 0 ? [0] : []));
  const wider = shape.map((dim) => (dim === 1 ? o.one([1, 3, "n"]) : dim));
  const split = count === 0 ? [0, ...named] : [divisor, ...named, count / divisor];
  return o.one<Dim[]>([wider, [o.one([2, "m"]), ...wider], [...named, count], split]);
}

/** The dtypes that the op takes, of all its operands together. */
function dtypesOf(op: Op, count: number, attrs: Attrs): readonly (readonly DType[])[] {
  let all: DType[][] = [[]];
  for (let i = 0; i < count; i++) all = all.flatMap((before) => dtypes.map((dtype) => [...before, dtype]));
  return all.filter((types) => {
    try {
      op.infer(types.map((dtype) => ({ shape: [2, 3], dtype })) as unknown as Operands<TensorType>, attrs, failAt(op.name, op.name));
      return true;
    } catch (error) {
      if (isDagradError(error)) return false;
      throw error;
    }
  });
}

const known = new WeakMap<Op, readonly (readonly DType[])[]>();

/** As dtypesOf, of an op that takes the same ones whatever its attributes are, once they fit. */
function takenBy(op: Op, count: number, attrs: Attrs): readonly (readonly DType[])[] {
  const before = known.get(op);
  if (before !== undefined) return before;
  const taken = dtypesOf(op, count, attrs);
  if (taken.length > 0) known.set(op, taken);
  return taken;
}

/** float32 most of the time, where that is possible. */
const likely = <T>(o: GraphGrowth, list: readonly T[], isSingle: (one: T) => boolean): T => {
  const single = list.filter(isSingle);
  return o.one(single.length > 0 && o.chance(0.6) ? single : list);
};

/** A tensor of one of these dtypes, of at least that many axes. */
const oneOf = (o: GraphGrowth, possible: readonly DType[], least = 0, fits: (x: AnyTensor) => boolean = () => true): AnyTensor =>
  o.pick(
    (x) => possible.includes(x.dtype) && x.shape.length >= least && fits(x),
    () =>
      o.leaf(
        o.shape(least),
        likely(o, possible, (dtype) => dtype === "float32"),
      ),
  );

/** Operands that broadcast, any of them the one that the others are made to fit; numbers among them. */
function growElementwise(o: GraphGrowth, op: Op): AnyTensor {
  const attrs = drawn(o, op);
  const count = op.inputs.filter((input) => !input.endsWith("?")).length;
  const taken = takenBy(op, count, attrs);
  const base = o.random.randint(0, count);
  const first = oneOf(o, [...new Set(taken.map((types) => types[base] as DType))]);
  const types = likely(
    o,
    taken.filter((one) => one[base] === first.dtype),
    (one) => one.includes("float32"),
  );
  const operands = types.map((dtype, i) => (i === base ? first : o.partner(first, dtype)));
  return applied(op, "scalar" in op ? demanded(o, op, types, attrs, operands) : operands, attrs);
}

/** The operands, changed where an instruction asks for something of what it is given. */
function demanded(o: GraphGrowth, op: Primitive<any>, types: readonly DType[], attrs: Attrs, operands: readonly Operand[]): Operand[] {
  const changed = [...operands];
  if (!("scalar" in op)) return changed;
  const expression = expressionOf(op.scalar, types, attrs);
  for (const { instruction, operands: read, number } of expression) {
    const demand = demands[instruction as Computing];
    for (const [position, step] of read.entries()) {
      const { instruction: from, number: at } = expression[step] as (typeof expression)[number];
      if (demand !== undefined && from === "operand") changed[at] = demand(o, changed[at] as Operand, position, number);
    }
  }
  return changed;
}

type Demand = (o: GraphGrowth, x: Operand, position: number, number: number) => Operand;

/** Where logarithms and roots are numbers, most of the time. */
const positive: Demand = (o, x) =>
  typeof x === "number" || o.chance(0.2) ? x : o.add(o.chance(0.5) ? call.abs(x) : call.clip(x, { min: 1e-7, max: 8 }));

/** What instructions ask of an operand at a position. */
const demands: Partial<Record<Computing, Demand>> = {
  log: positive,
  sqrt: positive,
  pow: (o, x, position, number) => {
    if (position === 0) return o.chance(0.5) ? x : positive(o, x, position, number);
    return o.chance(0.4) ? o.one([2, 3, 0.5, -1, 0]) : x;
  },
  checked: (o, x, _, limit) => (typeof x === "number" ? x : o.of(x.shape, x.dtype, { kind: "below", limit: Math.min(limit, 256) })),
};

/** Along some axes, or one; what asks for a largest element gets axes that have some. */
function growReduction(o: GraphGrowth, op: Op): AnyTensor {
  const isSingle = (op.attrs as Readonly<Record<string, AttrKind>>).axis === "integer";
  const filled = "reduce" in op && (op.reduce.fold === "max" || op.reduce.fold === "argmax");
  const taken = takenBy(op, 1, { ...drawn(o, op), axis: isSingle ? 0 : [0] }).flat();
  const x = oneOf(o, taken, isSingle ? 1 : 0, ({ shape }) => !(filled && isSingle) || shape.some((dim) => o.sizeOf(dim) > 0));
  const axes = x.shape.flatMap((dim, axis) => (filled && o.sizeOf(dim) === 0 ? [] : [axis]));
  return applied(op, [x], { ...drawn(o, op), axis: isSingle ? o.one(axes) : o.axes(x, filled) });
}

/** Of any dtype; where there may be any number of inputs, some that are as the first but along the axis. */
function growMove(o: GraphGrowth, op: Op): AnyTensor {
  const x = o.any(o.chance(0.9) ? 1 : 0);
  const attrs = drawn(o, op, x);
  const axis = attrs.axis as number;
  const beside = (): AnyTensor =>
    o.of(typeof x.shape[axis] === "number" && o.chance(0.7) ? x.shape.with(axis, o.one([0, 1, 2, 5])) : x.shape, x.dtype);
  const operands = op.inputs[0]?.startsWith("...") ? o.one([[x, beside()], [beside(), x], [x, beside(), x], [x]]) : [x];
  const { shape } = op.infer(operands as unknown as Operands<TensorType>, attrs, failAt(op.name, op.name));
  const sized = operands.map(({ dtype, shape }) => ({ dtype, shape: shape.map((dim) => o.sizeOf(dim)) }));
  if ("move" in op && op.refusesSizes) op.infer(sized as unknown as Operands<TensorType>, attrs, failAt(op.name, op.name));
  return shape.length > 4 || shape.some((dim) => o.sizeOf(dim) < 0) ? x : applied(op, operands, attrs);
}

/** Labels below a size; of what is added and put, of any numbers. */
/** Along any axis of what has one. */
function growAccumulation(o: GraphGrowth, op: Op): AnyTensor {
  const x = oneOf(o, takenBy(op, 1, { ...drawn(o, op), axis: 0 }).flat(), 1);
  return applied(op, [x], { ...drawn(o, op), axis: o.random.randint(0, x.shape.length) });
}

function growIndex(o: GraphGrowth, op: Op): AnyTensor {
  if (!("index" in op)) throw new Error(`"${op.name}" has no indices`);
  const { does, lines } = op.index;
  const below = (shape: readonly Dim[], limit: number): AnyTensor =>
    o.of(shape, o.one(["int32", "uint8"] as const), { kind: "below", limit });
  if (does === "mark") {
    const [labels, depth] = [below(o.shape().slice(0, 3), 3), o.one([3, 4])];
    return applied(op, [labels], { ...drawn(o, op, labels), depth });
  }
  if (does === "add") {
    const updates = oneOf(o, ["float32", "float64", "int32", "uint8"], 1);
    const attrs = { ...drawn(o, op), axis: o.random.randint(0, updates.shape.length), size: o.one([3, 4]) };
    return applied(op, [updates, below(lines ? [updates.shape[attrs.axis] as Dim] : updates.shape, 3)], attrs);
  }
  const sized = (dim: Dim | undefined): boolean => typeof dim === "number" && dim > 0;
  const last = !("axis" in op.attrs);
  const x = o.pick(
    ({ shape }) => sized(shape.at(-1)),
    () => o.leaf(["n", 3], "float32"),
  );
  const axis = o.one(x.shape.flatMap((dim, at) => (sized(dim) ? [at] : [])));
  if (last)
    return applied(op, [x, o.chance(0.3) ? o.add(call.argmax(x)) : below(x.shape.slice(0, -1), x.shape.at(-1) as number)], drawn(o, op));
  const shape = lines ? o.shape().slice(0, 5 - x.shape.length) : x.shape.with(axis, o.one([1, 2, 5]));
  const indices = below(shape, x.shape[axis] as number);
  return applied(op, does === "put" ? [x, indices, o.of(shape, x.dtype)] : [x, indices], { ...drawn(o, op), axis });
}

function growRandom(o: GraphGrowth, op: Op): AnyTensor {
  const dtype = o.one(["float32", "float64", "int32", "uint8"] as const);
  const counter = o.number(dtype === "float64" ? o.one([7, 2 ** 40 + 1]) : o.random.randint(0, 200), dtype);
  const most = Object.fromEntries(
    Object.keys(op.attrs).flatMap((name) =>
      (op.attrs as Record<string, AttrKind>)[name] === "integer" && o.chance(0.2) ? [[name, 2 ** 32 - 1]] : [],
    ),
  );
  return applied(op, [counter], { ...drawn(o, op), ...most });
}

const growKind = {
  scalar: growElementwise,
  reduce: growReduction,
  move: growMove,
  view: growMove,
  index: growIndex,
  accumulate: growAccumulation,
  product: growProduct,
  random: growRandom,
  known: growReduction,
  kernel: growElementwise,
} satisfies Record<Kind, (o: GraphGrowth, op: Primitive<any>) => AnyTensor>;
