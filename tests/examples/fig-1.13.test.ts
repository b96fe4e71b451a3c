import { compile, type Graph, lower, NdArray } from "dagrad";
import { describe, expect, test } from "vitest";
import { main, network } from "../../examples/fig-1.13.ts";
import { type BookGraph, type BookTensor, book, ndarray } from "../book/book.ts";
import { expectPictures, runExample } from "./run-example.ts";

const { example, graphs, results } = book.fig113_114;
const truth = graphs.corrected_N1 as BookGraph;

interface Written {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly axis: readonly number[] | undefined;
  readonly keepdims: boolean;
}

/** Every op node as the expression that it computes, sorted: two graphs of equal lists are equal but for their names. */
function expressions(nodes: ReadonlyMap<string, Written>): string[] {
  const known = new Map<string, string>();
  const write = (id: string): string => {
    const node = nodes.get(id);
    if (!node) return id;
    const text = known.get(id) ?? `${node.op}(${node.inputs.map(write).join(", ")})${axes(node)}`;
    known.set(id, text);
    return text;
  };
  return [...nodes.keys()].map(write).toSorted();
}

const axes = ({ axis, keepdims }: Written): string => (axis === undefined ? "" : `[${axis}${keepdims ? ", keepdims" : ""}]`);

/** The truth keeps weights as [neurons, inputs] and transposes them; here they are stored transposed. */
function truthNodes(): Map<string, Written> {
  const transposed = new Map(truth.nodes.filter(({ op }) => op === "transpose").map((node) => [node.id, node.in[0] as string]));
  const rank = new Map(truth.nodes.map(({ id, shape }) => [id, shape.length]));
  const made = truth.nodes.filter(({ op }) => !["input", "param", "const", "transpose"].includes(op));
  return new Map(
    made.map(({ id, op, in: inputs, attrs: { axis, keepdims = false } }) => {
      const every = Array.from({ length: rank.get(inputs[0] as string) as number }, (_, i) => i);
      const reduces = op === "sum" || op === "mean";
      return [
        id,
        {
          op,
          inputs: inputs.map((input) => transposed.get(input) ?? input),
          axis: reduces ? (axis === undefined ? every : [axis]) : undefined,
          keepdims,
        },
      ];
    }),
  );
}

/** Ours, with the truth's names for leaves. */
function ownNodes({ nodes }: Graph): Map<string, Written> {
  const nameOf = (id: string): string =>
    nodes[id]?.op === "constant" ? "zero" : id.replace(/^dense(\d)\.weights$/, "w$1").replace(/^dense(\d)\.biases$/, "b$1");
  const made = Object.entries(nodes).filter(([, { op }]) => !["input", "parameter", "constant"].includes(op));
  return new Map(
    made.map(([id, { op, inputs, attrs }]) => [
      id,
      { op, inputs: inputs.map(nameOf), axis: attrs.axis as number[] | undefined, keepdims: attrs.keepdims === true },
    ]),
  );
}

/** The truth's weights of layer i, as this network keeps them. */
function parametersOf(layer: number): Record<string, NdArray> {
  const [w, b] = [example[`w${layer}`] as BookTensor, example[`b${layer}`] as BookTensor];
  const [units, inputs] = w.shape as [number, number];
  const data = Float32Array.from({ length: units * inputs }, (_, i) => w.data[(i % units) * inputs + Math.floor(i / units)] as number);
  return { [`dense${layer}.weights`]: new NdArray(data, [inputs, units], "float32"), [`dense${layer}.biases`]: ndarray(b, "float32") };
}

describe("the network of Fig 1.13", () => {
  test("written out as a formula, it has the nodes and edges of the truth's figure with its indices put right", () => {
    const formula = lower(network, { form: "textbook" });
    expect(expressions(ownNodes(formula))).toEqual(expressions(truthNodes()));
    expect(Object.values(formula.nodes).filter(({ op }) => op === "constant")).toHaveLength(1);
    expect(Object.keys(formula.nodes)).toHaveLength(truth.n_nodes - 3);
  });

  test("has the loss of the truth's example, within the 1e-6 of float32", () => {
    const [X, y] = [truth.values.X as BookTensor, truth.values.y as BookTensor];
    const parameters = { ...parametersOf(1), ...parametersOf(2), ...parametersOf(3) };
    const { L } = compile(network, { parameters }).run({ X: ndarray(X, "float32"), y: ndarray(y, "float32") });
    expect(Math.abs(L.item() - (results.corrected_N1 as number))).toBeLessThan(1e-6);
  });
});

test("fig-1.13 prints the formula of the figure and draws it layer by layer and operation by operation", async () => {
  const { printed, files } = await runExample(main);
  // Source: the figure's formula, with \left and \right for its hand-set sizes.
  expect(
    printed
      .replaceAll("\\left", "")
      .replaceAll("\\right", "")
      .replace(/\\!|\\,|\s/g, ""),
  ).toBe(String.raw`L=-\sum_{l=1}^{n_3}y_l\log(\frac{e^{z_l}}{\sum_{k=1}^{n_3}e^{z_k}}),\qquadz=\max(0,\max(0,Xw_1+b_1)w_2+b_2)w_3+b_3`);
  expect(files["fig-1.13.tex"]).toBe(`${printed}\n`);
  expectPictures(files, 2);
});
