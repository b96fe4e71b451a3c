import { describe, expect, it } from "vitest";
import { graph } from "../../../graph/build.ts";
import { canonicalOrder } from "../../../graph/canonical-order.ts";
import { check } from "../../../graph/check/check.ts";
import { applyEdit } from "../../../graph/edit/apply-edit.ts";
import { diff } from "../../../graph/edit/diff.ts";
import { edit } from "../../../graph/edit/edit.ts";
import { History } from "../../../graph/edit/history.ts";
import { bypass, removeUnused, replaceUses } from "../../../graph/edit/rewire.ts";
import type { Graph } from "../../../graph/graph.ts";
import { f32, f64, u8 } from "../../../graph/input.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { print } from "../../../graph/print/print.ts";
import { printDiff } from "../../../graph/print/print-diff.ts";
import { add, crossentropy, dense, dropout, exp, mean, mul, neg, pow, relu, softmax, sub, sum, tanh } from "../../../ops/index.ts";
import { kernelOf } from "../../../src/backends/reference/kernel-of.ts";
import { reference } from "../../../src/backends/reference/reference.ts";
import { random } from "../../../src/data/random.ts";
import { dot } from "../../../src/export/dot.ts";
import { cotangentsOf } from "../../../src/export/drawing/cotangents.ts";
import { parse } from "../../../src/parse.ts";
import { lower } from "../../../src/passes/lower.ts";
import { rewrite } from "../../../src/passes/rewrite.ts";
import { select } from "../../../src/passes/select.ts";
import { simplify } from "../../../src/passes/simplify.ts";
import { widen } from "../../../src/passes/widen.ts";
import { compile } from "../../../src/run/compile.ts";
import { checkGradients } from "../../../src/train/check-gradients.ts";
import { fromCheckpoint, toCheckpoint } from "../../../src/train/checkpoint.ts";
import { fit } from "../../../src/train/fit.ts";
import { gradients } from "../../../src/train/gradients.ts";
import { sgd } from "../../../src/train/sgd.ts";
import { trainStep } from "../../../src/train/train-step.ts";
import { thrown } from "../../graph/thrown.ts";

/** loss = Σ exp(x w + b), x + b of one shape, so that one node is the cotangent of both. */
const network: Graph = graph({ x: f32(2) }, ({ x }, g) => {
  const [w, b] = [g.parameter("w", [2], { init: [1, 2] }), g.parameter("b", [2], { init: "zeros" })];
  return { loss: sum(exp(add(mul(x, w), b))) };
});
const derived = gradients(network, { of: "loss" }) as Graph;
const said = (one: Graph) => one.gradients;

