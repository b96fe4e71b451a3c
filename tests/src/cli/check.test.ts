import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import { f32 } from "../../../graph/input.ts";
import type { Dim } from "../../../graph/shape.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { neg } from "../../../ops/elementwise/neg.ts";
import { relu } from "../../../ops/elementwise/relu.ts";
import { dense } from "../../../ops/layers/dense.ts";
import { concat } from "../../../ops/move/concat.ts";
import { slice } from "../../../ops/move/slice.ts";
import { dimsOf } from "../../../src/cli/bind-dims.ts";
import { summarise } from "../../../src/cli/summary.ts";
import { showSize } from "../../../src/cli/symbolic-size.ts";
import { output, refusals } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const lines = (text: string): string[] => text.split("\n");

describe("dagrad check", () => {
  test("shows shapes, 2·3 + 3 + 3·3 + 3 = 21 parameters and 4 bytes each", async () => {
    expect(await output("check network.mjs")).toMatchInlineSnapshot(`
      "Node             Op              Inputs       Shape       Type     Parameters  Value bytes
      ──────────────────────────────────────────────────────────────────────────────────────────
      X                input                        [batch, 2]  float32                8 × batch
      y                input                        [batch]     uint8                      batch
      dense1           dense           X            [batch, 3]  float32           9   12 × batch
      relu1            relu            dense1       [batch, 3]  float32               12 × batch
      dense2           dense           relu1        [batch, 3]  float32          12   12 × batch
      softmax1         softmax         dense2       [batch, 3]  float32               12 × batch
      crossentropy1    crossentropy    softmax1, y  []          float32                        4
      argmaxAccuracy1  argmaxAccuracy  softmax1, y  []          float64                        8

      Inputs:      X float32[batch, 2], y uint8[batch]
      Outputs:     probabilities = softmax1, loss = crossentropy1, accuracy = argmaxAccuracy1
      Nodes:       12 (2 inputs, 4 parameters, 6 ops)
      Parameters:  21 (84 bytes)
      Values:      57 × batch + 12 bytes
      Run memory:  depends on batch; add --bind batch=<size>
      "
    `);
  });

  test("with all dims bound shows bytes and the memory of a run; --all lists parameters", async () => {
    expect(await output("check network.mjs --bind batch=300 --all")).toMatchInlineSnapshot(`
      "Node             Op              Inputs                                Shape     Type     Parameters  Value bytes
      ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      X                input                                                 [300, 2]  float32                    2,400
      y                input                                                 [300]     uint8                        300
      dense1.weights   parameter                                             [2, 3]    float32           6           24
      dense1.biases    parameter                                             [3]       float32           3           12
      dense1           dense           X, dense1.weights, dense1.biases      [300, 3]  float32                    3,600
      relu1            relu            dense1                                [300, 3]  float32                    3,600
      dense2.weights   parameter                                             [3, 3]    float32           9           36
      dense2.biases    parameter                                             [3]       float32           3           12
      dense2           dense           relu1, dense2.weights, dense2.biases  [300, 3]  float32                    3,600
      softmax1         softmax         dense2                                [300, 3]  float32                    3,600
      crossentropy1    crossentropy    softmax1, y                           []        float32                        4
      argmaxAccuracy1  argmaxAccuracy  softmax1, y                           []        float64                        8

      Inputs:      X float32[batch, 2], y uint8[batch]
      Outputs:     probabilities = softmax1, loss = crossentropy1, accuracy = argmaxAccuracy1
      Nodes:       12 (2 inputs, 4 parameters, 6 ops)
      Parameters:  21 (84 bytes)
      Values:      17,112 bytes
      Run memory:  9,904 bytes in one arena, 23 steps
      "
    `);
  });

  test("a parameter that nobody reads, and one that is updated", async () => {
    expect(await output("check updates.mjs")).toMatchInlineSnapshot(`
      "Node   Op         Inputs  Shape   Type     Parameters  Value bytes
      ──────────────────────────────────────────────────────────────────
      step   input              []      float32                        4
      spare  parameter          [2, 2]  float32           4           16
      add1   add        step    []      float32           1            4

      Inputs:      step float32[]
      Outputs:     next = add1, before = count
      Updates:     count
      Nodes:       4 (1 input, 2 parameters, 1 op)
      Parameters:  5 (20 bytes)
      Values:      8 bytes
      Run memory:  16 bytes in one arena, 1 step
      "
    `);
  });

  test("sizes that do not fit the graph", async () => {
    expect(
      await refusals([
        "check network.mjs --bind bach=3",
        "check network.mjs --bind rows=3",
        "check network.mjs --bind batch",
        "check network.mjs --bind batch=x",
        "check network.mjs --bind batch=-1",
        "check network.mjs --bind batch=99999999999",
        "check network.mjs --bind batch=3 --bind batch=4",
        "check neuron.mjs --bind batch=3",
      ]),
    ).toMatchInlineSnapshot(`
      "1 dagrad: --bind: must name a dim of the graph, got "bach"; did you mean batch?
      1 dagrad: --bind: must name a dim of the graph, got "rows"; choose from batch
      1 dagrad: --bind: must be dim=size with a whole number up to 2147483648, got "batch"; write e.g. --bind batch=32
      1 dagrad: --bind: must be dim=size with a whole number up to 2147483648, got "batch=x"; write e.g. --bind batch=32
      1 dagrad: --bind: must be dim=size with a whole number up to 2147483648, got "batch=-1"; write e.g. --bind batch=32
      1 dagrad: --bind: must be dim=size with a whole number up to 2147483648, got "batch=99999999999"; write e.g. --bind batch=32
      1 dagrad: --bind: a dim has one size, got "batch" twice; leave one out
      1 dagrad: --bind: must name a dim of the graph, got "batch"; leave it out: all dims of the graph are numbers
      "
    `);
  });

  test("a memory plan beyond 4 GiB", async () => {
    expect(await refusals(["check network.mjs --bind batch=2000000000"])).toMatchInlineSnapshot(`
      "1 dagrad: plan: values must fit into 4 GiB, got 61.5 GiB; the largest are "dense1.matmul1" float32[2000000000, 3] 22888 MiB, "dense1" float32[2000000000, 3] 22888 MiB, "relu1" float32[2000000000, 3] 22888 MiB; feed smaller batches
      "
    `);
  });

  test("folds 60 equal layers, 121 rows, to one block", async () => {
    const deep = graph({ x: f32("batch", 8) }, ({ x }) => {
      let y: Tensor<readonly ["batch", 8], "float32"> = x;
      for (let i = 0; i < 60; i++) y = relu(dense(y, { units: 8 }) as typeof y) as typeof y;
      return { y };
    });
    const folder = await temporaryFolder({ "deep.json": JSON.stringify(deep) });
    const text = await output("check deep.json", folder);
    expect(text).toMatchInlineSnapshot(`
      "Node    Op     Inputs  Shape       Type     Parameters  Value bytes
      ───────────────────────────────────────────────────────────────────
      x       input          [batch, 8]  float32               32 × batch
      dense1  dense  x       [batch, 8]  float32          72   32 × batch
      relu1   relu   dense1  [batch, 8]  float32               32 × batch
        ↑ these 2 rows × 60

      Inputs:      x float32[batch, 8]
      Outputs:     y = relu60
      Nodes:       241 (1 input, 120 parameters, 120 ops)
      Parameters:  4,320 (17,280 bytes)
      Values:      3,872 × batch bytes
      Run memory:  depends on batch; add --bind batch=<size>
      "
    `);
    // The input, 60 × (weights, biases, dense, relu), and a title, a rule, a blank line and 6 totals.
    expect(lines(await output("check deep.json --all", folder)).length).toBe(1 + 240 + 2 + 1 + 6 + 1);
  });

  test("shows 40 rows at the start and 20 at the end of 301 that do not repeat", async () => {
    const growing = graph({ x: f32("batch", 1) }, ({ x }) => {
      let y: Tensor<readonly Dim[], "float32"> = x;
      for (let units = 2; units <= 301; units++) y = dense(y, { units, name: `layer${units}` }) as typeof y;
      return { y };
    });
    const folder = await temporaryFolder({ "growing.json": JSON.stringify(growing) });
    const rows = lines(await output("check growing.json", folder)).slice(2, 63);
    expect([rows[0], rows[39], rows[40], rows[41], rows[60]].join("\n")).toMatchInlineSnapshot(`
      "x         input            [batch, 1]    float32                  4 × batch
      layer40   dense  layer39   [batch, 40]   float32       1,600    160 × batch
        … 241 more rows; --all shows every one
      layer282  dense  layer281  [batch, 282]  float32      79,524  1,128 × batch
      layer301  dense  layer300  [batch, 301]  float32      90,601  1,204 × batch"
    `);
  });

  test("counts a chain of 100,000 nodes without recursion", () => {
    const chain = graph({ x: f32("batch") }, ({ x }) => {
      let y: Tensor<readonly ["batch"], "float32"> = x;
      for (let i = 0; i < 100_000; i++) y = neg(y);
      return { y };
    });
    const { rows, counts, values } = summarise(chain, { binding: new Map([["batch", 2]]), leaves: false });
    expect({ rows: rows.length, counts, values: [...values] }).toEqual({
      rows: 100_001,
      counts: { inputs: 1, parameters: 0, constants: 0, ops: 100_000 },
      values: [["", 800_008]],
    });
  });

  test("shows what dims that are expressions hold, and with their names bound how many bytes", () => {
    const series = graph({ x: f32("time", "2*batch") }, ({ x }) => ({ y: concat([slice(x, { start: 1 }), x]) }));
    const shown = (binding: ReadonlyMap<string, number>): string[] =>
      summarise(series, { binding, leaves: false }).rows.map(({ id, shape, bytes }) => `${id} ${shape} ${showSize(bytes)}`);
    expect(shown(new Map())).toEqual([
      "x [time, 2*batch] 8 × batch × time",
      "slice1 [time-1, 2*batch] 8 × batch × time − 8 × batch",
      "concat1 [2*time-1, 2*batch] 16 × batch × time − 8 × batch",
    ]);
    expect(shown(new Map([["time", 5]]))).toEqual([
      "x [5, 2*batch] 40 × batch",
      "slice1 [4, 2*batch] 32 × batch",
      "concat1 [9, 2*batch] 72 × batch",
    ]);
    expect([...dimsOf(series)]).toEqual(["time", "batch"]);
  });
});
