import { type NdArray, reference } from "dagrad";
import { fromOnnx, toOnnx } from "dagrad/onnx";
import { describe, expect, it } from "vitest";
import type { Graph } from "../../graph/graph.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { compile } from "../../src/run/compile.ts";
import { inOnnxRuntime, lacksOnnxRuntime } from "./onnxruntime.ts";
import { derivativeCases, fixtureCases, graphOf, type OpCase, unlike } from "./op-cases.ts";

/** Ops whose fixtures are no plain lists of operands, and what holds them. */
const elsewhere: Readonly<Record<string, string>> = {
  argmaxAccuracy: "chapter 5, in to-onnx.test.ts",
  randomUniform: "refused, in to-onnx-errors.test.ts",
  packedScan: "the form that loops run in: scan is written, and the recurrent layers are of it",
  scan: "to-onnx-loops.test.ts",
};

const hasNan = ({ inputs }: OpCase): boolean => inputs.some(({ data }) => Array.prototype.some.call(data, Number.isNaN));

/** Where ONNX Runtime is not of dagrad's mind, and why. */
const differs: Readonly<Record<string, (one: OpCase) => boolean>> = {
  // What of NaN is the largest or the first depends on the order in which it looks.
  ...Object.fromEntries(
    ["max", "min", "argmax", "argmin", "maxPool", "globalMaxPool", "sort", "argsort", "topK", "topKIndices"].map((op) => [op, hasNan]),
  ),
  // A float64 of 2⁶³ and more wraps in dagrad; no integer of ONNX holds it.
  cast: ({ inputs: [x], attrs }) =>
    x?.dtype === "float64" && attrs?.dtype === "int32" && Array.prototype.some.call(x.data, (one) => Math.abs(one) >= 2 ** 63),
  // π/2 has a cosine in float64, 6e-17, which is 0 there.
  tan: ({ inputs: [x] }) => x?.dtype === "float64" && x.data.length > 20,
};

/** Further optimisations take a while, and bring float32 into attention of float64. */
const basic = { graphOptimizationLevel: "basic" } as const;

const isWritten = ({ op }: OpCase): boolean => op !== "randomUniform";
const cases = fixtureCases(20, (one) => isWritten(one) && !differs[one.op]?.(one));
const everyCase = fixtureCases(8, isWritten);
const runs = (network: Graph, feeds: Record<string, NdArray>): Record<string, NdArray> =>
  compile(network, { backend: reference }).run(feeds as never) as Record<string, NdArray>;

it("every op is written alone in a test, or has a reason why not", () => {
  const differentiated = derivativeCases("float64");
  const untested = [...standardOps.keys()].filter((op) => !everyCase.has(op) && !differentiated.has(op) && !(op in elsewhere));
  expect(untested).toEqual([]);
});

describe.skipIf(lacksOnnxRuntime)("ONNX Runtime computes what dagrad does, within 2e-6 in float32 and 1e-9 in float64:", () => {
  // Its float32 is of other sums and functions; of ours every step is rounded as NumPy's.
  const tolerances = { float32: 2e-6, float64: 1e-9 };
  it.each([...cases])("%s", async (_, list) => {
    const { network, feeds } = graphOf(list);
    const model = await inOnnxRuntime(toOnnx(network), basic);
    expect(unlike(await model.run(feeds), runs(network, feeds), tolerances)).toEqual([]);
  });

  for (const dtype of ["float32", "float64"] as const) {
    it.each([...derivativeCases(dtype)])(`the derivative of %s in ${dtype}`, async (_, list) => {
      const { network, feeds } = graphOf(list, { differentiated: true });
      const model = await inOnnxRuntime(toOnnx(network), basic);
      // Sums of gradients cancel: float32 keeps less of them.
      expect(unlike(await model.run(feeds), runs(network, feeds), { float32: 1e-5, float64: 1e-9 })).toEqual([]);
    });
  }

  it.each([13, 15, 18, 20, 21])("all in opset %i", async (opset) => {
    const some = [
      "relu",
      "gelu",
      "mish",
      "softmax",
      "max",
      "mean",
      "sum",
      "lstm",
      "layerNorm",
      "batchNorm",
      "squeeze",
      "slice",
      "pad",
      "topK",
    ];
    const list = some.flatMap((op) => cases.get(op)?.slice(-3) ?? []);
    const { network, feeds } = graphOf(list);
    const model = await inOnnxRuntime(toOnnx(network, { opset }), basic);
    expect(unlike(await model.run(feeds), runs(network, feeds), tolerances)).toEqual([]);
  });
});

describe("what was written is read as what it was, within 2e-6 in float32 and 1e-9 in float64:", () => {
  // Layers come back as ONNX's formulas of them, whose constants are of float32.
  const tolerances = { float32: 2e-6, float64: 1e-9 };
  const again = (network: Graph, feeds: Record<string, NdArray>): Record<string, NdArray> => {
    const model = fromOnnx(toOnnx(network));
    const results = compile(model.graph, { backend: reference, parameters: model.parameters }).run(feeds as never) as Record<
      string,
      NdArray
    >;
    return Object.fromEntries(Object.entries(model.names.outputs).map(([name, own]) => [name, results[own] as NdArray]));
  };
  it.each([...everyCase])("%s", (_, list) => {
    const { network, feeds } = graphOf(list);
    expect(unlike(again(network, feeds), runs(network, feeds), tolerances)).toEqual([]);
  });

  it.each([...derivativeCases("float64")])("the derivative of %s", (_, list) => {
    const { network, feeds } = graphOf(list, { differentiated: true });
    expect(unlike(again(network, feeds), runs(network, feeds), tolerances)).toEqual([]);
  });
});
