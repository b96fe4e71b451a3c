import {
  add,
  attention,
  bool,
  compile,
  dense,
  einsum,
  embedding,
  f32,
  f64,
  type Graph,
  gradients,
  graph,
  i32,
  latex,
  lower,
  multiHeadAttention,
  NdArray,
  positionalEncoding,
  positions,
  print,
  reference,
  sum,
  text,
  wasm,
} from "dagrad";
import { describe, expect, it } from "vitest";

const floats = (shape: readonly number[], start = 0): NdArray =>
  new NdArray(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(3 * i + start)),
    shape,
    "float64",
  );
const rows = (x: { tolist(): unknown }): readonly (readonly number[])[] => x.tolist() as never;
const bools = (shape: readonly number[], ...elements: number[]): NdArray => new NdArray(Uint8Array.from(elements), shape, "bool");

describe.each([reference, wasm()])("attention, on $name", (backend) => {
  const feeds = { q: floats([3, 2]), k: floats([2, 2], 1), v: floats([2, 2], 2), mask: bools([3, 2], 1, 1, 0, 0, 0, 1) };
  const masked = graph({ q: f64(3, 2), k: f64(2, 2), v: f64(2, 2), mask: bool(3, 2) }, ({ q, k, v, mask }) => {
    const y = attention(q, k, v, { mask });
    return { y, total: sum(y) };
  });

  it("gives zeros to a query that sees no key, and the value alone to one that sees one key, as PyTorch's scaled_dot_product_attention", () => {
    const { y } = compile(masked, { backend }).run(feeds);
    expect(rows(y)[1]?.map(Math.abs)).toEqual([0, 0]);
    expect(rows(y)[2]).toEqual(rows(feeds.v)[1]);
  });

  it("hands on no cotangent through a query that sees no key", () => {
    const found = compile(gradients(masked, { of: "total", with: ["q", "k", "v"] }), { backend }).run(feeds) as unknown as Record<
      string,
      NdArray
    >;
    const [dq, dk, dv] = ["d.q", "d.k", "d.v"].map((name) => found[name] as NdArray) as [NdArray, NdArray, NdArray];
    expect(rows(dq)[1]?.map(Math.abs)).toEqual([0, 0]);
    for (const one of [dk, dv]) expect(Array.from(one.data).every(Number.isFinite)).toBe(true);
  });

  it("gives zeros where a float mask hides all keys by −Infinity, too", () => {
    const net = graph({ q: f32(1, 2), k: f32(2, 2), v: f32(2, 1), mask: f32(1, 2) }, ({ q, k, v, mask }) => ({
      y: attention(q, k, v, { mask }),
    }));
    const hidden = [[Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]];
    expect(
      compile(net, { backend })
        .run({
          q: [[1, 2]],
          k: [
            [1, 0],
            [0, 1],
          ],
          v: [[5], [7]],
          mask: hidden,
        })
        .y.tolist(),
    ).toEqual([[0]]);
  });

  it("lets no query see what comes after it: the first rows do not change with the later ones", () => {
    const net = graph({ x: f64("time", 2) }, ({ x }) => ({ y: attention(x, x, x, { causal: true }) }));
    const program = compile(net, { backend });
    const [long, short] = [floats([5, 2]), new NdArray(floats([5, 2]).data.slice(0, 6) as Float64Array<ArrayBuffer>, [3, 2], "float64")];
    expect(rows(program.run({ x: long }).y).slice(0, 3)).toEqual(rows(program.run({ x: short }).y));
  });

  it("adds no constant that grows with the number of rows: a causal mask is made of positions", () => {
    const causal = (rows: number | "time"): Graph =>
      graph({ x: f32(rows, 2) }, ({ x }) => ({ y: attention(x, x, x, { causal: true }) })) as Graph;
    expect(JSON.stringify(lower(causal(4096))).length).toBe(JSON.stringify(lower(causal(1024))).length);
    expect(Object.keys(lower(causal("time")).nodes).length).toBe(17);
  });

  it("is refused where there are no keys, when sizes are bound", () => {
    const net = graph({ q: f64("t", 2), k: f64("s", 2) }, ({ q, k }) => ({ y: attention(q, k, k, { name: "look" }) }));
    const none = new NdArray(new Float64Array(0), [0, 2], "float64");
    expect(() => compile(net, { backend }).run({ q: floats([3, 2]), k: none })).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: max: a reduced axis must have at least one element, got float64[3, 0] along [1] (node "look.max1"); feed at least one]`,
    );
  });

  it("of a memory without rows of its own batch is one clear error, and heads that do not divide are one", () => {
    expect(() =>
      graph({ x: f32("b", "t", 100) }, ({ x }) => ({ y: multiHeadAttention(x, { heads: 8 }) })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: multiHeadAttention: heads must be a whole number ≥ 1 that divides 100, got 8 (node "multiHeadAttention1"); take another number of heads, or give the size of one]`,
    );
    expect(() =>
      graph({ x: f32("b", "t", 8) }, ({ x }) => ({ y: multiHeadAttention(x, { heads: 0 }) })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: multiHeadAttention: heads must be a whole number ≥ 1 that divides 8, got 0 (node "multiHeadAttention1"); take another number of heads, or give the size of one]`,
    );
    expect(() =>
      graph({ x: f32("b", "t", 8) }, ({ x }) => ({ y: (multiHeadAttention as (x: unknown) => typeof x)(x) as typeof x })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: multiHeadAttention: heads must be a whole number ≥ 1 that divides 8, got nothing (node "multiHeadAttention1"); take another number of heads, or give the size of one]`,
    );
    expect(() =>
      graph({ x: f32("b", "t", 8), m: f32("c", "u", 8) }, ({ x, m }) => ({ y: multiHeadAttention(x, { heads: 2, memory: m }) })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: multiHeadAttention: x and memory must be [time, features], or equal stacks of these, got float32[b, t, 8] and float32[c, u, 8] (node "multiHeadAttention1"); expandDims or broadcastTo one of them]`,
    );
    expect(() =>
      graph({ x: f32("b", "t", 8), mask: bool("b", "t") }, ({ x, mask }) => ({ y: multiHeadAttention(x, { heads: 2, mask }) })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: multiHeadAttention: mask must broadcast to the weights, [b, 2, t, t], whose axis of heads it may leave out, got bool[b, t] (node "multiHeadAttention1"); give [queries, keys], or [batch, 1, keys] to hide keys from all queries]`,
    );
    expect(() =>
      graph({ x: f32("t", 2), w: f32(2, 2) }, ({ x, w }) => ({
        y: multiHeadAttention(x, { heads: 1, weights: { query: w, key: w, value: w } as never }),
      })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: multiHeadAttention: weights must have query, key, value and output, got no output (node "multiHeadAttention1"); give all four]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32("t", "d") }, ({ x }) => ({ y: multiHeadAttention(x, { heads: 2 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: multiHeadAttention: last axes of x and memory must be numbers, got float32[t, d] and float32[t, d] (node "multiHeadAttention1"); give the feature sizes as numbers]`,
    );
    expect(() =>
      graph({ q: f32(2, 2) }, ({ q }) => ({ y: attention(q, q, q, { scale: 0, name: "look" }) })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: attention: scale must be a finite number other than 0, got 0 (node "look"); leave it out for 1 ÷ √d]`,
    );
  });
});

