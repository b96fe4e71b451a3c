import { readFileSync } from "node:fs";
import { type Attrs, apply, NdArray, type Op, standardOps } from "dagrad";
import { decodeNumber } from "../../../graph/attrs.ts";
import { finish } from "../../../graph/build.ts";
import { GraphBuilder } from "../../../graph/builder.ts";
import { allocate } from "../../../graph/dtype.ts";
import type { FixtureArray, FixtureCase } from "../../ops/fixture-case.ts";
import { bits, fixtures } from "../../ops/shape-fixtures.ts";
import type { GraphCase } from "./random-graph.ts";

type Case = Omit<FixtureCase, "output">;

const read = (name: string): readonly Case[] =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), "utf8")).cases;

function value({ dtype, shape, data }: FixtureArray): NdArray {
  const elements = allocate(dtype, data.length);
  elements.set(data.map(decodeNumber));
  return new NdArray(elements, shape, dtype);
}

/** A graph of one op over inputs x1, x2, … */
export function oneOp(op: string, inputs: readonly NdArray[], attrs: Attrs = {}, name = op): GraphCase {
  const builder = new GraphBuilder();
  const handles = inputs.map((input, i) => builder.leaf("input", {}, input, `x${i + 1}`));
  const y = apply(standardOps.get(op) as Op, handles, attrs);
  const feeds = Object.fromEntries(inputs.map((input, i) => [`x${i + 1}`, input]));
  return { name, graph: finish(builder, Object.keys(feeds), { y: y.id }), feeds, parameters: {} };
}

/** Every case of tests/fixtures/ops-*.json as a graph of its one op, by op; the sums of the shape fixtures as sum and mean. */
export function fixtureCases(): ReadonlyMap<string, readonly GraphCase[]> {
  const cases = [
    ...read("ops-elementwise"),
    ...read("ops-shape"),
    ...read("ops-training"),
    ...read("ops-chain"),
    ...read("ops-activations"),
    ...read("ops-functions"),
    ...read("ops-normalization"),
  ].map(({ op, inputs, attrs }, i) => oneOp(op, inputs.map(value), attrs, `${op} of fixture ${i}`));
  const pool = bits(fixtures.pool, "float32");
  for (const [i, { dtype, shape, axis }] of fixtures.sums.entries()) {
    const data = allocate(
      dtype,
      shape.reduce((product, dim) => product * dim, 1),
    );
    data.set(pool.slice(0, data.length));
    const x = new NdArray(data, shape, dtype);
    for (const op of ["sum", "mean"]) cases.push(oneOp(op, [x], { axis: [...axis], keepdims: false }, `${op} of fixture sum ${i}`));
  }
  for (const { x, axis } of fixtures.integers)
    cases.push(oneOp("sum", [value(x)], { axis: [...axis], keepdims: false }, "sum of integers"));
  const byOp = new Map<string, GraphCase[]>();
  for (const one of cases) {
    const op = one.name.split(" ")[0] as string;
    byOp.set(op, [...(byOp.get(op) ?? []), one]);
  }
  return byOp;
}
