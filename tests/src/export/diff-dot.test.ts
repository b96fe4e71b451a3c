import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import { diff } from "../../../graph/edit/diff.ts";
import type { Graph } from "../../../graph/graph.ts";
import { f32, f64 } from "../../../graph/input.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { diffDot } from "../../../src/export/diff-dot.ts";
import { layout } from "../../../src/render/layout.ts";
import { network } from "../../fixtures/fig-1.13.ts";
import { op } from "../../graph/untyped-ops.ts";
import { labelsOf, textsOf } from "./labels.ts";

/** Fig 1.13 with five neurons in the first layer, another activation in the second, another reduction, an output more. */
const changed: Graph = graph({ X: f64(1, 4), y: f64(1, 3) }, ({ X, y }, g) => {
  const a1 = g.scope("Hidden layer 1", () => op.relu(op.dense(X, { units: 5 })));
  const a2 = g.scope("Hidden layer 2", () => op.sigmoid(op.dense(a1, { units: 4 })));
  const p = op.softmax(g.scope("Output layer", () => op.dense(a2, { units: 3 })));
  return { p, L: op.crossentropy(p, y, { reduction: "sum" }) };
});

const chain = (length: number, last: (x: Tensor) => Tensor): Graph =>
  graph({ x: f32(4) }, ({ x }) => {
    let h: Tensor = x;
    for (let i = 0; i < length; i++) h = op.exp(h);
    return { y: last(h) };
  });

describe("diffDot", () => {
  test("draws what was added, removed and changed, to the byte as ever, and Graphviz shows every label", async () => {
    const text = diffDot(diff(network, changed), network, changed, { title: "Fig 1.13, edited" });
    await expect(text).toMatchFileSnapshot("../../output/fig-1.13-diff.dot");
    const shown = new Set(textsOf(await layout(text)));
    for (const label of labelsOf(text)) expect(shown).toContain(label);
  });

  test("tells the three apart without colour: by a sign, dashes and the weight of lines", () => {
    const text = diffDot(diff(network, changed), network, changed);
    expect(text).toMatch(/label="\+ sigmoid1.*style="filled,rounded".*penwidth="2\.2"/);
    expect(text).toMatch(/label="− relu2.*style="filled,rounded,dashed"/);
    expect(text).toMatch(/label="~ crossentropy1\\nscalar\\nreduction mean → sum".*style="filled,rounded,bold"/);
    expect(text).toMatch(/"dense2" -> "relu2" \[.*style="dashed"\]/);
    expect(text).toMatch(/"dense2" -> "sigmoid1" \[.*style="bold"\]/);
  });

  test("swapped, turns added into removed", () => {
    expect(labelsOf(diffDot(diff(changed, network), changed, network))).toEqual(expect.arrayContaining(["− sigmoid1", "+ relu2", "− p"]));
  });

  test("of equal graphs says so", () => {
    expect(labelsOf(diffDot(diff(network, network), network, network))[0]).toBe("no difference");
  });

  test("of more than 60 nodes draws what changed and what touches it", () => {
    const [before, after] = [chain(2000, (x) => op.sin(x)), chain(2000, (x) => op.cos(x))];
    const labels = labelsOf(diffDot(diff(before, after), before, after));
    expect(labels.slice(0, 2)).toEqual(["+ 1 added − 1 removed ~ 0 changed", "2,000 unchanged nodes are not shown"]);
    expect(labels).toEqual(expect.arrayContaining(["exp2000", "+ cos1", "− sin1", "~ y"]));
    expect(labels).not.toContain("exp1");
  });
});
