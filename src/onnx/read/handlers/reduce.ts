import type { AnyTensor } from "../../../../graph/op.ts";
import { as, type Handler, isFloat, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { computed } from "../values.ts";
import { wrapped } from "./casts.ts";

interface Folded {
  readonly axis: readonly number[];
  readonly keepdims: boolean;
}
type Fold = (x: AnyTensor, options: Folded) => AnyTensor;

/** The axes of a reduction: an attribute in old files, an input in new ones; none are all, or none where the file says so. */
function axesOf(call: NodeCall, rank: number): readonly number[] {
  const given = call.attributes.ints("axes") ?? call.optionalNumbers(1) ?? [];
  if (given.length > 0) return given.map((axis) => call.axis(axis, rank));
  return call.attributes.flag("noop_with_empty_axes") ? [] : Array.from({ length: rank }, (_, axis) => axis);
}

/** A reduction whose elements are taken `before` and whose result is taken `after`; the dtype is kept. */
const reduction =
  (fold: Fold, { before = (x: AnyTensor) => x, after = (y: AnyTensor) => y } = {}): Handler =>
  (call) => {
    const x = call.tensor(0);
    const axis = axesOf(call, x.shape.length);
    const options = { axis, keepdims: call.attributes.flag("keepdims", true) };
    const folded = axis.length === 0 ? before(x) : fold(before(x), options);
    return wrapped(after(folded), call.type(0));
  };

/** The largest or smallest of no elements is the end of the dtype's range. */
const extremum =
  (fold: Fold, ends: Readonly<Record<string, number>>, before?: (x: AnyTensor) => AnyTensor): Handler =>
  (call) => {
    const x = call.tensor(0);
    const axis = axesOf(call, x.shape.length);
    if (!axis.some((one) => x.shape[one] === 0)) return reduction(fold, before && { before })(call);
    const keepdims = call.attributes.flag("keepdims", true);
    const shape = x.shape.flatMap((dim, one) => (axis.includes(one) ? (keepdims ? [1] : []) : [dim]));
    return call.filled(ends[x.dtype] ?? Number.NaN, shape, x.dtype);
  };

const lowest = { float32: Number.NEGATIVE_INFINITY, float64: Number.NEGATIVE_INFINITY, int32: -(2 ** 31), uint8: 0, bool: 0 };
const highest = { float32: Number.POSITIVE_INFINITY, float64: Number.POSITIVE_INFINITY, int32: 2 ** 31 - 1, uint8: 255, bool: 1 };

const folds = {
  sum: (x: AnyTensor, options: Folded) => op.sum(x, options),
  max: (x: AnyTensor, options: Folded) => op.max(x, options),
  min: (x: AnyTensor, options: Folded) => op.min(x, options),
  mean: (x: AnyTensor, options: Folded) => op.mean(x, options),
  logSumExp: (x: AnyTensor, options: Folded) => op.logSumExp(x, options),
};

const square = (x: AnyTensor): AnyTensor => op.mul(x, x);
/** Of integers in float64. */
const inFloat = (x: AnyTensor): AnyTensor => (isFloat(x) ? x : as(x, "float64"));

/** The position of the largest or smallest; of equal ones the first, or the last where the file says so. */
const position =
  (find: (x: AnyTensor, options: { axis: number }) => AnyTensor): Handler =>
  (call) => {
    const x = call.tensor(0);
    const axis = call.axis(call.attributes.int("axis", 0), x.shape.length);
    const last = call.attributes.flag("select_last_index");
    const found = last ? op.sub((call.sizes(x)[axis] as number) - 1, find(op.flip(x, { axis }), { axis })) : find(x, { axis });
    return computed(call.attributes.flag("keepdims", true) ? op.expandDims(found, { axis }) : found, "int64");
  };

/** Before opset 13 all axes from `axis` on, by default the second, were one. */
const alongRow =
  (apply: (x: AnyTensor, options: { axis: number }) => AnyTensor): Handler =>
  (call) => {
    const x = call.tensor(0);
    const rank = x.shape.length;
    if (call.opset >= 13) return apply(x, { axis: call.axis(call.attributes.int("axis", -1), rank) });
    const axis = call.axis(call.attributes.int("axis", 1), rank);
    if (axis === rank - 1) return apply(x, { axis });
    const sizes = call.sizes(x);
    const row = sizes.slice(axis).reduce((product, size) => product * size, 1);
    return op.reshape(apply(op.reshape(x, { shape: [...sizes.slice(0, axis), row] }), { axis }), { shape: sizes });
  };

export const reductions: Readonly<Record<string, Handler>> = {
  ReduceSum: reduction(folds.sum),
  ReduceMean: reduction(folds.mean, { before: inFloat }),
  ReduceMax: extremum(folds.max, lowest),
  ReduceMin: extremum(folds.min, highest),
  ReduceL1: reduction(folds.sum, { before: (x) => op.abs(x) }),
  ReduceL2: reduction(folds.sum, { before: (x) => square(inFloat(x)), after: (y) => op.sqrt(y) }),
  ReduceSumSquare: reduction(folds.sum, { before: (x) => square(inFloat(x)) }),
  ReduceLogSum: reduction(folds.sum, { before: inFloat, after: (y) => op.log(y) }),
  ReduceLogSumExp: extremum(folds.logSumExp, lowest, inFloat),
  ArgMax: position(op.argmax),
  ArgMin: position(op.argmin),
  Softmax: alongRow(op.softmax),
  LogSoftmax: alongRow(op.logSoftmax),
};