describe("what gradients makes is data", () => {
  it("which node is the cotangent of which, of what, and which were asked for", () => {
    check(derived);
    expect(said(network)).toBeUndefined();
    expect("gradients" in network).toBe(false);
    expect(said(derived)).toEqual([
      { of: "sum1", with: ["w", "b"], cotangents: { exp1: "d.exp1", add1: "d.add1", mul1: "d.add1", b: "d.add1", w: "d.w" } },
    ]);
    expect(Object.isFrozen(said(derived)?.[0]?.cotangents)).toBe(true);
  });

  it("is printed below the updates, one line each, and not where there is none", () => {
    expect(print(derived).split("\n").slice(-9).join("\n")).toMatchInlineSnapshot(`
      "output loss = sum1
      output d.w = d.w
      output d.b = d.add1
      gradients of sum1 by w, b
      ∂sum1/∂exp1 = d.exp1
      ∂sum1/∂add1 = d.add1
      ∂sum1/∂b = d.add1
      ∂sum1/∂mul1 = d.add1
      ∂sum1/∂w = d.w"
    `);
    expect(print(network)).not.toMatch(/gradients|∂/);
  });

  it("is written and read with the graph", () => {
    expect(parse(JSON.stringify(derived))).toEqual(derived);
  });

  it("holds each value that the reference computes: ∂loss/∂node of every node that has one", () => {
    // By hand: ∂loss/∂(x w + b) = exp(x w + b), times x for w.
    const program = compile({ ...derived, outputs: { ...said(derived)?.[0]?.cotangents } } as Graph<any, any>, { backend: reference });
    const values = program.run({ x: [0.5, -1] }) as Record<string, { readonly data: ArrayLike<number> }>;
    const slopes = [Math.exp(0.5), Math.exp(-2)];
    for (const id of ["add1", "mul1", "b"]) for (const [i, slope] of slopes.entries()) expect(values[id]?.data[i]).toBeCloseTo(slope, 6);
    for (const [i, slope] of slopes.entries()) expect(values.w?.data[i]).toBeCloseTo(slope * ([0.5, -1][i] as number), 6);
    expect(values.exp1?.data[0]).toBe(1);
  });

  it("grows by one entry with each call, of second derivatives too", () => {
    const cubic: Graph = graph({ x: f64() }, ({ x }) => ({ y: pow(x, 3) }));
    const once = gradients(cubic, { of: "y", with: ["x"] });
    const twice = gradients(once, { of: "d.x", with: ["x"] }) as Graph;
    check(twice);
    expect(said(twice)?.map(({ of, with: asked, cotangents }) => [of, asked, cotangents.x])).toEqual([
      ["pow1", ["x"], "d.x"],
      ["d.x", ["x"], "d2.x"],
    ]);
    expect(
      cotangentsOf(twice)
        .filter(({ asked }) => asked)
        .map(({ name }) => name),
    ).toEqual(["∂x", "∂²x"]);
  });

  it("says an id once that is asked for twice", () => {
    expect(said(gradients(network, { of: "loss", with: ["w", "w"] }) as Graph)?.[0]?.with).toEqual(["w"]);
  });
});

describe("names are only names", () => {
  /** Outputs, nodes and scopes as differentiation would call them. */
  const misleading: Graph = graph({ x: f64(2) }, ({ x }, g) => {
    const w = g.parameter("w", [2], { init: [1, 2], dtype: "float64" });
    const fake = g.scope("backward", () => mul(x, w, { name: "d.w" }));
    return { "d.w": fake, "d.x": x, loss: sum(exp(fake)) };
  });

  it("nodes and outputs of the user's that are called d.w are no gradients: to pictures, training and checks", () => {
    expect(dot(misleading)).not.toContain("∂");
    expect(checkGradients(misleading, { x: [0.5, -1] }, { of: "loss" })).toMatchObject({ ok: true, tensors: [{ id: "w" }] });
    const step = trainStep(misleading, { minimize: "loss", optimizer: sgd({ learningRate: 0.25 }) }) as Graph;
    expect(Object.keys(step.outputs)).toEqual(["d.w", "d.x", "loss", "learningRate"]);
    expect(Object.keys(step.updates)).toEqual(["sgd.step", "w"]);
    const program = compile(step as Graph<any, any>, { backend: reference });
    program.run({ x: [0.5, -1] });
    // w − rate · exp(x w) x
    const wanted = [1 - 0.25 * Math.exp(0.5) * 0.5, 2 + 0.25 * Math.exp(-2)];
    for (const [i, value] of wanted.entries()) expect(program.parameters.w?.data[i]).toBeCloseTo(value, 12);
    const text = dot(gradients(misleading, { of: "loss" }));
    expect(text).toContain("∂w");
    expect(text).toContain('"output d.w"');
  });

  it("an output that is given another name is a gradient still", () => {
    const renamed = { ...derived, outputs: { loss: "sum1", slope: "d.w" } } as Graph;
    check(renamed);
    expect(dot(renamed)).not.toContain('"output slope"');
    expect(
      cotangentsOf(renamed)
        .filter(({ asked }) => asked)
        .map(({ of }) => of),
    ).toEqual(["w"]);
  });

  it("a network and the same network with gradients draw the same numbers, whatever its outputs are called", () => {
    const drawn: Graph = graph({ x: f32("n", 2) }, ({ x }) => {
      const [first, second] = [dense(x, { units: 2 }), dense(x, { units: 3 })];
      return { z: sum(second), "d.early": sum(first), loss: add(sum(first), sum(second)) };
    });
    const parameters = (one: Graph) => compile(one, { random: random(5) }).parameters;
    expect(parameters(gradients(drawn, { of: "loss" }) as Graph)).toEqual(parameters(drawn));
    const leaves = canonicalOrder(drawn).filter((id) => drawn.nodes[id]?.op === "parameter");
    const ordered = canonicalOrder(gradients(drawn, { of: "loss" }) as Graph).filter((id) => drawn.nodes[id]?.op === "parameter");
    expect(ordered).toEqual(leaves);
  });

  it("two losses have derivatives of the first order, each under its name", () => {
    const two: Graph = graph({ x: f64(2) }, ({ x }, g) => {
      const w = g.parameter("w", [2]);
      void w;
      return { a: sum(exp(x), { name: "a" }), b: sum(tanh(x), { name: "b" }) };
    });
    const both = gradients(gradients(two, { of: "a", with: ["x"] }), { of: "b", with: ["x"] }) as Graph;
    expect(
      cotangentsOf(both)
        .filter(({ asked }) => asked)
        .map(({ name }) => name),
    ).toEqual(["∂a/∂x", "∂b/∂x"]);
  });
});

