import {
  type AnyTensor,
  apply,
  argmax,
  check,
  checkGradients,
  compile,
  crossentropy,
  defineOp,
  dense,
  dot,
  dropout,
  exp,
  f32,
  f64,
  fit,
  fromCheckpoint,
  type Graph,
  gradients,
  graph,
  isDagradError,
  latex,
  lower,
  mean,
  mul,
  type NdArray,
  numpy,
  type Op,
  opSet,
  opsOf,
  parse,
  print,
  relu,
  reluOp,
  rewrite,
  sgd,
  softmax,
  standardOps,
  sub,
  sum,
  tanhOp,
  text,
  toCheckpoint,
  trace,
  trainStep,
  u8,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { kernelOf } from "../../src/backends/reference/kernel-of.ts";
import { select } from "../../src/passes/select.ts";
import { simplify } from "../../src/passes/simplify.ts";
import { thrown } from "../graph/thrown.ts";

/** square(x) = x², a primitive of one's own, which dagrad's set does not have. */
const squareOp = defineOp({
  name: "square",
  inputs: ["x"],
  attrs: {},
  infer: ([x]) => x,
  elementwise: true,
  vjp: (dy, [x]) => [() => mul(dy, mul(2, x))],
  kernel:
    ([x], y) =>
    () => {
      for (let i = 0; i < y.data.length; i++) y.data[i] = (x.data[i] as number) ** 2;
    },
});
const square = <X extends AnyTensor>(x: X): X => apply(squareOp, [x]) as X;
/** A composite of one tensor, that keeps its type, with a formula of one's own. */
const composite = (name: string, definition: (x: AnyTensor) => AnyTensor): Op =>
  defineOp({ name, inputs: ["x"], attrs: {}, infer: ([x]) => x, definition: ([x]) => definition(x) });

const network = graph({ X: f32("batch", 2), y: f32("batch", 1) }, ({ X, y }) => {
  const output = dense(dropout(square(dense(X, { units: 3, init: { randn: 1 } })), { rate: 0.5 }), { units: 1, init: { randn: 1 } });
  return { output, loss: mean(square(sub(output, y))) };
});
const data = {
  X: [
    [1, 2],
    [0.5, -1],
    [-2, 0.25],
  ],
  y: [[1], [0], [-1]],
};
const carries = (one: Graph<any, any>): boolean => opsOf(one).get("square") === squareOp;

describe("an op of one's own", () => {
  it("goes along through every pass, which adds what it brings in", () => {
    const derived = gradients(network, { of: "loss" });
    const step = trainStep(network, { minimize: "loss", optimizer: sgd() });
    const lowered = lower(network);
    const made = {
      derived,
      twice: gradients(derived, { of: "loss", with: ["X"] }),
      step,
      lowered,
      textbook: lower(network, { form: "textbook" }),
    };
    for (const one of [...Object.values(made), select(lowered, ["output"]), simplify(select(lowered, ["loss"]), kernelOf)]) {
      expect(carries(one)).toBe(true);
      check(one as Graph);
    }
    expect(opsOf(step).has("randomUniform")).toBe(true);
    expect([...opsOf(network).keys()]).toEqual(["dense", "square", "dropout", "sub", "mean"]);
  });

  it("needs no set to be run, traced, differentiated, trained, drawn and written", async () => {
    const program = compile(network);
    expect(carries(program.graph)).toBe(true);
    expect(carries(trace(program, data).graph)).toBe(true);
    expect(checkGradients(network, data, { of: "loss" }).ok).toBe(true);
    const training = fit(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.01 }), data, epochs: 3 });
    const losses: number[] = [];
    for await (const { metrics } of training) losses.push(metrics.loss);
    expect(losses.every(Number.isFinite)).toBe(true);
    for (const level of ["layers", "formula", "execution"] as const) expect(dot(network, { level })).toContain("square");
    expect(text(network, "loss")).toContain("square(");
    expect(latex(network, "loss")).toContain("\\operatorname{square}");
    expect(thrown(() => numpy(network, "loss"))).toMatch(/^GraphError no-numpy at square/);
  });

  it("is named again where a graph is read: by parse and by fromCheckpoint", async () => {
    const ops = opSet(standardOps, squareOp);
    const training = fit(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.01 }), data, epochs: 2 });
    for await (const _ of training);
    const bytes = toCheckpoint(training.checkpoint());
    const { graph: read, state } = fromCheckpoint(bytes, { ops });
    expect(carries(read)).toBe(true);
    const on = fit(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.01 }), data, epochs: 3, from: { graph: read, state } });
    for await (const { epoch } of on) expect(epoch).toBe(3);
    expect(thrown(() => fromCheckpoint(bytes))).toMatchInlineSnapshot(`
      "FormatError bad-checkpoint at square1
      checkpoint: the file: the ops of its graph must be known, got "square" (node "square1"); pass { ops: opSet(standardOps, squareOp) }"
    `);
    const parsed = parse(JSON.stringify(network), { ops });
    expect(parsed).toEqual(network);
    expect(compile(parsed).run(data, ["output"])).toEqual(compile(network).run(data, ["output"]));
    expect(thrown(() => parse(JSON.stringify(network)))).toMatchInlineSnapshot(`
      "FormatError unknown-op at square1
      parse: nodes.square1.op must be a known op, got "square"; pass { ops: opSet(standardOps, yourOp) }"
    `);
  });

  it("keeps a page small: parse may be given the few ops that a graph is made of", () => {
    const one = graph({ x: f32(2) }, ({ x }) => ({ y: relu(x) }));
    const parsed = parse(JSON.stringify(one), { ops: opSet(reluOp) });
    expect([...opsOf(parsed).keys()]).toEqual(["relu"]);
    expect((compile(parsed).run({ x: [-1, 2] }).y as NdArray).tolist()).toEqual([0, 2]);
    expect(thrown(() => parse(JSON.stringify(one), { ops: opSet(tanhOp) }))).toMatch(/^FormatError unknown-op at relu1\n/);
  });

  it("of the name of another in an op that a pass brings in is refused, not confused", () => {
    const x = { x: f64(3) };
    // relu is lowered to dagrad's maximum.
    const maximum = composite("maximum", (x) => exp(x));
    const lowering = graph(x, ({ x }) => ({ y: relu(apply(maximum, [x]) as typeof x) }));
    expect(thrown(() => lower(lowering))).toMatchInlineSnapshot(`
      "GraphError duplicate-op
      ops: two ops must not share a name, got two "maximum"; rename one"
    `);
    expect(thrown(() => compile(lowering))).toMatch(/^GraphError duplicate-op\n/);
    // The derivative of exp is a product by dagrad's chainMul.
    const mine = { ...composite("chainMul", (x) => x), vjp: (dy: AnyTensor) => [() => dy] };
    const derived = graph(x, ({ x }) => ({ y: sum(exp(apply(mine, [x]) as typeof x)) }));
    expect(thrown(() => gradients(derived, { of: "y", with: ["x"] }))).toMatch(/^GraphError duplicate-op\n/);
    expect(
      thrown(() => rewrite(network, (_, op) => (op === squareOp ? ([x]) => apply(composite("square", exp), [x]) as AnyTensor : undefined))),
    ).toMatch(/^GraphError duplicate-op\n/);
    // A name of dagrad's is free where dagrad's op is not used.
    expect((compile(graph(x, ({ x }) => ({ y: apply(maximum, [x]) }))).run({ x: [0, 0, 0] }).y as NdArray).tolist()).toEqual([1, 1, 1]);
  });

  it("that says that it has no derivative passes none on, without an error", () => {
    const flatOp = defineOp({ ...squareOp, name: "flat", vjp: "not-differentiable" });
    const both = graph({ x: f64(3) }, ({ x }) => ({ y: sum(sub(x, apply(flatOp, [x]) as typeof x)), at: argmax(x) }));
    const derived = gradients(both, { of: "y", with: ["x"] });
    expect(Object.keys(derived.outputs)).toEqual(["y", "at", "d.x"]);
    expect((compile(derived as Graph<any, any>).run({ x: [1, 2, 3] }, ["d.x"])["d.x"] as NdArray).tolist()).toEqual([1, 1, 1]);
  });
});

