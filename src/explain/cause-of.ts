import { allocate, type DType } from "../../graph/dtype.ts";
import { internal } from "../../graph/errors.ts";
import type { NodeId } from "../../graph/graph.ts";
import type { Value } from "../../graph/op.ts";
import { type Expression, expressionOf, type Instruction, type ScalarStep } from "../../graph/scalar.ts";
import { scalarKernel } from "../backends/reference/scalar.ts";
import type { Computed } from "./computed.ts";
import { fullDigits, shortDigits } from "./digits.ts";
import { type Reads, readsOf, type SiteOf, siteOf } from "./reads-of.ts";

/**
 * Why an element is NaN or infinite that finite ones, or infinite ones alone, were made into: "−1 is below 0". Of an elementwise op the first
 * instruction of its scalar expression that gives what is not finite tells it, whatever the op is called. Empty where it came as it is.
 */
export function causeOf(computed: Computed, id: NodeId, element: number): string {
  const site = siteOf(computed, id);
  if (site === undefined) return "";
  const { op, y } = site;
  if ("scalar" in op) return scalarCause(site as SiteOf<"scalar">, readsOf(computed, id, element) ?? []);
  if (!("product" in op || "reduce" in op || "accumulate" in op)) return "";
  const folded = "product" in op ? "the sum of products" : "what is folded";
  return Number.isNaN(y.data[element]) ? `${folded} holds ∞ − ∞ or 0·∞` : `${folded} is beyond ${largestOf(y.dtype)}`;
}

const largestOf = (dtype: DType): string => `${dtype === "float32" ? "3.4e38" : "1.8e308"}, the largest number of ${dtype}`;

function scalarCause({ op, node, inputs }: SiteOf<"scalar">, reads: readonly Reads[]): string {
  const operands = reads.map(({ elements: [element = 0] }, i): Value => {
    const { data, dtype } = inputs[i] as Value;
    const one = allocate(dtype, 1);
    one[0] = data[element] as number;
    return { data: one, shape: [], dtype };
  });
  const dtypes = operands.map(({ dtype }) => dtype);
  const expression = expressionOf(op.scalar, dtypes, node.attrs);
  const values = expression.map((_, k) => valueAt(expression.slice(0, k + 1), operands));
  for (const [k, step] of expression.entries()) {
    const given = step.operands.map((at) => values[at] as number);
    const made = values[k] as number;
    if (step.operands.length === 0 || Number.isFinite(made)) continue;
    if (given.some((x) => (Number.isNaN(made) ? Number.isNaN(x) : !Number.isFinite(x)))) continue;
    const shown = given.map((x, i) => shortDigits(x, (expression[step.operands[i] as number] as ScalarStep).dtype));
    const isDirect = step.operands.every((at) => ["operand", "constant"].includes((expression[at] as ScalarStep).instruction));
    return isDirect ? reasonOf(step, given, shown, made) : `on the way ${written(step, shown)} is ${fullDigits(made, step.dtype)}`;
  }
  return "";
}

/** The value of the last step of an expression, in the arithmetic of the reference. */
function valueAt(expression: Expression, operands: readonly Value[]): number {
  const { dtype } = expression.at(-1) as ScalarStep;
  const y: Value = { data: allocate(dtype, 1), shape: [], dtype };
  scalarKernel(expression, operands, y, () => {
    throw internal("an element that ran before is refused");
  })();
  return y.data[0] as number;
}

/** An instruction over numbers: √(−3), 1 ÷ 0. */
function written({ instruction }: ScalarStep, shown: readonly string[]): string {
  const signs: Partial<Record<Instruction, string>> = { add: " + ", sub: " − ", mul: " · ", div: " ÷ ", pow: "^" };
  const sign = signs[instruction];
  return sign === undefined ? `${instruction === "sqrt" ? "√" : instruction}(${shown.join(", ")})` : shown.join(sign);
}

/** Why an instruction gave a NaN or an infinity. */
function reasonOf({ instruction, dtype }: ScalarStep, given: readonly number[], shown: readonly string[], made: number): string {
  const [a = 0, b = 0] = given;
  const [x = "", y = ""] = shown;
  const beyond = `is beyond ${largestOf(dtype)}`;
  const reasons: Partial<Record<Instruction, string>> = {
    sqrt: `${x} is below 0`,
    log: a === 0 ? "log 0 is −∞" : `${x} is below 0`,
    exp: `exp(${x}) ${beyond}`,
    div:
      b !== 0
        ? Number.isFinite(a)
          ? `${x} ÷ ${y} ${beyond}`
          : "∞ ÷ ∞ is no number"
        : a === 0
          ? "0 is divided by 0"
          : `${x} is divided by 0`,
    mul: Number.isNaN(made) ? "0 · ∞ is no number" : `${x} · ${y} ${beyond}`,
    add: Number.isNaN(made) ? "∞ − ∞ is no number" : `${x} + ${y} ${beyond}`,
    sub: Number.isNaN(made) ? "∞ − ∞ is no number" : `${x} − ${y} ${beyond}`,
    pow: Number.isNaN(made)
      ? `${x} is below 0 and ${y} is no whole number`
      : a === 0
        ? `0 is raised to ${y}, which divides by 0`
        : `${x}^${y} ${beyond}`,
    sin: "the sine of ∞ is no number",
    cos: "the cosine of ∞ is no number",
    cast: `${x} ${beyond}`,
  };
  return reasons[instruction] ?? `${instruction} of ${shown.join(" and ")} is ${fullDigits(made, dtype)}`;
}
