import { check, isDagradError } from "dagrad";
import { fromOnnx } from "dagrad/onnx";
import { describe, expect, it } from "vitest";
import { encode } from "../../src/onnx/wire/encode.ts";
import type { GraphProto, NodeProto } from "../../src/onnx/wire/schema.ts";
import { graphProto, node, type SmallGraph, smallModel, tensor } from "./small-model.ts";

const large = 2 ** 40;
const whole = (name: string, ...data: readonly number[]) => tensor("int64", [data.length], data, name);
const single = (name: string, value: number) => tensor("int64", [], [value], name);
const x: SmallGraph["inputs"] = { x: ["float", 2, 3] };

/** One node, whose numbers lie. */
const one = (made: NodeProto, initializers: SmallGraph["initializers"] = []): Uint8Array =>
  smallModel({ inputs: x, outputs: ["y"], nodes: [made], initializers }, { opset: 18 });

/** A branch in a branch in a branch … */
const branches = (depth: number): GraphProto =>
  graphProto({
    outputs: ["y"],
    nodes: [
      depth === 0 ? node("Relu", ["x"], ["y"]) : node("If", ["c"], ["y"], { then_branch: branches(depth - 1), else_branch: branches(0) }),
    ],
  });

/** Functions that call the one below them so many times each. */
const functions = (depth: number, times: number) =>
  Array.from({ length: depth }, (_, i) => ({
    name: `f${i}`,
    domain: "own",
    input: ["a"],
    output: [`t${times}`],
    node: Array.from({ length: times }, (_, j) => node(i === 0 ? "Relu" : `own.f${i - 1}`, [j === 0 ? "a" : `t${j}`], [`t${j + 1}`])),
  }));

const loopOf = (trips: number, body: readonly NodeProto[]): NodeProto =>
  node("Loop", ["trips", "", "x"], ["y"], {
    body: graphProto({ inputs: { i: ["int64"], go: ["bool"], s: ["float", 2, 3] }, outputs: ["go", "t"], nodes: body }),
  }) satisfies NodeProto & (typeof trips extends number ? unknown : never);

/** A message in a message, so often, without an end. */
function bomb(depth: number): Uint8Array {
  const parts: number[][] = [];
  let length = 0;
  // Field 1 of a graph is a node, 5 of a node an attribute, 6 of an attribute a graph; 7 of a model its graph.
  for (let i = 0; i < depth; i++) {
    for (const field of [6, 5, 1]) {
      const varint: number[] = [];
      for (let rest = length; rest > 0 || varint.length === 0; rest = Math.floor(rest / 128))
        varint.push((rest % 128) + (rest >= 128 ? 128 : 0));
      parts.unshift([field * 8 + 2, ...varint]);
      length += varint.length + 1;
    }
  }
  const head = [58, (length % 128) + 128, (Math.floor(length / 128) % 128) + 128, Math.floor(length / 16384)];
  return Uint8Array.from([...head, ...parts.flat()]);
}

