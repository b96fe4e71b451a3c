import {
  array,
  dense,
  type FitOptions,
  f32,
  f64,
  fit,
  fromCheckpoint,
  graph,
  i32,
  mean,
  meanSquaredError,
  mul,
  type NdArray,
  random,
  sgd,
  spiralData,
  toCheckpoint,
  trainTestSplit,
} from "dagrad";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { thrown } from "../../graph/thrown.ts";
import { classifier } from "./networks.ts";

/** A network whose metric "largest" is the mean of the ids of its rows, and whose parameter is what it has summed up of them. */
const counter = graph({ id: f64("batch") }, ({ id }, g) => ({
  loss: mean(mul(id, g.parameter("w", [1], { init: "zeros", dtype: "float64" }))),
  ids: mean(id),
}));
const ids = (rows: number): NdArray<"float64"> => array(Array.from({ length: rows }, (_, i) => i));
const usual = { minimize: "loss", optimizer: sgd({ learningRate: 1 }), epochs: 1, seed: 1 } as const;

/** 3 classes of 20 rows, one after the other, and the number of each row. */
const sorted = array(
  Array.from({ length: 60 }, (_, i) => Math.floor(i / 20)),
  "int32",
);
describe("a share for validation", () => {
  // Source: NumPy 2.4, sorted(np.random.RandomState(1).permutation(10)[:3]).
  const drawn = [2, 6, 9];

  test("is drawn by the seed, as NumPy's permutation draws it, and not trained on", async () => {
    const { epochs } = await fit(counter, { ...usual, data: { id: ids(10) }, validation: 0.3, batchSize: 7 });
    expect(epochs[0]).toMatchObject({ rows: 7, metrics: { ids: 4 }, validation: { ids: (2 + 6 + 9) / 3 } });
  });

  test("leaves the rows in the order of the data where they are not shuffled", async () => {
    const seen: number[] = [];
    const training = fit(counter, {
      ...usual,
      data: { id: ids(10) },
      validation: 0.3,
      batchSize: 1,
      shuffle: false,
      onBatch: () => seen.push(-step().w),
    });
    const step = () => ({ w: training.step.parameters.w?.item() as number });
    await training;
    const rows = Array.from({ length: 10 }, (_, i) => i).filter((row) => !drawn.includes(row));
    // Each step takes the id off w: w₁ = −id₁, w₂ = −id₁ − id₂ … (learning rate 1).
    expect(seen.map((sum, i) => sum - (seen[i - 1] ?? 0) + 0)).toEqual(rows);
  });

  test('is the last rows with rows: "last", and a number alone is a share', async () => {
    const last = await fit(counter, { ...usual, data: { id: ids(10) }, validation: { share: 0.3, rows: "last" }, batchSize: 7 });
    expect(last.epochs[0]).toMatchObject({ rows: 7, metrics: { ids: 3 }, validation: { ids: 8 } });
    const drawnToo = await fit(counter, { ...usual, data: { id: ids(10) }, validation: { share: 0.3 }, batchSize: 7 });
    expect(drawnToo.epochs[0]?.validation).toEqual({ ids: 17 / 3, loss: expect.anything() });
  });

  test("is that of trainTestSplit with the same seed and columns", async () => {
    const data = { ...spiralData(10, 3, { random: random(0) }) };
    const { epochs } = await fit(classifier(), { ...usual, seed: 7, data, validation: 0.2, batchSize: 24, shuffle: false });
    const { train, test: held } = trainTestSplit(data, { test: 0.2, seed: 7 });
    const apart = await fit(classifier(), { ...usual, seed: 7, data: train, validation: held, batchSize: 24, shuffle: false });
    // Sums in another order of the rows: the last digits differ.
    expect(epochs[0]?.validation?.loss).toBeCloseTo(apart.epochs[0]?.validation?.loss as number, 6);
    expect(epochs[0]?.metrics.loss).toBeCloseTo(apart.epochs[0]?.metrics.loss as number, 6);
  });

  test("an input of the name share makes them columns", () => {
    const named = graph({ share: f32(), x: f32("batch", 1) }, ({ share, x }) => ({ loss: mean(mul(share, dense(x, { units: 1 }))) }));
    const validation = { share: 0.5, x: [[1]] };
    expect(fit(named, { ...usual, data: { share: 0.5, x: [[1], [2]] }, validation })).toBeDefined();
  });

  test("refuses what is no share and options that it does not have", () => {
    const refusal = (validation: unknown): string =>
      thrown(() => fit(counter, { ...usual, data: { id: ids(10) }, validation: validation as number }));
    expect(
      [
        0,
        1,
        { share: "0.2" },
        { share: 0.2, row: "last" },
        { share: 0.2, rows: "first" },
        { share: 0.2, stratify: "id" },
        { share: 0.2, stratify: "y" },
      ]
        .map(refusal)
        .join("\n"),
    ).toMatchInlineSnapshot(`
      "OpError bad-validation
      fit: a share for validation must leave rows on both sides, got 0 of 10 rows; choose one between 0 and 1
      OpError bad-validation
      fit: a share for validation must leave rows on both sides, got 1 of 10 rows; choose one between 0 and 1
      OpError bad-validation
      fit: a share for validation must leave rows on both sides, got "0.2" of 10 rows; choose one between 0 and 1
      OpError bad-option
      fit: validation: options must be some of { share, rows, stratify }, got "row"; did you mean rows?
      OpError bad-option
      fit: validation: rows must be "drawn" or "last", got "first"; correct rows
      OpError bad-stratify
      fit: validation: stratify must name a column of class numbers, int32 or uint8, one a row, got float64[10] in "id"; name another column, or write stratify: false
      OpError bad-stratify
      fit: validation: stratify must name a column of class numbers, int32 or uint8, one a row, got "y"; name another column, or write stratify: false"
    `);
    const many = array(
      Array.from({ length: 20 }, (_, i) => i),
      "int32",
    );
    expect(thrown(() => trainTestSplit({ many }, { test: 0.2, stratify: "many" }))).toMatchInlineSnapshot(`
      "OpError bad-stratify
      trainTestSplit: stratify must name a column of at most 4 classes, one row of each in both parts, got 20 in "many"; name another column, or write stratify: false"
    `);
  });
});

