import { type Attrs, NdArray } from "dagrad";
import { allocate, type DType } from "../../../graph/dtype.ts";
import { type Elementwise, foldedDType, kindOf, type Primitive, type Reduce, type Value } from "../../../graph/op.ts";
import { type Expression, expressionOf, type ScalarBuilder, type ScalarStep } from "../../../graph/scalar.ts";
import { sameShape } from "../../../graph/shape.ts";
import { stretched, withItself } from "./instruction-ranges.ts";
import { atEnds, type Site, widened } from "./monotone-range.ts";
import { type Computing, foldRules, instructionRules, kindRules, type Rule } from "./rules.ts";
import { exactly, isExact, type Range } from "./value-range.ts";

/** An op on operands that are known to lie in ranges. */
export interface OpSite {
  readonly op: Primitive<any>;
  readonly inputs: readonly Range[];
  readonly attrs: Attrs;
  /** Of the result. */
  readonly type: Omit<Value, "data">;
}

/**
 * Where the result of an op lies, for every choice of operands within their ranges and every engine that keeps to the rules: from
 * instruction to instruction, through the fold, or in the one step that an op of another kind is.
 */
export function rangeOf({ op, inputs, attrs, type }: OpSite): Range {
  if ("scalar" in op) {
    return rangeOfExpression(
      expressionOf(
        op.scalar,
        inputs.map(({ low }) => low.dtype),
        attrs,
      ),
      inputs,
      type.shape,
    );
  }
  if ("reduce" in op) return rangeOfReduction(op, inputs[0] as Range, attrs, type.shape);
  return rangeOfStep(kindRules[kindOf(op) as keyof typeof kindRules], { op, inputs, attrs, type });
}

/** What is known to the bit is computed, and then off by the bound. */
function rangeOfStep({ bound, range }: Rule, given: Omit<Site, "bound">): Range {
  const site = { ...given, bound };
  return site.inputs.every(isExact) ? widened(site, atEnds(site, 0)) : range(site);
}

function rangeOfExpression(expression: Expression, inputs: readonly Range[], shape: readonly number[]): Range {
  const ranges: Range[] = [];
  for (const step of expression) ranges.push(rangeOfInstruction(step, ranges, inputs, shape));
  const last = ranges.at(-1) as Range;
  return sameShape(last.low.shape, shape) ? last : stretched(last, shape);
}

function rangeOfInstruction(step: ScalarStep, made: readonly Range[], inputs: readonly Range[], shape: readonly number[]): Range {
  const { instruction, dtype, number, operands } = step;
  if (instruction === "operand") return inputs[number] as Range;
  if (instruction === "constant") return exactly(new NdArray(allocate(dtype, 1).fill(number), [], dtype));
  const given = operands.map((one) => made[one] as Range);
  const site = { op: instructionOp({ instruction, dtype, number }), inputs: given, attrs: {}, type: { shape, dtype } };
  if (instruction === "equal" && operands[0] === operands[1]) return rangeOfStep({ bound: "exact", range: withItself }, site);
  return rangeOfStep(instructionRules[instruction], site);
}

/** An op of that one instruction. */
export function instructionOp({
  instruction,
  dtype,
  number,
}: Pick<ScalarStep, "dtype" | "number"> & { readonly instruction: Computing }): Elementwise {
  const scalar: Elementwise["scalar"] = (s, operands) => {
    const [x] = operands;
    if (instruction === "cast") return s.cast(x, dtype);
    if (instruction === "checked") return s.checked(x, number);
    return (s[instruction] as (...given: readonly unknown[]) => ReturnType<ScalarBuilder["constant"]>)(...operands);
  };
  return { ...unnamed(instruction), scalar };
}

const unnamed = (name: string): Omit<Elementwise, "scalar"> => ({
  name,
  inputs: ["x"],
  attrs: {},
  vjp: "not-differentiable",
  infer: ([x]) => x,
});

function rangeOfReduction({ reduce: { before, fold, after } }: Reduce<any>, x: Range, attrs: Attrs, shape: readonly number[]): Range {
  const through = (rule: typeof before, range: Range): Range =>
    rule === undefined ? range : rangeOfExpression(expressionOf(rule, [range.low.dtype], attrs), [range], range.low.shape);
  const folding = through(before, x);
  const dtype: DType = foldedDType(fold, folding.low.dtype);
  const op: Reduce = { ...unnamed(fold), reduce: { fold } };
  return through(after, rangeOfStep(foldRules[fold], { op, inputs: [folding], attrs, type: { shape, dtype } }));
}
