import { optionsOf, requireTensor } from "../../graph/apply.ts";
import { addDims, canonicalDim, divideDims } from "../../graph/dim.ts";
import { failAt } from "../../graph/op.ts";
import { type Dim, showShape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Axis, AxisProblem } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { slice, sliceOp } from "../move/slice.ts";
import { axisOf } from "./axes.ts";

/** Into how many equal parts an axis is cut, or how long its parts are. */
export interface PartsOptions {
  /** How many parts, of equal length. */
  readonly parts?: number;
  /** The length of each part. */
  readonly sizes?: readonly Dim[];
  /** Default 0, the first axis. */
  readonly axis?: Axis;
}

/** The parts of X along an axis. */
interface SplitOf<X extends Tensor, A> extends PartsOptions {
  /** Default 0, the first axis. */
  readonly axis?: Axis & Checked<AxisProblem<"split", X["shape"], A>, A>;
}

/**
 * split(x, { parts | sizes, axis }) = x cut into parts along one axis, the first where none is given: a list of slices. concat joins them again.
 *
 * Errors: OpError when x has no such axis, not either parts or sizes are given, parts do not divide the axis for every size of its name,
 * or the sizes do not add up to it.
 */
export function split<X extends Tensor, const A extends Axis = 0>(x: X, options: SplitOf<X, A>): Tensor<Dim[], X["dtype"], NeedsOf<X>>[];
export function split(x: Tensor, options: PartsOptions): Tensor[] {
  requireTensor("split", x);
  const {
    parts,
    sizes,
    axis = 0,
  } = optionsOf({ ...sliceOp, name: "split", attrs: { parts: "integer", sizes: "shape", axis: "integer" } }, options);
  const position = axisOf("split", x, axis);
  const fail = (expected: string, actual: string, cure: string): never => failAt("split", x.id)({ code: "split", expected, actual, cure });
  const whole = x.shape[position];
  if (whole === undefined) return fail("x must have the axis", `axis ${axis} for ${showShape(x.shape)}`, "correct axis");
  const given = `axis ${position} of ${showType(x)}`;
  if ((parts === undefined) === (sizes === undefined))
    fail("either parts or sizes must be given", parts === undefined ? "none" : "both", "pass { parts: 2 } or { sizes: [1, 2] }");
  if (parts !== undefined && !(Number.isSafeInteger(parts) && parts >= 1))
    fail("parts must be a whole number ≥ 1", showValue(parts), "correct it");
  const each = parts === undefined ? undefined : divideDims(whole, parts);
  if (parts !== undefined && each === undefined)
    fail(`${parts} parts must be equally long, whatever the sizes of names are`, `${whole} for ${given}`, "give the sizes");
  const lengths = sizes ?? Array<Dim>(parts as number).fill(each as Dim);
  const dims = (Array.isArray(lengths) ? lengths : [lengths]).map(
    (one) => canonicalDim(one) ?? fail("sizes must be a list of sizes and names", showValue(one), "correct them"),
  );
  const total = dims.reduce(addDims, 0);
  if (total !== whole) fail(`sizes must add up to ${whole}`, `[${dims.join(", ")}], which is ${total}, for ${given}`, "correct them");
  let start: Dim = 0;
  return dims.map((size) => {
    const stop = addDims(start, size);
    const part = slice(x, { axis: position, start, stop });
    start = stop;
    return part;
  });
}
