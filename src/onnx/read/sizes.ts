import { addDims, countOfShape, divideDims, floorDivideDim, multiplyDims, subtractDims } from "../../../graph/dim.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import type { Dim } from "../../../graph/shape.ts";
import { cast } from "../../../ops/elementwise/cast.ts";
import { stack } from "../../../ops/move/stack.ts";
import { size } from "../../../ops/reduce/size.ts";
import type { NodeCall } from "./node-call.ts";
import { type Computed, known, type Value } from "./values.ts";

/*
 * Sizes of axes with a name, as files work with them: Shape, then what is picked, joined and multiplied of it. They are tensors of the graph like
 * others, and beside that the dims that their elements are: what makes a shape of them keeps the name.
 */

/** The sizes of some axes of x, a list of them. */
export function sizesOfAxes(call: NodeCall, x: AnyTensor, axes: readonly number[]): Value {
  const dims = axes.map((axis) => x.shape[axis] as Dim);
  const each = axes.map((axis) => {
    const dim = x.shape[axis] as Dim;
    if (typeof dim === "number") return call.constant(dim, [], "int32");
    return cast(size(x, { axis, dtype: "float64" }), { dtype: "int32" });
  });
  return withDims({ kind: "computed", type: "int64", tensor: stack(each, { axis: 0 }) as AnyTensor }, dims);
}

/** The number of elements of x. */
export const countOf = (x: AnyTensor): Value =>
  withDims({ kind: "computed", type: "int64", tensor: cast(size(x, { dtype: "float64" }), { dtype: "int32" }) as AnyTensor }, [
    countOfShape(x.shape),
  ]);

/** A value whose elements are these dims: known, where they are numbers. */
function withDims(value: Computed, dims: readonly Dim[]): Value {
  if (dims.every((dim) => typeof dim === "number"))
    return known(value.type, value.tensor.shape as readonly number[], dims as readonly number[]);
  return { ...value, dims };
}

type List = readonly Dim[];

/** Two lists, or a number beside a list, element by element. */
const zipped = (a: List, b: List, combine: (a: Dim, b: Dim) => Dim | undefined): List | undefined => {
  const length = Math.max(a.length, b.length);
  const all = Array.from({ length }, (_, i) => combine(a[a.length === 1 ? 0 : i] as Dim, b[b.length === 1 ? 0 : i] as Dim));
  return all.every((dim) => dim !== undefined) ? (all as List) : undefined;
};

/** a ÷ b of sizes, cut off as integers are. */
const quotient = (a: Dim, b: Dim): Dim | undefined =>
  divideDims(a, b) ?? (typeof b === "number" && b > 0 ? floorDivideDim(a, b) : undefined);

const same = ([x]: readonly List[]): List | undefined => x;

/** What becomes of the dims where a node works with sizes; undefined where that is no size any more. */
const written: Readonly<Record<string, (lists: readonly List[], call: NodeCall) => List | undefined>> = {
  Gather: ([x = [], at = []]) => {
    const picked = at.map((index) => x[(index as number) < 0 ? (index as number) + x.length : (index as number)]);
    return picked.every((dim) => dim !== undefined) ? (picked as List) : undefined;
  },
  Concat: (lists) => lists.flat(),
  Slice: ([x = [], starts = [], stops = [], , steps = [1]]) => {
    const [start, stop] = [starts[0], stops[0]];
    return typeof start === "number" && typeof stop === "number" && steps[0] === 1 ? x.slice(start, stop) : undefined;
  },
  Squeeze: same,
  Unsqueeze: same,
  Reshape: same,
  Identity: same,
  Cast: same,
  Add: ([a = [], b = []]) => zipped(a, b, addDims),
  Sub: ([a = [], b = []]) => zipped(a, b, subtractDims),
  Mul: ([a = [], b = []]) => zipped(a, b, multiplyDims),
  Div: ([a = [], b = []]) => zipped(a, b, quotient),
  ReduceProd: ([x = []]) => [countOfShape(x)],
};

/** The dims of a value that is a list, or one number: what is known, and what is of sizes. */
export function dimsOf(value: Value | undefined): List | undefined {
  if (value === undefined) return [];
  if (value.kind === "computed") return value.dims;
  return value.shape.length <= 1 && value.data.length <= longest ? Array.from(value.data) : undefined;
}
const longest = 64;

/** The values that a node gives, with dims where it works with sizes. */
export function keepingDims(values: readonly Value[], call: NodeCall): readonly Value[] {
  const [first] = values;
  const write = Object.hasOwn(written, call.op) ? written[call.op] : undefined;
  const isOfSizes = call.inputs.some((input) => input?.kind === "computed" && input.dims !== undefined);
  if (write === undefined || !isOfSizes || first?.kind !== "computed") return values;
  if (first.tensor.shape.length > 1 || (first.type !== "int64" && first.type !== "int32")) return values;
  const lists = call.inputs.map(dimsOf);
  const dims = lists.every((list) => list !== undefined) ? write(lists as readonly List[], call) : undefined;
  return dims === undefined ? values : [withDims(first, dims), ...values.slice(1)];
}
