import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import type { Graph } from "../../../graph/graph.ts";
import { f32 } from "../../../graph/input.ts";
import { marked, signsFor, writeMarks, writtenWithMarks } from "../../../src/export/formula/marks.ts";
import { type LatexForm, latex } from "../../../src/export/latex.ts";
import { network, transposedNetwork } from "../../fixtures/fig-1.13.ts";
import { randomGraph } from "../../graph/random-graph.ts";
import { op } from "../../graph/untyped-ops.ts";
import { attention, chapter5, residual } from "./networks.ts";

const forms = ["compact", "steps", "nested"] as const satisfies readonly LatexForm[];
const networks: readonly Graph[] = [network, transposedNetwork("batch"), chapter5, residual, attention];

/** The parts that write each node, without the marks of inner parts. */
function partsOf(net: Graph, output: string, form: LatexForm): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  latex(net, output, {
    form,
    mark: (id, tex) => {
      parts.set(id, [...(parts.get(id) ?? []), tex]);
      return tex;
    },
  });
  return parts;
}

describe("latex with marks", () => {
  test.each(forms)("is the formula without them where a mark changes nothing: %s", (form) => {
    for (const net of networks)
      for (const output of Object.keys(net.outputs))
        expect(latex(net, output, { form, mark: (_, tex) => tex })).toBe(latex(net, output, { form }));
  });

  test("the same of random graphs", () => {
    fc.assert(
      fc.property(randomGraph, fc.constantFrom(...forms), (net, form) => {
        for (const output of Object.keys(net.outputs))
          expect(latex(net, output, { form, mark: (_, tex) => tex })).toBe(latex(net, output, { form }));
      }),
      { numRuns: 60, seed: 15 },
    );
  });

  test("has each part marked with its node, names in all their places, inner parts within outer ones", () => {
    const parts = partsOf(chapter5, "probabilities", "compact");
    expect(parts.get("softmax1.exp1")).toEqual(["e^{z_{i,l}}", "e^{z_{i,k}}"]);
    expect(parts.get("dense1")).toEqual(["X w_1 + b_1"]);
    expect(parts.get("dense2")).toEqual(["z_{i,l}", "z_{i,k}", "z", "\\max\\!\\left(0,\\, X w_1 + b_1\\right) w_2 + b_2"]);
    expect(parts.get("dense1.weights")).toEqual(["w_1"]);
    expect(parts.get("relu1")).toEqual(["\\max\\!\\left(0,\\, X w_1 + b_1\\right)"]);
    const classes = latex(chapter5, "probabilities", { mark: (id, tex) => `\\htmlClass{${id}}{${tex}}` });
    expect(classes).toContain("\\htmlClass{dense1}{\\htmlClass{X}{X} \\htmlClass{dense1.weights}{w_1} + \\htmlClass{dense1.biases}{b_1}}");
  });

  test("keeps what depends on the kind of sign: log of a symbol has no brackets", () => {
    const steps = latex(network, "L", { form: "steps", mark: (id, tex) => `\\htmlClass{${id}}{${tex}}` });
    expect(latex(network, "L", { form: "steps" })).toMatch(/\\log p_l/);
    expect(steps).toMatch(/\\log \\htmlClass\{softmax1\}\{p_l\}/);
    expect(steps).not.toContain("\\log\\!\\left(\\htmlClass");
  });

  test("has every op of the formula that is written as such marked", () => {
    for (const form of forms) {
      const ids = [...partsOf(network, "L", form).keys()];
      for (const id of ["X", "dense1.weights", "dense3.biases", "relu2", "softmax1.exp1", "y"]) expect(ids).toContain(id);
    }
  });

  test("marks by words where a notation looks at its operand: not the l of log", () => {
    const signs = signsFor([]);
    const write = ([x]: readonly { text: string; binds: number }[]) => ({
      text: /^\w$/.test(x?.text ?? "") ? `\\log ${x?.text}` : "else",
      binds: 1,
    });
    const term = writtenWithMarks(write as never, [marked({ text: "l", binds: 5 }, 3, signs)], signs);
    expect(writeMarks(term.marked as string, (node, part) => `[${node}:${part}]`, signs)).toBe("\\log [3:l]");
  });

  test("titles may hold any signs", () => {
    const title = "\u{f0000}7\u{f0001} \u{f0002}";
    const net = graph({ x: f32(2) }, ({ x }, g) => ({ y: g.scope(title, () => op.exp(x)) }));
    expect(latex(net, "y", { form: "nested", mark: (_, tex) => tex })).toBe(latex(net, "y", { form: "nested" }));
  });
});
