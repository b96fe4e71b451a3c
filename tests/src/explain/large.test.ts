import { describe, expect, it } from "vitest";
import { finish } from "../../../graph/build.ts";
import { GraphBuilder } from "../../../graph/builder.ts";
import type { NodeId } from "../../../graph/graph.ts";
import type { AnyTensor, Value } from "../../../graph/op.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { neg } from "../../../ops/elementwise/neg.ts";
import type { Computed } from "../../../src/explain/computed.ts";
import { explainStep } from "../../../src/explain/explain-step.ts";
import { notFinite } from "../../../src/explain/not-finite.ts";
import { silentUnits } from "../../../src/explain/silent-units.ts";
import { stepsOf } from "../../../src/explain/steps-of.ts";
import { gradients } from "../../../src/train/gradients.ts";

/** x → −x → x → … of so many nodes, differentiated: twice as many. */
function chain(count: number) {
  const builder = new GraphBuilder();
  const x = builder.leaf("input", {}, { shape: [], dtype: "float32" }, "x");
  let y: Tensor = x;
  for (let i = 0; i < count; i++) y = neg(y as AnyTensor) as Tensor;
  return gradients(finish(builder, ["x"], { loss: y.id }), { of: "loss", with: ["x"] });
}

/** The value of every node, and how often one was asked for. */
function counted(graph: Computed["graph"], number: number): Computed & { asked: number } {
  const value: Value = { data: Float32Array.of(number), shape: [], dtype: "float32" };
  const computed = {
    graph,
    asked: 0,
    value: (_: NodeId) => {
      computed.asked++;
      return value;
    },
  };
  return computed;
}

describe("100,000 nodes and their gradients", () => {
  const graph = chain(100_000);

  it("have as many steps forward and backward, none of which overflows the stack", () => {
    const steps = stepsOf(graph);
    expect(steps.filter(({ phase }) => phase === "forward").length).toBe(100_000);
    expect(steps.filter(({ phase }) => phase === "backward").length).toBeGreaterThanOrEqual(100_000 - 1);
    expect(explainStep(counted(graph, 2), steps.at(-1) as never, 0)[0]?.length).toBeGreaterThan(2);
  });

  it("are looked at a few times each for roots, whose path is as long as it is", () => {
    const computed = counted(graph, Number.NaN);
    const [root] = notFinite(computed);
    expect(root?.node).toBe("x");
    expect(root?.path.length).toBe(100_001);
    expect(computed.asked).toBeLessThan(10 * 200_000);
  });

  it("are looked at a few times each for silent units", () => {
    const computed = counted(graph, 2);
    expect(silentUnits(computed).size).toBe(0);
    expect(computed.asked).toBeLessThan(10 * 200_000);
  });
});
