import * as dagrad from "dagrad";
import { compile, f32, type Graph, graph, i32, type NdArray, random, reference } from "dagrad";
import { fromOnnx, toOnnx } from "dagrad/onnx";
import { describe, expect, it } from "vitest";
import type { InputSpec } from "../../graph/input.ts";
import type { AnyTensor } from "../../graph/op.ts";
import { inOnnxRuntime, lacksOnnxRuntime } from "./onnxruntime.ts";
import { unlike } from "./op-cases.ts";

/** dagrad's ops for shapes that no type follows. */
const op = dagrad as unknown as { readonly [K in keyof typeof dagrad]: (...operands: readonly unknown[]) => AnyTensor };
type Tensors = Readonly<Record<string, AnyTensor>>;
interface Case {
  readonly inputs: Readonly<Record<string, InputSpec>>;
  readonly build: (tensors: Tensors) => Tensors;
  /** Why it is not read again with its names. */
  readonly notBack?: string;
}
const of = (inputs: Case["inputs"], build: (tensors: any) => Tensors, notBack?: string): Case => ({
  inputs,
  build,
  ...(notBack !== undefined && { notBack }),
});
const rows = { x: f32("n", 3) };

const cases: Readonly<Record<string, Case>> = {
  "an axis that is an expression": of(
    { x: f32("2*batch", 3) },
    ({ x }) => ({ y: op.reshape(x, { shape: ["batch", 2, 3] }) }),
    "2*batch is a name of its own to the reader",
  ),
  "axes joined, and parted again": of({ x: f32("batch", "time", 3) }, ({ x }) => {
    const flat = op.reshape(x, { shape: [-1, 3] });
    return { flat, back: op.reshape(flat, { shape: ["batch", "time", 3] }) };
  }),
  concat: of(rows, ({ x }) => ({ y: op.concat([x, x], { axis: 0 }) })),
  "slices from both ends, and backwards": of(rows, ({ x }) => ({
    inner: op.sub(op.slice(x, { start: 1 }), op.slice(x, { stop: -1 })),
    last: op.slice(x, { start: "n-2" }),
    reversed: op.slice(x, { axis: 0, step: -1 }),
    flipped: op.flip(x, { axis: 0 }),
  })),
  "pads of all modes, and elements apart": of(rows, ({ x }) => ({
    constant: op.pad(x, {
      pads: [
        [1, 2],
        [0, 1],
      ],
      value: 7,
    }),
    edge: op.pad(x, {
      pads: [
        [1, 2],
        [0, 1],
      ],
      mode: "edge",
    }),
    reflect: op.pad(x, {
      pads: [
        [1, 2],
        [0, 1],
      ],
      mode: "reflect",
    }),
    apart: op.pad(x, {
      pads: [
        [0, 1],
        [0, 0],
      ],
      dilation: [3, 1],
    }),
  })),
  roll: of(
    rows,
    ({ x }) => ({ y: op.roll(x, { shift: 2, axis: 0 }), z: op.roll(x, { shift: -7, axis: 0 }) }),
    "where it is cut is a rest of a size",
  ),
  "windows and pools": of({ x: f32("batch", "h", "w", 2) }, ({ x }) => ({
    y: op.windows(x, { size: [3, 2], stride: [2, 1], axes: [1, 2] }),
    p: op.maxPool(x, { size: 2 }),
    a: op.averagePool(x, { size: 3, stride: 1, padding: "same" }),
  })),
  convolutions: of({ x: f32("batch", "h", "w", 2), k: f32(3, 3, 2, 4) }, ({ x, k }) => ({
    same: op.conv2d(x, { weights: k, padding: "same" }),
    stride: op.conv2d(x, { weights: k, stride: 2 }),
  })),
  "copies, sums, order": of(rows, ({ x }) => ({
    tile: op.tile(x, { counts: [2, 1] }),
    repeat: op.repeat(x, { repeats: 2, axis: 0 }),
    cumsum: op.cumsum(x, { axis: 0 }),
    cumprod: op.cumprod(x, { axis: 0 }),
    sort: op.sort(x, { axis: 0 }),
    positions: op.positions(x, { axis: 0 }),
    variance: op.variance(x, { axis: 0 }),
  })),
  lstm: of({ x: f32("batch", "time", 3), w: f32(3, 8), u: f32(2, 8), b: f32(8) }, ({ x, w, u, b }) => ({
    all: op.lstm(x, { weights: w, recurrentWeights: u, biases: b, returnSequences: true }),
    last: op.lstm(x, { weights: w, recurrentWeights: u, biases: b }),
  })),
  attention: of({ x: f32("batch", "time", 4) }, ({ x }) => ({ y: op.attention(x, x, x, { causal: true }) })),
  "rows at indices": of({ ...rows, i: i32("m") }, ({ x, i }) => {
    const taken = op.take(x, i);
    return { taken, added: op.scatterAdd(taken, i, { size: "n" }) };
  }),
};

const sizes: Readonly<Record<string, number>> = { "2*batch": 6, batch: 3, time: 4, n: 5, h: 7, w: 6, m: 2 };

describe.each(Object.entries(cases))("with sizes that are names: %s", (_, { inputs, build, notBack }) => {
  const network = graph(inputs, build as never) as Graph<any, any>;
  const source = random(1);
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([id, { shape, dtype }]) => {
      const own = shape.map((dim) => (typeof dim === "number" ? dim : (sizes[dim] as number)));
      return [id, (dtype === "int32" ? source.randint(0, 3, own) : source.normal(0, 1, own)).astype(dtype)];
    }),
  );
  const named = Object.values(inputs).flatMap(({ shape }) => shape.filter((dim) => typeof dim === "string"));
  const program = compile(network, { backend: reference });
  const wanted = program.run(feeds as never) as unknown as Record<string, NdArray>;

  it.skipIf(lacksOnnxRuntime)("runs in ONNX Runtime", async () => {
    const model = await inOnnxRuntime(toOnnx(program));
    expect(unlike(await model.run(feeds), wanted, { float32: 2e-6 })).toEqual([]);
  });

  it(notBack === undefined ? "comes back with the same shapes and bits" : `is read with sizes alone: ${notBack}`, () => {
    if (notBack !== undefined) expect(() => fromOnnx(toOnnx(program))).toThrow(expect.objectContaining({ name: "FormatError" }));
    const dims = notBack === undefined ? {} : { dims: Object.fromEntries(named.map((name) => [name, sizes[name] as number])) };
    const model = fromOnnx(toOnnx(program), dims);
    if (notBack !== undefined) {
      expect(unlike(compile(model.graph, { backend: reference }).run(feeds as never) as never, wanted, {})).toEqual([]);
      return;
    }
    const shapeOf = ({ nodes, outputs }: Graph, name: string) => nodes[outputs[name] as string]?.shape;
    for (const name of Object.keys(network.outputs)) expect(shapeOf(model.graph, name), name).toEqual(shapeOf(network, name));
    expect(unlike(compile(model.graph, { backend: reference }).run(feeds as never) as never, wanted, {})).toEqual([]);
  });
});
