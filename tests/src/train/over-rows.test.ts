import {
  abs,
  add,
  apply,
  argmaxAccuracy,
  type Backend,
  binaryAccuracy,
  broadcastTo,
  compile,
  concat,
  defineOp,
  div,
  evaluate,
  exp,
  f32,
  f64,
  fit,
  type Graph,
  graph,
  type Leaves,
  l2,
  log,
  matmul,
  max,
  mean,
  meanSquaredError,
  mul,
  neg,
  type Op,
  pow,
  reference,
  regressionAccuracy,
  reshape,
  sgd,
  size,
  slice,
  softmax,
  sqrt,
  sub,
  sum,
  type Tensor,
  transpose,
  u8,
  wasm,
} from "dagrad";
import { describe, expect, test } from "vitest";

const backends: readonly Backend[] = [reference, wasm()];

const rows = 3000;
/** 0, 0.001, … 2.999 */
const x = Array.from({ length: rows }, (_, i) => [i / 1000]);
const y = x.map(() => [0]);
/** Σ x² of these rows: (n − 1) n (2n − 1) ÷ 6 ÷ 10⁶. */
const squares = 8995.5005;

const errors = () =>
  graph({ x: f64("b", 1), y: f64("b", 1) }, ({ x, y }, g) => {
    const w = g.parameter("w", [], { init: "ones", dtype: "float64" });
    const p = mul(w, x);
    return {
      sum: meanSquaredError(p, y, { reduction: "sum" }),
      rootMeanSquare: sqrt(meanSquaredError(p, y)),
      largest: max(abs(sub(p, y))),
      smallest: neg(max(neg(add(p, 2)))),
      geometric: exp(mean(log(add(p, 1)))),
      weighted: div(sum(mul(p, p)), sum(p)),
      variance: sub(mean(pow(p, 2)), pow(mean(p), 2)),
      norm: sqrt(sum(matmul(transpose(p), p))),
      count: size(p, { axis: 0, dtype: "float64" }),
      quotient: div(sum(p), size(p, { dtype: "float64" })),
      penalised: add(meanSquaredError(p, y), l2(add(w, 2), { lambda: 1 })),
      penalty: l2(add(w, 2), { lambda: 1 }),
      close: regressionAccuracy(p, y, { precision: 0.5 }),
      positive: binaryAccuracy(p, y),
      spreadOfMeans: max(mean(broadcastTo(p, { shape: ["b", 4] }), { axis: 0 })),
      bothAxes: mean(broadcastTo(p, { shape: ["b", 4] })),
    };
  });

/** The same, from sums that are known: Σ x = (n − 1) n ÷ 2 ÷ 1000; Σ log(x + 1) as NumPy gives it. */
const right = {
  sum: squares,
  rootMeanSquare: Math.sqrt(squares / rows),
  largest: 2.999,
  smallest: 2,
  geometric: Math.exp(0.8481614115996684),
  weighted: squares / 4498.5,
  variance: squares / rows - 1.4995 ** 2,
  norm: Math.sqrt(squares),
  count: 3000,
  quotient: 1.4995,
  penalised: squares / rows + 9,
  penalty: 9,
  close: 500 / 3000,
  positive: 501 / 3000,
  spreadOfMeans: 1.4995,
  bothAxes: 1.4995,
};