describe("classes", () => {
  const data = { ...spiralData(20, 3, { random: random(0) }) };
  /** Notices of a training, and the classes that were validated. */
  async function told(given: Partial<FitOptions>, of: object = data) {
    const notices: string[] = [];
    const training = fit(classifier(), {
      ...usual,
      data: of as typeof data,
      notices: (text) => notices.push(text),
      ...given,
    } as FitOptions as never);
    await training;
    return notices;
  }

  test("of data that comes class by class are validated in their shares, and nothing is said", async () => {
    const { test: held, train } = trainTestSplit({ y: sorted }, { test: 0.2, seed: 3 });
    const counts = (column: NdArray): number[] => [0, 1, 2].map((one) => [...column.data].filter((label) => label === one).length);
    expect([counts(held.y), counts(train.y)]).toEqual([
      [4, 4, 4],
      [16, 16, 16],
    ]);
    expect(await told({ validation: 0.2 })).toEqual([]);
  });

  test("that the last rows lack, or have alone, are said once", async () => {
    expect(await told({ validation: { share: 0.2, rows: "last" }, epochs: 3 })).toMatchInlineSnapshot(`
      [
        "fit: no validation rows are of classes 0, 1 of "y"; rows that come class by class are drawn, not cut off: leave out rows: "last"",
      ]
    `);
    expect(await told({ validation: { share: 0.4, rows: "last" } })).toMatchInlineSnapshot(`
      [
        "fit: no rows to train on are of class 2 of "y", and no validation rows are of class 0 of "y"; rows that come class by class are drawn, not cut off: leave out rows: "last"",
      ]
    `);
  });

  test("of which there is one row, and those of columns that were given apart, are said where they are not learnt", async () => {
    const y = array(
      [...data.y.data].map((label, i) => (i === 0 ? 2 : label === 2 ? 1 : label)),
      "uint8",
    );
    expect(await told({ validation: 0.2 }, { X: data.X, y })).toMatchInlineSnapshot(`
      [
        "fit: no validation rows are of class 2 of "y"; give more rows of each class, or another share",
      ]
    `);
    const rows = (from: number, to: number) => ({ X: data.X.data.slice(2 * from, 2 * to), y: data.y.data.slice(from, to) });
    expect(await told({ validation: rows(40, 60) as never }, rows(0, 40))).toMatchInlineSnapshot(`
      [
        "fit: no rows to train on are of class 2 of "y"; take both parts from all classes, as trainTestSplit does",
      ]
    `);
    expect(await told({ validation: rows(0, 20) as never })).toEqual([]);
    expect(await told({ validation: rows(40, 60) as never, notices: false }, rows(0, 40))).toEqual([]);
  });

  test("are not told of whole numbers that are no classes, nor of two columns of them", async () => {
    const numbers = graph({ n: i32("batch"), x: f32("batch", 1) }, ({ n, x }) => ({
      loss: meanSquaredError(mul(dense(x, { units: 1 }), 1), x),
      n,
    }));
    const notices: string[] = [];
    const x = Array.from({ length: 50 }, (_, i) => [i / 50]);
    await fit(numbers, { ...usual, data: { x, n: x.map((_, i) => i) } as never, validation: 0.2, notices: (text) => notices.push(text) });
    expect(notices).toEqual([]);
  });

  test("have in both parts their share of the rows, to one row, and each with two rows one in both", () => {
    const counts = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        fc.record({ counts, share: fc.constantFrom(0.1, 0.2, 0.25, 0.5, 0.8), seed: fc.integer({ min: 0, max: 1000 }) }),
        ({ counts, share, seed }) => {
          const labels = counts.flatMap((count, name) => Array<number>(count).fill(name));
          const count = Math.round(labels.length * share);
          const present = counts.filter((one) => one > 0);
          if (count < 1 || count >= labels.length || present.length > Math.min(count, labels.length - count)) return;
          const columns = { y: array(labels, "int32"), id: ids(labels.length) };
          const { train, test: held } = trainTestSplit(columns, { test: share, seed });
          expect(held.y.shape).toEqual([count]);
          expect([...train.id.data, ...held.id.data].sort((a, b) => a - b)).toEqual([...columns.id.data]);
          for (const [name, all] of counts.entries()) {
            if (present.length < 2) continue;
            const got = [...held.y.data].filter((label) => label === name).length;
            const exact = (all * count) / labels.length;
            if (all > 1) expect(got >= 1 && got <= all - 1).toBe(true);
            if (counts.every((one) => one === 0 || ((one * count) / labels.length >= 1 && one - (one * count) / labels.length >= 1)))
              expect(Math.abs(got - exact)).toBeLessThan(1);
          }
        },
      ),
    );
  });
});

test("going on from a checkpoint keeps the same rows back, whatever seed is given", async () => {
  const given = { ...usual, data: { id: ids(30) }, validation: 0.3, batchSize: 5 };
  const first = fit(counter, given);
  const whole = await fit(counter, { ...given, epochs: 3 });
  await first;
  const from = fromCheckpoint(toCheckpoint(first.checkpoint()));
  expect(from.state.splitSeed).toBe(1);
  const on = await fit(counter, { ...given, epochs: 3, from });
  const kept = on.epochs.map(({ validation }) => validation?.ids);
  expect(kept).toEqual(whole.epochs.slice(1).map(({ validation }) => validation?.ids));
  const other = await fit(counter, { ...given, epochs: 2, from: from.state, seed: 5 });
  expect(other.epochs[0]?.validation?.ids).toBe(whole.epochs[0]?.validation?.ids);
});