const cases: Readonly<Record<string, () => Uint8Array>> = {
  "a tensor of 2⁴⁰ elements without data": () =>
    smallModel({ inputs: x, outputs: ["w"], nodes: [], initializers: [{ name: "w", dataType: 1, dims: [large] }] }),
  "a tensor of 2⁸⁰ elements": () =>
    smallModel({ inputs: x, outputs: ["w"], nodes: [], initializers: [{ name: "w", dataType: 1, dims: [large, large] }] }),
  "sizes whose product is 0": () =>
    smallModel({ inputs: x, outputs: ["w"], nodes: [], initializers: [{ name: "w", dataType: 1, dims: [large, 0] }] }),
  "zeros of 2⁴⁰ rows": () => one(node("ConstantOfShape", ["s"], ["y"]), [whole("s", large, 7)]),
  "zeros of 2³⁰ elements": () => one(node("ConstantOfShape", ["s"], ["y"]), [whole("s", 2 ** 15, 2 ** 15)]),
  "a number spread over 2⁴⁰": () => one(node("Expand", ["one", "s"], ["y"]), [whole("s", large), whole("one", 1)]),
  "a range of 2⁴⁰": () => one(node("Range", ["a", "b", "c"], ["y"]), [single("a", 0), single("b", large), single("c", 1)]),
  "a range of 2³⁰": () => one(node("Range", ["a", "b", "c"], ["y"]), [single("a", 0), single("b", 2 ** 30), single("c", 1)]),
  "a tensor laid 2⁴⁰ times": () => one(node("Tile", ["one", "s"], ["y"]), [whole("s", large), whole("one", 1)]),
  "words counted at place 2⁴⁰": () =>
    smallModel({
      inputs: { x: ["int32", 6] },
      outputs: ["y"],
      nodes: [
        node("TfIdfVectorizer", ["x"], ["y"], {
          mode: "TF",
          min_gram_length: -large,
          max_gram_length: large,
          max_skip_count: large,
          ngram_counts: [0],
          ngram_indexes: [0, large],
          pool_int64s: [2, 3],
        }),
      ],
    }),
  "words counted at place 2³⁰": () =>
    smallModel({
      inputs: { x: ["int32", 6] },
      outputs: ["y"],
      nodes: [
        node("TfIdfVectorizer", ["x"], ["y"], {
          mode: "TFIDF",
          min_gram_length: -large,
          max_gram_length: large,
          max_skip_count: 0,
          ngram_counts: [0],
          ngram_indexes: [0, 2 ** 30],
          pool_int64s: [2, 3],
        }),
      ],
    }),
  "an lstm of 2³⁰ directions": () =>
    smallModel({
      inputs: { x: ["float", 5, 1, 3], w: ["float", 2 ** 30, 8, 3], r: ["float", 2 ** 30, 8, 2] },
      outputs: ["y"],
      nodes: [node("LSTM", ["x", "w", "r"], ["y", "h", "c"], { hidden_size: 2 })],
    }),
  "a weight that is joined with itself 30 times": () =>
    smallModel({
      inputs: x,
      outputs: ["t30"],
      nodes: Array.from({ length: 30 }, (_, i) => node("Concat", [`t${i}`, `t${i}`], [`t${i + 1}`], { axis: 0 })),
      initializers: [tensor("float", [64], new Array(64).fill(1), "t0")],
    }),
  "a weight spread over 2³⁰ rows": () =>
    one(node("Expand", ["w", "s"], ["y"]), [whole("s", 2 ** 30, 64), tensor("float", [64], new Array(64).fill(1), "w")]),
  "a weight laid 2³⁰ times": () =>
    one(node("Tile", ["w", "s"], ["y"]), [whole("s", 2 ** 30), tensor("float", [64], new Array(64).fill(1), "w")]),
  "a weight with 2³⁰ zeros around it": () =>
    one(node("Pad", ["w", "s"], ["y"]), [whole("s", 0, 2 ** 30), tensor("float", [64], new Array(64).fill(1), "w")]),
  "an input laid 2³⁰ times": () => one(node("Tile", ["x", "s"], ["y"]), [whole("s", 2 ** 30, 1)]),
  "2⁴⁰ elements of padding": () => one(node("Pad", ["one", "s"], ["y"]), [whole("s", large, 0), whole("one", 1)]),
  "2³⁰ elements of padding by repetition": () => one(node("Pad", ["x", "s"], ["y"], { mode: "wrap" }), [whole("s", 2 ** 30, 0, 0, 0)]),
  "an identity of 2³⁰ elements": () =>
    smallModel({ inputs: { x: ["float", 2 ** 15, 2 ** 15] }, outputs: ["y"], nodes: [node("EyeLike", ["x"], ["y"])] }),
  "a triangle of 2³⁰ elements": () =>
    smallModel({ inputs: { x: ["float", 2 ** 15, 2 ** 15] }, outputs: ["y"], nodes: [node("Trilu", ["x"], ["y"])] }),
  "labels of 2⁴⁰ classes": () =>
    one(node("OneHot", ["i", "d", "v"], ["y"]), [whole("i", 1), single("d", large), tensor("float", [2], [0, 1], "v")]),
  "a window of 2³⁰ elements": () => one(node("HannWindow", ["n"], ["y"]), [single("n", 2 ** 30)]),
  "2³⁰ parts": () => one(node("Split", ["x"], ["y"], { axis: 0, num_outputs: 2 ** 30 })),
  "2³⁰ largest": () => one(node("TopK", ["x", "k"], ["y", "i"]), [whole("k", 2 ** 30)]),
  "an image 2³⁰ times as large": () =>
    smallModel({
      inputs: { x: ["float", 1, 1, 4, 4] },
      outputs: ["y"],
      nodes: [node("Resize", ["x", "", "", "s"], ["y"])],
      initializers: [whole("s", 1, 1, 2 ** 30, 4)],
    }),
  "a kernel of 2³⁰": () =>
    smallModel({
      inputs: { x: ["float", 1, 1, 4, 4] },
      outputs: ["y"],
      nodes: [node("MaxPool", ["x"], ["y"], { kernel_shape: [2 ** 30, 2 ** 30], pads: [2 ** 30, 2 ** 30, 2 ** 30, 2 ** 30] })],
    }),
  "pads of 2⁵³ − 1": () =>
    smallModel({
      inputs: { x: ["float", 1, 1, 4, 4] },
      outputs: ["y"],
      nodes: [node("AveragePool", ["x"], ["y"], { kernel_shape: [2, 2], pads: [2 ** 53 - 1, 0, 2 ** 53 - 1, 0], count_include_pad: 1 })],
    }),
  "2⁴⁰ axes": () => one(node("Flatten", ["x"], ["y"], { axis: large })),
  "a loop of 2⁴⁰ steps": () => one(loopOf(large, [node("Relu", ["s"], ["t"])]), [single("trips", large)]),
  "a loop of 2³⁰ steps that must know which one it is": () =>
    one(loopOf(2 ** 30, [node("ConstantOfShape", ["i"], ["z"]), node("Add", ["s", "z"], ["t"])]), [single("trips", 2 ** 30)]),
  "500 steps of 500 steps of 500 steps that are written out": () => {
    const inner = (depth: number): readonly NodeProto[] => [
      node("Unsqueeze", ["i", "zero"], ["u"]),
      node("Tile", ["zero", "u"], ["z"]),
      depth === 0 ? node("Relu", ["s"], ["t"]) : { ...loopOf(500, inner(depth - 1)), input: ["trips", "", "s"], output: ["t"] },
    ];
    return one(loopOf(500, inner(2)), [single("trips", 500), whole("zero", 0)]);
  },
  "100 branches in each other": () =>
    smallModel({ inputs: { ...x, c: ["bool"] }, outputs: ["y"], nodes: branches(40).node as NodeProto[] }),
  "25 functions that call each other 10 times": () =>
    smallModel({ inputs: x, outputs: ["y"], nodes: [node("own.f24", ["x"], ["y"])] }, { functions: functions(25, 10) }),
  "a function that calls itself": () =>
    smallModel(
      { inputs: x, outputs: ["y"], nodes: [node("own.f", ["x"], ["y"])] },
      { functions: [{ name: "f", domain: "own", input: ["a"], output: ["b"], node: [node("own.f", ["a"], ["b"])] }] },
    ),
  "90 messages in each other": () => bomb(30),
  "10,000 messages in each other": () => bomb(3400),
  "a node that waits for itself": () => one(node("Relu", ["y"], ["y"])),
  "two nodes that wait for each other": () =>
    smallModel({ inputs: x, outputs: ["y"], nodes: [node("Relu", ["z"], ["y"]), node("Relu", ["y"], ["z"])] }),
  "two nodes with one output": () =>
    smallModel({ inputs: x, outputs: ["y"], nodes: [node("Relu", ["x"], ["y"]), node("Neg", ["y"], ["y"])] }),
  "two inputs with one name": () => {
    const graph = graphProto({ inputs: x, outputs: ["y"], nodes: [node("Relu", ["x"], ["y"])] });
    return encode("Model", { graph: { ...graph, input: [...(graph.input ?? []), ...(graph.input ?? [])] } });
  },
  "10,000 nodes": () =>
    smallModel({
      inputs: x,
      outputs: ["t9999"],
      nodes: Array.from({ length: 10_000 }, (_, i) => node("Neg", [i === 0 ? "x" : `t${i - 1}`], [`t${i}`])),
    }),
  "no bytes": () => new Uint8Array(),
};

describe("fromOnnx ends at once, in a valid model or an error of dagrad, with little memory, of", () => {
  it.each(Object.entries(cases))("%s", (_, make) => {
    const bytes = make();
    const before = process.memoryUsage.rss();
    // Of this process: others may have the processor, too.
    const start = process.cpuUsage();
    let end: unknown;
    try {
      check(fromOnnx(bytes).graph);
    } catch (error) {
      end = error;
    }
    const { user, system } = process.cpuUsage(start);
    const [took, memory] = [(user + system) / 1000, process.memoryUsage.rss() - before];
    if (end !== undefined) expect(isDagradError(end), String((end as Error).stack)).toBe(true);
    if (end !== undefined) expect((end as Error).message).not.toMatch(/TypeError|RangeError|internal:/);
    expect(took).toBeLessThan(1000);
    expect(memory).toBeLessThan(10 * bytes.length + 64e6);
  });
});
