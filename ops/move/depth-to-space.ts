import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import {
  type DepthAttrs,
  type DepthOptions,
  type DepthProblem,
  type DepthShape,
  depthSchema,
  depthShape,
  depthWords,
  rearranged,
} from "../shared/depth.ts";
import { spaceToDepth } from "./space-to-depth.ts";

/**
 * depthToSpace(x, { blockSize }) = the channels of each pixel as a square block of pixels: the inverse of spaceToDepth.
 *
 * x: any[N, h, w, b·b·C] → same dtype[N, b·h, b·w, C]; under layout "NCHW" any[N, b·b·C, h, w] → same dtype[N, C, b·h, b·w]
 * Edges:   channel (a·b + k)·C + c of "DCR" becomes channel c of row a and column k of the block; that of "CRD" is c·b·b + a·b + k.
 * Errors:  OpError when x has not four axes, or the number of channels is no multiple of blockSize² for every size of its names.
 * Source:  ONNX DepthToSpace-13; PyTorch pixel_shuffle, "CRD" (Shi et al. 2016).
 */
export const depthToSpaceOp = defineOp<DepthAttrs>({
  name: "depthToSpace",
  inputs: ["x"],
  attrs: depthSchema,
  infer: ([x], attrs, fail) => ({ shape: depthShape(x, attrs, false, fail), dtype: x.dtype }),
  definition: ([x], attrs) => rearranged(x, attrs, false),
  vjp: (dy, _, __, attrs) => [() => spaceToDepth(dy, attrs)],
  picture: {
    role: "function",
    label: (attrs) => `depth to space ${depthWords(attrs)}`,
    title: "Depth to space",
    formula: (attrs) => depthWords(attrs),
  },
  notation: {
    text: ([x], attrs) => atom(`depthToSpace(${x.text}, ${depthWords(attrs)})`),
    latex: ([x], attrs) => atom(`\\operatorname{depthToSpace}_{\\text{${depthWords(attrs)}}}\\left(${x.text}\\right)`),
  },
});

/** depthToSpace(x, { blockSize }) = the channels of each pixel as a block of pixels. See {@link depthToSpaceOp}. */
export function depthToSpace<X extends Tensor, const B extends number, const L extends "NHWC" | "NCHW" = "NHWC">(
  x: Checked<DepthProblem<"depthToSpace", false, X["shape"], B, L>, X>,
  options: { readonly blockSize: B; readonly mode?: "DCR" | "CRD"; readonly layout?: L } & Named,
): Tensor<DepthShape<false, X["shape"], B, L>, X["dtype"], NeedsOf<X>>;
export function depthToSpace(x: Tensor, options: DepthOptions & Named): Tensor {
  const { blockSize, mode = "DCR", layout = "NHWC" } = optionsOf(depthToSpaceOp, options);
  return apply(depthToSpaceOp, [x], { blockSize, mode, layout }, options);
}
