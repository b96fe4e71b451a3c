import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import type { DType } from "../../graph/dtype.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { IntTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { requireInt } from "../shared/infer.ts";

export interface OneHotAttrs {
  readonly depth: number;
  readonly dtype: DType;
}

/**
 * oneHot(indices, { depth }): 1 where the position on the new last axis is the index, 0 elsewhere.
 *
 * indices: int[...S] → dtype[...S, depth]
 * Edges:   an index counts from 0; negative ones are refused, they do not count from the end.
 * Errors:  OpError when indices are not integers or depth < 1; at run when an index is not in 0 … depth − 1.
 * Source:  NNFS ch. 5; ONNX OneHot-11.
 */
export const oneHotOp = defineOp<OneHotAttrs>({
  name: "oneHot",
  inputs: ["indices"],
  attrs: { depth: "integer", dtype: "dtype" },
  infer: ([indices], { depth, dtype }, fail) => {
    requireInt(indices, "indices", fail);
    if (depth < 1) fail({ code: "depth", expected: "depth must be at least 1", actual: String(depth), cure: "give the number of classes" });
    return { shape: [...indices.shape, depth], dtype };
  },
  index: "mark",
  vjp: "not-differentiable",
  picture: { role: "function", label: ({ depth }) => `oneHot(·, ${depth})` },
  notation: {
    text: ([indices], { depth }) => atom(`oneHot(${indices.text}, ${depth})`),
    latex: ([indices], { depth }) => atom(`\\operatorname{oneHot}_{${depth}}\\left(${indices.text}\\right)`),
    numpy: ([indices], { depth, dtype }) => atom(`np.eye(${depth}, dtype=${dtype === "bool" ? "bool" : `np.${dtype}`})[${indices.text}]`),
  },
});

/** oneHot(indices, { depth }): rows of zeros with a 1 at the index, float32 unless `dtype` says otherwise. See {@link oneHotOp}. */
export function oneHot<I extends Tensor, const N extends number, const D extends DType = "float32">(
  indices: IntTensor<"oneHot", I, "indices">,
  options: { readonly depth: N; readonly dtype?: D } & Named,
): Tensor<[...I["shape"], N], NoInfer<D>, NeedsOf<I>>;
export function oneHot(indices: Tensor, options: { readonly depth: number; readonly dtype?: DType } & Named): Tensor {
  const { depth, dtype = "float32" } = optionsOf(oneHotOp, options);
  return apply(oneHotOp, [indices], { depth, dtype }, options);
}
