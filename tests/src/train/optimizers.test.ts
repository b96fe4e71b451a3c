import {
  adam,
  adamw,
  add,
  type ClipOptions,
  compile,
  constantRate,
  cosineDecay,
  graph,
  inverseTimeDecay,
  mul,
  type Optimizer,
  type Program,
  rmsprop,
  type Schedule,
  sgd,
  stepDecay,
  sum,
  trainStep,
  warmUp,
} from "dagrad";
import { describe, expect, test } from "vitest";
import fixture from "../../fixtures/optimizers.json" with { type: "json" };
import { thrown } from "../../graph/thrown.ts";

/** Σ a w² ÷ 2, as in tests/fixtures/optimizers.py. */
const bowl = () =>
  graph({}, (_, g) => {
    const w = g.parameter("w", [3], { init: fixture.w0, dtype: "float64" });
    return { loss: sum(mul(mul(0.5, g.constant(fixture.a, { dtype: "float64" })), mul(w, w))) };
  });

function pathOf(optimizer: Optimizer, clip?: ClipOptions): { readonly w: number[][]; readonly rates: number[] } {
  const program: Program<any, any> = compile(trainStep(bowl(), { minimize: "loss", optimizer, ...(clip && { clip }) }));
  const [w, rates]: [number[][], number[]] = [[], []];
  for (let i = 0; i < 12; i++) {
    rates.push(program.run({}, ["learningRate"]).learningRate?.item() as number);
    w.push([...(program.parameters.w?.data ?? [])]);
  }
  return { w, rates };
}

/** The largest difference, relative where numbers are above 1. */
const distance = (a: readonly number[], b: readonly number[]): number => {
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((x, i) => Math.abs(x - (b[i] as number)) / Math.max(1, Math.abs(b[i] as number))));
};

const schedules: Readonly<Record<keyof typeof fixture.rates, Schedule>> = {
  "cosineDecay(0.1, 8)": cosineDecay(0.1, 8),
  "stepDecay(0.1, { every: 3, factor: 0.5 })": stepDecay(0.1, { every: 3, factor: 0.5 }),
  "inverseTimeDecay(0.1, 0.5)": inverseTimeDecay(0.1, 0.5),
  "warmUp(4, constantRate(0.1))": warmUp(4, constantRate(0.1)),
  "warmUp(4, cosineDecay(0.1, 8))": warmUp(4, cosineDecay(0.1, 8)),
};
const paths: Readonly<Record<keyof typeof fixture.paths, readonly [Optimizer, ClipOptions?]>> = {
  "sgd, momentum 0.9, Nesterov": [sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true })],
  adamw: [adamw({ learningRate: 0.05, weightDecay: 0.1 })],
  "sgd, clipped by value 0.7": [sgd({ learningRate: 0.1 }), { value: 0.7 }],
  "sgd, clipped by norm 1.5": [sgd({ learningRate: 0.1 }), { globalNorm: 1.5 }],
  "sgd, clipped by both": [sgd({ learningRate: 0.1 }), { value: 1.2, globalNorm: 1.5 }],
  ...(Object.fromEntries(
    Object.entries(schedules).map(([name, learningRate]) => [`sgd, ${name}`, [sgd({ learningRate })]]),
  ) as unknown as Record<`sgd, ${keyof typeof fixture.rates}`, readonly [Optimizer]>),
};

describe("12 steps are NumPy's within 1e-14", () => {
  test.each(Object.entries(paths))("%s", (name, [optimizer, clip]) => {
    const expected = fixture.paths[name as keyof typeof fixture.paths];
    expect(distance(pathOf(optimizer, clip).w.flat(), expected.flat())).toBeLessThanOrEqual(1e-14);
  });
});

describe("the learning rates of 12 steps are Python's within 1e-15", () => {
  test.each(Object.entries(schedules))("%s", (name, learningRate) => {
    const expected = fixture.rates[name as keyof typeof fixture.rates];
    expect(distance(pathOf(sgd({ learningRate })).rates, expected)).toBeLessThanOrEqual(1e-15);
  });
});

test("clipping by global norm scales all gradients by one factor: (3, 4) with norm 1 becomes (0.6, 0.8), within 1e-15", () => {
  const network = graph({}, (_, g) => {
    const v = g.parameter("v", [], { init: "zeros", dtype: "float64" });
    const w = g.parameter("w", [], { init: "zeros", dtype: "float64" });
    return { loss: add(mul(3, v), mul(4, w)) };
  });
  const program: Program<any, any> = compile(
    trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 1 }), clip: { globalNorm: 1 } }),
  );
  program.run({}, ["loss"]);
  const { v, w } = program.parameters;
  expect(distance([v?.item() ?? 0, w?.item() ?? 0], [-0.6, -0.8])).toBeLessThanOrEqual(1e-15);
});

test("options that make no sense are refused, each in one line", () => {
  const calls = [
    () => sgd({ momentum: 1 }),
    () => adam({ beta1: -0.1 }),
    () => adam({ epsilon: 0 }),
    () => adamw({ weightDecay: -1 }),
    () => rmsprop({ rho: Number.NaN }),
    () => trainStep(bowl(), { minimize: "loss", optimizer: sgd({ learningRate: 0 }) }),
    () => sgd({ learningRate: 1, decay: -1 }),
    () => cosineDecay(0.1, 0),
    () => stepDecay(0.1, { every: 1.5, factor: 0.5 }),
    () => stepDecay(0.1, { every: 1, factor: 0 }),
    () => warmUp(0, constantRate(1)),
    () => trainStep(bowl(), { minimize: "loss", optimizer: sgd(), clip: { value: 0 } }),
    () => trainStep(bowl(), { minimize: "loss", optimizer: sgd(), clip: { globalNorm: -1 } }),
  ];
  expect(calls.map(thrown).join("\n")).toMatchInlineSnapshot(`
    "OpError bad-option
    sgd: momentum must be at least 0 and below 1, got 1; correct momentum
    OpError bad-option
    adam: beta1 must be at least 0 and below 1, got -0.1; correct beta1
    OpError bad-option
    adam: epsilon must be a number > 0, got 0; correct epsilon
    OpError bad-option
    adamw: weightDecay must be a number ≥ 0, got -1; correct weightDecay
    OpError bad-option
    rmsprop: rho must be at least 0 and below 1, got NaN; correct rho
    OpError bad-option
    sgd: learningRate must be a number > 0, got 0; correct learningRate
    OpError bad-option
    sgd: decay must be a number ≥ 0, got -1; correct decay
    OpError bad-option
    cosineDecay: steps must be a whole number ≥ 1, got 0; correct steps
    OpError bad-option
    stepDecay: every must be a whole number ≥ 1, got 1.5; correct every
    OpError bad-option
    stepDecay: factor must be a number > 0, got 0; correct factor
    OpError bad-option
    warmUp: steps must be a whole number ≥ 1, got 0; correct steps
    OpError bad-option
    trainStep: clip.value must be a number > 0, got 0; correct clip.value
    OpError bad-option
    trainStep: clip.globalNorm must be a number > 0, got -1; correct clip.globalNorm"
  `);
});
