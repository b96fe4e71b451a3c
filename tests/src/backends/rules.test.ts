import { type DType, NdArray, random } from "dagrad";
import { describe, expect, it } from "vitest";
import { allocate, isFloat } from "../../../graph/dtype.ts";
import type { Value } from "../../../graph/op.ts";
import { instructions } from "../../../graph/scalar.ts";
import { instructionOp, rangeOf } from "./range-of-op.ts";
import { type Computing, foldRules, instructionRules, kindRules, type Rule } from "./rules.ts";
import { runPrimitive } from "./run-primitive.ts";
import { holds, type Range, rangeBetween } from "./value-range.ts";

const floats = ["float32", "float64"] as const;
const numbers = [...floats, "int32", "uint8"] as const;
const every = [...numbers, "bool"] as const;

/** The dtypes that an instruction computes with. */
const dtypesOf = (instruction: Computing): readonly DType[] => {
  if (["and", "or", "not"].includes(instruction)) return ["bool"];
  if (["maximum", "minimum", "equal", "less", "lessEqual", "select", "cast"].includes(instruction)) return every;
  if (["add", "sub", "mul", "neg", "abs", "sign"].includes(instruction)) return numbers;
  return instruction === "checked" ? ["int32", "uint8"] : floats;
};
const results = { equal: "bool", less: "bool", lessEqual: "bool" } as const;

const source = random(11);
const count = 400;
const one = <T>(list: readonly T[]): T => list[source.randint(0, list.length)] as T;

/** A number of that dtype, often one at which a function turns. */
function number(dtype: DType): number {
  if (dtype === "bool") return source.randint(0, 2);
  if (dtype === "uint8") return one([0, 1, 2, 7, 128, 255]);
  if (dtype === "int32") return one([0, 1, -1, 3, -9, 2 ** 31 - 1, -(2 ** 31), 65_536]);
  return source.rand() < 0.5
    ? one([0, -0, 1, -1, 0.5, -2.5, 3, 1e-40, 88.7, -103.9, 3e38, -3e38, Number.NaN, Infinity, -Infinity])
    : 3 * source.randn();
}

/** Elements that are known, that lie between two numbers, and, of floats, that may be anything. */
function operand(dtype: DType): Range {
  const [low, high, open] = [new Float64Array(count), new Float64Array(count), new Uint8Array(count)];
  for (let i = 0; i < count; i++) {
    const ends = [number(dtype), number(dtype)].map((x) => (dtype === "float32" ? Math.fround(x) : x)).sort((p, q) => p - q);
    const kind = source.rand();
    [low[i], high[i]] = kind < 0.4 ? [ends[0] as number, ends[0] as number] : (ends as [number, number]);
    if (kind > 0.9 && isFloat(dtype)) open[i] = 1;
  }
  return rangeBetween(low, high, { shape: [count], dtype }, open);
}

/** Some numbers within a range. */
function within({ low, high, open }: Range): NdArray {
  const { dtype } = low;
  const data = allocate(dtype, count);
  for (let i = 0; i < count; i++) {
    const [from, to] = [low.data[i] as number, high.data[i] as number];
    const between = from + (to - from) * source.rand();
    const inside = isFloat(dtype)
      ? one([from, to, between, from <= 0 && to >= 0 ? one([0, -0]) : between])
      : Math.round(one([from, to, between]));
    data[i] = open?.[i] === 1 ? number(dtype) : Object.is(from, to) ? from : inside;
  }
  return new NdArray(data, [count], dtype);
}

describe("the rules of bounds and ranges", () => {
  const computing = Object.entries(instructions).flatMap(([name, operands]) =>
    operands === 0 ? [] : [[name as Computing, operands] as const],
  );

  it.each(computing)("%s of numbers within ranges lies within its range", (instruction, operands) => {
    for (const dtype of dtypesOf(instruction)) {
      for (const result of instruction === "cast"
        ? every.filter((other) => other !== dtype)
        : [(results as Record<string, DType>)[instruction] ?? dtype]) {
        // `checked` refuses what is not below its limit: it is given what is.
        const limit = 2 ** 32;
        const op = instructionOp({ instruction, dtype: result, number: limit });
        const types = Array.from({ length: operands }, (_, i) => (instruction === "select" && i === 0 ? "bool" : dtype));
        const positive = (range: Range): Range => {
          const [low, high] = [range.low, range.high].map(({ data }) => Float64Array.from(data, (x) => Math.min(Math.abs(x), 2 ** 31 - 1)));
          const sorted = (pick: (...pair: number[]) => number) =>
            (low as Float64Array).map((x, i) => pick(x, (high as Float64Array)[i] as number));
          return rangeBetween(sorted(Math.min), sorted(Math.max), range.low);
        };
        const inputs = types.map((type) => (instruction === "checked" ? positive(operand(type)) : operand(type)));
        const type: Omit<Value, "data"> = { shape: [count], dtype: result };
        const range = rangeOf({ op, inputs, attrs: {}, type });
        for (let sample = 0; sample < 20; sample++) {
          const given = inputs.map(within);
          const y = runPrimitive(op, given, {}, [count], result);
          const outside = [...y.data.keys()].filter((i) => !holds(range, i, y.data[i] as number));
          const shown = outside.map(
            (i) =>
              `${instruction}(${given.map(({ data }) => data[i]).join(", ")}) = ${y.data[i]} of ${dtype}, not in ${range.low.data[i]} … ${range.high.data[i]}`,
          );
          expect(shown).toEqual([]);
        }
      }
    }
  });

  it("leave an engine room in exp, log, tanh, sums, means and products alone, as docs/engine.md says", () => {
    const rules: Readonly<Record<string, Rule>> = { ...instructionRules, ...foldRules, ...kindRules };
    expect(Object.keys(rules).filter((name) => rules[name]?.bound !== "exact")).toEqual(["exp", "log", "tanh", "sum", "mean", "product"]);
  });
});