describe("passes", () => {
  const classifier = graph({ X: f32("n", 2), y: u8("n") }, ({ X, y }) => ({
    loss: crossentropy(softmax(dense(relu(dense(X, { units: 3 })), { units: 2 })), y),
  }));
  const trained = gradients(classifier, { of: "loss" }) as Graph;

  it("lowering and widening keep it: ids stay", () => {
    for (const one of [lower(trained), widen(trained)]) {
      check(one);
      expect(said(one)).toEqual(said(trained));
    }
  });

  it("a node that became another one has no cotangent any more; one that stays has", () => {
    const without = rewrite(derived, (_, op) => (op?.name === "exp" ? ([x]) => x as AnyTensor : undefined));
    check(without);
    expect(said(without)?.[0]?.cotangents).toEqual({ add1: "d.add1", mul1: "d.add1", b: "d.add1", w: "d.w" });
  });

  it("simplification follows the nodes that hold cotangents, and forgets those of nodes that became one", () => {
    const doubled: Graph = graph({ x: f32(2) }, ({ x }, g) => {
      const w = g.parameter("w", [2]);
      return { loss: sum(add(exp(mul(x, w)), neg(exp(mul(x, w))))) };
    });
    const simple = simplify(lower(gradients(doubled, { of: "loss" }) as Graph), kernelOf);
    check(simple);
    const cotangents = said(simple)?.[0]?.cotangents ?? {};
    expect(Object.keys(cotangents)).toContain("w");
    expect(Object.keys(cotangents)).not.toContain("mul2");
    for (const id of Object.entries(cotangents).flat()) expect(simple.nodes).toHaveProperty([id]);
  });

  it("what is selected knows what is left", () => {
    const chosen = select(derived, ["d.b"]);
    check(chosen);
    expect(said(chosen)).toEqual(undefined);
    const both = select(derived, ["loss", "d.b"]);
    check(both);
    expect(said(both)).toEqual([{ of: "sum1", with: ["b"], cotangents: { exp1: "d.exp1", add1: "d.add1", mul1: "d.add1", b: "d.add1" } }]);
  });

  it("a training step has it, with dropout written out too", () => {
    const dropping = graph({ X: f32("n", 2) }, ({ X }) => ({ loss: mean(dense(dropout(X, { rate: 0.5 }), { units: 1 })) }));
    const step = trainStep(dropping, { minimize: "loss", optimizer: sgd() }) as Graph;
    check(step);
    expect(said(step)?.map(({ with: asked }) => asked)).toEqual([["dense1.weights", "dense1.biases"]]);
  });
});

