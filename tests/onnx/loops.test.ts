import { check, compile, type NdArray, reference, wasm } from "dagrad";
import { fromOnnx, type OnnxModel } from "dagrad/onnx";
import { describe, expect, it } from "vitest";
import { graphProto, node, type SmallGraph, smallModel, type TypeOfValue, tensor } from "./small-model.ts";

const opsIn = ({ graph }: OnnxModel): string[] => Object.values(graph.nodes).map(({ op }) => op);

/** A Loop of so many trips over the state s, beside an input x that its body sees. */
const loop = (
  trips: number,
  body: Omit<SmallGraph, "inputs">,
  initializers: SmallGraph["initializers"] = [],
  states: readonly string[] = ["s0"],
) =>
  smallModel({
    inputs: { x: ["float", 2], s0: ["float", 2] },
    outputs: [...states.map((_, i) => `end${i}`), ...((body.outputs as readonly string[]).length > 1 + states.length ? ["all"] : [])],
    nodes: [
      node(
        "Loop",
        ["trips", "", ...states],
        [...states.map((_, i) => `end${i}`), "all"].slice(0, (body.outputs as readonly string[]).length - 1),
        {
          body: graphProto({ inputs: { i: ["int64"], go: ["bool"], s: ["float", 2] }, ...body }),
        },
      ),
    ],
    initializers: [tensor("int64", [], [trips], "trips"), ...initializers],
  });

/** s → s + x, also collected. */
const sums = { outputs: ["go", "next", "each"], nodes: [node("Add", ["s", "x"], ["next"]), node("Identity", ["next"], ["each"])] };

function onBoth(model: OnnxModel, feeds: Readonly<Record<string, unknown>>): Readonly<Record<string, NdArray>> {
  const { graph, parameters, names } = model;
  check(graph);
  const given = Object.fromEntries(Object.entries(feeds).map(([name, value]) => [names.inputs[name] as string, value]));
  const [found, other] = [reference, wasm()].map(
    (backend) => compile(graph, { backend, parameters }).run(given as never) as Readonly<Record<string, NdArray>>,
  ) as [Readonly<Record<string, NdArray>>, Readonly<Record<string, NdArray>>];
  for (const [name, value] of Object.entries(found)) expect(other[name], name).toBeAllClose(value, { atol: 1e-6 });
  return found;
}

const feeds = { x: [1, 10], s0: [100, 200] };

describe("a Loop", () => {
  it("of 4 steps and more is a scan, of fewer it is written out, with the same results", () => {
    for (const trips of [1, 3, 4, 7, 5000]) {
      const model = fromOnnx(loop(trips, sums));
      expect(opsIn(model).includes("scan"), `${trips} steps`).toBe(trips >= 4);
      const { end0, all } = onBoth(model, feeds);
      expect([...(end0?.data ?? [])], `${trips} steps`).toEqual([100 + trips, 200 + 10 * trips]);
      expect(all?.shape).toEqual([trips, 2]);
      expect([...(all?.data.slice(-2) ?? [])]).toEqual([100 + trips, 200 + 10 * trips]);
    }
  });

  it("of 0 steps leaves its states as they are", () => {
    const { end0 } = onBoth(fromOnnx(loop(0, { outputs: ["go", "next"], nodes: [node("Add", ["s", "x"], ["next"])] })), feeds);
    expect([...(end0?.data ?? [])]).toEqual([100, 200]);
  });

  it("knows the number of the step", () => {
    // s + 0 + 1 + 2 + 3 + 4 + 5 = s + 15
    const body = { outputs: ["go", "next"], nodes: [node("Cast", ["i"], ["f"], { to: 1 }), node("Add", ["s", "f"], ["next"])] };
    const model = fromOnnx(loop(6, body));
    expect(opsIn(model)).toContain("scan");
    expect([...(onBoth(model, feeds).end0?.data ?? [])]).toEqual([115, 215]);
  });

  it("ends where a condition that its steps compute does not hold, with the states of then", () => {
    // It goes on while the sum of s is below 350: 300, 311, …, 355.
    const body = {
      outputs: ["below", "next"],
      nodes: [
        node("Add", ["s", "x"], ["next"]),
        node("ReduceSum", ["next"], ["total"], { keepdims: 0 }),
        node("Less", ["total", "limit"], ["below"]),
      ],
    };
    const model = fromOnnx(loop(100, body, [tensor("float", [], [350], "limit")]));
    expect(opsIn(model)).toContain("scan");
    expect([...(onBoth(model, feeds).end0?.data ?? [])]).toEqual([105, 250]);
  });

  it("reads weights of its body as one parameter", () => {
    const weights = tensor(
      "float",
      [2, 20],
      Array.from({ length: 40 }, (_, i) => i / 40),
      "w",
    );
    const body = {
      outputs: ["go", "next"],
      nodes: [node("MatMul", ["s", "w"], ["h"]), node("ReduceMean", ["h"], ["m"], { keepdims: 0 }), node("Sub", ["s", "m"], ["next"])],
      initializers: [weights],
    };
    for (const trips of [3, 6]) {
      const model = fromOnnx(loop(trips, body));
      expect(Object.keys(model.parameters)).toEqual(["w"]);
      // In float64, by hand.
      let s: [number, number] = [1, 2];
      const column = (row: number): number => Array.from({ length: 20 }, (_, i) => (20 * row + i) / 40).reduce((a, b) => a + b, 0) / 20;
      for (let i = 0; i < trips; i++) {
        const m = s[0] * column(0) + s[1] * column(1);
        s = [s[0] - m, s[1] - m];
      }
      expect(onBoth(model, { s0: [1, 2], x: [0, 0] }).end0).toBeAllClose(s, { atol: 1e-5 });
    }
  });

  it("is written out where a step must know which one it is, or a state grows", () => {
    const sliced = {
      outputs: ["go", "next"],
      nodes: [
        node("Unsqueeze", ["i", "zero"], ["from"]),
        node("Add", ["from", "one"], ["to"]),
        node("Slice", ["big", "from", "to"], ["part"]),
        node("Add", ["s", "part"], ["next"]),
      ],
    };
    const numbers = [
      tensor("int64", [1], [0], "zero"),
      tensor("int64", [1], [1], "one"),
      tensor("float", [6], [1, 2, 4, 8, 16, 32], "big"),
    ];
    expect([...(onBoth(fromOnnx(loop(6, sliced, numbers)), feeds).end0?.data ?? [])]).toEqual([163, 263]);
    const growing = { outputs: ["go", "next"], nodes: [node("Concat", ["s", "x"], ["next"], { axis: 0 })] };
    expect(onBoth(fromOnnx(loop(5, growing)), feeds).end0?.shape).toEqual([12]);
  });

  it("may stand in a loop", () => {
    const inner = graphProto({
      inputs: { j: ["int64"], go2: ["bool"], t: ["float", 2] },
      outputs: ["go2", "t2"],
      nodes: [node("Add", ["t", "x"], ["t2"])],
    });
    const model = fromOnnx(loop(5, { outputs: ["go", "next"], nodes: [node("Loop", ["trips", "", "s"], ["next"], { body: inner })] }));
    expect([...(onBoth(model, feeds).end0?.data ?? [])]).toEqual([125, 450]);
  });
});

