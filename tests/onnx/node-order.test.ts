import { describe, expect, test } from "vitest";
import { nodesInOrder } from "../../src/onnx/read/node-order.ts";
import { graphProto, node } from "./small-model.ts";

const [cast, relu, sum] = [node("Cast", ["x"], ["c"]), node("Relu", ["c"], ["r"]), node("Add", ["r", "c"], ["y"])];

describe("nodesInOrder", () => {
  test("leaves nodes that are in order as they are", () => {
    const nodes = [cast, relu, sum];
    expect(nodesInOrder(nodes)).toBe(nodes);
  });

  test("puts each node behind what it reads", () => {
    expect(nodesInOrder([sum, relu, cast])).toEqual([cast, relu, sum]);
    expect(nodesInOrder([relu, sum, cast])).toEqual([cast, relu, sum]);
  });

  test("knows what branches read of what is around them", () => {
    const branch = node("If", ["condition"], ["z"], {
      then_branch: graphProto({ inputs: {}, outputs: ["t"], nodes: [node("Neg", ["r"], ["t"])] }),
      else_branch: graphProto({ inputs: {}, outputs: ["c"], nodes: [] }),
    });
    expect(nodesInOrder([branch, relu, cast])).toEqual([cast, relu, branch]);
  });

  test("gives nodes of a circle back, all of them", () => {
    const circle = [node("Neg", ["b"], ["a"]), node("Neg", ["a"], ["b"]), node("Neg", ["s"], ["s"])];
    expect(new Set(nodesInOrder(circle))).toEqual(new Set(circle));
  });

  test("goes along a chain of 100,000 nodes", () => {
    const chain = Array.from({ length: 100_000 }, (_, i) => node("Relu", [`h${i}`], [`h${i + 1}`]));
    expect(nodesInOrder(chain.toReversed()).every((one, i) => one === chain[i])).toBe(true);
  });
});
