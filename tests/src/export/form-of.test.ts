import { describe, expect, test } from "vitest";
import { apply } from "../../../graph/apply.ts";
import { graph } from "../../../graph/build.ts";
import { diff } from "../../../graph/diff.ts";
import { f32 } from "../../../graph/input.ts";
import { atom } from "../../../graph/notation.ts";
import { type Composite, defineOp, meaningOf, type Op, type OpSet, opSet, type Primitive } from "../../../graph/op.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { forms } from "../../../ops/forms.ts";
import { standardOps } from "../../../ops/index.ts";
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
const ops = opSet(standardOps, blendOp, cubeOp);
const network = graph({ x: f32(2), z: f32(2) }, ({ x, z }) => ({
  y: apply(cubeOp, [apply(blendOp, [op.add(x, z), z]) as Tensor]) as Tensor,
}));
/** Class and label of the nodes that the two ops make, in DOT text. */
const boxes = (source: string): string[] =>
  [...source.matchAll(/^ *"(cube1|blend1)" \[class="(\w+)", label="([^"]*)"/gm)].map(([, id, role, label]) => `${id}: ${role}, ${label}`);

describe("an op of yours without picture and notation", () => {
  test("is written by its name over its operands", () => {
    expect(text(network, "y", { ops })).toBe("cube(blend(x + z, z))");
    expect(latex(network, "y", { ops })).toBe(
      "y = \\operatorname{cube}\\!\\left(\\operatorname{blend}\\!\\left(x + z,\\, z\\right)\\right)",
    );
  });

  test("is drawn as a box with its name in all pictures", () => {
    expect(boxes(dot(network, { level: "formula", ops }))).toMatchInlineSnapshot(`
      [
        "cube1: function, cube",
        "blend1: op, · ÷ 2",
      ]
    `);
    expect(boxes(dot(network, { level: "layers", ops }))).toMatchInlineSnapshot(`
      [
        "blend1: function, Blend",
        "cube1: function, cube",
      ]
    `);
    const longer = graph({ x: f32(2), z: f32(2) }, ({ x, z }) => ({ y: apply(blendOp, [x, z]) as Tensor }));
    expect(boxes(diffDot(diff(network, longer), network, longer, { ops }))).toMatchInlineSnapshot(`
      [
        "blend1: function, ~ blend1\\n2",
        "cube1: function, − cube1\\n2",
      ]
    `);
  });

  test("has no NumPy: the error says what to add", () => {
    expect(thrown(() => numpy(network, "y", { ops }))).toMatchInlineSnapshot(`
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

test("an op of dagrad is drawn and written as its form says, a leaf has none", () => {
  for (const one of standardOps.values()) expect(formOf(one)).toEqual(forms.get(meaningOf(one)));
  expect(formOf(standardOps.get("parameter"))).toBeUndefined();
});

describe("a copy of an op of dagrad", () => {
  const softmax = standardOps.get("softmax") as Composite;
  const probabilities = graph({ x: f32(2, 3) }, ({ x }) => ({ p: op.softmax(x) }));
  const withCopy = (copy: Op) => ({ ops: new Map(standardOps).set("softmax", copy) });
  const shown = (set: { readonly ops: OpSet }): string[] => [
    dot(probabilities, { level: "formula", ...set }),
    dot(probabilities, { level: "layers", ...set }),
    latex(probabilities, "p", set),
    numpy(probabilities, "p", set),
    text(probabilities, "p", set),
  ];

  test("with another `lower` is drawn and written as before; NumPy is that of what it is lowered to", () => {
    const before = shown({ ops: standardOps });
    expect(shown(withCopy({ ...softmax }))).toEqual(before);
    const copied = shown(withCopy({ ...softmax, lower: softmax.definition }));
    expect(copied.toSpliced(3, 1)).toEqual(before.toSpliced(3, 1));
    expect(copied[3]).not.toContain("np.max");
  });

  test("is drawn or written as it says itself, where it does", () => {
    const picture = { role: "op", label: "softmax!" } as const;
    expect(formOf({ ...softmax, picture })).toEqual({ picture, notation: formOf(softmax).notation });
  });

  test("with another definition or kernel is an op of yours", () => {
    const { role, label, title } = formOf({ ...softmax, definition: ([x]) => x }).picture;
    expect([role, typeof label === "function" && label({ axis: 1 }, [], []), title]).toEqual(["function", "softmax, axis 1", undefined]);
    const exp = standardOps.get("exp") as Primitive;
    expect(formOf({ ...exp, kernel: () => () => {} }).picture).toEqual({ role: "function", label: "exp" });
    expect(formOf({ ...exp, kernel: () => () => {} }).notation.numpy).toBeUndefined();
  });
});
