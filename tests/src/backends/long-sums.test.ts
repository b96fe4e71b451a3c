import { readFileSync } from "node:fs";
import { compile, dynamic, graph, mean, NdArray, reference, referenceOf, sum } from "dagrad";
import { describe, expect, it } from "vitest";
import type { Backend } from "../../../src/backends/backend.ts";
import { thrown } from "../../graph/thrown.ts";

interface Case {
  readonly shape: readonly number[];
  readonly axis: readonly number[];
  readonly dtype: "float32" | "float64";
  /** Some of the results, as bytes. */
  readonly sum: string;
  readonly mean: string;
}

/** What a NumPy of that version gives; made by tests/fixtures/long-sums.py. */
const numpy = (version: string): readonly Case[] =>
  JSON.parse(readFileSync(new URL(`../../fixtures/long-sums-${version}.json`, import.meta.url), "utf8")).cases;

/** The elements that the script sums. */
function elements(shape: readonly number[], dtype: Case["dtype"]): NdArray<Case["dtype"]> {
  const data = dtype === "float32" ? new Float32Array(sizeOf(shape)) : new Float64Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = 1 / ((Math.imul(i, 2654435761) >>> 0) / 2 ** 32 - 0.375);
  return new NdArray(data, shape, dtype);
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1);

/** As the script writes them. */
function bits({ data }: { readonly data: ArrayLike<number> }, dtype: Case["dtype"]): string {
  const step = Math.max(1, Math.floor(data.length / 12));
  const picked = Array.from(data).filter((_, i) => i % step === 0);
  const { buffer } = dtype === "float32" ? new Float32Array(picked) : new Float64Array(picked);
  return Buffer.from(buffer).toString("hex");
}

function computed({ shape, axis, dtype }: Case, backend: Backend): Pick<Case, "sum" | "mean"> {
  const { total, middle } = compile(
    graph({ x: { shape, dtype } }, ({ x }) => ({
      total: sum(dynamic(x), { axis: [...axis] }),
      middle: mean(dynamic(x), { axis: [...axis] }),
    })),
    { backend },
  ).run({ x: elements(shape, dtype) });
  return { sum: bits(total, dtype), mean: bits(middle, dtype) };
}

describe.each([
  ["1.24", referenceOf({ numpy: "<2.3" })],
  ["2.4", reference],
  ["2.4", referenceOf({ numpy: ">=2.3" })],
] as const)("sums and means have the bits of NumPy %s", (version, backend) => {
  it.each(numpy(version).map((one) => [`${one.dtype}[${one.shape}] along ${one.axis}`, one] as const))("%s", (_, one) => {
    const { sum, mean } = one;
    expect(computed(one, backend)).toEqual({ sum, mean });
  });
});

it("a sum of constants is added in the backend's order, not in that of whoever simplifies the graph", () => {
  const [one] = numpy("1.24").filter(({ shape, dtype }) => String(shape) === "8193" && dtype === "float32");
  const { shape, dtype, sum: wanted } = one as Case;
  const constants = graph({}, (_, g) => ({ total: sum(g.constant(elements(shape, dtype))) }));
  expect(bits(compile(constants, { backend: referenceOf({ numpy: "<2.3" }) }).run({}).total, dtype)).toBe(wanted);
});

it("referenceOf refuses a NumPy that it does not know", () => {
  expect(thrown(() => referenceOf({ numpy: "1.24" as never }))).toMatchInlineSnapshot(`
    "GraphError bad-numpy
    referenceOf: numpy must be >=2.3 or <2.3, got "1.24"; correct it"
  `);
});
