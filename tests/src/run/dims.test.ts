import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graph } from "../../../graph/build.ts";
import { check } from "../../../graph/check/check.ts";
import { dynamic } from "../../../graph/dynamic.ts";
import { nodeOf } from "../../../graph/graph.ts";
import { bool, f32, f64 } from "../../../graph/input.ts";
import { NdArray } from "../../../graph/ndarray.ts";
import { print } from "../../../graph/print/print.ts";
import {
  add,
  broadcastTo,
  concat,
  expandDims,
  matmul,
  mul,
  randomUniform,
  reshape,
  size,
  slice,
  sub,
  sum,
  where,
} from "../../../ops/index.ts";
import { reference } from "../../../src/backends/reference/reference.ts";
import { wasm } from "../../../src/backends/wasm/wasm.ts";
import { parse } from "../../../src/parse.ts";
import { compile } from "../../../src/run/compile.ts";
import { checkGradients } from "../../../src/train/check-gradients.ts";
import { thrown } from "../../graph/thrown.ts";

const backends = [reference, wasm()];

/** 0, 1, 2, … as rows. */
const rows = (count: number, width: number, first = 0): number[][] =>
  Array.from({ length: count }, (_, i) => Array.from({ length: width }, (_, j) => first + i * width + j));

const series = graph({ x: f64("time", 2), y: f64("rest", 2) }, ({ x, y }) => {
  const joined = concat([x, y, x]);
  const steps = sub(slice(x, { start: 1 }), slice(x, { stop: -1 }));
  const flat = reshape(mul(joined, joined), { shape: [-1] });
  const pairs = reshape(flat, { shape: ["2*time+rest", 2] });
  return { joined, steps, flat, pairs, last: slice(x, { start: -1 }), count: size(joined, { dtype: "float64" }) };
});

