import { expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { dynamic } from "../../graph/dynamic.ts";
import { f32 } from "../../graph/input.ts";
import { dense, relu } from "../../ops/index.ts";

it("dynamic(x) is x itself: a network of any depth is checked when it is built", () => {
  const units = [8, 16, 3];
  const network = graph({ x: f32("batch", 4) }, ({ x }) => {
    expect(dynamic(x)).toBe(x);
    let h = dynamic(x);
    for (const count of units) h = relu(dense(h, { units: count }));
    return { h };
  });
  expect(network.nodes[network.outputs.h as string]?.shape).toEqual(["batch", 3]);
});