describe("edits", () => {
  it("that take a node out take out what was said of it, and give it back when undone", () => {
    const history = new History(derived);
    history.edit((draft) => {
      bypass(draft, "exp1");
      removeUnused(draft);
    });
    check(history.graph);
    expect(said(history.graph)?.[0]?.cotangents).toEqual({ add1: "d.add1", mul1: "d.add1", b: "d.add1", w: "d.w" });
    expect(history.undo()).toEqual(derived);
  });

  it("that take out all of it leave none, and their patches repeat and undo that", () => {
    const {
      graph: cut,
      patches,
      inversePatches,
    } = edit(derived, (draft) => {
      for (const name of ["d.w", "d.b"]) delete draft.outputs[name];
      removeUnused(draft);
    });
    expect("gradients" in cut).toBe(false);
    expect(diff(cut, network).same).toBe(true);
    expect(applyEdit(derived, patches)).toEqual(cut);
    expect(applyEdit(cut, inversePatches)).toEqual(derived);
  });

  it("of other nodes leave it as it is", () => {
    const { graph: other } = edit(derived, (draft) => replaceUses(draft, "exp1", "add1", ["d.add1"]));
    expect(said(other)).toBe(said(derived));
  });

  it("of patches that take out a node alone are refused, and so is what says something of no node", () => {
    const patches = [
      { op: "remove", path: ["outputs", "d.w"] },
      { op: "remove", path: ["nodes", "d.w"] },
    ] as const;
    expect(thrown(() => applyEdit(derived, patches as never))).toMatchInlineSnapshot(`
      "GraphError unknown-node
      applyEdit: gradients[0].cotangents.w must be an existing node, got "d.w"; add it or name another"
    `);
    const asking = (draft: any) => {
      draft.gradients[0].with.push("x");
    };
    expect(thrown(() => edit(derived, asking))).toMatchInlineSnapshot(`
      "GraphError bad-gradient
      edit: gradients[0].with[2] must be a node that has a cotangent, got "x"; add it to cotangents or remove it"
    `);
  });

  it("are told by diff, from and to", () => {
    const other = gradients(network, { of: "loss", with: ["w"] }) as Graph;
    expect(diff(derived, other).same).toBe(false);
    expect(diff(derived, other).gradients).toEqual({ from: said(derived), to: said(other) });
    expect(printDiff(diff(network, other)).split("\n").at(-1)).toBe("+ gradients of sum1 by w: 4 cotangents");
    expect(printDiff(diff(derived, other)).split("\n").slice(-2)).toEqual([
      "- gradients of sum1 by w, b: 5 cotangents",
      "+ gradients of sum1 by w: 4 cotangents",
    ]);
    const unsaid = { ...derived } as { gradients?: unknown };
    delete unsaid.gradients;
    expect(diff(derived, unsaid as Graph)).toMatchObject({ same: false, added: {}, removed: {}, changed: {} });
  });
});

