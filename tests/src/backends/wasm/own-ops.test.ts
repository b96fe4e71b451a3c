import {
  add,
  apply,
  atom,
  broadcastTo,
  checkGradients,
  compile,
  defineOp,
  dense,
  div,
  dot,
  exp,
  explain,
  f32,
  f64,
  type Graph,
  graph,
  i32,
  latex,
  matmul,
  mul,
  type Named,
  type NdArray,
  neg,
  numpy,
  type Op,
  opSet,
  parse,
  print,
  random,
  reference,
  reshape,
  sgd,
  softmax,
  sqrt,
  standardOps,
  sum,
  type Tensor,
  text,
  trainStep,
  wasm,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { stridesOf } from "../../../../graph/shape.ts";
import { exactly } from "../../run-plainly.ts";

/*
 * Ops as a user defines them, by the kinds of computation: the engine writes them as it writes its own, and everything else that can be
 * done with an op can be done with them.
 */

/** softClip(x) = bound · x ÷ (bound + |x|), elementwise: several instructions and an attribute. */
const softClipOp = defineOp<{ readonly bound: number }>({
  name: "softClip",
  inputs: ["x"],
  attrs: { bound: "number" },
  infer: ([x]) => x,
  scalar: (s, [x], { bound }) => s.div(s.mul(x, bound), s.add(s.abs(x), bound)),
  // bound² ÷ (bound + |x|)² = (y ÷ x)², and 1 at 0: by the quotient's own parts.
  vjp: (dy, [x], _, { bound }) => [() => mul(dy, slope(x, bound))],
  picture: { role: "function", label: ({ bound }) => `soft clip, ${bound}` },
  notation: {
    text: ([x], { bound }) => atom(`softClip(${x.text}, ${bound})`),
    latex: ([x], { bound }) => atom(`\\mathrm{softClip}_{${bound}}\\left(${x.text}\\right)`),
    numpy: ([x], { bound }) => atom(`(${bound} * ${x.text} / (${bound} + np.abs(${x.text})))`),
  },
});
const softClip = <T extends Tensor>(x: T, bound: number, options?: Named): T => apply(softClipOp, [x], { bound }, options) as T;

/** The derivative of softClip, an op of its own: (bound ÷ (bound + |x|))². */
const slopeOp = defineOp<{ readonly bound: number }>({
  name: "softClipSlope",
  inputs: ["x"],
  attrs: { bound: "number" },
  infer: ([x]) => x,
  scalar: (s, [x], { bound }) => {
    const share = s.div(bound, s.add(s.abs(x), bound));
    return s.mul(share, share);
  },
  vjp: "not-differentiable",
  notation: {
    text: ([x]) => atom(`slope(${x.text})`),
    latex: ([x]) => x,
    numpy: ([x], { bound }) => atom(`(${bound} / (${bound} + np.abs(${x.text}))) ** 2`),
  },
});
const slope = (x: Tensor, bound: number): Tensor => apply(slopeOp, [x], { bound });

/** norm(x) = √Σx² along the last axis. */
const normOp = defineOp<{ readonly axis: number }>({
  name: "norm",
  inputs: ["x"],
  attrs: { axis: "integer" },
  infer: ([x]) => ({ shape: x.shape.slice(0, -1), dtype: x.dtype }),
  reduce: { fold: "sum", before: (s, [x]) => s.mul(x, x), after: (s, [total]) => s.sqrt(total) },
  vjp: (dy, [x], y) => [() => mul(x, broadcastTo(reshape(div(dy, y), { shape: [...y.shape, 1] }), { shape: x.shape }))],
  picture: { role: "reduction", label: "‖·‖" },
  notation: {
    text: ([x]) => atom(`‖${x.text}‖`),
    latex: ([x]) => atom(`\\lVert ${x.text} \\rVert`),
    numpy: ([x]) => atom(`np.linalg.norm(${x.text}, axis=-1)`),
  },
});
const norm = (x: Tensor): Tensor => apply(normOp, [x], { axis: -1 });

/** flip(x): the last axis turned around. */
const flipOp: Op = defineOp({
  name: "flip",
  inputs: ["x"],
  attrs: {},
  infer: ([x]) => x,
  move: ([{ shape }]) => [{ input: 0, from: (shape.at(-1) as number) - 1, steps: [...stridesOf(shape).slice(0, -1), -1] }],
  vjp: (dy) => [() => apply(flipOp, [dy])],
  notation: {
    text: ([x]) => atom(`flip(${x.text})`),
    latex: ([x]) => atom(`\\overleftarrow{${x.text}}`),
    numpy: ([x]) => atom(`np.flip(${x.text}, -1)`),
  },
});
const flip = <T extends Tensor>(x: T, options?: Named): T => apply(flipOp, [x], {}, options) as T;

const numbers = random(5);
/** Nested lists: of any float dtype. */
const feed = (...shape: number[]): any => numbers.normal(0, 2, shape).tolist();

/** The kinds and steps of the engine's groups. */
const groupsOf = (one: Graph<any, any>, feeds: Readonly<Record<string, any>>): string[] =>
  explain(compile(one, { backend: wasm(), random: random(1) }), feeds as never)
    .split("\n")
    .slice(1)
    .map((line) => line.replace(/ → .*/, "").replace(/ +/g, " "));

/** Largest difference between the engine's outputs and the reference's. */
function apart(one: Graph<any, any>, feeds: Readonly<Record<string, any>>): number {
  const of = (backend: typeof reference) => compile(one, { backend, random: random(1) }).run(feeds as never) as Record<string, NdArray>;
  const [expected, actual] = [of(reference), of(wasm())];
  return Math.max(
    ...Object.entries(expected).flatMap(([name, { data }]) => Array.from(data, (y, i) => Math.abs(y - (actual[name]?.data[i] as number)))),
  );
}

describe("an elementwise op of one's own", () => {
  const chain = graph({ x: f32("n", 100) }, ({ x }) => ({ y: exp(neg(softClip(add(mul(x, 2), 1), 3))) }));

  it("is part of the loop of its neighbours", () => {
    expect(groupsOf(chain, { x: feed(4, 100) })).toEqual(["run loop mul1 add1 softClip1 neg1 exp1"]);
  });

  it("costs what an op of dagrad's costs: the same module", () => {
    const ownExp: Op = defineOp({
      name: "myExp",
      inputs: ["x"],
      attrs: {},
      infer: ([x]) => x,
      scalar: (s, [x]) => s.exp(x),
      vjp: "not-differentiable",
    });
    const one = (of: (x: any) => any) => graph({ x: f32("n", 100) }, ({ x }) => ({ y: neg(of(mul(x, 2))) }));
    const explained = (of: (x: any) => any) => explain(compile(one(of), { backend: wasm() }), { x: feed(4, 100) });
    expect(explained((x) => apply(ownExp, [x])).replaceAll("myExp", "exp")).toBe(explained(exp));
  });

  it("is part of a loop over rows, and of a product", () => {
    const layers = (units: number) =>
      graph({ x: f32("n", units) }, ({ x }) => ({ y: softmax(softClip(dense(x, { units: units, name: "layer" }), 3)) }));
    expect(groupsOf(layers(3), { x: feed(6, 3) })).toEqual([
      "run rows ×4 layer.matmul1 layer softClip1 softmax1.max1 softmax1.sub1 softmax1.exp1 softmax1.sum1 softmax1",
    ]);
    expect(groupsOf(layers(40), { x: feed(6, 40) })[0]).toBe("run product layer.matmul1 layer softClip1");
    expect(apart(layers(3), { x: feed(7, 3) })).toBeLessThan(1e-6);
    expect(apart(layers(40), { x: feed(7, 40) })).toBeLessThan(1e-6);
  });

  it("has the reference's bits in float32 and float64: each instruction rounds once", () => {
    const one = graph({ x: f32("n"), y: f64("n") }, ({ x, y }) => ({ x: softClip(x, 3), y: softClip(y, 0.1) }));
    const feeds = { x: feed(1003), y: feed(1003) };
    const of = (backend: typeof reference) => Object.values(compile(one, { backend }).run(feeds)).map(exactly);
    expect(of(wasm())).toEqual(of(reference));
    // bound · x ÷ (bound + |x|) in JavaScript's doubles.
    const { y } = compile(one, { backend: wasm() }).run(feeds);
    expect([...y.data]).toEqual(feeds.y.map((v: number) => (v * 0.1) / (Math.abs(v) + 0.1)));
  });

  it("differentiates, trains, is drawn and written", () => {
    const loss = graph({ x: f64(3, 4) }, ({ x }, g) => ({
      loss: sum(mul(softClip(mul(x, g.parameter("w", [4], { init: [1, -2, 0.5, 3], dtype: "float64" })), 2), x)),
    }));
    expect(checkGradients(loss, { x: feed(3, 4) }, { of: "loss", with: ["w", "x"] }).ok).toBe(true);
    const step = trainStep(loss, { minimize: "loss", optimizer: sgd({ learningRate: 0.01 }) });
    const x = feed(3, 4);
    expect(groupsOf(step, { x }).join()).not.toContain("host");
    expect(apart(step, { x })).toBeLessThan(1e-12);
    const one = graph({ x: f32("n") }, ({ x }) => ({ y: softClip(x, 3) }));
    expect(print(one).split("\n")[1]).toBe("softClip1 = softClip(x) {bound: 3} : float32[n]");
    expect(text(one, "y")).toBe("softClip(x, 3)");
    expect(latex(one, "y")).toContain("\\mathrm{softClip}_{3}");
    expect(numpy(one, "y")).toContain("(3 * x / (3 + np.abs(x)))");
    expect(dot(one)).toContain("soft clip, 3");
    expect(parse(JSON.stringify(one), { ops: opSet(standardOps, softClipOp) })).toEqual(one);
  });
});

describe("a reduction of one's own", () => {
  const normed = graph({ x: f32("n", 50) }, ({ x }) => ({ y: norm(mul(x, 2)) }));

  it("is written into the module, with its expressions, and calls no kernel of the host", () => {
    expect(groupsOf(normed, { x: feed(4, 50) })).toEqual(["run lines mul1 norm1"]);
    // NumPy: np.linalg.norm([[3, 4, 0], [2, 3, 6]], axis=-1) is [5, 7].
    const one = graph({ x: f32("n", 3) }, ({ x }) => ({ y: norm(x) }));
    for (const backend of [reference, wasm()])
      expect(
        compile(one, { backend })
          .run({
            x: [
              [3, 4, 0],
              [2, 3, 6],
            ],
          })
          .y.tolist(),
      ).toEqual([5, 7]);
  });

  it("agrees with the reference and with the formula written out", () => {
    const feeds = { x: feed(9, 50) };
    // Values of about 30, sums of 50 squares in another order.
    expect(apart(normed, feeds)).toBeLessThan(30 * 2 ** -24 * 50);
    const formula = graph({ x: f32("n", 50) }, ({ x }) => ({ y: sqrt(sum(mul(mul(x, 2), mul(x, 2)), { axis: 1 })) }));
    const of = (one: Graph<any, any>) =>
      exactly((compile(one, { backend: reference }).run(feeds as never) as Record<string, NdArray>).y as NdArray);
    expect(of(normed)).toBe(of(formula));
  });

  it("differentiates and is written", () => {
    const loss = graph({ x: f64(3, 4) }, ({ x }, g) => ({
      loss: sum(norm(mul(x, g.parameter("w", [4], { init: [1, -2, 0.5, 3], dtype: "float64" })))),
    }));
    expect(checkGradients(loss, { x: feed(3, 4) }, { of: "loss", with: ["w", "x"] }).ok).toBe(true);
    const one = graph({ x: f32("n", 3) }, ({ x }) => ({ y: norm(x) }));
    expect(text(one, "y")).toBe("‖xᵢₗ‖");
    expect(numpy(one, "y")).toContain("np.linalg.norm(x, axis=-1)");
    expect(dot(one)).toContain("‖·‖");
  });
});

describe("a move of one's own", () => {
  it("is written into the module, reads backwards and changes no bit", () => {
    const one = graph({ x: f32("n", 5), y: i32(3), z: f64(2, 2) }, ({ x, y, z }) => ({
      x: flip(x),
      y: flip(y),
      z: flip(z),
      twice: flip(flip(x)),
    }));
    const feeds = {
      x: feed(2, 5),
      y: [1, 2, 3],
      z: [
        [1, 2],
        [3, Number.NaN],
      ],
    };
    for (const backend of [reference, wasm()]) {
      const outputs = compile(one, { backend }).run(feeds as never);
      expect(outputs.x.tolist()).toEqual(
        compile(one, { backend })
          .run(feeds as never)
          .x.tolist(),
      );
      expect((outputs.x.tolist() as number[][]).map((row) => row.toReversed())).toEqual(outputs.twice.tolist());
      expect(outputs.y.tolist()).toEqual([3, 2, 1]);
      expect(outputs.z.tolist()).toEqual([
        [2, 1],
        [Number.NaN, 3],
      ]);
    }
    expect(explain(compile(one, { backend: wasm() }), feeds as never)).not.toContain("host");
  });

  it("differentiates and is written", () => {
    const loss = graph({ x: f64(3, 4) }, ({ x }, g) => ({
      loss: sum(mul(flip(mul(x, g.parameter("w", [4], { init: [1, -2, 0.5, 3], dtype: "float64" }))), x)),
    }));
    expect(checkGradients(loss, { x: feed(3, 4) }, { of: "loss", with: ["w", "x"] }).ok).toBe(true);
    const one = graph({ x: f32("n", 3) }, ({ x }) => ({ y: flip(x) }));
    expect(text(one, "y")).toBe("flip(x)");
    expect(numpy(one, "y")).toContain("np.flip(x, -1)");
  });

  it("that reads a list, or its second input, as a matrix on its side is no transpose of a matrix", () => {
    const sides = defineOp({
      name: "sides",
      inputs: ["a", "b"],
      attrs: {},
      infer: () => ({ shape: [2, 3], dtype: "float32" }),
      move: () => [{ input: 1, from: 0, steps: [1, 2] }],
      vjp: "not-differentiable",
    });
    const list = defineOp({ ...sides, name: "list", inputs: ["a"], move: () => [{ input: 0, from: 0, steps: [1, 2] }] });
    const one = graph({ a: f32(3, 2), b: f32(3, 2), c: f32(6), w: f32(3, 2) }, ({ a, b, c, w }) => ({
      second: matmul(apply(sides, [a, b]) as never, w),
      list: matmul(apply(list as never, [c]) as never, w),
    }));
    const matrix = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    const feeds = {
      a: [
        [9, 9],
        [9, 9],
        [9, 9],
      ],
      b: matrix,
      c: matrix.flat(),
      w: matrix,
    };
    // NumPy: np.array(matrix).T @ matrix.
    const expected = [
      [35, 44],
      [44, 56],
    ];
    for (const backend of [reference, wasm()]) {
      const outputs = compile(one, { backend }).run(feeds as never) as Record<string, NdArray>;
      expect([outputs.second?.tolist(), outputs.list?.tolist()]).toEqual([expected, expected]);
    }
  });
});

describe("a kernel of one's own", () => {
  it("is called by the module, as a step of its own", () => {
    const cumulated = defineOp({
      name: "cumulated",
      inputs: ["x"],
      attrs: {},
      infer: ([x]) => x,
      kernel:
        ([x], y) =>
        () => {
          let total = 0;
          for (let i = 0; i < y.data.length; i++) y.data[i] = total += x.data[i] as number;
        },
      vjp: "not-differentiable",
    });
    const one = graph({ x: f32(4) }, ({ x }) => ({ y: neg(apply(cumulated, [mul(x, 2)]) as never) }));
    expect(groupsOf(one, { x: feed(4) })).toEqual(["run loop mul1", "run host cumulated1", "run loop neg1"]);
    for (const backend of [reference, wasm()])
      expect(
        compile(one, { backend })
          .run({ x: [1, 2, 3, 4] })
          .y.tolist(),
      ).toEqual([-2, -6, -12, -20]);
  });
});
