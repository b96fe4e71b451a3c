import { compile, type NdArray, random, reference } from "dagrad";
import { fromOnnx, rareOps } from "dagrad/onnx";
import { describe, expect, it } from "vitest";
import { node, smallModel, type TypeOfValue } from "./small-model.ts";

const sizes = { batch: 2, tokens: 3, past: 4, keys: 5 };
type Shapes = Readonly<Record<string, readonly (number | string)[]>>;

/** An op of the file, with named axes or with their sizes; what it gives, and the shapes that it has in the graph. */
function resultsOf(op: string, shapes: Shapes, outputs: readonly string[], attributes: Parameters<typeof node>[3], isNamed: boolean) {
  const sized = (dim: number | string): number | string => (isNamed || typeof dim === "number" ? dim : sizes[dim as keyof typeof sizes]);
  const names = Object.keys(shapes);
  const bytes = smallModel(
    {
      inputs: Object.fromEntries(
        Object.entries(shapes).map(([name, dims]): [string, TypeOfValue] => [name, ["float", ...(dims.map(sized) as (number | string)[])]]),
      ),
      outputs,
      nodes: [
        node(
          op,
          names.map((name) => (name.startsWith("none") ? "" : name)),
          outputs,
          attributes,
        ),
      ],
    },
    { opset: 27 },
  );
  const { graph, parameters } = fromOnnx(bytes, { ops: rareOps });
  const generator = random(3);
  const feeds = Object.fromEntries(
    Object.entries(shapes).map(([name, dims]) => {
      const shape = dims.map((dim) => (typeof dim === "number" ? dim : (sizes[dim as keyof typeof sizes] as number)));
      return [name, generator.uniform(-1, 1, shape).astype("float32")];
    }),
  );
  const given = Object.fromEntries(Object.entries(feeds).filter(([name]) => name in graph.nodes));
  return compile(graph, { backend: reference, parameters }).run(given as never) as Record<string, NdArray>;
}

describe("what goes over tokens, time or images gives the same with names of axes as with sizes", () => {
  it.each<[string, Shapes, readonly string[], Parameters<typeof node>[3]]>([
    [
      "Attention",
      { q: ["batch", 4, "tokens", 8], k: ["batch", 2, "tokens", 8], v: ["batch", 2, "tokens", 6] },
      ["y"],
      { is_causal: 1, left_window_size: 2 },
    ],
    [
      "Attention",
      { q: ["batch", "tokens", 16], k: ["batch", "keys", 16], v: ["batch", "keys", 8] },
      ["y"],
      { q_num_heads: 2, kv_num_heads: 2 },
    ],
    [
      "Attention",
      {
        q: ["batch", 2, "tokens", 8],
        k: ["batch", 2, "tokens", 8],
        v: ["batch", 2, "tokens", 8],
        none: [],
        pastKeys: ["batch", 2, "past", 8],
        pastValues: ["batch", 2, "past", 8],
      },
      ["y", "keys", "values"],
      { is_causal: 1 },
    ],
    ["RotaryEmbedding", { x: ["batch", "tokens", 16], cos: ["batch", "tokens", 4], sin: ["batch", "tokens", 4] }, ["y"], { num_heads: 2 }],
    [
      "LinearAttention",
      { q: ["batch", "tokens", 16], k: ["batch", "tokens", 8], v: ["batch", "tokens", 6] },
      ["y", "state"],
      { q_num_heads: 4, kv_num_heads: 2, update_rule: "linear" },
    ],
    [
      "LSTM",
      { x: ["tokens", "batch", 3], w: [2, 16, 3], r: [2, 16, 4], b: [2, 32] },
      ["y", "h", "c"],
      { hidden_size: 4, direction: "bidirectional" },
    ],
    ["GridSample", { x: ["batch", 2, 5, 6], grid: ["batch", 3, 4, 2] }, ["y"], { padding_mode: "border" }],
    ["DFT", { x: ["batch", "tokens", 8, 1] }, ["y"], {}],
    ["CausalConvWithState", { x: ["batch", 3, "tokens"], w: [3, 1, 3] }, ["y", "state"], {}],
  ])("%s", (op, shapes, outputs, attributes) => {
    const named = resultsOf(op, shapes, outputs, attributes, true);
    const sized = resultsOf(op, shapes, outputs, attributes, false);
    for (const name of outputs) expect(named[name]).toBeAllClose(sized[name] as NdArray, { atol: 1e-6 });
  });
});
