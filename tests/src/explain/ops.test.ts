import { readdirSync, readFileSync } from "node:fs";
import { compile, lower, random, reference, trace } from "dagrad";
import { describe, expect, it } from "vitest";
import { finish } from "../../../graph/build.ts";
import { GraphBuilder } from "../../../graph/builder.ts";
import { allocate, type DType, isFloat } from "../../../graph/dtype.ts";
import type { Attrs, Graph } from "../../../graph/graph.ts";
import { NdArray } from "../../../graph/ndarray.ts";
import type { AnyTensor, Op } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { standardOps } from "../../../ops/standard-ops.ts";
import { type Computed, computedIn } from "../../../src/explain/computed.ts";
import { explainStep } from "../../../src/explain/explain-step.ts";
import { sentenceText } from "../../../src/explain/sentence.ts";
import { type Step, stepsOf } from "../../../src/explain/steps-of.ts";
import { tellingElement } from "../../../src/explain/telling-element.ts";
import { gradients } from "../../../src/train/gradients.ts";
import { otherLastDigits } from "../../last-digits.ts";
import { rows } from "../../ops/contract-rows.ts";
import type { FixtureArray, FixtureCase } from "../../ops/fixture-case.ts";

type Case = Omit<FixtureCase, "output"> & { readonly output?: FixtureArray };

/** What NumPy has computed of every op. */
const cases = readdirSync(new URL("../../fixtures/", import.meta.url))
  .filter((name) => /^ops-.*\.json$/.test(name))
  .flatMap((name) => JSON.parse(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), "utf8")).cases as Case[]);

/** One with some elements, of which all are finite and as many as possible differ, of the rank that most networks have. */
function caseOf(name: string): Case | undefined {
  const own = cases.filter(({ op, output }) => op === name && output !== undefined);
  const score = ({ inputs, output }: Case): number => {
    const numbers = inputs.flatMap(({ data }) => data);
    const isUsual =
      numbers.length > 0 && numbers.length <= 80 && numbers.every((x) => Number.isFinite(Number(x)) && Math.abs(Number(x)) < 1e4);
    if (!isUsual || (output as FixtureArray).data.length === 0 || !(output as FixtureArray).data.every((x) => Number.isFinite(Number(x))))
      return -1;
    const differing = new Set(numbers).size / numbers.length;
    return (
      Math.min(3, Math.max(...inputs.map(({ shape }) => shape.length))) +
      2 * differing +
      Math.min(1, numbers.length / 12) +
      (inputs[0]?.dtype === "float32" ? 1 : 0)
    );
  };
  const best = own.reduce<Case | undefined>((one, other) => (one === undefined || score(other) > score(one) ? other : one), undefined);
  return best ?? others.find(({ op }) => op === name) ?? rowCase(name);
}

const table = (shape: readonly number[], data: readonly number[], dtype: DType = "float32"): FixtureArray => ({ dtype, shape, data });
const scores = table([2, 3], [1, 2, 0.5, -1, 0, 3]);
const chances = table([2, 3], [0.5, 0.25, 0.25, 0.125, 0.375, 0.5]);
const labels = table([2], [1, 2], "uint8");

/** Of ops whose cases stand elsewhere; what they come to is told by the tests of their own. */
const others: readonly Case[] = [
  { op: "matmul", attrs: {}, inputs: [scores, table([3, 2], [1, 0.5, -2, 1, 4, 0.25])] },
  { op: "dense", attrs: {}, inputs: [scores, table([3, 2], [1, 0.5, -2, 1, 4, 0.25]), table([2], [0.5, -0.5])] },
  { op: "sum", attrs: { axis: [1], keepdims: false }, inputs: [scores] },
  { op: "softmax", attrs: { axis: 1 }, inputs: [scores] },
  { op: "logSoftmax", attrs: { axis: 1 }, inputs: [scores] },
  { op: "crossentropy", attrs: { reduction: "mean" }, inputs: [chances, labels] },
  { op: "argmaxAccuracy", attrs: {}, inputs: [chances, labels] },
];

/** Of an op without such cases the first line of its row, on drawn numbers. */
function rowCase(name: string): Case | undefined {
  const row = Object.hasOwn(rows, name)
    ? (rows as Readonly<Record<string, { readonly infers: readonly string[]; readonly attrs?: Attrs }>>)[name]
    : undefined;
  const [line] = row?.infers ?? [];
  if (line === undefined) return undefined;
  const types = [...(line.split("→")[0] as string).matchAll(/(\w+)\[([^\]]*)\]/g)];
  const draw = random(7);
  return {
    op: name,
    attrs: row?.attrs ?? {},
    inputs: types.map(([, dtype = "float32", dims = ""]) => {
      const shape = dims === "" ? [] : dims.split(", ").map((dim) => (/^\d+$/.test(dim) ? Number(dim) : 2));
      const data = isFloat(dtype as DType) ? draw.normal(0, 1, shape) : draw.randint(0, 2, shape);
      return { dtype: dtype as DType, shape, data: Array.from(data.data) };
    }),
  };
}

