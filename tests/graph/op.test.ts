import { describe, expect, it } from "vitest";
import { apply } from "../../graph/apply.ts";
import { graph } from "../../graph/build.ts";
import { check } from "../../graph/check/check.ts";
import { defineOp } from "../../graph/define-op.ts";
import { f32 } from "../../graph/input.ts";
import { atom } from "../../graph/notation.ts";
import { type Operands, opSet, type TensorType } from "../../graph/op.ts";
import { opsOf } from "../../graph/ops-of.ts";
import { expOp } from "../../ops/elementwise/exp.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { thrown } from "./thrown.ts";
import { op } from "./untyped-ops.ts";

describe("defineOp and opSet", () => {
  it("refuse names that are none, names of leaves, and two ops of one name", () => {
    const defined = (name: string) => () => defineOp({ ...expOp, name, vjp: "not-differentiable" });
    expect(thrown(defined("two words"))).toMatchInlineSnapshot(`
      "GraphError bad-name
      defineOp: a name is letters and digits, got "two words"; rename the op"
    `);
    expect(thrown(defined("input"))).toMatchInlineSnapshot(`
      "GraphError bad-name
      defineOp: a name must not be that of a leaf, got "input"; rename the op"
    `);
    expect(thrown(() => opSet(expOp, defined("exp")()))).toMatchInlineSnapshot(`
      "GraphError duplicate-op
      ops: two ops must not share a name, got two "exp"; rename one"
    `);
    expect([...opSet(expOp, opSet(expOp)).keys()]).toEqual(["exp"]);
  });

  it("demand of a primitive of your own that it states its derivative, or that there is none", () => {
    const cube = { name: "cube", inputs: ["x"], attrs: {}, infer: ([x]: Operands<TensorType>) => x, kernel: () => () => {} };
    // @ts-expect-error: there is no vjp.
    expect(thrown(() => defineOp(cube))).toMatchInlineSnapshot(`
      "GraphError no-vjp
      defineOp: a primitive must state its derivative, got "cube" without one; give it a vjp, or "not-differentiable""
    `);
    expect(thrown(() => defineOp({ ...expOp, vjp: undefined as never }))).toMatch(/^GraphError no-vjp\n/);
    defineOp({ ...cube, vjp: "not-differentiable" });
  });

  it("refuse fields that nobody reads, fields of another kind, and an op that computes nothing", () => {
    const fine = { name: "cube", inputs: ["x"], attrs: {}, infer: ([x]: Operands<TensorType>) => x, vjp: "not-differentiable" };
    const refused = (changes: object) => thrown(() => defineOp({ ...fine, definition: ([x]: Operands<never>) => x, ...changes } as never));
    expect([
      refused({ lowered: 1 }),
      refused({ name: 3 }),
      refused({ inputs: "x" }),
      refused({ infer: undefined }),
      refused({ attrs: null }),
      refused({ attrs: { slope: "float" } }),
      refused({ attrs: { slope: 0.1 } }),
      refused({ states: "x" }),
      refused({ states: ["mean"] }),
      thrown(() => defineOp(fine as never)),
      thrown(() => defineOp(null as never)),
      thrown(() => defineOp("relu" as never)),
    ]).toMatchInlineSnapshot(`
      [
        "OpError bad-option
      defineOp: options must be some of { name, inputs, attrs, infer, better, picture, notation, vjp, identity, definition, lower, training, states, fusedVjp, together, elementwise, apart, folds, emitter, refusesSizes, scalar, reduce, move, view, index, accumulate, product, random, known, kernel }, got "lowered"; did you mean lower?",
        "GraphError bad-name
      defineOp: a name is letters and digits, got 3; rename the op",
        "GraphError bad-op
      defineOp: inputs must be a list of names, such as ["x"], got "x" for "cube"; correct it",
        "GraphError bad-op
      defineOp: infer must be a function, got nothing for "cube"; correct it",
        "GraphError bad-op
      defineOp: attrs must be the kinds of the attributes, {} for none, got null for "cube"; correct it",
        "GraphError bad-op
      defineOp: attrs.slope must be a kind such as "number", or a list of choices, got "float" for "cube"; correct it",
        "GraphError bad-op
      defineOp: attrs.slope must be a kind such as "number", or a list of choices, got 0.1 for "cube"; correct it",
        "GraphError bad-op
      defineOp: states must be a list of names of its inputs, got "x" for "cube"; correct it",
        "GraphError bad-op
      defineOp: states must be a list of names of its inputs, got ["mean"] for "cube"; correct it",
        "GraphError bad-op
      defineOp: definition must be a formula, or one of scalar, reduce, move … there, got nothing for "cube"; correct it",
        "OpError bad-option
      defineOp: options must be an object, some of { name, inputs, attrs, infer, better, picture, notation, vjp, identity, definition, lower, training, states, fusedVjp, together, elementwise, apart, folds, emitter, refusesSizes, scalar, reduce, move, view, index, accumulate, product, random, known, kernel }, got null; name what you give",
        "OpError bad-option
      defineOp: options must be an object, some of { name, inputs, attrs, infer, better, picture, notation, vjp, identity, definition, lower, training, states, fusedVjp, together, elementwise, apart, folds, emitter, refusesSizes, scalar, reduce, move, view, index, accumulate, product, random, known, kernel }, got "relu"; write { name: "relu" }",
      ]
    `);
  });

  it("take every op of dagrad", () => {
    for (const one of standardOps.values()) expect(defineOp(one as never)).toBe(one);
  });

  it("accept ops of your own, which build and check as the standard ones do", () => {
    const halveOp = defineOp({
      name: "halve",
      inputs: ["x"],
      attrs: {},
      infer: ([x]) => x,
      picture: { role: "function", label: "½" },
      notation: { text: ([x]) => atom(`½ ${x.text}`), latex: ([x]) => atom(`\\frac12 ${x.text}`) },
      definition: ([x]) => op.mul(x, 0.5),
    });
    const one = graph({ X: f32("batch", 2) }, ({ X }) => ({ y: op.exp(apply(halveOp, [X])) }));
    expect(Object.keys(one.nodes)).toEqual(["X", "halve1", "exp1"]);
    check(one);
    expect([...opsOf(one).values()]).toEqual([halveOp, expOp]);
  });
});