describe("a Scan", () => {
  const scan = (attributes: Readonly<Record<string, number | readonly number[]>>, type: TypeOfValue = ["float", "time", 2]) =>
    smallModel({
      inputs: { s0: ["float", 2], xs: type },
      outputs: ["end", "all"],
      nodes: [
        node("Scan", ["s0", "xs"], ["end", "all"], {
          num_scan_inputs: 1,
          body: graphProto({
            inputs: { s: ["float", 2], x: ["float", 2] },
            outputs: ["next", "each"],
            nodes: [node("Add", ["s", "x"], ["next"]), node("Identity", ["next"], ["each"])],
          }),
          ...attributes,
        }),
      ],
    });
  const xs = [1, 2, 3, 4, 5].map((one) => [one, 10 * one]);
  const ones = (list: NdArray | undefined): number[] => [...(list?.data ?? [])].filter((_, i) => i % 2 === 0).map(Number);

  it("goes over an axis of any length, in either direction, and puts what it gives in either order", () => {
    const forwards = [1, 3, 6, 10, 15];
    const backwards = [5, 9, 12, 14, 15];
    for (const type of [
      ["float", "time", 2],
      ["float", 5, 2],
      ["float", 3, 2],
    ] as const) {
      const some = type[1] === 3 ? xs.slice(0, 3) : xs;
      for (const input of [0, 1]) {
        for (const output of [0, 1]) {
          const model = fromOnnx(scan({ scan_input_directions: [input], scan_output_directions: [output] }, type));
          expect(opsIn(model).includes("scan")).toBe(type[1] !== 3);
          const { end, all } = onBoth(model, { s0: [0, 0], xs: some });
          const each = type[1] === 3 ? (input ? [3, 5, 6] : [1, 3, 6]) : input ? backwards : forwards;
          expect(ones(end)).toEqual([each.at(-1)]);
          expect(ones(all)).toEqual(output ? each.toReversed() : each);
        }
      }
    }
  });

  it("goes along another axis, and puts what it gives along another", () => {
    const model = fromOnnx(scan({ scan_input_axes: [1], scan_output_axes: [-1] }, ["float", 2, 5]));
    const { all } = onBoth(model, { s0: [0, 0], xs: [xs.map(([one]) => one), xs.map(([, ten]) => ten)] });
    expect(all?.shape).toEqual([2, 5]);
    expect([...(all?.data ?? [])]).toEqual([1, 3, 6, 10, 15, 10, 30, 60, 100, 150]);
  });
});
