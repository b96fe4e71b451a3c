import { describe, expect, it } from "vitest";
import { allocate, type DType, dtypes } from "../../../../../graph/dtype.ts";
import type { Attrs } from "../../../../../graph/graph.ts";
import { array, NdArray } from "../../../../../graph/ndarray.ts";
import type { Op } from "../../../../../graph/op.ts";
import { standardOps } from "../../../../../ops/standard-ops.ts";
import { elementwise } from "../../../../../src/backends/wasm/lanes/elementwise.ts";
import { runOp } from "../../../../ops/run-kernel.ts";
import { buildLanes, type LoopKind, type Operand, runLanes } from "./run-lanes.ts";
import { samples } from "./samples.ts";

/*
 * Each op in both kinds of loop against its reference kernel, bit for bit (all NaN are one), for edge values and random ones of every
 * dtype that it takes. exp, log and tanh of float32, which have a bound instead, are in vector-functions.test.ts.
 */

type Name = keyof typeof elementwise;
const kinds: readonly LoopKind[] = ["four", "one"];
const floats = ["float32", "float64"] as const;
const numbers = ["float32", "float64", "int32", "uint8"] as const;
const all = dtypes;

interface Case {
  readonly name: Name;
  readonly dtypes: readonly DType[];
  readonly attrs?: Attrs;
}

const cases: readonly Case[] = [
  ...(["abs", "neg", "sign"] as const).flatMap((name) => numbers.map((dtype) => ({ name, dtypes: [dtype] }))),
  ...(["sin", "cos", "sqrt", "step"] as const).flatMap((name) => floats.map((dtype) => ({ name, dtypes: [dtype] }))),
  ...(["exp", "log", "tanh"] as const).map((name) => ({ name, dtypes: ["float64"] as const })),
  ...(["add", "sub", "mul", "maximum", "minimum"] as const).flatMap((name) => numbers.map((dtype) => ({ name, dtypes: [dtype, dtype] }))),
  ...(["div", "pow", "chainDiv", "chainMul"] as const).flatMap((name) => floats.map((dtype) => ({ name, dtypes: [dtype, dtype] }))),
  ...all.map((dtype) => ({ name: "equal" as const, dtypes: [dtype, dtype] })),
  ...all.map((dtype) => ({ name: "where" as const, dtypes: ["bool" as const, dtype, dtype] })),
  ...all.flatMap((from) => all.map((dtype) => ({ name: "cast" as const, dtypes: [from], attrs: { dtype } }))),
  ...floats.flatMap((dtype) =>
    [
      { min: -1.1, max: 1.1 },
      { min: 0, max: 6 },
      { min: "-0", max: 0 },
      { min: 1e-7, max: 1 - 1e-7 },
      { min: "-Infinity", max: 0.1 },
      { min: -0.1, max: "Infinity" },
      { min: "-Infinity", max: "Infinity" },
      { min: "Infinity", max: "Infinity" },
      { min: "-Infinity", max: "-Infinity" },
      { min: -1e300, max: 1e300 },
    ].map((attrs) => ({ name: "clip" as const, dtypes: [dtype], attrs })),
  ),
];

const hasFour = ({ dtypes, attrs }: Case): boolean => !dtypes.includes("float64") && attrs?.dtype !== "float64";
const title = ({ name, dtypes, attrs }: Case): string => `${name}(${dtypes.join(", ")}) ${attrs ? JSON.stringify(attrs) : ""}`.trim();

/** The operands as arrays: what the reference takes. */
function whole(operands: readonly Operand[], length: number): NdArray[] {
  return operands.map((operand) =>
    operand instanceof NdArray
      ? operand
      : new NdArray(allocate(operand.dtype, length).fill(operand.literal) as NdArray["data"], [length], operand.dtype),
  );
}

/** Elements whose bits differ from the reference's, as lines to read, at most ten. */
function unlike({ name, attrs = {} }: Case, kind: LoopKind, operands: readonly Operand[]): string[] {
  const length = operands.find((operand) => operand instanceof NdArray)?.data.length as number;
  const inputs = whole(operands, length);
  const expected = runOp(standardOps.get(name) as Op, inputs, attrs);
  const actual = runLanes(elementwise[name], kind, operands, expected.dtype, attrs);
  const lines: string[] = [];
  expected.data.forEach((element, i) => {
    if (Object.is(actual[i], element) || lines.length === 10) return;
    const shown = [...inputs.map(({ data }) => data[i]), actual[i], element].map((value) => (Object.is(value, -0) ? "-0" : String(value)));
    lines.push(`${kind}: ${name}(${shown.slice(0, -2).join(", ")}) is ${shown.at(-2)}, not ${shown.at(-1)}`);
  });
  return lines;
}

