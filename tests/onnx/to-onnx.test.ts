import { adam, compile, type NdArray, reference, sgd, trainStep } from "dagrad";
import { fromOnnx, toOnnx } from "dagrad/onnx";
import { describe, expect, it } from "vitest";
import { prepare } from "../../examples/chapter-5.ts";
import { network as spiral, training } from "../../examples/spiral.ts";
import { inOnnxRuntime, lacksOnnxRuntime } from "./onnxruntime.ts";

const { X, y, program } = prepare();
const expected = program.run({ X, y });

describe("chapter 5 as a model of ONNX", () => {
  it("comes back as it was: the book's loss, every number of the same bits, the batch still a name", () => {
    const { graph, parameters } = fromOnnx(toOnnx(program));
    expect(graph.nodes.X?.shape).toEqual(["batch", 2]);
    const found = compile(graph, { backend: reference, parameters }).run({ X, y } as never) as Record<string, NdArray>;
    for (const [name, { data }] of Object.entries(expected)) expect(found[name]?.data, name).toEqual(data);
  });

  it.skipIf(lacksOnnxRuntime)("has the book's loss in ONNX Runtime", async () => {
    const model = await inOnnxRuntime(toOnnx(program));
    expect([model.inputs, model.outputs]).toEqual([
      ["X", "y"],
      ["probabilities", "loss", "accuracy"],
    ]);
    const { loss, accuracy, probabilities } = await model.run({ X, y });
    // NNFS, chapter 5: loss: 1.0986104; acc: 0.34
    expect(loss?.data[0]).toBeCloseTo(1.0986104, 7);
    expect(accuracy?.data[0]).toBe(0.34);
    expect(largestDifference(probabilities as NdArray, expected.probabilities)).toBeLessThanOrEqual(1.2e-7);
  });
});

const largestDifference = (a: NdArray, b: NdArray): number =>
  Math.max(...Array.from(a.data, (value, i) => Math.abs(value - (b.data[i] as number))));

describe.skipIf(lacksOnnxRuntime)("a training step as a model of ONNX", () => {
  const { data, random } = training();
  for (const [name, optimizer] of Object.entries({ sgd: sgd({ learningRate: 0.5, momentum: 0.9 }), adam: adam({ learningRate: 0.005 }) })) {
    it(`of ${name} follows dagrad: losses of 20 steps within 1e-6, parameters within 4e-6`, async () => {
      const step = compile(trainStep(spiral, { minimize: "loss", optimizer }), { random, backend: reference });
      const model = await inOnnxRuntime(toOnnx(step));
      let state: Record<string, NdArray> = { ...step.parameters };
      for (let i = 0; i < 20; i++) {
        const wanted = step.run(data, ["loss"]).loss.item() as number;
        const results = await model.run({ ...data, ...state });
        expect(Math.abs(((results.loss as NdArray).data[0] as number) - wanted)).toBeLessThanOrEqual(1e-6);
        state = Object.fromEntries(Object.keys(step.parameters).map((id) => [id, results[`${id}:next`] as NdArray]));
      }
      for (const [id, value] of Object.entries(step.parameters))
        expect(largestDifference(state[id] as NdArray, value), id).toBeLessThanOrEqual(4e-6);
    });
  }
});