describe("a graph from outside", () => {
  const withGradients = (value: unknown): string => thrown(() => parse(JSON.stringify({ ...derived, gradients: value })));
  const entry = { of: "sum1", with: ["w"], cotangents: { w: "d.w" } };

  it("is refused where it says something of no node, or twice, or in another form", () => {
    expect(withGradients([{ ...entry, of: "nothing" }])).toMatchInlineSnapshot(`
      "FormatError unknown-node
      parse: gradients[0].of must be an existing node, got "nothing"; add it or name another"
    `);
    expect(withGradients([{ ...entry, cotangents: { w: "nothing" } }])).toMatchInlineSnapshot(`
      "FormatError unknown-node
      parse: gradients[0].cotangents.w must be an existing node, got "nothing"; add it or name another"
    `);
    expect(withGradients([{ ...entry, cotangents: { w: "d.w", nothing: "d.w" } }])).toMatchInlineSnapshot(`
      "FormatError unknown-node
      parse: gradients[0].cotangents.nothing must be an existing node, got "nothing"; add it or name another"
    `);
    expect(withGradients([{ ...entry, with: ["w", "w"] }])).toMatchInlineSnapshot(`
      "FormatError bad-gradient
      parse: gradients[0].with[1] must be listed once, got "w" again; remove it"
    `);
    expect(withGradients([entry, { ...entry, with: ["b"] }])).toMatchInlineSnapshot(`
      "FormatError bad-gradient
      parse: gradients[1].with[0] must be a node that has a cotangent, got "b"; add it to cotangents or remove it"
    `);
    expect(withGradients({ 0: entry })).toMatchInlineSnapshot(`
      "FormatError form
      parse: gradients must be a list, got an object; correct it"
    `);
    expect(withGradients([{ ...entry, by: "me" }])).toMatchInlineSnapshot(`
      "FormatError form
      parse: gradients[0] must have only the keys of, with, cotangents, got "by"; remove it"
    `);
    for (const value of [1, "x", null, [null], [{}], [{ ...entry, of: 1 }], [{ ...entry, with: "w" }], [{ ...entry, cotangents: ["w"] }]])
      expect(withGradients(value)).toMatch(/^FormatError form\n/);
    const twice = JSON.stringify(derived).replace('"cotangents":{', '"cotangents":{"w":"d.w",');
    expect(thrown(() => parse(twice))).toMatch(/^FormatError duplicate-key\n/);
    for (const id of ["__proto__", "constructor", "toString"]) {
      const text = JSON.stringify({ ...derived, gradients: [entry] }).replace('"cotangents":{', `"cotangents":{"${id}":"d.w",`);
      expect(thrown(() => parse(text))).toMatch(/^FormatError unknown-node\n/);
    }
  });

  it("that says what is not so is drawn, and ends", () => {
    const nodes = Object.keys(derived.nodes);
    // Every node the cotangent of every other, forward ones too, and of what comes after it.
    for (const shift of [0, 1, 3, 7]) {
      const cotangents = Object.fromEntries(nodes.map((id, i) => [id, nodes[(i + shift) % nodes.length] as string]));
      for (const of of ["x", "sum1", "d.w"]) {
        const odd = parse(JSON.stringify({ ...derived, gradients: [{ of, with: nodes, cotangents }] }));
        for (const level of ["layers", "formula", "execution"] as const) expect(dot(odd, { level })).toContain("digraph");
        expect(() => compile(odd, { backend: reference }).run({ x: [1, 2] })).not.toThrow();
      }
    }
  });

  it("that an older version wrote, without it, runs as ever; that it has gradients is not known", () => {
    const { gradients: _, ...before } = derived;
    const old = parse(JSON.stringify(before));
    expect(compile(old, { backend: reference }).run({ x: [1, 2] })).toEqual(compile(derived, { backend: reference }).run({ x: [1, 2] }));
    expect(dot(old)).not.toContain("∂");
    // And is differentiated once more beside what it has.
    expect(Object.keys(gradients(old, { of: "loss", with: ["w"] }).outputs)).toEqual(["loss", "d.w", "d.b", "d2.w"]);
  });

  it("as the checkpoint of an older version, is continued", async () => {
    const model = graph({ X: f32("n", 2), y: f32("n", 1) }, ({ X, y }) => ({ loss: mean(pow(sub(dense(X, { units: 1 }), y), 2)) }));
    const data = {
      X: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      y: [[1], [2], [3]],
    };
    const options = { data, minimize: "loss" as const, optimizer: sgd({ learningRate: 0.01 }), random: random(1) };
    const training = fit(model, { ...options, epochs: 1 } as never);
    for await (const _ of training);
    const { graph: step, state } = training.checkpoint();
    const { gradients: said, ...before } = step;
    expect(said).toHaveLength(1);
    const old = fromCheckpoint(toCheckpoint({ graph: { ...before } as Graph, state }));
    const more = fit(model, { ...options, epochs: 2, from: old } as never);
    let epochs = 0;
    for await (const _ of more) epochs++;
    expect(epochs).toBe(1);
  });
});
