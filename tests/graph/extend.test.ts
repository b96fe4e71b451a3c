import { expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { check } from "../../graph/check/check.ts";
import { extend } from "../../graph/extend.ts";
import { include } from "../../graph/include.ts";
import { f32 } from "../../graph/input.ts";
import { op } from "./untyped-ops.ts";

const inner = graph({ x: f32("batch", 3) }, ({ x }) => ({ h: op.tanh(op.dense(x, { units: 2 })) }));

it("a graph that is extended takes in another one beside what it has", () => {
  const outer = graph({ w: f32(2, 3) }, ({ w }, g) => ({ ...include(g, inner, { x: w }) }));
  const extended = extend(outer, (node, g) => ({ more: include(g, inner, { x: node("w") as never }).h }));
  check(extended);
  expect(extended.outputs).toEqual({ h: "included1.tanh1", more: "included2.tanh1" });
});