describe.each(backends)("scalar outputs over all rows, batch by batch, on $name", (backend) => {
  test.each([1, 7, 1000, 1024, 2999, 3000])(
    "evaluate in batches of %d gives what is known of 3,000 rows, within 1e-12",
    async (batchSize) => {
      const measured = await evaluate(compile(errors(), { backend }), { x, y }, { batchSize });
      expect(Object.keys(measured)).toEqual(Object.keys(right));
      for (const [name, value] of Object.entries(right)) {
        expect(Math.abs((measured[name as keyof typeof right] as number) / value - 1), name).toBeLessThan(1e-12);
      }
      // Counts are whole numbers: to the last digit.
      expect([measured.close, measured.positive, measured.count]).toEqual([500 / 3000, 501 / 3000, 3000]);
    },
  );

  test("a stream of batches gives them, too, and measuring again does", async () => {
    const program = compile(errors(), { backend });
    const stream = function* () {
      for (const [start, stop] of [
        [0, 1],
        [1, 1800],
        [1800, 3000],
      ] as const)
        yield { x: x.slice(start, stop), y: y.slice(start, stop) };
    };
    const first = await evaluate(program, stream);
    for (const [name, value] of Object.entries(right)) {
      expect(Math.abs((first[name as keyof typeof right] as number) / value - 1), name).toBeLessThan(1e-12);
    }
    expect(await evaluate(program, stream)).toEqual(first);
  });

  test("fit gives them of an epoch whose steps change nothing, and of the validation rows", async () => {
    const training = fit(errors(), {
      minimize: "penalised",
      optimizer: sgd({ learningRate: 1e-300 }),
      data: { x, y },
      validation: { x, y },
      epochs: 1,
      batchSize: 7,
      backend,
    });
    for await (const { metrics, validation } of training) {
      for (const [name, value] of Object.entries(right)) {
        expect(Math.abs((metrics[name as keyof typeof right] as number) / value - 1), name).toBeLessThan(1e-12);
        expect(Math.abs((validation?.[name as keyof typeof right] as number) / value - 1), name).toBeLessThan(1e-12);
      }
    }
  });

  test("in an epoch that trains, the penalty is averaged over its steps, and the loss is data part plus penalty", async () => {
    const network = graph({ x: f64("b", 1) }, ({ x }, g) => {
      const w = g.parameter("w", [], { init: "ones", dtype: "float64" });
      const [data, penalty] = [mean(mul(w, x)), l2(w, { lambda: 1 })];
      return { data, penalty, loss: add(data, penalty) };
    });
    const training = fit(network, {
      minimize: "loss",
      optimizer: sgd({ learningRate: 0.1 }),
      data: { x: [[1], [2], [3]] },
      shuffle: false,
      epochs: 1,
      batchSize: 2,
      backend,
    });
    for await (const { metrics } of training) {
      // w is 1, then 1 − 0.1 · (1.5 + 2 · 1) = 0.65.
      expect(metrics.data).toBeCloseTo((1.5 * 2 + 0.65 * 3) / 3, 12);
      expect(metrics.penalty).toBeCloseTo((2 * 1 + 0.65 ** 2) / 3, 12);
      expect(metrics.loss).toBeCloseTo(metrics.data + metrics.penalty, 12);
    }
  });

  test("an accuracy is hits ÷ rows, to the last digit of float64", async () => {
    const network = graph({ p: f32("batch", 3), y: u8("batch") }, ({ p, y }) => ({ accuracy: argmaxAccuracy(p, y) }));
    const p = Array.from({ length: 147 }, (_, i) => [Number(i % 3 === 0), Number(i % 3 === 1), Number(i % 3 === 2)]);
    const labels = p.map((_, i) => (i < 49 ? i % 3 : (i + 1) % 3));
    for (const batchSize of [49, 147, 10]) {
      expect((await evaluate(compile(network, { backend }), { p, y: labels }, { batchSize })).accuracy).toBe(1 / 3);
    }
  });

  test("means over rows and another named axis weigh by both, where a stream's batches differ in it", async () => {
    const network = graph({ x: f64("batch", "time") }, ({ x }) => ({ mean: mean(x), root: sqrt(mean(x)) }));
    const batches = () => [{ x: [[1, 1, 1, 1]] }, { x: [[4], [9]] }];
    expect(await evaluate(compile(network, { backend }), batches)).toEqual({ mean: 17 / 6, root: Math.sqrt(17 / 6) });
  });
});

const refused = (build: (x: any) => any): Graph<any, any> => graph({ x: f64("b", 4) }, ({ x }) => ({ value: build(x) }));

