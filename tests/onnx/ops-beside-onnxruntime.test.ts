import { compile, type NdArray, random, reference, wasm } from "dagrad";
import { fromOnnx, rareOps } from "dagrad/onnx";
import { describe, expect, it } from "vitest";
import { inOnnxRuntime, lacksOnnxRuntime } from "./onnxruntime.ts";
import { node, smallModel, type TypeOfValue, tensor } from "./small-model.ts";

type Attributes = Parameters<typeof node>[3];

/** Numbers of the file itself. */
type Numbers = readonly [type: "float" | "int32" | "int64", shape: readonly number[], ...data: number[]];

/** An op with inputs of these shapes, filled with seeded numbers from −1 to 1, or given as numbers; null is one that is left out. */
interface Case {
  readonly op: string;
  readonly inputs: readonly (readonly number[] | Numbers | null)[];
  readonly attributes?: Attributes;
  readonly outputs?: readonly ("float" | "int64")[];
}

const float = (value: number): { readonly float: number } => ({ float: value });
const layers: Case[] = (
  [
    ["RNN", 1],
    ["LSTM", 4],
    ["GRU", 3],
  ] as const
).flatMap(([op, gates]) =>
  (["forward", "reverse", "bidirectional"] as const).flatMap((direction): Case[] => {
    const ways = direction === "bidirectional" ? 2 : 1;
    const weights = [
      [5, 2, 3],
      [ways, 4 * gates, 3],
      [ways, 4 * gates, 4],
      [ways, 8 * gates],
    ];
    const states = Array.from({ length: op === "LSTM" ? 2 : 1 }, () => [ways, 2, 4]);
    const outputs = op === "LSTM" ? (["float", "float", "float"] as const) : (["float", "float"] as const);
    const attributes = { hidden_size: 4, direction };
    const peepholes = op === "LSTM" ? [[ways, 12]] : [];
    const lengths = (...two: [number, number]): Numbers => ["int32", [2], ...two];
    return [
      { op, inputs: weights, attributes, outputs },
      { op, inputs: [...weights, lengths(3, 5), ...states, ...peepholes], attributes, outputs },
      { op, inputs: weights, attributes: { ...attributes, clip: float(0.2) }, outputs },
      ...(op === "GRU"
        ? [{ op, inputs: [...weights, lengths(5, 2)], attributes: { ...attributes, linear_before_reset: 1 }, outputs }]
        : []),
    ];
  }),
);

const image = [1, 2, 5, 6];
const cases: Case[] = [
  ...layers,
  ...[{}, { ceil_mode: 1, strides: [2, 2] }, { dilations: [2, 2] }, { storage_order: 1 }, { pads: [1, 1, 1, 1], strides: [2, 2] }].map(
    (one): Case => ({ op: "MaxPool", inputs: [image], attributes: { kernel_shape: [3, 2], ...one }, outputs: ["float", "int64"] }),
  ),
  ...["bilinear", "nearest", "bicubic"].flatMap((mode) =>
    ["zeros", "border", "reflection"].map(
      (padding_mode): Case => ({ op: "GridSample", inputs: [image, [1, 3, 4, 2]], attributes: { mode, padding_mode } }),
    ),
  ),
  ...["half_pixel", "asymmetric", "pytorch_half_pixel"].flatMap((coordinate_transformation_mode) =>
    [{}, { exclude_outside: 1 }, { cubic_coeff_a: float(-0.5) }].map(
      (one): Case => ({
        op: "Resize",
        inputs: [image, null, ["float", [4], 1, 1, 1.5, 0.7]],
        attributes: { mode: "cubic", coordinate_transformation_mode, ...one },
      }),
    ),
  ),
  ...["avg", "max"].map(
    (mode): Case => ({
      op: "RoiAlign",
      inputs: [image, ["float", [2, 4], 0, 0, 3, 3, 0.5, 1, 2.2, 3.9], ["int64", [2], 0, 0]],
      attributes: { mode, output_height: 2, output_width: 3, sampling_ratio: 2 },
    }),
  ),
  ...["add", "mul", "max", "min"].map(
    (reduction): Case => ({
      op: "ScatterND",
      inputs: [
        [4, 3],
        ["int64", [3, 1], 1, 1, 3],
        [3, 3],
      ],
      attributes: { reduction },
    }),
  ),
  { op: "LRN", inputs: [[2, 7, 3, 3]], attributes: { size: 3, alpha: float(0.5) } },
  { op: "LpPool", inputs: [image], attributes: { kernel_shape: [2, 2], p: 3, pads: [1, 0, 0, 1] } },
  { op: "STFT", inputs: [[1, 40, 1], ["int64", [], 8], [16]] },
  { op: "DFT", inputs: [[2, 10, 2]], attributes: { axis: 1, inverse: 1 } },
  { op: "Det", inputs: [[3, 4, 4]] },
];

describe.skipIf(lacksOnnxRuntime)("ops of ONNX give what they give in ONNX Runtime", () => {
  it.each(cases.map((one) => [`${one.op} ${JSON.stringify(one.attributes ?? {})} of ${one.inputs.length}`, one] as const))(
    "%s",
    async (_, { op, inputs, attributes = {}, outputs = ["float"] }) => {
      const generator = random(7);
      const isGiven = (input: Case["inputs"][number]): input is Numbers => typeof input?.[0] === "string";
      const fed = inputs.flatMap((input, i) => (input === null || isGiven(input) ? [] : [[`x${i}`, [...(input as number[])]] as const]));
      const bytes = smallModel({
        inputs: Object.fromEntries(fed.map(([name, shape]): [string, TypeOfValue] => [name, ["float", ...shape]])),
        outputs: Object.fromEntries(outputs.map((type, i): [string, TypeOfValue] => [`y${i}`, [type]])),
        nodes: [
          node(
            op,
            inputs.map((input, i) => (input === null ? "" : `x${i}`)),
            outputs.map((__, i) => `y${i}`),
            attributes,
          ),
        ],
        initializers: inputs.flatMap((input, i) => {
          if (!isGiven(input)) return [];
          const [type, dims, ...data] = input;
          return [tensor(type, dims, data, `x${i}`)];
        }),
      });
      const feeds: Record<string, NdArray> = Object.fromEntries(
        fed.map(([name, shape]) => [name, generator.uniform(-1, 1, shape).astype("float32")]),
      );
      const wanted = await (await inOnnxRuntime(bytes)).run(feeds);
      const { graph, parameters, names: named } = fromOnnx(bytes, { ops: rareOps });
      for (const backend of [reference, wasm()]) {
        const given = Object.fromEntries(Object.entries(feeds).map(([name, array]) => [named.inputs[name], array]));
        const found = compile(graph, { backend, parameters }).run(given as never) as Record<string, NdArray>;
        for (const [name, id] of Object.entries(named.outputs))
          expect(found[id], name).toBeAllClose(wanted[name] as NdArray, { atol: 2e-5 });
      }
    },
  );
});
