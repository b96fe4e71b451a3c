import { checkKind } from "../../graph/check-kind.ts";
import { showShape } from "../../graph/shape.ts";
import type { GradientCheck, TensorCheck } from "./check-gradients.ts";

/**
 * A gradient check as text, one line per tensor:
 *
 *     gradients of loss = 1.0986 agree with central differences within 1e-6
 *       dense1.weights [2, 3]   6 checked            2.1e-10 at [0, 2]: 0.0123 against 0.0123
 */
export function printGradientCheck(check: GradientCheck): string {
  const fits = Array.isArray(check?.tensors);
  checkKind(fits, "printGradientCheck", "check", "what checkGradients returns", check, "pass checkGradients(network, feeds, { of })");
  const { of, value, tolerance, tensors, ok } = check;
  const rows = tensors.map((tensor) => [`${tensor.id} ${showShape(tensor.shape)}`, counts(tensor), worst(tensor, tolerance)] as const);
  const width = (column: 0 | 1): number => Math.max(0, ...rows.map((row) => row[column].length));
  return [
    `gradients of ${of} = ${short(value)} ${ok ? "agree" : "do not agree"} with central differences within ${tolerance.toExponential()}`,
    ...rows.map(([name, count, error]) => `  ${name.padEnd(width(0))}   ${count.padEnd(width(1))}   ${error}`.trimEnd()),
  ].join("\n");
}

const counts = ({ checked, kinks }: TensorCheck): string => `${checked} checked${kinks === 0 ? "" : `, ${kinks} at kinks`}`;

function worst({ checked, error, index, gradient, difference }: TensorCheck, tolerance: number): string {
  if (checked === 0) return "";
  const mark = error <= tolerance ? "" : "  ← differs";
  return `${error.toExponential(1)} at ${showShape(index)}: ${short(gradient)} against ${short(difference)}${mark}`;
}

const short = (value: number): string => String(Number(value.toPrecision(8)));