const arrayOf = ({ dtype, shape, data }: FixtureArray): NdArray => {
  const elements = allocate(dtype, sizeOf(shape));
  elements.set(data.map(Number));
  return new NdArray(elements, shape, dtype);
};

const letters = ["x", "w", "b", "u", "v", "p", "q", "r", "s", "t"];

/** The op on its inputs as a graph, which has a loss where its result is a float, and that graph when it has run. */
function ranOf({ op: name, inputs, attrs }: Case): { readonly declared: Graph<any, any>; readonly computed: Computed } {
  const op = standardOps.get(name) as Op;
  const builder = new GraphBuilder();
  const arrays = inputs.map(arrayOf);
  const handles = arrays.map((input, i) => builder.leaf("input", {}, input, letters[i] as string));
  const made = builder.apply(op, handles as AnyTensor[], attrs, "y");
  const ends: Record<string, string> = { y: made.id };
  if (isFloat(made.dtype)) {
    const folded =
      made.shape.length === 0
        ? made
        : builder.apply(standardOps.get("sum") as Op, [made], { axis: made.shape.map((_, i) => i), keepdims: false }, "total");
    ends.loss = folded.id;
  }
  const declared = finish(
    builder,
    handles.map(({ id }) => id),
    ends,
  ) as Graph<any, any>;
  const run = lower(declared) as Graph<any, any>;
  const floats = handles.filter(({ dtype }) => isFloat(dtype)).map(({ id }) => id);
  const differentiated = withGradients(run, floats);
  const program = compile(differentiated, { backend: reference });
  const feeds = Object.fromEntries(arrays.map((value, i) => [letters[i], value]));
  return { declared, computed: computedIn(trace(program as never, feeds as never)) };
}

function withGradients(run: Graph<any, any>, floats: readonly string[]): Graph<any, any> {
  if (!Object.hasOwn(run.outputs, "loss")) return run;
  for (let left = [...floats]; left.length > 0; ) {
    try {
      return gradients(run, { of: "loss", with: left });
    } catch (error) {
      const { node } = error as { readonly node?: string };
      if (node === undefined || !left.includes(node)) return run;
      left = left.filter((id) => id !== node);
    }
  }
  return run;
}

interface Told {
  readonly forward: readonly string[];
  readonly backward: readonly string[];
  /** That which is told of. */
  readonly element: number;
}

const longest = 260;
const cut = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest)} …`);

function toldOf(one: Case): Told {
  const { declared, computed } = ranOf(one);
  const steps = stepsOf(computed.graph, { declared, isWhole: () => true });
  const say = (step: Step): readonly string[] => {
    const value = computed.value(step.node);
    return explainStep(computed, step, value === undefined ? 0 : tellingElement(value), declared).map(sentenceText);
  };
  const own = steps.find((step) => step.phase === "forward" && step.node === computed.graph.outputs.y);
  const letter = new Set(letters);
  const back = steps.filter((step) => step.phase === "backward" && letter.has(step.by));
  const y = computed.value(computed.graph.outputs.y as string) as NdArray;
  return {
    forward: own === undefined ? [] : say(own),
    backward: back.flatMap((step) => say(step).slice(0, 3)),
    element: tellingElement(y),
  };
}

const names = [...standardOps.keys()].sort();

describe("the sentences of every op", () => {
  const told = new Map(
    names.flatMap((name): [string, Told][] => {
      const one = caseOf(name);
      return one === undefined ? [] : [[name, toldOf(one)]];
    }),
  );

  it("are there, of all ops but loops", () => {
    expect(names.filter((name) => !told.has(name))).toEqual(["packedScan", "scan"]);
  });

  it("end in what NumPy has computed, within 1e-5 of it", () => {
    const off = [...told].flatMap(([name, { forward, element }]) => {
      const output = caseOf(name)?.output;
      if (output === undefined || forward.length === 0) return [];
      const expected = Number(output.data[element]);
      const said = / = (True|False|[−\d.e]+)(?:[,:].*)?$/.exec((forward[0] as string).replace(/, by .*$/, ""))?.[1] ?? "";
      const number = said === "True" ? 1 : said === "False" ? 0 : Number(said.replaceAll("−", "-"));
      return Math.abs(number - expected) <= 1e-5 * Math.max(1, Math.abs(expected)) ? [] : [`${name}: ${forward[0]}, NumPy ${expected}`];
    });
    expect(off).toEqual([]);
  });

  it("never call a step computed without saying of what", () => {
    for (const [name, { forward, backward }] of told) {
      for (const sentence of [...forward, ...backward]) {
        expect([name, sentence]).not.toEqual([name, expect.stringMatching(/not computed|undefined|\[…\]|NaN|Σ +=/)]);
      }
    }
  });

  it.skipIf(otherLastDigits)("say how an element came about, and the gradients by what it is made of", async () => {
    const text = [...told]
      .map(([name, { forward, backward }]) =>
        [`${name}`, ...forward.map((one) => `  ${cut(one)}`), ...backward.map((one) => `  ◂ ${cut(one)}`)].join("\n"),
      )
      .join("\n\n");
    await expect(`${text}\n`).toMatchFileSnapshot("../../output/explain/ops.txt");
  });
});
