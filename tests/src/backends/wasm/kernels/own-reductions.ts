import type { DType } from "../../../../../graph/dtype.ts";
import { defineOp, foldedAxes, foldedDType, type Primitive, type Reduce } from "../../../../../graph/op.ts";
import { dtypeOf, expressionOf, type ScalarRule } from "../../../../../graph/scalar.ts";

/** An own reduction over a list of axes. */
export const reduction = (name: string, { fold, before, after }: Reduce["reduce"]): Primitive<any> => {
  const through = (rule: ScalarRule<any> | undefined, dtype: DType): DType => (rule ? dtypeOf(expressionOf(rule, [dtype], {})) : dtype);
  return defineOp<{ readonly axis: readonly number[] }>({
    name,
    inputs: ["x"],
    attrs: { axis: "integers" },
    infer: ([x], { axis }) => {
      const axes = foldedAxes({ axis }, x.shape.length);
      return { shape: x.shape.filter((_, i) => !axes.includes(i)), dtype: through(after, foldedDType(fold, through(before, x.dtype))) };
    },
    reduce: { fold, ...(before && { before: before as ScalarRule<any> }), ...(after && { after: after as ScalarRule<any> }) },
    vjp: "not-differentiable",
  });
};

/** √Σx² */
export const norm = reduction("norm", { fold: "sum", before: (s, [x]) => s.mul(x, x), after: (s, [sum]) => s.sqrt(sum) });
