/** What NumPy computes for the ops that reduce, move and pick elements: tests/fixtures/ops-shape.py. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { decodeNumber } from "../../graph/attrs.ts";
import { allocate, type DType } from "../../graph/dtype.ts";
import type { Attrs } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { atom, type Notation, type Term } from "../../graph/notation.ts";
import type { Form, Op, Operands } from "../../graph/op.ts";
import { formOf } from "../../src/export/form-of.ts";
import { runOp } from "./run-kernel.ts";

interface StoredArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}
interface Case {
  readonly op: string;
  readonly inputs: readonly StoredArray[];
  readonly attrs: Attrs;
  readonly numpy: string;
  readonly output: StoredArray;
}
interface Sum {
  readonly dtype: "float32" | "float64";
  readonly shape: readonly number[];
  readonly axis: readonly number[];
  readonly sum: string;
  readonly mean: string;
}
interface Fixtures {
  readonly cases: readonly Case[];
  readonly pool: string;
  readonly sums: readonly Sum[];
  readonly rows: { readonly sum: string; readonly sum64: string; readonly long: Readonly<Record<string, string>> };
  readonly integers: readonly { readonly x: StoredArray; readonly axis: readonly number[]; readonly sum: StoredArray }[];
}

export const fixtures = JSON.parse(readFileSync(new URL("../fixtures/ops-shape.json", import.meta.url), "utf8")) as Fixtures;

export function stored({ dtype, shape, data }: StoredArray): NdArray {
  const elements = allocate(dtype, data.length);
  elements.set(data.map(decodeNumber));
  return new NdArray(elements, shape, dtype);
}

/** The elements that base64 text holds, in the byte order of NumPy on the usual machines: least significant first. */
export function bits(text: string, dtype: "float32" | "float64"): number[] {
  const bytes = Buffer.from(text, "base64");
  const size = dtype === "float32" ? 4 : 8;
  return Array.from({ length: bytes.length / size }, (_, i) => (size === 4 ? bytes.readFloatLE(4 * i) : bytes.readDoubleLE(8 * i)));
}

export const casesOf = (op: Op): readonly Case[] => fixtures.cases.filter((one) => one.op === op.name);

/** The NumPy expression that the op writes over operands of these names. */
export function numpyOf(op: Op, names: readonly string[], ranks: readonly number[], attrs: Attrs): string {
  const operands = names.map(atom) as unknown as Operands<Term>;
  const { numpy } = (formOf(op) as Form<Attrs>).notation;
  return (numpy as Notation<Attrs>)(operands, attrs, { index: "", bound: "", ranks }).text;
}

/** Every stored case of the op: same elements, shape and dtype as NumPy; signs of zero only where `signs` asks for them. */
export function expectNumpy(op: Op, { signs = true } = {}): void {
  for (const { inputs, attrs, numpy, output } of casesOf(op)) {
    const actual = runOp(op, inputs.map(stored), attrs);
    const expected = stored(output);
    const elements = (array: NdArray) => Array.from(array.data, (v) => (signs || v !== 0 ? v : 0));
    const label = `${numpy} of ${JSON.stringify(inputs)}`;
    expect({ dtype: actual.dtype, shape: actual.shape, data: elements(actual) }, label).toEqual({
      dtype: expected.dtype,
      shape: expected.shape,
      data: elements(expected),
    });
  }
}

/** The op writes each case as the expression from which NumPy computed the stored output. */
export function expectNumpyText(op: Op, names: readonly string[]): void {
  for (const { inputs, attrs, numpy } of casesOf(op)) {
    const ranks = inputs.map(({ shape }) => shape.length);
    expect(numpyOf(op, names.slice(0, inputs.length), ranks, attrs)).toBe(numpy);
  }
}
