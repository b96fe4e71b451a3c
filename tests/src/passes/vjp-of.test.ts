import { describe, expect, it } from "vitest";
import { apply } from "../../../graph/apply.ts";
import { graph } from "../../../graph/build.ts";
import type { Graph } from "../../../graph/graph.ts";
import { f32, f64, i32 } from "../../../graph/input.ts";
import { type Composite, type Op, type OpSet, opSet, type Primitive } from "../../../graph/op.ts";
import { print } from "../../../graph/print.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { add, argmax, crossentropy, dense, dropout, exp, mean, relu, softmax, standardOps, sum } from "../../../ops/index.ts";
import { dot } from "../../../src/export/dot.ts";
import { fusedVjpOf, vjpOf } from "../../../src/passes/vjp-of.ts";
import { gradients } from "../../../src/standard.ts";
import { sgd } from "../../../src/train/sgd.ts";
import { trainStep } from "../../../src/train/train-step.ts";
import { thrown } from "../../graph/thrown.ts";

const composite = (name: string) => standardOps.get(name) as Composite;
const primitive = (name: string) => standardOps.get(name) as Primitive;
const withCopy = (copy: Op): OpSet => new Map(standardOps).set(copy.name, copy);

const network = graph({ X: f32("batch", 2), y: i32("batch") }, ({ X, y }) => {
  const p = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
  return { loss: crossentropy(p, y) };
});
const slope = graph({ x: f64(3) }, ({ x }) => ({ y: sum(exp(x)) }));

describe("a copy of an op of dagrad", () => {
  it("with another `lower` is differentiated, trained and drawn with its gradients as before", () => {
    const derived = gradients(network, { of: "loss" });
    const step = trainStep(network, { minimize: "loss", optimizer: sgd() });
    for (const name of ["softmax", "crossentropy", "dense", "relu"]) {
      const ops = withCopy({ ...composite(name), lower: composite(name).definition });
      expect(print(gradients(network, { of: "loss", ops }))).toBe(print(derived));
      expect(print(trainStep(network, { minimize: "loss", optimizer: sgd(), ops }))).toBe(print(step));
      expect(dot(derived, { ops })).toBe(dot(derived));
    }
  });

  it("of dropout with another `lower` drops in a training step as before, and one with another `training` does that", () => {
    const dropping = graph({ X: f32("batch", 2) }, ({ X }) => ({ loss: mean(dropout(dense(X, { units: 3 }), 0.5)) }));
    const step = (copy: Op) => print(trainStep(dropping, { minimize: "loss", optimizer: sgd(), ops: withCopy(copy) }));
    const original = step(composite("dropout"));
    expect(original).toContain("randomUniform");
    expect(step({ ...composite("dropout"), lower: ([x]) => x })).toBe(original);
    expect(step({ ...composite("dropout"), training: ([x]) => x })).not.toContain("randomUniform");
    expect(step({ ...composite("dropout"), definition: ([x]) => x })).not.toContain("randomUniform");
  });

  it("with the same kernel is differentiated as before, whatever else it says", () => {
    const { kernel, ...rest } = primitive("exp");
    const ops = withCopy({ ...rest, kernel, elementwise: true });
    expect(print(gradients(slope, { of: "y", with: ["x"], ops }))).toBe(print(gradients(slope, { of: "y", with: ["x"] })));
  });

  it("with another definition is differentiated through its parts", () => {
    const ops = withCopy({ ...composite("relu"), definition: ([x]) => exp(x) });
    expect(vjpOf(ops.get("relu") as Op)).toBeUndefined();
    const { nodes } = gradients(network, { of: "loss", ops });
    expect([nodes.relu1?.op, nodes["d.dense1"]?.op]).toEqual(["exp", "chainMul"]);
  });

  it("with another kernel has no derivative, which is an error where a gradient would go through it", () => {
    const ops = withCopy({ ...primitive("exp"), kernel: () => () => {} });
    const derive = (of: Graph<any, any>) => () => gradients(of, { of: "y", with: ["x"], ops });
    const message = `
      "GraphError no-vjp at exp1
      gradients: every primitive must state its derivative, got "exp" without one (node "exp1"); give it a vjp, or "not-differentiable""
    `;
    expect(thrown(derive(slope))).toMatchInlineSnapshot(message);
    // A path around it is not enough: the gradient would be wrong.
    expect(thrown(derive(graph({ x: f64(3) }, ({ x }) => ({ y: sum(add(x, exp(x))) }))))).toMatchInlineSnapshot(message);
    // Where no gradient goes through it, it does not matter.
    derive(graph({ x: f64(3), z: f64(3) }, ({ x, z }) => ({ y: sum(add(x, exp(z))) })))();
  });

  it("with a `vjp` of its own is differentiated by that, without the pair of the original", () => {
    const vjp = composite("crossentropy").vjp ?? "not-differentiable";
    const own = { ...composite("crossentropy"), vjp } as const;
    expect([vjpOf(own), fusedVjpOf(own)]).toEqual([vjp, undefined]);
    const fusedVjp = { input: 0, producer: "softmax", vjp: () => undefined };
    expect(fusedVjpOf({ ...own, fusedVjp })).toBe(fusedVjp);
    expect(fusedVjpOf({ ...composite("crossentropy"), fusedVjp })).toBe(fusedVjp);
  });
});

it("an op of yours that shares no function with one of dagrad has what it says, whatever its name", () => {
  const mine: Op = { name: "exp", inputs: ["x"], attrs: {}, infer: ([x]) => x, definition: ([x]) => x };
  expect([vjpOf(mine), fusedVjpOf(mine)]).toEqual([undefined, undefined]);
  const stated: Op = { ...mine, vjp: (dy) => [() => dy] };
  expect(vjpOf(stated)).toBe(stated.vjp);
});

it("an op that has no derivative by its own statement passes nothing on, without an error", () => {
  expect(vjpOf(primitive("argmax"))).toBe("not-differentiable");
  const ops = opSet(withCopy({ ...primitive("exp"), kernel: () => () => {}, vjp: "not-differentiable" }));
  const both = graph({ x: f64(3) }, ({ x }) => ({
    y: mean(add(x, apply(ops.get("exp") as Op, [x]) as Tensor as typeof x)),
    at: argmax(x),
  }));
  expect(Object.keys(gradients(both, { of: "y", with: ["x"], ops }).outputs)).toEqual(["y", "at", "d.x"]);
});
