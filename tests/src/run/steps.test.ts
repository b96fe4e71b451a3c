import {
  type AnyTensor,
  adam,
  add,
  apply,
  atom,
  compile,
  crossentropy,
  defineOp,
  dense,
  f32,
  type Graph,
  graph,
  mul,
  NdArray,
  oneHot,
  random,
  reference,
  relu,
  sgd,
  softmax,
  sub,
  sum,
  trainStep,
  u8,
  wasm,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { thrown } from "../../graph/thrown.ts";
import { exactly } from "../run-plainly.ts";

const shown = (values: Readonly<Record<string, NdArray>>): string[] =>
  Object.entries(values).map(([name, value]) => `${name} ${exactly(value)}`);

const network = (classes: number) =>
  graph({ X: f32("n", 4), y: u8("n") }, ({ X, y }) => {
    const p = softmax(dense(relu(dense(X, { units: 9, init: { randn: 0.5 } })), { units: classes, init: { randn: 0.5 } }));
    return { p, loss: crossentropy(p, y) };
  });
const feeds = {
  X: new NdArray(
    Float32Array.from({ length: 28 }, (_, i) => Math.sin(i)),
    [7, 4],
    "float32",
  ),
  y: new NdArray(Uint8Array.of(0, 1, 2, 0, 1, 2, 0), [7], "uint8"),
};
const bad = { ...feeds, y: new NdArray(Uint8Array.of(0, 1, 2, 0, 1, 200, 0), [7], "uint8") };

/** Counts down and throws when it is at 0; its value is that of its operand. */
function fuse(calls: { left: number }) {
  const own = defineOp({
    name: "fuse",
    inputs: ["x"],
    attrs: {},
    infer: ([x]) => x,
    picture: { role: "function", label: "fuse" },
    notation: { text: ([x]) => atom(`fuse ${x.text}`), latex: ([x]) => atom(`fuse ${x.text}`) },
    kernel:
      ([x], y) =>
      () => {
        if (calls.left-- === 0) throw new Error("the fuse has blown");
        y.data.set(x.data);
      },
    vjp: "not-differentiable",
  });
  return (x: unknown) => apply(own, [x as AnyTensor]);
}

describe.each([reference, wasm()])("on $name, steps(n)", (backend) => {
  const step = (classes = 3, optimizer = sgd({ learningRate: 0.5, momentum: 0.9 })) =>
    compile(trainStep(network(classes), { minimize: "loss", optimizer }), { backend, random: random(1) });

  it.each([1, 2, 3, 10, 100])("of %i is so many runs, bit for bit, outputs and parameters", (count) => {
    const [together, apart] = [step(), step()];
    const outputs = together.steps(count, feeds);
    let last = {} as typeof outputs;
    for (let i = 0; i < count; i++) last = apart.run(feeds);
    expect(shown(outputs as never)).toEqual(shown(last as never));
    expect(shown(together.parameters)).toEqual(shown(apart.parameters));
  });

  it("is so many runs with Adam, with 24 classes, and by turns with runs of other batch sizes", () => {
    const [together, apart] = [step(24, adam()), step(24, adam())];
    const few = { X: new NdArray(feeds.X.data.slice(0, 12), [3, 4], "float32"), y: new NdArray(feeds.y.data.slice(0, 3), [3], "uint8") };
    for (const given of [feeds, few, feeds]) {
      together.steps(3, given);
      for (let i = 0; i < 3; i++) apart.run(given);
      together.run(few);
      apart.run(few);
    }
    expect(shown(together.parameters)).toEqual(shown(apart.parameters));
  });

  it("reads feeds anew in every step, though a run may use their memory", () => {
    // By hand: w ← w − 2 x, three times.
    const program = compile(
      graph({ x: f32(3) }, ({ x }, g) => {
        const w = g.parameter("w", [3], { init: "ones" });
        const twice = mul(x, 2);
        g.update(w, sub(w, twice));
        return { total: sum(twice) };
      }),
      { backend },
    );
    expect(program.steps(3, { x: [1, 2, 3] }).total.item()).toBe(12);
    expect(shown(program.parameters)).toEqual(["w float32[3] -5 -11 -17"]);
  });

  it("of a graph without updates is one run", () => {
    const program = compile(network(3), { backend, random: random(1) });
    expect(shown(program.steps(5, feeds) as never)).toEqual(shown(program.run(feeds) as never));
  });

  it("gives copies, or with copy: false the views of every run", () => {
    const program = step();
    const views = program.run(feeds, ["loss"], { copy: false });
    const first = views.loss.item();
    const copied = program.steps(4, feeds, ["loss"]);
    const again = program.steps(1, feeds, ["loss"], { copy: false });
    expect(again.loss).toBe(views.loss);
    expect(again.loss.item()).toBeLessThan(first);
    expect(copied.loss.item()).not.toBe(again.loss.item());
  });

  it("fetches what is named", () => {
    const program = step();
    expect(Object.keys(program.steps(2, feeds, ["loss"]))).toEqual(["loss"]);
    expect(program.steps(2, feeds, [])).toEqual({});
  });

  it.each([3, 24])("stops at a bad label of %i classes in the first step, with parameters as they were; the next call works", (classes) => {
    const [program, other] = [step(classes), step(classes)];
    const before = shown(program.parameters);
    const expected = thrown(() => other.run(bad));
    expect(expected).toContain("FeedError");
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(thrown(() => program.steps(5, bad))).toBe(expected);
      expect(shown(program.parameters)).toEqual(before);
    }
    program.steps(2, feeds);
    for (let i = 0; i < 2; i++) other.run(feeds);
    expect(shown(program.parameters)).toEqual(shown(other.parameters));
  });

  it("stops at a bad label that only updates need, with parameters as they were", () => {
    const program = compile(
      graph({ x: f32("n", 20), y: u8("n") }, ({ x, y }, g) => {
        const w = g.parameter("w", [20], { init: "ones" });
        g.update(w, sub(w, sum(oneHot(y, { depth: 20 }), { axis: 0 })));
        return { total: sum(x) };
      }),
      { backend },
    );
    const given = (...y: number[]) => ({ x: new NdArray(new Float32Array(40), [2, 20], "float32"), y });
    const before = shown(program.parameters);
    for (const act of [() => program.run(given(1, 25)), () => program.steps(3, given(1, 25))]) {
      expect(thrown(act)).toBe(
        'FeedError index-range at oneHot1\noneHot: indices must be in 0 … 19, got 25 at [1] (node "oneHot1"); correct the labels',
      );
      expect(shown(program.parameters)).toEqual(before);
    }
    program.steps(3, given(1, 2));
    expect(program.parameters.w?.data.slice(0, 4)).toEqual(Float32Array.of(1, -2, -2, 1));
  });

  it("stops where a kernel of one's own throws; parameters have the values of the step before", () => {
    const calls = { left: 1e9 };
    const of = fuse(calls);
    const program = compile(
      graph({ x: f32(3) }, ({ x }, g) => {
        const w = g.parameter("w", [3], { init: "ones" });
        const y = of(x);
        g.update(w, sub(w, y as never));
        return { total: sum(y as never) as never };
      }) as Graph<any, any>,
      { backend },
    );
    program.run({ x: [0, 0, 0] });
    expect(shown(program.parameters)).toEqual(["w float32[3] 1 1 1"]);
    calls.left = 2;
    expect(() => program.steps(5, { x: [1, 2, 3] })).toThrow("the fuse has blown");
    // Two steps of w ← w − x by hand.
    expect(shown(program.parameters)).toEqual(["w float32[3] -1 -3 -5"]);
    calls.left = 1e9;
    program.run({ x: [1, 2, 3] });
    expect(shown(program.parameters)).toEqual(["w float32[3] -2 -5 -8"]);
  });

  it("refuses counts that are no whole number from 1 to 2³¹ − 1, and changes nothing", () => {
    const program = step();
    const before = shown(program.parameters);
    expect(thrown(() => program.steps(0, feeds))).toMatchInlineSnapshot(`
      "FeedError bad-count
      steps: count must be a whole number from 1 to 2147483647, got 0; correct it"
    `);
    for (const count of [-1, 1.5, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY, "3" as never])
      expect(thrown(() => program.steps(count, feeds))).toContain(`FeedError bad-count\nsteps: count must be a whole number from 1 to`);
    expect(shown(program.parameters)).toEqual(before);
  });

  it("with checkFinite stops at the step that has a NaN, with the parameters of the step before", () => {
    // w doubles from 1e38: the second step is 2e38, the third would be 4e38, beyond float32.
    const program = compile(
      graph({ x: f32() }, ({ x }, g) => {
        const w = g.parameter("w", [], { init: 1e38 as never });
        const next = mul(w, 2, { name: "next" });
        g.update(w, next);
        return { y: add(next, x) };
      }),
      { backend, checkFinite: true },
    );
    expect(thrown(() => program.steps(5, { x: 0 }))).toContain("FeedError not-finite at next");
    expect(program.parameters.w?.item()).toBe(Math.fround(2 * Math.fround(1e38)));
  });
});
