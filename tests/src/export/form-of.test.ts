import { describe, expect, test } from "vitest";
import { apply } from "../../../graph/apply.ts";
import { graph } from "../../../graph/build.ts";
import { diff } from "../../../graph/edit/diff.ts";
import { f32 } from "../../../graph/input.ts";
import { atom } from "../../../graph/notation.ts";
import { defineOp } from "../../../graph/op.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { standardOps } from "../../../ops/standard-ops.ts";
import { diffDot } from "../../../src/export/diff-dot.ts";
import { dot } from "../../../src/export/dot.ts";
import { formOf } from "../../../src/export/form-of.ts";
import { latex } from "../../../src/export/latex.ts";
import { numpy } from "../../../src/export/numpy.ts";
import { text } from "../../../src/export/text.ts";
import { thrown } from "../../graph/thrown.ts";
import { op } from "../../graph/untyped-ops.ts";

/** blend(x, y) = (x + y) ÷ 2, an op that says nothing of how it is drawn and written. */
const blendOp = defineOp({
  name: "blend",
  inputs: ["x", "y"],
  attrs: {},
  infer: ([x]) => x,
  definition: ([x, y]) => op.div(op.add(x, y), 2),
});
/** cube(x) = x³, a primitive that says nothing of it. */
const cubeOp = defineOp({
  name: "cube",
  inputs: ["x"],
  attrs: {},
  infer: ([x]) => x,
  elementwise: true,
  vjp: "not-differentiable",
  kernel: () => () => {},
});
const network = graph({ x: f32(2), z: f32(2) }, ({ x, z }) => ({
  y: apply(cubeOp, [apply(blendOp, [op.add(x, z), z]) as Tensor]) as Tensor,
}));
/** Class and label of the nodes that the two ops make, in DOT text. */
const boxes = (source: string): string[] =>
  [...source.matchAll(/^ *"(cube1|blend1)" \[class="(\w+)", label="([^"]*)"/gm)].map(([, id, role, label]) => `${id}: ${role}, ${label}`);

describe("an op of yours without picture and notation", () => {
  test("is written by its name over its operands", () => {
    expect(text(network, "y")).toBe("cube(blend(x + z, z))");
    expect(latex(network, "y")).toBe("y = \\operatorname{cube}\\!\\left(\\operatorname{blend}\\!\\left(x + z,\\, z\\right)\\right)");
  });

  test("is drawn as a box with its name in all pictures", () => {
    expect(boxes(dot(network, { level: "formula" }))).toMatchInlineSnapshot(`
      [
        "cube1: function, cube",
        "blend1: op, · ÷ 2",
      ]
    `);
    expect(boxes(dot(network, { level: "layers" }))).toMatchInlineSnapshot(`
      [
        "blend1: function, Blend",
        "cube1: function, cube",
      ]
    `);
    const longer = graph({ x: f32(2), z: f32(2) }, ({ x, z }) => ({ y: apply(blendOp, [x, z]) as Tensor }));
    expect(boxes(diffDot(diff(network, longer), network, longer))).toMatchInlineSnapshot(`
      [
        "blend1: function, ~ blend1\\n2",
        "cube1: function, − cube1\\n2",
      ]
    `);
  });

  test("has no NumPy: the error says what to add", () => {
    expect(thrown(() => numpy(network, "y"))).toMatchInlineSnapshot(`
      "GraphError no-numpy at cube1
      numpy: every primitive must have a NumPy notation, got "cube" without one (node "cube1"); add notation.numpy to it"
    `);
  });
});

test("an op of yours may give one of picture and notation, and has the default of the other", () => {
  const drawn = { ...cubeOp, picture: { role: "op", label: "³" } } as const;
  const written = { ...cubeOp, notation: { text: () => atom("x³"), latex: () => atom("x^{3}") } };
  expect(formOf(drawn).picture).toBe(drawn.picture);
  expect(formOf(drawn).notation.text([atom("x")] as never, {}, { index: "", bound: "", ranks: [1] }).text).toBe("cube(x)");
  expect(formOf(written)).toEqual({ picture: { role: "function", label: "cube" }, notation: written.notation });
});

test("every op of dagrad says itself how it is drawn and written; a leaf has no form", () => {
  for (const one of standardOps.values()) expect(formOf(one)).toEqual({ picture: one.picture, notation: one.notation });
  expect(formOf(standardOps.get("parameter"))).toBeUndefined();
});