describe("elementwise ops in registers have the bits of the reference", () => {
  it.each(cases.map((one) => [title(one), one] as const))("%s", (_, one) => {
    const operands = samples(one.dtypes);
    for (const kind of kinds) if (kind === "one" || hasFour(one)) expect(unlike(one, kind, operands)).toEqual([]);
  });

  const literals: Record<DType, readonly number[]> = {
    float32: [0, -0, 1, 2, -1.5, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    float64: [0, -0, 1, 2, -1.5, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    int32: [0, 1, -1, 2, 2 ** 31 - 1, -(2 ** 31)],
    uint8: [0, 1, 2, 255],
    bool: [0, 1],
  };
  const several = cases.filter((one) => one.dtypes.length > 1);

  it.each(several.map((one) => [title(one), one] as const))("%s, with a literal as any operand", (_, one) => {
    for (const [at, dtype] of one.dtypes.entries()) {
      const columns = samples(one.dtypes.filter((_, i) => i !== at));
      for (const literal of literals[dtype]) {
        const operands: Operand[] = [...columns.slice(0, at), { dtype, literal }, ...columns.slice(at)];
        for (const kind of kinds) if (kind === "one" || hasFour(one)) expect(unlike(one, kind, operands)).toEqual([]);
      }
    }
  });

  it("covers every op of the table, and there is a primitive for each", () => {
    const covered = new Set<string>([...cases.map(({ name }) => name), "classLabels"]);
    expect(Object.keys(elementwise).filter((name) => !covered.has(name))).toEqual([]);
    const declared = [...standardOps.values()].filter((op) => "kernel" in op && "elementwise" in op && op.elementwise);
    expect(declared.map(({ name }) => name).sort()).toEqual(Object.keys(elementwise).sort());
  });

  it("refuses float64 in loops over four lanes", () => {
    expect(() => buildLanes(elementwise.add, "four", samples(["float64", "float64"]), "float64")).toThrow(
      "internal: loops over four lanes have no float64",
    );
  });
});

describe("classLabels(y, classes) in registers", () => {
  const faults = (kind: LoopKind, labels: readonly number[], dtype: DType, classes: number, validLanes?: number): boolean => {
    const options = { attrs: { classes }, ...(validLanes === undefined ? {} : { validLanes }) };
    const built = buildLanes(elementwise.classLabels, kind, [array(labels, dtype)], "int32", options);
    expect([...built.run()]).toEqual(labels);
    return built.faulty;
  };

  it.each(kinds)("is the labels, in range (%s)", (kind) => {
    expect(faults(kind, [0, 1, 2, 0, 1, 2, 2, 2], "int32", 3)).toBe(false);
    expect(faults(kind, [0, 1, 2, 0], "uint8", 3)).toBe(false);
    expect(faults(kind, [0, 255, 2, 0], "uint8", 256)).toBe(false);
    expect(faults(kind, [0, 255, 2, 0], "uint8", 2 ** 40)).toBe(false);
    expect(faults(kind, [0, 2 ** 31 - 1, 2, 0], "int32", 2 ** 31)).toBe(false);
    expect(faults(kind, [0, 2 ** 31 - 1, 2, 0], "int32", 2 ** 40)).toBe(false);
  });

  it.each(kinds)("faults for a label that is too large or negative, in any lane (%s)", (kind) => {
    for (let at = 0; at < 8; at++) {
      for (const label of [3, 4, -1, 2 ** 31 - 1, -(2 ** 31)]) {
        expect(faults(kind, [0, 1, 2, 0, 1, 2, 2, 2].with(at, label), "int32", 3)).toBe(true);
      }
      expect(faults(kind, [0, 1, 2, 0, 1, 2, 2, 2].with(at, 255), "uint8", 255)).toBe(true);
    }
    expect(faults(kind, [0, -1, 2, 0], "int32", 2 ** 40)).toBe(true);
    expect(faults(kind, [0, 2 ** 31 - 1, 2, 0], "int32", 2 ** 31 - 1)).toBe(true);
  });

  it("looks at the valid lanes only", () => {
    expect(faults("four", [0, 1, 9, -1], "int32", 3, 2)).toBe(false);
    expect(faults("four", [0, 9, 1, 1], "int32", 3, 2)).toBe(true);
    expect(faults("four", [9, 1, 1, 1], "int32", 3, 1)).toBe(true);
    expect(faults("four", [1, 1, 1, 7], "int32", 3, 3)).toBe(false);
  });
});