describe("a graph that has lost its ops", () => {
  const lost = structuredClone(
    graph({ X: f32("n", 2), y: u8("n") }, ({ X, y }) => ({ loss: crossentropy(softmax(dense(X, { units: 2 })), y) })),
  );
  const uses: Readonly<Record<string, () => unknown>> = {
    compile: () => compile(lost),
    lower: () => lower(lost),
    rewrite: () => rewrite(lost, () => undefined),
    gradients: () => gradients(lost, { of: "loss" }),
    trainStep: () => trainStep(lost, { minimize: "loss", optimizer: sgd() }),
    fit: () => fit(lost, { minimize: "loss", optimizer: sgd(), data: { X: [[1, 2]], y: [0] } }),
    checkGradients: () => checkGradients(lost, { X: [[1, 2]], y: [0] }, { of: "loss" }),
    check: () => check(lost),
    dot: () => dot(lost),
    latex: () => latex(lost, "loss"),
    text: () => text(lost, "loss"),
    numpy: () => numpy(lost, "loss"),
  };

  it.each(Object.entries(uses))("is refused by %s with an error that names parse", (_, use) => {
    try {
      use();
      expect.unreachable();
    } catch (error) {
      expect(isDagradError(error) && error.code).toBe("no-ops");
      expect((error as Error).message).toMatch(/parse\(/);
    }
  });

  it("is still printed", () => {
    expect(print(lost)).toContain("crossentropy1 = crossentropy(softmax1, y)");
  });
});