/** Sums of all rows so far. */
const cumulatedOp = defineOp({
  name: "cumulated",
  inputs: ["x"],
  attrs: {},
  infer: ([x]) => x,
  vjp: "not-differentiable",
  kernel:
    ([x], to) =>
    () => {
      for (let i = 0; i < to.data.length; i++) to.data[i] = (x.data[i] as number) + (i < 4 ? 0 : (to.data[i - 4] as number));
    },
});

describe("what batches do not tell is an error, in several batches only:", () => {
  const data = { x: Array.from({ length: 6 }, (_, i) => [i, 1, 2, i * i]) };

  test.each<[string, (x: any) => any, string]>([
    ["a variance from deviations", (x) => mean(pow(sub(x, mean(x)), 2)), "sub"],
    ["an accuracy with the precision of the batch", (x) => regressionAccuracy(x, add(x, x)), "sub"],
    ["a softmax along the rows", (x) => max(softmax(x, { axis: 0 })), "sub"],
    ["all pairs of rows", (x) => sum(matmul(x, transpose(x))), "matmul"],
    ["rows cut in another way", (x) => sum(max(reshape(x, { shape: [4, "b"] }), { axis: 0 })), "reshape"],
  ])("%s", async (_, build, op) => {
    const program = compile(refused(build), { backend: reference });
    const [alone] = [await evaluate(program, data)];
    expect(alone.value).toBe(program.run(data).value?.item());
    await expect(evaluate(program, data, { batchSize: 5 })).rejects.toThrow(
      new RegExp(
        `^evaluate: "value" must be made of sums, means and maxima over rows to be known over several batches, got ${op}, .*; run all`,
      ),
    );
  });

  test("an op of one's own that does not say that it keeps rows apart", async () => {
    const summed = (op: Op) => graph({ x: f64("b", 4) }, ({ x }) => ({ value: sum(apply(op, [x]) as Tensor<["b", 4], "float64", "x">) }));
    const program = compile(summed(cumulatedOp));
    await expect(evaluate(program, data, { batchSize: 5 })).rejects.toThrow("got cumulated, of which parts of the rows do not tell");
    const apart = { ...cumulatedOp, apart: true } as const;
    const said = compile(summed(apart));
    expect((await evaluate(said, { x: [[1, 2, 3, 4]] })).value).toBe(10);
    expect(
      (
        await evaluate(
          said,
          {
            x: [
              [1, 2, 3, 4],
              [5, 6, 7, 8],
            ],
          },
          { batchSize: 1 },
        )
      ).value,
    ).toBe(36);
  });

  test("the whole text, of evaluate, of fit and of validation", async () => {
    const program = compile(
      refused((x) => mean(pow(sub(x, mean(x)), 2))),
      { backend: reference },
    );
    await expect(evaluate(program, data, { batchSize: 5 })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[OpError: evaluate: "value" must be made of sums, means and maxima over rows to be known over several batches, got sub, which gives single rows what depends on all of them (node "sub1"); run all rows as one batch (batchSize), or give what depends on all rows (a mean, a precision) as a number or an input]`,
    );
    const network = graph({ x: f64("b", 4) }, ({ x }, g) => ({
      loss: mean(mul(x, g.parameter("w", [], { init: "ones", dtype: "float64" }))),
      near: regressionAccuracy(x, add(x, x)),
    }));
    const options = { minimize: "loss", optimizer: sgd() } as const;
    expect(() => fit(network, { ...options, data, batchSize: 5 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: fit: "near" must be made of sums, means and maxima over rows to be known over several batches, got sub, which gives single rows what depends on all of them (node "regressionAccuracy1.sub1"); run all rows as one batch (batchSize), or give what depends on all rows (a mean, a precision) as a number or an input]`,
    );
    const many = { x: Array.from({ length: 1025 }, () => [1, 2, 3, 4]) };
    expect(() => fit(network, { ...options, data, batchSize: 6, validation: many })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: fit: validation: "near" must be made of sums, means and maxima over rows to be known over several batches, got sub, which gives single rows what depends on all of them (node "regressionAccuracy1.sub1"); run all rows as one batch (batchSize), or give what depends on all rows (a mean, a precision) as a number or an input]`,
    );
    const fixed = graph({ x: f64(2, 4) }, ({ x }) => ({ value: sum(x) }));
    await expect(
      evaluate(compile(fixed), () => [{ x: data.x.slice(0, 2) }, { x: data.x.slice(2, 4) }]),
    ).rejects.toThrowErrorMatchingInlineSnapshot(
      `[OpError: evaluate: "value" must be made of sums, means and maxima over rows to be known over several batches, got an input without a named axis of rows (node "x"); name the axis when you declare it, as in f32("batch", 2)]`,
    );
  });
});

describe.each(backends)("named axes that are reshaped, on $name", (backend) => {
  // Rows of two or three times, two features each.
  const table = (times: number) => Array.from({ length: 10 }, (_, i) => Array.from({ length: times }, (_, t) => [i + t / 10, i * t]));

  test("metrics of rows flattened to batch*time are those of all rows, mean and sum", async () => {
    const metrics = graph({ x: f64("batch", "time", 2) }, ({ x }, g) => {
      const flat = reshape(x, { shape: [-1, 2] });
      const shifted = mean(mul(flat, broadcastTo(g.constant([[1, 2]], { dtype: "float64" }), { shape: ["batch*time", 2] })));
      const back = reshape(sum(mul(flat, flat), { axis: 1 }), { shape: ["batch", "time"] });
      return {
        mean: mean(flat),
        sum: sum(mul(flat, flat)),
        back: mean(sum(back, { axis: 1 })),
        count: size(flat, { dtype: "float64" }),
        shifted,
      };
    });
    const data = { x: table(3) };
    const all = compile(metrics, { backend }).run(data);
    const batches = await evaluate(compile(metrics, { backend }), data, {
      metrics: ["mean", "sum", "back", "count", "shifted"],
      batchSize: 4,
    });
    for (const name of ["mean", "sum", "back", "count", "shifted"] as const)
      expect(batches[name]).toBeCloseTo(all[name].data[0] as number, 9);
  });

  test.each<[string, (x: Tensor<["batch", 2], "float64">, g: Leaves) => Tensor]>([
    ["neighbours", (x) => sum(mul(slice(x, { start: 1 }), slice(x, { stop: -1 })))],
    ["rows twice", (x) => mean(concat([x, x]))],
    ["the first rows", (x) => sum(slice(x, { stop: 2 }))],
    [
      "as many positions as rows",
      (x, g) => sum(mul(sum(x, { axis: 1 }), slice(g.constant([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { dtype: "float64" }), { stop: "batch" }))),
    ],
    ["the number of pairs", (x) => size(slice(x, { start: 1 }))],
    [
      "rows and columns exchanged by a view",
      (x) => sum(reshape(mul(reshape(x, { shape: [2, "batch"] }), reshape(x, { shape: [2, "batch"] })), { shape: [-1] })),
    ],
  ])("%s are refused in several batches: parts of the rows do not tell them", async (_, metric) => {
    const metrics = graph({ x: f64("batch", 2) }, ({ x }, g) => ({ metric: metric(x, g) }));
    const data = { x: table(2).map(([row]) => row as number[]) };
    await expect(evaluate(compile(metrics, { backend }), data, { metrics: ["metric"], batchSize: 4 })).rejects.toThrow(
      expect.objectContaining({ code: "not-over-rows" }),
    );
  });

  test("an input whose first axis is an expression is no column of rows", async () => {
    const twice = graph({ x: f64("batch", 1), pairs: f64("2*batch", 1) }, ({ x, pairs }, g) => {
      const w = g.parameter("w", [1, 1], { dtype: "float64" });
      return { loss: add(mean(matmul(x, w)), mean(matmul(pairs, w))) };
    });
    const data = { x: [[1], [2]], pairs: [[1], [2], [3], [4]] };
    const loss = Number(compile(twice, { backend }).run(data).loss.data[0]);
    expect((await evaluate(compile(twice, { backend }), data, { metrics: ["loss"] })).loss).toBeCloseTo(loss, 12);
  });
});
