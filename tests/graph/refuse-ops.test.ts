import {
  applyEdit,
  check,
  checkGradients,
  compile,
  compileAsync,
  dense,
  diff,
  diffDot,
  dot,
  edit,
  evaluate,
  f32,
  fit,
  gradients,
  graph,
  History,
  latex,
  lower,
  mean,
  numpy,
  predict,
  sgd,
  standardOps,
  text,
  trainStep,
} from "dagrad";
import { expect, it } from "vitest";
import { thrown } from "./thrown.ts";

const network = graph({ x: f32("n", 2) }, ({ x }) => ({ loss: mean(dense(x, { units: 1 })) }));
const program = compile(network);
const data = { x: [[1, 2]] };
const training = { minimize: "loss", optimizer: sgd() } as const;
/** What JavaScript of dagrad 0.1 passes: no type looks at it. */
const left = { ops: standardOps } as object as never;

const calls: Readonly<Record<string, () => unknown>> = {
  check: () => (check as (...all: unknown[]) => void)(network, left),
  edit: () => (edit as (...all: unknown[]) => unknown)(network, () => undefined, left),
  applyEdit: () => (applyEdit as (...all: unknown[]) => unknown)(network, [], left),
  History: () => new History(network, left),
  compile: () => compile(network, left),
  lower: () => lower(network, left),
  gradients: () => gradients(network, { of: "loss", ...(left as object) }),
  trainStep: () => trainStep(network, { ...training, ...(left as object) }),
  fit: () => fit(network, { ...training, data, ...(left as object) }),
  checkGradients: () => checkGradients(network, data, { of: "loss", ...(left as object) }),
  dot: () => dot(network, left),
  diffDot: () => diffDot(diff(network, network), network, network, left),
  latex: () => latex(network, "loss", left),
  numpy: () => numpy(network, "loss", left),
  text: () => (text as (...all: unknown[]) => unknown)(network, "loss", left),
};

it.each(Object.entries(calls))("%s refuses the option ops of dagrad 0.1 instead of ignoring it", (name, call) => {
  expect(thrown(call)).toBe(`GraphError bad-option\n${name}: ops travel with the graph, got the option "ops"; leave it out`);
});

it("compileAsync, evaluate and predict reject it", async () => {
  const refused = async (call: Promise<unknown>): Promise<string> => call.then(String, ({ code, message }) => `${code} ${message}`);
  const says = (name: string) => `bad-option ${name}: ops travel with the graph, got the option "ops"; leave it out`;
  expect(await refused(compileAsync(network, { feeds: data, ...(left as object) }))).toBe(says("compile"));
  expect(await refused(evaluate(program, data, left))).toBe(says("evaluate"));
  expect(await refused(predict(program, data, { output: "loss", ...(left as object) }))).toBe(says("predict"));
});

it("other options are taken as before, and so are none", () => {
  check(network);
  expect(new History(network, { limit: 3 }).graph).toBe(network);
  expect(text(network, "loss")).toContain("mean");
});