describe("layers of attention", () => {
  const block = graph({ tokens: i32("batch", "time") }, ({ tokens }) => {
    const words = embedding(tokens, { size: 50, units: 8 });
    const x = add(words, positionalEncoding(words));
    return { y: dense(multiHeadAttention(x, { heads: 2, causal: true }), { units: 3 }) };
  });

  it("make parameters of their own, named after them", () => {
    expect(print(block)).toMatchInlineSnapshot(`
      "tokens = input : int32[batch, time]
      embedding1.weights = parameter randn(0.01) : float32[50, 8]
      embedding1 = embedding(tokens, embedding1.weights) : float32[batch, time, 8]
      positionalEncoding1 = positionalEncoding(embedding1) {base: 10000} : float32[time, 8]
      add1 = add(embedding1, positionalEncoding1) : float32[batch, time, 8]
      multiHeadAttention1.queryWeights = parameter randn(0.01) : float32[8, 8]
      multiHeadAttention1.keyWeights = parameter randn(0.01) : float32[8, 8]
      multiHeadAttention1.valueWeights = parameter randn(0.01) : float32[8, 8]
      multiHeadAttention1.outputWeights = parameter randn(0.01) : float32[8, 8]
      multiHeadAttention1.queryBiases = parameter zeros : float32[8]
      multiHeadAttention1.keyBiases = parameter zeros : float32[8]
      multiHeadAttention1.valueBiases = parameter zeros : float32[8]
      multiHeadAttention1.outputBiases = parameter zeros : float32[8]
      multiHeadAttention1 = multiHeadAttention(add1, add1, multiHeadAttention1.queryWeights, multiHeadAttention1.keyWeights, multiHeadAttention1.valueWeights, multiHeadAttention1.outputWeights, multiHeadAttention1.queryBiases, multiHeadAttention1.keyBiases, multiHeadAttention1.valueBiases, multiHeadAttention1.outputBiases) {causal: true, heads: 2} : float32[batch, time, 8]
      dense1.weights = parameter randn(0.01) : float32[8, 3]
      dense1.biases = parameter zeros : float32[3]
      dense1 = dense(multiHeadAttention1, dense1.weights, dense1.biases) : float32[batch, time, 3]
      output y = dense1"
    `);
  });

  it("are written with the letters of their parameters", () => {
    expect(text(block, "y")).toMatchInlineSnapshot(
      `"attention(w₁[tokens] + positionalEncoding(w₁[tokens]), wq₂, wk₂, wv₂, wo₂, 2 heads, causal) w₃ + b₃"`,
    );
    const look = graph({ q: f32("t", 4), k: f32("s", 4), v: f32("s", 2) }, ({ q, k, v }) => ({ y: attention(q, k, v, { causal: true }) }));
    expect([text(look, "y"), latex(look, "y")]).toMatchInlineSnapshot(`
      [
        "softmax(q kᵀ ÷ √d, causal) v",
        "y = \\operatorname{softmax}_{\\text{causal}}\\!\\left(\\frac{q \\, k^{\\top}}{\\sqrt{d}}\\right) v",
      ]
    `);
  });

  it("learn positions by an embedding of them, whatever the time is called", () => {
    const learnt = graph({ x: f32("batch", "time", 4) }, ({ x }) => ({
      y: add(x, embedding(positions(x, { axis: "time" }), { size: 16, units: 4 })),
    }));
    expect(learnt.nodes.add1?.shape).toEqual(["batch", "time", 4]);
  });

  it("embedding refuses a size or units that are none", () => {
    expect(() => graph({ x: i32("t") }, ({ x }) => ({ y: embedding(x, { size: 0, units: 2 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: embedding: size must be a whole number ≥ 1, got 0 (node "embedding1"); correct size]`,
    );
    expect(() => graph({ x: i32("t") }, ({ x }) => ({ y: embedding(x, {} as never) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: embedding: size must be a whole number ≥ 1, got nothing (node "embedding1"); write embedding(x, { size: 1000, units: 64 })]`,
    );
    expect(() =>
      graph({ x: i32("t") }, ({ x }) => ({ y: embedding(x, { vocabulary: 3, units: 2 } as never) })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: embedding: options must be some of { size, units, init, dtype, weights, name }, got "vocabulary"; leave it out]`,
    );
  });
});

describe("einsum", () => {
  it.each([
    ["ij,jk->il", '"l" is of no operand'],
    ["ij,jk->ii", "named twice in the output"],
    ["ij,jk,k->i", "a term too many"],
    ["i,jk->ik", "too few letters"],
    ["ij;jk->ik", "no comma"],
    ["ij,ik->jk", "two sizes for one letter"],
    ["...j,jk->k", "axes of ... that the output drops"],
  ])("%s is refused: %s", (equation) => {
    expect(() => graph({ a: f32(2, 3), b: f32(3, 4) }, ({ a, b }) => ({ y: einsum(equation, a, b) }))).toThrow(
      expect.objectContaining({ code: "equation", node: "einsum1" }),
    );
  });

  it("knows the shape of a result in the editor, names of dims in it", () => {
    graph({ q: f32("batch", "queries", 8, 64), k: f32("batch", "keys", 8, 64) }, ({ q, k }) => {
      const scores = einsum("nqhd,nkhd->nhqk", q, k);
      const shape: readonly ["batch", 8, "queries", "keys"] = scores.shape;
      expect(shape).toEqual(["batch", 8, "queries", "keys"]);
      return { scores };
    });
  });

  it("is lowered to one product where there is one, with reshapes and transposes around it", () => {
    const net = graph({ a: f32("n", 3, 4), b: f32(4, 3, 5) }, ({ a, b }) => ({ y: einsum("nij,jik->kn", a, b) }));
    expect(print(lower(net))).toMatchInlineSnapshot(`
      "a = input : float32[n, 3, 4]
      b = input : float32[4, 3, 5]
      einsum1.reshape1 = reshape(a) {shape: ["n", 12]} : float32[n, 12]  # scope "einsum1"
      einsum1.transpose1 = transpose(b) {perm: [1, 0, 2]} : float32[3, 4, 5]  # scope "einsum1"
      einsum1.reshape2 = reshape(einsum1.transpose1) {shape: [12, 5]} : float32[12, 5]  # scope "einsum1"
      einsum1.matmul1 = matmul(einsum1.reshape1, einsum1.reshape2) : float32[n, 5]  # scope "einsum1"
      einsum1 = transpose(einsum1.matmul1) {perm: [1, 0]} : float32[5, n]  # scope "einsum1"
      output y = einsum1"
    `);
    expect([text(net, "y"), latex(net, "y")]).toMatchInlineSnapshot(`
      [
        "(Σᵢⱼ aₙᵢⱼ bⱼᵢₖ)ₖₙ",
        "y = \\left(\\sum_{i,j} a_{nij} \\, b_{jik}\\right)_{kn}",
      ]
    `);
  });
});