describe.each(backends)("named axes on $name", (backend) => {
  it("are joined, cut and reshaped for every size", () => {
    const program = compile(series, { backend });
    for (const [time, rest] of [
      [1, 0],
      [4, 3],
      [2, 1],
      [4, 3],
    ] as const) {
      const [x, y] = [rows(time, 2), rows(rest, 2, 100)];
      const { joined, steps, flat, pairs, last, count } = program.run({ x, y });
      const all = [...x, ...y, ...x];
      expect(joined.tolist()).toEqual(all);
      expect(steps.shape).toEqual([time - 1, 2]);
      expect(steps.tolist()).toEqual(Array.from({ length: time - 1 }, () => [2, 2]));
      expect(flat.tolist()).toEqual(all.flat().map((one) => one * one));
      expect(pairs.tolist()).toEqual(all.map((row) => row.map((one) => one * one)));
      expect(last.tolist()).toEqual(x.slice(-1));
      expect(count.data[0]).toBe(all.length * 2);
    }
  });

  it("have windows: means of three neighbours, as NumPy's convolve(x, [1, 1, 1], 'valid')", () => {
    const windows = graph({ x: f64("time") }, ({ x }) => ({
      y: [1, 2].reduce(
        (total, at) => add(total, slice(x, { start: at, stop: at - 2 === 0 ? "time" : at - 2 })),
        dynamic(slice(x, { stop: -2 })),
      ),
    }));
    expect(nodeOf(windows, windows.outputs.y as string).shape).toEqual(["time-2"]);
    // np.convolve([1, 4, 9, 16, 25], [1, 1, 1], "valid")
    expect(
      compile(windows, { backend })
        .run({ x: [1, 4, 9, 16, 25] })
        .y.tolist(),
    ).toEqual([14, 29, 50]);
  });

  it("are padded: zeros before and after a part, as NumPy's pad", () => {
    const padded = graph({ x: f64("time", 2) }, ({ x }, g) => {
      const zero = g.constant([[0, 0]], { dtype: "float64" });
      return { y: concat([zero, x, broadcastTo(zero, { shape: ["time//2", 2] })]) };
    });
    expect(nodeOf(padded, padded.outputs.y as string).shape).toEqual(["time//2+time+1", 2]);
    expect(
      compile(padded, { backend })
        .run({ x: rows(3, 2, 1) })
        .y.tolist(),
    ).toEqual([
      [0, 0],
      [1, 2],
      [3, 4],
      [5, 6],
      [0, 0],
    ]);
  });

  it("fit where their expressions are equal", () => {
    const equal = graph({ a: f64("batch", "time"), b: f64("time*batch"), c: bool("2*batch") }, ({ a, b, c }) => ({
      sum: add(reshape(a, { shape: ["batch*time"] }), b),
      product: matmul(expandDims(b, { axis: 0 }), reshape(a, { shape: [-1, 1] })),
      chosen: where(c, 1, concat([slice(b, { stop: "batch" }), slice(b, { stop: "batch" })])),
    }));
    const run = compile(equal, { backend }).run({
      a: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      b: [1, 1, 1, 1, 1, 2],
      c: [true, false, false, false],
    } as never);
    expect((run as Record<string, NdArray>).sum?.tolist()).toEqual([2, 3, 4, 5, 6, 8]);
    expect((run as Record<string, NdArray>).product?.tolist()).toEqual([[27]]);
    expect((run as Record<string, NdArray>).chosen?.tolist()).toEqual([1, 1, 1, 1]);
  });

  it("of random numbers and repeated values may be expressions", () => {
    const made = graph({ x: f32("batch") }, ({ x }, g) => {
      const counter = g.constant(3, { dtype: "int32" });
      return { uniform: randomUniform(counter, { shape: ["batch*2", 3] }), again: broadcastTo(x, { shape: ["2*batch-1", "batch"] }) };
    });
    const { uniform, again } = compile(made, { backend }).run({ x: [7, 8] });
    expect([uniform.shape, again.shape]).toEqual([
      [4, 3],
      [3, 2],
    ]);
    expect(again.tolist()).toEqual([
      [7, 8],
      [7, 8],
      [7, 8],
    ]);
  });

  it("take positions that depend on other names, on constants, too", () => {
    const table = graph({ x: f64("time", 2) }, ({ x }, g) => {
      const positions = g.constant(rows(6, 2), { dtype: "float64" });
      return { y: add(x, slice(positions, { stop: "time" })), one: slice(positions, { start: "time", stop: "time+1" }) };
    });
    const program = compile(table, { backend });
    expect(program.run({ x: rows(2, 2) }).y.tolist()).toEqual([
      [0, 2],
      [4, 6],
    ]);
    expect(program.run({ x: rows(5, 2) }).one.tolist()).toEqual([[10, 11]]);
    expect(thrown(() => program.run({ x: rows(6, 2) }))).toMatch(/^FeedError slice-range at slice2/);
  });

  it("give the same for random sizes as arrays of JavaScript (100 runs)", () => {
    const parts = graph({ x: f64("n", "m"), y: f64("k", "m") }, ({ x, y }) => {
      const joined = concat([x, y]);
      return {
        tail: slice(joined, { start: "k" }),
        wide: reshape(joined, { shape: ["m", -1] }),
        half: slice(joined, { start: "n//2", stop: "n//2+k" }),
      };
    });
    const program = compile(parts, { backend });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 4 }), (n, k, m) => {
        const all = rows(n + k, m);
        const feeds = {
          x: new NdArray(Float64Array.from(all.slice(0, n).flat()), [n, m], "float64"),
          y: new NdArray(Float64Array.from(all.slice(n).flat()), [k, m], "float64"),
        };
        const { tail, wide, half } = program.run(feeds as never) as unknown as Record<"tail" | "wide" | "half", NdArray>;
        expect([tail.shape, [...tail.data]]).toEqual([[n, m], all.slice(k).flat()]);
        expect([wide.shape, [...wide.data]]).toEqual([[m, n + k], all.flat()]);
        expect([half.shape, [...half.data]]).toEqual([[k, m], all.slice(Math.floor(n / 2), Math.floor(n / 2) + k).flat()]);
      }),
      { seed: 5, numRuns: 100 },
    );
  });
});

