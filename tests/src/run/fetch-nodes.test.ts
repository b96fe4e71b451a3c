import {
  add,
  array,
  compile,
  crossentropy,
  dense,
  dropout,
  f32,
  graph,
  NdArray,
  parse,
  reference,
  relu,
  sgd,
  softmax,
  trace,
  trainStep,
  u8,
  wasm,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { thrown } from "../../graph/thrown.ts";
import { runPlainly } from "../run-plainly.ts";

const network = graph({ x: f32("batch", 2), y: u8("batch"), spare: f32(2) }, ({ x, y, spare }) => {
  const hidden = relu(dense(x, { units: 2, name: "hidden" }));
  const scores = dense(dropout(hidden, { rate: 0.5, name: "dropped" }), { units: 2 });
  const p = softmax(scores);
  // An output that goes by the id of another node.
  return { p, loss: crossentropy(p, y), hidden: scores, sum: add(spare, 1) };
});
const parameters = {
  "hidden.weights": [
    [1, -2],
    [3, 4],
  ],
  "hidden.biases": [10, -20],
  "dense1.weights": [
    [1, 0],
    [0, 1],
  ],
  "dense1.biases": [1, 2],
};
// By hand: x w = [1·1 + 2·3, 1·−2 + 2·4] = [7, 6]; + b = [17, −14]; relu = [17, 0]; times the unit matrix + [1, 2] = [18, 2].
const x = [[1, 2]];

describe.each([reference, wasm()])("fetching nodes on $name", (backend) => {
  const program = compile(network, { parameters, backend });
  const fetched = (...ids: string[]) => {
    const values = program.run({ x }, ids);
    return ids.map((id) => values[id]?.tolist());
  };

  it("gives any node by its id: layers, their parts, inputs and parameters", () => {
    expect(fetched("relu1", "hidden.matmul1", "dense1.matmul1")).toEqual([[[17, 0]], [[7, 6]], [[17, 0]]]);
    expect(fetched("x", "hidden.biases")).toEqual([x, [10, -20]]);
  });

  it("gives a node that lowering takes out: dropout is what it gets while nothing is trained", () => {
    expect(fetched("dropped", "relu1")).toEqual([[[17, 0]], [[17, 0]]]);
  });

  it("a name of both an output and a node is the output", () => {
    expect(network.nodes.hidden?.op).toBe("dense");
    expect(fetched("hidden")).toEqual([[[18, 2]]]);
    expect(fetched("dense1")).toEqual([[[18, 2]]]);
  });

  it("is fed what these nodes need, and no more", () => {
    expect(program.inputsOf(["relu1"])).toEqual(["x"]);
    expect(thrown(() => program.run({}, ["relu1" as string]))).toMatch(/missing-feed.*\n.*input "x"/);
  });

  it("prepares a selection once, and beside that of the outputs", () => {
    expect(program.plan({ x }, ["relu1"])).toBe(program.plan({ x }, ["relu1"]));
    expect(program.plan({ x }, ["relu1"])).not.toBe(program.plan({ x }, ["p"]));
    // As many names as outputs are not the outputs.
    const four = program.run({ x }, ["relu1", "dense1", "x", "softmax1"]);
    expect(Object.keys(four)).toEqual(["relu1", "dense1", "x", "softmax1"]);
  });

  it("runAsync, trace and the steps of a training do so, too", async () => {
    expect((await program.runAsync({ x }, ["relu1"])).relu1?.tolist()).toEqual([[17, 0]]);
    expect(trace(program, { x }, { fetch: ["relu1"] }).values.softmax1).toBeUndefined();
    const step = compile(trainStep(network, { minimize: "loss", optimizer: sgd() }), { parameters, backend });
    const { relu1, "hidden.biases": biases } = step.steps(1, { x, y: [0] }, ["relu1", "hidden.biases"]);
    expect(relu1?.tolist()).toEqual([[17, 0]]);
    // The second unit is dead, so that its bias is the same before and after the step.
    expect(biases?.data[1]).toBe(-20);
    expect((await step.stepsAsync(1, { x, y: [0] }, ["relu1"])).relu1?.shape).toEqual([1, 2]);
  });

  it("gives every node of the graph, alone and all at once, what it has where each is computed by itself, within 1e-6", () => {
    const feeds = {
      x: array(
        [
          [1, 2],
          [-3, 0.5],
        ],
        "float32",
      ),
      y: new NdArray(Uint8Array.of(1, 0), [2], "uint8"),
      spare: array([5, 6], "float32"),
    };
    const apart = runPlainly(network, feeds, program.memory);
    // Of a name that an output has, too, the output is meant.
    const ids = Object.keys(network.nodes).filter((id) => id !== "hidden");
    expect(ids.length).toBeGreaterThan(12);
    const together = program.run(feeds, ids);
    for (const id of ids) {
      const expected = apart.get(id)!;
      expect(program.run(feeds, [id])[id]).toBeAllClose(expected, { rtol: 1e-6, atol: 1e-6 });
      expect(together[id]).toBeAllClose(expected, { rtol: 1e-6, atol: 1e-6 });
      expect(together[id]?.dtype).toBe(network.nodes[id]?.dtype);
    }
  });

  it("takes the ids of a parsed graph", () => {
    const parsed = compile(parse(JSON.stringify(network)), { parameters, backend });
    expect(parsed.run({ x }, ["relu1"]).relu1?.tolist()).toEqual([[17, 0]]);
  });

  it("says what was meant where there is no such node", () => {
    expect(thrown(() => program.run({ x }, ["relu2"]))).toMatchInlineSnapshot(`
      "GraphError unknown-output
      run: fetch must name outputs (p, loss, hidden, sum) or nodes, got "relu2"; did you mean relu1?"
    `);
    expect(thrown(() => program.run({ x }, ["__proto__" as string]))).toMatch(/unknown-output/);
    expect(thrown(() => program.run({ x }, [3 as never]))).toMatch(/got 3/);
  });
});
