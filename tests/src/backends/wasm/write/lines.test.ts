import { add, compile, exp, f32, graph, max, mean, min, mul, NdArray, reference, sub, sum, wasm } from "dagrad";
import { describe, expect, it } from "vitest";
import { exactly } from "../../../run-plainly.ts";
import { design } from "../../fuse/design.ts";
import { lineCases } from "../../line-cases.ts";
import { runDesign } from "./run-design.ts";

describe("a loop over wide lines", () => {
  it.each(lineCases.map((one) => [one.name, one] as const))("touches nothing but what is its own, on %s", (_name, { graph, feeds }) => {
    const { strays, faulty } = runDesign(design(graph), feeds);
    expect(strays).toEqual([]);
    expect(faulty).toBe(false);
  });

  it("adds small whole numbers exactly in lines of every length, blocks of sums included", () => {
    for (const length of [17, 20, 33, 63, 64, 65, 66, 67, 127, 1000, 4097, 16_383, 16_384, 16_385, 16_400, 33_003]) {
      const one = graph({ x: f32(2, length) }, ({ x }) => {
        const twice = mul(x, 2);
        return {
          sums: sum(twice, { axis: 1 }),
          means: mean(mul(x, length), { axis: 1 }),
          most: max(twice, { axis: 1 }),
          least: min(twice, { axis: 1 }),
        };
      });
      const x = new NdArray(
        new Float32Array(2 * length).map((_, i) => ((i * 7919) % 19) - 9),
        [2, length],
        "float32",
      );
      const [actual, expected] = [wasm(), reference].map((backend) => compile(one, { backend }).run({ x }));
      for (const name of ["sums", "means", "most", "least"] as const)
        expect(`${length} ${name} ${exactly(actual?.[name] as NdArray)}`).toBe(`${length} ${name} ${exactly(expected?.[name] as NdArray)}`);
    }
  });

  it("folds one line of more than a million elements in chunks", () => {
    const length = 1_048_579;
    const one = graph({ x: f32(length) }, ({ x }) => {
      const twice = mul(x, 2);
      return { sums: sum(twice), most: max(twice), least: min(sub(0, x)), none: max(mul(x, 0)) };
    });
    const x = new NdArray(
      new Float32Array(length).map((_, i) => ((i * 7919) % 19) - 9),
      [length],
      "float32",
    );
    const [actual, expected] = [wasm(), reference].map((backend) => compile(one, { backend }).run({ x }));
    for (const name of ["sums", "most", "least", "none"] as const)
      expect(`${name} ${exactly(actual?.[name] as NdArray)}`).toBe(`${name} ${exactly(expected?.[name] as NdArray)}`);
    x.data[length - 2] = Number.NaN;
    expect(compile(one, { backend: wasm() }).run({ x }).most.data[0]).toBeNaN();
  });

  it("tells a row of its lines from their numbers, where both have as many elements", () => {
    const one = graph({ x: f32(20, 20), v: f32(20) }, ({ x, v }) => ({
      y: mul(sum(mul(x, v), { axis: 1 }), v),
      z: sub(mul(x, v), sum(x, { axis: 1, keepdims: true })),
      numbers: add(v, max(x, { axis: 1 })),
    }));
    const feeds = {
      x: new NdArray(
        new Float32Array(400).map((_, i) => ((i * 7) % 11) - 5),
        [20, 20],
        "float32",
      ),
      v: new NdArray(
        new Float32Array(20).map((_, i) => i - 7),
        [20],
        "float32",
      ),
    };
    const [actual, expected] = [wasm(), reference].map((backend) => compile(one, { backend }).run(feeds));
    for (const name of ["y", "z", "numbers"] as const)
      expect(exactly(actual?.[name] as NdArray)).toBe(exactly(expected?.[name] as NdArray));
  });

  it("takes the first of +0 and −0, wherever they stand", () => {
    const one = graph({ x: f32("n", 21) }, ({ x }) => ({
      most: max(x, { axis: 1 }),
      least: min(sub(0, x), { axis: 1 }),
      all: sum(exp(x), { axis: 1 }),
    }));
    for (let first = 0; first < 21; first++)
      for (let second = 0; second < 21; second++) {
        const x = new NdArray(new Float32Array(42).fill(-1), [2, 21], "float32");
        x.data[first] = -0;
        x.data[second] = 0;
        x.data[21 + second] = -0;
        x.data[21 + first] = 0;
        const [actual, expected] = [wasm(), reference].map((backend) => compile(one, { backend }).run({ x }));
        expect(exactly(actual?.most as NdArray)).toBe(exactly(expected?.most as NdArray));
        expect(exactly(actual?.least as NdArray)).toBe(exactly(expected?.least as NdArray));
      }
  });
});