describe("derivatives along named axes", () => {
  it("of concat, slice and reshape agree with central differences in float64 within 1e-6", () => {
    const loss = graph({ x: f64("time", 3) }, ({ x }, g) => {
      const weights = g.parameter("weights", [3, 2], { dtype: "float64" });
      const h = matmul(x, weights);
      const steps = sub(slice(h, { start: 1 }), slice(h, { stop: -1 }));
      const joined = concat([steps, h, slice(h, { start: -2 })]);
      const flat = reshape(mul(joined, joined), { shape: [-1] });
      return { loss: sum(mul(slice(flat, { start: 1, stop: -3 }), slice(flat, { start: 2, stop: -2 }))) };
    });
    for (const time of [2, 5]) {
      const x = rows(time, 3).map((row) => row.map((one) => Math.sin(one + 1)));
      const checked = checkGradients(loss, { x }, { of: "loss", with: ["x", "weights"] });
      expect([checked.ok, checked.tensors.map(({ checked }) => checked)]).toEqual([true, [time * 3, 6]]);
    }
  });
});

describe("graphs with expressions", () => {
  it("print, and survive JSON", () => {
    expect(print(series)).toMatchInlineSnapshot(`
      "x = input : float64[time, 2]
      y = input : float64[rest, 2]
      concat1 = concat(x, y, x) {axis: 0} : float64[rest+2*time, 2]
      slice1 = slice(x) {axis: 0, start: 1, step: 1, stop: "time"} : float64[time-1, 2]
      slice2 = slice(x) {axis: 0, start: 0, step: 1, stop: "time-1"} : float64[time-1, 2]
      sub1 = sub(slice1, slice2) : float64[time-1, 2]
      mul1 = mul(concat1, concat1) : float64[rest+2*time, 2]
      reshape1 = reshape(mul1) {shape: ["2*rest+4*time"]} : float64[2*rest+4*time]
      reshape2 = reshape(reshape1) {shape: ["rest+2*time", 2]} : float64[rest+2*time, 2]
      slice3 = slice(x) {axis: 0, start: "time-1", step: 1, stop: "time"} : float64[1, 2]
      size1 = size(concat1) {axis: [0, 1], dtype: "float64"} : float64[]
      output joined = concat1
      output steps = sub1
      output flat = reshape1
      output pairs = reshape2
      output last = slice3
      output count = size1"
    `);
    const again = parse(JSON.parse(JSON.stringify(series)));
    expect(again).toEqual(series);
    expect(() => check(again)).not.toThrow();
  });

  it("take expressions in any form, and keep the canonical one", () => {
    const { nodes } = graph({ x: f32("batch * 2", "-1+time"), y: f32("(height-5)//2+1") }, ({ x, y }) => ({ x, y }));
    expect([nodes.x?.shape, nodes.y?.shape]).toEqual([["2*batch", "time-1"], ["(height+1)//2-2"]]);
  });

  it("are refused by parse where they are in another form, with the form", () => {
    const json = JSON.stringify(series);
    const refused = (from: string, to: string) => thrown(() => parse(json.replaceAll(from, to)));
    expect([
      refused('"time-1"', '"-1+time"'),
      refused('"rest+2*time"', '"2*time+rest"'),
      refused('"time-1"', '"time-"'),
    ]).toMatchInlineSnapshot(`
      [
        "FormatError form
      parse: nodes.slice1.shape[0] must be in canonical form, "time-1", got "-1+time"; correct it",
        "FormatError form
      parse: nodes.concat1.shape[0] must be in canonical form, "rest+2*time", got "2*time+rest"; correct it",
        "FormatError form
      parse: nodes.slice1.shape[0] must be a whole number ≥ 0, a name or an expression of names, got "time-"; correct it",
      ]
    `);
  });
});

