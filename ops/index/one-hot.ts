import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import type { DType } from "../../graph/dtype.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { IntTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { PlaceProblem, Stacked } from "../move/stack.ts";
import { requireInt, resolveAxis } from "../shared/infer.ts";
import { unlessLast } from "../shared/notation.ts";

export interface OneHotAttrs {
  readonly depth: number;
  /** Where the new axis stands in the result, counted from the front. */
  readonly axis: number;
  readonly dtype: DType;
}

/**
 * oneHot(indices, { depth }): 1 where the position on the new axis, the last where none is given, is the index, 0 elsewhere.
 *
 * indices: int[...S] → dtype[...S with depth inserted]; a negative axis counts from the end of the result
 * Edges:   an index counts from 0; negative ones are refused, they do not count from the end.
 * Errors:  OpError when indices are not integers, depth < 1, or the result has no such axis; at run when an index is not in 0 … depth − 1.
 * Source:  NNFS ch. 5; ONNX OneHot-11.
 */
export const oneHotOp = defineOp<OneHotAttrs>({
  name: "oneHot",
  inputs: ["indices"],
  attrs: { depth: "integer", axis: "integer", dtype: "dtype" },
  infer: ([indices], { depth, axis, dtype }, fail) => {
    requireInt(indices, "indices", fail);
    if (depth < 1) fail({ code: "depth", expected: "depth must be at least 1", actual: String(depth), cure: "give the number of classes" });
    const { shape } = indices;
    resolveAxis(axis, { shape: [...shape, depth], dtype }, fail);
    return { shape: [...shape.slice(0, axis), depth, ...shape.slice(axis)], dtype };
  },
  index: { does: "mark" },
  vjp: "not-differentiable",
  picture: { role: "function", label: ({ depth, axis }, _, [x]) => `oneHot(·, ${depth}${placed(axis, x?.length)})` },
  notation: {
    text: ([indices], { depth, axis }, { ranks }) => atom(`oneHot(${indices.text}, ${depth}${placed(axis, ranks[0])})`),
    latex: ([indices], { depth, axis }, { ranks }) =>
      atom(`\\operatorname{oneHot}_{${depth}${placed(axis, ranks[0]).replace(/.+/, "\\text{$&}")}}\\left(${indices.text}\\right)`),
    numpy: ([indices], { depth, axis, dtype }, { ranks }) => {
      const rows = `np.eye(${depth}, dtype=${dtype === "bool" ? "bool" : `np.${dtype}`})[${indices.text}]`;
      return atom(axis === ranks[0] ? rows : `np.moveaxis(${rows}, -1, ${axis})`);
    },
  },
});

const placed = (axis: number, rank = 0): string => unlessLast(axis, rank + 1);

/** oneHot(indices, { depth }): rows of zeros with a 1 at the index, along `axis` where it is not the last; float32 unless `dtype` says otherwise. See {@link oneHotOp}. */
export function oneHot<I extends Tensor, const N extends number, const A extends number = -1, const D extends DType = "float32">(
  indices: IntTensor<"oneHot", I, "indices">,
  options: { readonly depth: N; readonly axis?: Checked<PlaceProblem<"oneHot", I["shape"], A>, A>; readonly dtype?: D } & Named,
): Tensor<Stacked<I["shape"], A, N>, NoInfer<D>, NeedsOf<I>>;
export function oneHot(
  indices: Tensor,
  options: { readonly depth: number; readonly axis?: number; readonly dtype?: DType } & Named,
): Tensor {
  requireTensor("oneHot", indices, "indices");
  const { depth, axis = -1, dtype = "float32" } = optionsOf(oneHotOp, options, ["depth num_classes classes"]);
  const rank = indices.shape.length + 1;
  return apply(oneHotOp, [indices], { depth, axis: axis < 0 && axis >= -rank ? axis + rank : axis, dtype }, options);
}
