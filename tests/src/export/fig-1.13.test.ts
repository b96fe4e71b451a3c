import { describe, expect, test } from "vitest";
import { type Graph, nodeOf } from "../../../graph/graph.ts";
import { lower } from "../../../src/passes/lower.ts";
import { compile } from "../../../src/run/compile.ts";
import { type BookGraph, type BookTensor, book, ndarray } from "../../book/book.ts";
import { transposedNetwork, writtenNetwork } from "../../fixtures/fig-1.13.ts";

const { example, graphs, results } = book.fig113_114;

type Edge = readonly [from: string, to: string, position: number];

/** Nodes by what they compute, and the edges between them: two graphs with equal ones are the same but for their ids. */
function structure(nodes: readonly { id: string; says: string; inputs: readonly string[] }[]): { nodes: string[]; edges: string[] } {
  const meanings = new Map<string, string>();
  for (const { id, says, inputs } of nodes) meanings.set(id, `${says}(${inputs.map((input) => meanings.get(input)).join(", ")})`);
  const edges = nodes.flatMap(({ id, inputs }) => inputs.map((input, position): Edge => [input, id, position]));
  const write = ([from, to, position]: Edge): string => `${meanings.get(from)} -> ${meanings.get(to)} ${position}`;
  return { nodes: [...meanings.values()].toSorted(), edges: edges.map(write).toSorted() };
}

function structureOfTruth({ nodes }: BookGraph) {
  const says = (node: BookGraph["nodes"][number]): string => {
    if (node.op === "input" || node.op === "param") return node.id;
    if (node.op === "const") return "0";
    const { axis, keepdims } = node.attrs;
    return `${node.op}${axis === undefined ? "" : ` axis ${axis}`}${keepdims ? " kept" : ""} ${node.shape.join("×")}`;
  };
  return structure(nodes.map((node) => ({ id: node.id, says: says(node), inputs: node.in })));
}

function structureOf(graph: Graph) {
  const says = (id: string): string => {
    const { op, attrs, shape, inputs } = nodeOf(graph, id);
    if (op === "input" || op === "parameter") return id;
    if (op === "constant") return String(attrs.value);
    const axes = attrs.axis as readonly number[] | undefined;
    // The truth names no axis where all are reduced.
    const all = axes === undefined || axes.length === nodeOf(graph, inputs[0] as string).shape.length;
    return `${op}${all ? "" : ` axis ${axes}`}${attrs.keepdims ? " kept" : ""} ${shape.join("×")}`;
  };
  return structure(Object.entries(graph.nodes).map(([id, { inputs }]) => ({ id, says: says(id), inputs })));
}

const parameters = Object.fromEntries(["w1", "b1", "w2", "b2", "w3", "b3"].map((name) => [name, ndarray(example[name] as BookTensor)]));

describe("the network of Fig 1.13", () => {
  test("in composites and lowered, or written op by op, has the 28 nodes and 29 edges of the truth's corrected figure", () => {
    const truth = structureOfTruth(graphs.corrected_N3 as BookGraph);
    expect([truth.nodes.length, truth.edges.length, new Set(truth.nodes).size]).toEqual([28, 29, 28]);
    expect(structureOf(lower(transposedNetwork(3), { form: "textbook" }))).toEqual(truth);
    expect(structureOf(writtenNetwork(3))).toEqual(truth);
  });

  test.each([
    ["corrected_N1", 1],
    ["corrected_N3", 3],
  ] as const)("has the loss of the truth's %s within 1e-15, the safe form too", (name, rows) => {
    const { X, y } = (graphs[name] as BookGraph).values as Record<"X" | "y", BookTensor>;
    const feeds = { X: ndarray(X), y: ndarray(y) };
    const losses = [writtenNetwork(rows), transposedNetwork(rows), transposedNetwork("batch")].map((network) => {
      const { loss } = compile(network, { parameters }).run(feeds);
      return (loss as NonNullable<typeof loss>).item();
    });
    for (const loss of losses) expect(Math.abs(loss - (results[name] as number))).toBeLessThan(1e-15);
  });
});
