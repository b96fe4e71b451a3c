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
import { depthToSpace } from "./depth-to-space.ts";

/**
 * spaceToDepth(x, { blockSize }) = the pixels of each square block as channels of one pixel.
 *
 * x: any[N, b·h, b·w, C] → same dtype[N, h, w, b·b·C]; under layout "NCHW" any[N, C, b·h, b·w] → same dtype[N, b·b·C, h, w]
 * Edges:   channel (a·b + k)·C + c of "DCR" is channel c of row a and column k of the block; that of "CRD" is c·b·b + a·b + k.
 * Errors:  OpError when x has not four axes, or height and width are no multiples of blockSize for every size of their names.
 * Source:  ONNX SpaceToDepth-13, which is "DCR"; PyTorch pixel_unshuffle, "CRD".
 */
export const spaceToDepthOp = defineOp<DepthAttrs>({
  name: "spaceToDepth",
  inputs: ["x"],
  attrs: depthSchema,
  infer: ([x], attrs, fail) => ({ shape: depthShape(x, attrs, true, fail), dtype: x.dtype }),
  definition: ([x], attrs) => rearranged(x, attrs, true),
  vjp: (dy, _, __, attrs) => [() => depthToSpace(dy, attrs)],
  picture: {
    role: "function",
    label: (attrs) => `space to depth ${depthWords(attrs)}`,
    title: "Space to depth",
    formula: (attrs) => depthWords(attrs),
  },
  notation: {
    text: ([x], attrs) => atom(`spaceToDepth(${x.text}, ${depthWords(attrs)})`),
    latex: ([x], attrs) => atom(`\\operatorname{spaceToDepth}_{\\text{${depthWords(attrs)}}}\\left(${x.text}\\right)`),
  },
});

/** spaceToDepth(x, { blockSize }) = the pixels of each block as channels. See {@link spaceToDepthOp}. */
export function spaceToDepth<X extends Tensor, const B extends number, const L extends "NHWC" | "NCHW" = "NHWC">(
  x: Checked<DepthProblem<"spaceToDepth", true, X["shape"], B, L>, X>,
  options: { readonly blockSize: B; readonly mode?: "DCR" | "CRD"; readonly layout?: L } & Named,
): Tensor<DepthShape<true, X["shape"], B, L>, X["dtype"], NeedsOf<X>>;
export function spaceToDepth(x: Tensor, options: DepthOptions & Named): Tensor {
  const { blockSize, mode = "DCR", layout = "NHWC" } = optionsOf(spaceToDepthOp, options);
  return apply(spaceToDepthOp, [x], { blockSize, mode, layout }, options);
}