describe("feeds of expressions", () => {
  const fed = (inputs: Parameters<typeof graph>[0], feeds: Record<string, unknown>): unknown => {
    const program = compile(
      graph(inputs, (handles) => handles as never),
      { backend: reference },
    ) as { plan(feeds: unknown): { binding: ReadonlyMap<string, number> } };
    return Object.fromEntries(program.plan(feeds).binding);
  };
  const of = (...shape: number[]): NdArray => new NdArray(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape, "float32");

  it("bind the one name that is left", () => {
    expect(fed({ x: f32("2*batch") }, { x: of(6) })).toEqual({ batch: 3 });
    expect(fed({ x: f32("time-1", 2) }, { x: of(4, 2) })).toEqual({ time: 5 });
    expect(fed({ x: f32("batch*time"), y: f32("batch") }, { x: of(6), y: of(2) })).toEqual({ batch: 2, time: 3 });
    expect(fed({ x: f32("batch*time+k"), y: f32("3*k"), z: f32("k+batch") }, { x: of(16), y: of(6), z: of(9) })).toEqual({
      k: 2,
      batch: 7,
      time: 2,
    });
    expect(fed({ x: f32("time//2"), y: f32("time") }, { x: of(3), y: of(7) })).toEqual({ time: 7 });
  });

  it("bind it from the length of a flat array, too", () => {
    expect(fed({ x: f32("2*batch", 3) }, { x: new Float32Array(12) })).toEqual({ batch: 2 });
    expect(fed({ x: f32("batch", "time-1"), y: f32("batch") }, { x: new Float32Array(12), y: of(3) })).toEqual({ batch: 3, time: 5 });
  });

  it("that do not fit or do not tell say what to feed", () => {
    expect([
      thrown(() => fed({ x: f32("2*batch") }, { x: of(5) })),
      thrown(() => fed({ x: f32("2*batch"), y: f32("batch") }, { x: of(6), y: of(4) })),
      thrown(() => fed({ y: f32("batch"), x: f32("batch*time") }, { x: of(7), y: of(2) })),
      thrown(() => fed({ x: f32("batch*time", 2) }, { x: of(6, 2) })),
      thrown(() => fed({ x: f32("time//2") }, { x: of(3) })),
      thrown(() => fed({ x: f32("batch", "batch-1") }, { x: new Float32Array(6) })),
      thrown(() => fed({ x: f32("batch+3") }, { x: of(2) })),
    ]).toMatchInlineSnapshot(`
      [
        "FeedError inconsistent-dim at x
      run: feed "x" must be float32[2*batch] for whole sizes, got 2*batch = 5 (node "x"); feed what fits",
        "FeedError inconsistent-dim at x
      run: feed "x" must be float32[2*batch] for whole sizes, got 2*batch = 6 where other feeds make it 8 (node "x"); feed what fits",
        "FeedError inconsistent-dim at x
      run: feed "x" must be float32[batch*time] for whole sizes, got batch*time = 7 where other feeds make it 2*time (node "x"); feed what fits",
        "FeedError unsolved-dim at x
      run: feeds must tell the size of batch and time, got batch*time = 6 alone (node "x"); feed an input with an axis "batch" or an axis "time"",
        "FeedError unsolved-dim at x
      run: feeds must tell the size of time, got time//2 = 3 alone (node "x"); feed an input with an axis "time"",
        "FeedError unsolved-dim at x
      run: feeds must tell the size of batch, got batch*batch-batch = 6 alone (node "x"); feed an input with an axis "batch"",
        "FeedError inconsistent-dim at x
      run: feed "x" must be float32[batch+3] for whole sizes, got batch+3 = 2 (node "x"); feed what fits",
      ]
    `);
  });
});
