import {
  add,
  type Backend,
  check,
  checkGradients,
  compile,
  diff,
  edit,
  f32,
  f64,
  gradients,
  graph,
  i32,
  include,
  lower,
  matmul,
  mean,
  mul,
  mulOp,
  NdArray,
  parse,
  print,
  printDiff,
  random,
  reference,
  scan,
  sgd,
  sigmoid,
  softmax,
  sub,
  sum,
  type Tensor,
  tanh,
  trace,
  trainStep,
  wasm,
  withOps,
} from "dagrad";
import { describe, expect, it, test } from "vitest";
import { extend } from "../../graph/extend.ts";
import { thrown } from "../graph/thrown.ts";
import { op } from "../graph/untyped-ops.ts";

type Draft = { readonly nodes: Record<string, { op: string }> };

const backends: readonly Backend[] = [reference, wasm()];
const numbers = (y: unknown): number[] => [...(y as NdArray).data].map(Number);
/** Elements of both agree within 1e-6, relative to those above 1. */
const agree = (a: NdArray, b: NdArray): void => {
  expect(a.shape).toEqual(b.shape);
  const off = [...a.data].map((one, i) => Math.abs(Number(one) - Number(b.data[i])) / Math.max(1, Math.abs(Number(b.data[i]))));
  expect(Math.max(0, ...off)).toBeLessThanOrEqual(1e-6);
};

/** h ← h + x: sums of all rows before. */
const cumulated = (reverse = false) =>
  graph({ x: f32("time", 2), h: f32(2) }, ({ x, h }) => {
    const { h: last, all } = scan({ carry: { h }, over: { x } }, ({ h, x }) => ({ h: add(h, x), all: add(h, x), before: h }), { reverse });
    return { last, all };
  });

/** hₜ = f(xₜ w + hₜ₋₁ u), and its square. */
const recurrent = (float: typeof f32 | typeof f64, { reverse = false, f = tanh as (x: any) => any } = {}) =>
  graph({ x: float("time", 2, 3), h: float(2, 4), w: float(3, 4), u: float(4, 4) }, ({ x, h, w, u }) => {
    const made = scan(
      { carry: { h }, over: { x }, given: { w, u } },
      ({ h, x, w, u }) => {
        const next = f(add(matmul(x as never, w), matmul(h, u)));
        return { h: next, all: mul(next, next) };
      },
      { reverse },
    );
    return { loss: add(sum(made.h), mean(sigmoid(made.all as never)) as never), last: made.h, all: made.all };
  });
const by = ["x", "h", "w", "u"];
const normal = (...shape: number[]): NdArray => random(shape.reduce((a, b) => 7 * a + b, 3)).normal(0, 0.7, shape) as NdArray;
const feedsOf = (time: number) => ({ x: normal(time, 2, 3), h: normal(2, 4), w: normal(3, 4), u: normal(4, 4) });

describe.each(backends)("on $name", (backend) => {
  it("carries from step to step, and stacks what each step gives", () => {
    const feeds = {
      x: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      h: [10, 20],
    };
    const { last, all } = compile(cumulated(), { backend }).run(feeds);
    expect([numbers(last), numbers(all)]).toEqual([
      [19, 32],
      [11, 22, 14, 26, 19, 32],
    ]);
    const back = compile(cumulated(true), { backend }).run(feeds);
    expect([numbers(back.last), numbers(back.all)]).toEqual([
      [19, 32],
      [19, 32, 18, 30, 15, 26],
    ]);
  });

  it("leaves carries as they are where there are no steps, and goes once where there is one", () => {
    const program = compile(cumulated(), { backend });
    const none = program.run({ x: new NdArray(new Float32Array(0), [0, 2], "float32"), h: [1, 2] });
    expect([numbers(none.last), none.all.shape]).toEqual([
      [1, 2],
      [0, 2],
    ]);
    expect(numbers(program.run({ x: [[3, 4]], h: [1, 2] }).all)).toEqual([4, 6]);
  });

  it("lets carries change places, stay, and be of any dtype", () => {
    const network = graph({ x: i32("time"), a: f32(2), b: f32(2), n: i32(), k: f32(2) }, ({ x, a, b, n, k }) => {
      const made = scan({ carry: { a, b, n, k }, over: { x } }, ({ a, b, n, k, x }) => ({
        a: b,
        b: a,
        n: add(n, x as never),
        k,
        was: a,
        of: x,
      }));
      return { a: made.a, b: made.b, n: made.n, k: made.k, was: made.was, of: made.of };
    });
    const y = compile(network, { backend }).run({ x: [5, 6, 7], a: [1, 2], b: [3, 4], n: 1, k: [8, 9] });
    expect(Object.entries(y).map(([name, one]) => [name, numbers(one)])).toEqual([
      ["a", [3, 4]],
      ["b", [1, 2]],
      ["n", [19]],
      ["k", [8, 9]],
      ["was", [1, 2, 3, 4, 1, 2]],
      ["of", [5, 6, 7]],
    ]);
  });

  it("goes along another axis, where its stacks have their steps, too", () => {
    const network = graph({ x: f32(2, "time", 3) }, ({ x }) => {
      const { all } = scan({ carry: { h: sum(x, { axis: 1 }) }, over: { x } }, ({ h, x }) => ({ h: add(h, x as never), all: h }), {
        axis: 1,
      });
      return { all };
    });
    const x = normal(2, 4, 3);
    const { all } = compile(network, { backend }).run({ x });
    const at = (i: number, t: number, k: number): number => Number(x.data[(4 * i + t) * 3 + k]);
    const expected = [0, 1].flatMap((i) =>
      [0, 1, 2, 3].flatMap((t) =>
        [0, 1, 2].map(
          (k) => [0, 1, 2, 3].reduce((s, o) => s + at(i, o, k), 0) + [0, 1, 2, 3].slice(0, t).reduce((s, o) => s + at(i, o, k), 0),
        ),
      ),
    );
    agree(all as NdArray, new NdArray(Float32Array.from(expected), [2, 4, 3], "float32"));
  });

  it("names the step, the node and the node of its body where an element cannot be used", () => {
    const network = graph({ labels: i32("time", 1), p: f32(1, 3) }, ({ labels, p }) => {
      const { all } = scan({ carry: { p }, over: { labels } }, ({ p, labels }) => ({ p, all: op.gather(p, labels) }), { name: "steps" });
      return { all };
    });
    const program = compile(network, { backend });
    expect(thrown(() => program.run({ labels: [[0], [1], [3]], p: [[1, 2, 3]] }))).toMatchInlineSnapshot(`
      "FeedError index-range at steps.all
      scan: in step 2, "gather1" of the body: labels must be in 0 … 2, got 3 in row 0 (node "steps.all"); correct the labels"
    `);
    expect(numbers(program.run({ labels: [[0], [1], [2]], p: [[1, 2, 3]] }).all)).toEqual([1, 2, 3]);
  });
});

it.each([false, true])("gives the same on both backends, with gradients, of 5, 1 and 3 steps (reverse %s)", (reverse) => {
  const network = gradients(recurrent(f32, { reverse }), { of: "loss", with: by });
  const [engine, plain] = [wasm(), reference].map((backend) => compile(network, { backend }));
  for (const time of [5, 1, 3]) {
    const feeds = feedsOf(time);
    const [a, b] = [engine?.run(feeds), plain?.run(feeds)] as Record<string, NdArray>[];
    for (const name in b) agree(a?.[name] as NdArray, b[name] as NdArray);
  }
});

describe("derivatives agree with differences of float64", () => {
  const ok = (network: any, feeds: any, names: readonly string[]): void => {
    const { tensors } = checkGradients(network, feeds, { of: "loss", with: names, elements: 4 });
    expect(tensors.filter(({ error, checked }) => error > 1e-6 || checked === 0)).toEqual([]);
  };

  it.each([false, true])("of a recurrence (reverse %s), by all that it reads", (reverse) =>
    ok(recurrent(f64, { reverse }), feedsOf(5), by),
  );
  it("of float32, which is widened with its bodies", () => ok(recurrent(f32), feedsOf(3), by));
  it("through composites of a body, with derivatives of their own and without", () =>
    ok(recurrent(f64, { f: (x) => softmax(sigmoid(x)) }), feedsOf(3), by));

  it("where steps read what is the same in all, carries that change places, and nothing of some", () => {
    const network = graph({ x: f64("time", 2), h: f64(2), s: f64() }, ({ x, h, s }) => {
      const made = scan({ carry: { a: h, b: mul(h, 2) }, over: { x }, given: { s } }, ({ a, b, x, s }) => {
        const factor = sigmoid(s);
        return { a: mul(b, factor), b: add(a, x as never), both: mul(a, b), plain: a, unread: mul(x as never, 3) };
      });
      return { loss: add(sum(mul(made.both, made.both as never)), sum(mul(made.b, made.plain as never))) };
    });
    ok(network, { x: normal(4, 2), h: normal(2), s: 0.3 }, ["x", "h", "s"]);
  });

  it("of a loop in a loop", () => {
    const network = graph({ x: f64(3, "time", 2), h: f64(2) }, ({ x, h }) => {
      const made = scan({ carry: { h }, over: { x } }, ({ h, x }) => {
        const inner = scan({ carry: { h }, over: { x } }, ({ h, x }) => {
          const next = tanh(add(mul(h, 0.5), x as never));
          return { h: next, all: next };
        });
        return { h: inner.h, all: sum(inner.all, { axis: 0 }) };
      });
      return { loss: add(sum(made.h), sum(made.all)) };
    });
    ok(network, { x: normal(3, 4, 2), h: normal(2) }, ["x", "h"]);
    const feeds = { x: normal(3, 4, 2), h: normal(2) };
    const small = gradients(network, { of: "loss", with: ["x", "h"] });
    const [a, b] = [wasm(), reference].map((backend) => compile(small, { backend }).run(feeds)) as unknown as Record<string, NdArray>[];
    for (const name in b) agree(a?.[name] as NdArray, b[name] as NdArray);
  });

  it("of the derivative itself", () => {
    const first = gradients(recurrent(f64), { of: "loss", with: by });
    const squares = extend(first, (node) => ({
      again: add(
        sum(mul(node("d.w") as never, node("d.w") as never)) as never,
        sum(mul(node("d.x") as never, node("d.x") as never)) as never,
      ) as Tensor,
    }));
    const { tensors } = checkGradients(squares, feedsOf(3), { of: "again", with: by, elements: 3 });
    expect(tensors.filter(({ error }) => error > 1e-6)).toEqual([]);
  });
});

test("weights that are given learn, in a step of training, on both backends alike", () => {
  const network = graph({ x: f32("batch", 5, 3), y: f32("batch", 2) }, ({ x, y }, g) => {
    const [w, u] = [g.parameter("w", [3, 2], { init: { randn: 0.5 } }), g.parameter("u", [2, 2], { init: { randn: 0.5 } })];
    const h = mul(y, 0);
    const { h: last } = scan(
      { carry: { h }, over: { x }, given: { w, u } },
      ({ h, x, w, u }) => ({ h: tanh(add(matmul(x as never, w), matmul(h, u))) }),
      { axis: 1 },
    );
    return { loss: mean(mul(sub(last, y), sub(last, y)) as never) };
  });
  const step = trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.2 }) });
  const [engine, plain] = [wasm(), reference].map((backend) => compile(step, { backend, random: random(1) }));
  const feeds = { x: normal(6, 5, 3), y: normal(6, 2) };
  const before = numbers(plain?.run(feeds).loss)[0] as number;
  engine?.run(feeds);
  const [a, b] = [engine?.steps(20, feeds, ["loss"]).loss, plain?.steps(20, feeds, ["loss"]).loss];
  agree(a as NdArray, b as NdArray);
  expect(numbers(b)[0]).toBeLessThan(0.9 * before);
});

test("results of one loop are carried out together: the loop stands once in what runs", () => {
  const { graph: ran } = trace(compile(cumulated(), { backend: reference }), { x: [[1, 2]], h: [0, 0] });
  expect(Object.values(lower(cumulated()).nodes).filter(({ op }) => op === "packedScan").length).toBe(2);
  expect(Object.values(ran.nodes).length).toBeGreaterThan(0);
});

test("a graph with bodies survives its JSON, an edit, and being part of another graph", () => {
  const network = cumulated();
  const again = parse(JSON.stringify(network));
  expect(print(again)).toBe(print(network));
  check(again);
  expect(numbers(compile(again, { backend: reference }).run({ x: [[1, 2]], h: [1, 1] } as never).last)).toEqual([2, 3]);
  const { graph: edited } = edit(withOps(network, mulOp), ({ nodes }) => {
    for (const node of Object.values(nodes))
      if (node.op === "scan")
        for (const one of Object.values((node.attrs.body as never as Draft).nodes)) if (one.op === "add") one.op = "mul";
  });
  // Ops that the graph does not carry are brought in by name.
  expect(numbers(compile(edited, { backend: reference }).run({ x: [[3, 2]], h: [2, 2] } as never).last)).toEqual([6, 4]);
});

test("a diff tells what differs in a body, line by line", () => {
  const { graph: edited } = edit(withOps(cumulated(), mulOp), ({ nodes }) => {
    const body = nodes["scan1.all"]?.attrs.body as never as Draft;
    (body.nodes.add2 as { op: string }).op = "mul";
  });
  expect(printDiff(diff(cumulated(), edited))).toMatchInlineSnapshot(`"~ scan1.all {body}: ~ add2 op: add → mul"`);
});

test("print shows a body below the node that has it, and names that node where another has the same", () => {
  expect(print(cumulated())).toMatchInlineSnapshot(`
    "x = input : float32[time, 2]
    h = input : float32[2]
    scan1.h = scan(h, x) {body, result: "h", reverse: false, sequences: 1} : float32[2]
      h = input : float32[2]
      x = input : float32[2]
      add1 = add(h, x) : float32[2]
      add2 = add(h, x) : float32[2]
      output h = add1
      output all = add2
      output before = h
    scan1.all = scan(h, x) {body, result: "all", reverse: false, sequences: 1} : float32[time, 2]
      body of scan1.h
    output last = scan1.h
    output all = scan1.all"
  `);
});

test("include binds the names in bodies, too", () => {
  const inner = graph({ x: f32("time", "n"), h: f32("n") }, ({ x, h }) =>
    scan({ carry: { h }, over: { x } }, ({ h, x }) => ({ h: add(h, x as never) })),
  );
  const outer = graph(
    { x: f32("steps", 2), h: f32(2) },
    ({ x, h }, g) => ({ y: include(g, inner as never, { x, h } as never, { name: "inner" }) as never as { h: Tensor } }).y as never,
  );
  check(outer);
  expect(numbers(compile(outer, { backend: reference }).run({ x: [[1, 2]], h: [3, 4] } as never).h)).toEqual([4, 6]);
});

test("packedScan, which scans are made of, takes its operands as one list", () => {
  const refused = (build: (x: any) => unknown): string =>
    thrown(() => graph({ x: f32("time", 2), h: f32(2) }, (x) => ({ y: build(x) as never })));
  expect([refused(({ x }) => op.packedScan(x)), refused(({ x, h }) => op.packedScan([h, x]))]).toMatchInlineSnapshot(`
    [
      "GraphError not-a-tensor
    packedScan: operands must be one list of tensors, got a tensor; write packedScan([a, b], { body, sequences: 1, reverse: false, dtype: "float32" })",
      "OpError bad-attribute at packedScan1
    packedScan: attribute body must be a graph, got nothing (node "packedScan1"); correct it",
    ]
  `);
});

test("what does not fit is refused with the whole error", () => {
  const refused = (build: (x: any, g: any) => unknown): string =>
    thrown(() => graph({ x: f32("time", 3), y: f32("steps", 3), h: f32(3), one: f32() }, (x, g) => ({ y: build(x, g) as never })));
  const untyped = scan as unknown as (...given: unknown[]) => any;
  const step = ({ h, x }: any) => ({ h: op.add(h, x) });
  expect([
    refused(() => untyped()),
    refused(({ x, h }) => untyped({ carries: { h }, over: { x } }, step)),
    refused(({ x, h }) => untyped({ carry: { h }, over: { x } })),
    refused(({ x, h }) => untyped({ carry: { h }, over: { x } }, step, { axes: 1 })),
    refused(({ h }) => untyped({ carry: { h }, over: {} }, step)),
    refused(({ x, h }) => untyped({ carry: { h }, over: { x } }, step, { axis: 2 })),
    refused(({ x, h }) => untyped({ carry: { x: h }, over: { x } }, step)),
    refused(({ x }) => untyped({ carry: { h: 1 }, over: { x } }, step)),
    refused(({ x, y, h }) => untyped({ carry: { h }, over: { x, y } }, step).h),
    refused(({ x, h }) => untyped({ carry: { h }, over: { x } }, ({ x }: any) => ({ all: x })).h),
    refused(({ x, h }) => untyped({ carry: { h }, over: { x } }, ({ h, x }: any) => ({ h, x })).h),
    refused(({ x, h }) => untyped({ carry: { h }, over: { x } }, ({ h }: any) => ({ h: op.sum(h) })).h),
    refused(({ x, h }) => untyped({ carry: { h }, over: { x } }, () => ({ h }))),
    refused(({ x, h, y }) => untyped({ carry: { h }, over: { x } }, ({ h }: any) => ({ h: op.add(h, y) }))),
    refused(({ x, h }) => {
      const scaled = op.mul(h, 2, { name: "dense1.weights" });
      return untyped({ carry: { h }, over: { x } }, ({ h }: any) => ({ h: op.add(h, scaled) }));
    }),
    refused(({ x, h }) => untyped({ carry: { h }, over: { x } }, ({ h, x }: any) => ({ h: op.add(op.dense(x, { units: 3 }), h) })).h),
    refused(({ x, h }) => untyped({ carry: { h }, over: { x } }, ({ h, x }: any) => ({ h: op.add(op.dropout(x, { rate: 0.1 }), h) })).h),
  ]).toMatchInlineSnapshot(`
    [
      "OpError bad-argument
    scan: inputs must be { carry, over, given }, got nothing; write scan({ carry: { h }, over: { x } }, ({ h, x }) => …)",
      "OpError bad-option
    scan: options must be some of { carry, over, given }, got "carries"; did you mean carry?",
      "OpError bad-argument
    scan: step must be a function, got nothing; write ({ h, x }) => ({ h: … })",
      "OpError bad-option
    scan: options must be some of { axis, reverse, name }, got "axes"; did you mean axis?",
      "OpError bad-argument
    scan: over must be at least one sequence, got "none"; write over: { x }",
      "OpError axis at scan1
    scan: axis must be a position from 0 in every sequence, got 2 for "x" float32[time, 3] (node "scan1"); correct axis",
      "OpError bad-argument
    scan: names must be different, got "x"; rename one of the two",
      "OpError bad-argument
    scan: carry.h must be a tensor of the graph, got 1; make one with g.constant or an op",
      "OpError loop-steps at scan1.h
    scan: sequences must have a first axis, and all as many steps, got "y" float32[steps, 3] beside "x" float32[time, 3] (node "scan1.h"); cut or pad them",
      "OpError carry-missing at scan1
    scan: step must return the next value of each carry (h), got none of "h" (node "scan1"); return { h: … }",
      "OpError output-name at scan1
    scan: an output must have a name that no sequence and nothing given has, got "x" (node "scan1"); rename it",
      "OpError carry-type at scan1.h
    scan: the next value of "h" must be float32[3], as what the loop begins with, got float32[] (node "scan1.h"); reshape or cast() it",
      "GraphError foreign-handle at h
    graph: output "h" must be a tensor of this graph, got a handle of another graph; return what an op made here",
      "OpError step-input at scan1
    scan: a step must take the tensors that it is handed, got "y" from outside (node "scan1"); add it to given: { y }",
      "OpError step-input at scan1
    scan: a step must take the tensors that it is handed, got "dense1.weights" from outside (node "scan1"); add it to given: { … }",
      "OpError body-parameter at scan1.h
    scan: a body must have no parameters of its own, got "dense1.weights" (node "scan1.h"); make it outside of the loop and give it to the body",
      "OpError body-training at scan1
    scan: what is random in training must stand outside of a step, which would draw the same numbers again and again, got "dropout1", a dropout (node "scan1"); apply it to the whole sequence",
    ]
  `);
});

test("hostile bodies are refused by their place", () => {
  const json = () => JSON.parse(JSON.stringify(cumulated()));
  const broken = (change: (body: any, node: any) => void): string => {
    const data = json();
    change(data.nodes["scan1.h"].attrs.body, data.nodes["scan1.h"]);
    return thrown(() => parse(data));
  };
  expect([
    broken((_body, node) => (node.attrs.body = 1)),
    broken((body) => delete body.inputs),
    broken((body) => (body.nodes.add1.op = "plus")),
    broken((body) => (body.nodes.add1.inputs = ["h"])),
    broken((body) => (body.nodes.add1.shape = [3])),
    broken((body) => (body.inputs = ["x", "h"])),
    broken((body) => (body.outputs.h = "x1")),
    broken((_, node) => (node.attrs.result = "none")),
    broken((_, node) => (node.attrs.sequences = 2)),
    broken((body) => {
      body.nodes.h.shape = [3];
      body.nodes.x.shape = [3];
      for (const id of ["add1", "add2"]) body.nodes[id].shape = [3];
    }),
  ]).toMatchInlineSnapshot(`
    [
      "FormatError bad-attribute at scan1.h
    parse: nodes["scan1.h"].attrs.body (scan): attribute body must be a graph, got 1; correct it",
      "FormatError form
    parse: nodes["scan1.h"].attrs.body.inputs must be given, got nothing; add it",
      "FormatError unknown-op at scan1.h
    parse: nodes["scan1.h"].attrs.body.nodes.add1.op must be a known op, got "plus"; pass { ops: opSet(standardOps, yourOp) }",
      "FormatError arity at scan1.h
    parse: nodes["scan1.h"].attrs.body.nodes.add1.inputs in its body, add "add1": takes 2 inputs (a, b), got 1; pass them all",
      "FormatError type at scan1.h
    parse: nodes["scan1.h"].attrs.body.nodes.add1 must be of the type that add infers, float32[2], got float32[3]; correct shape and dtype",
      "FormatError loop-inputs at scan1.h
    parse: nodes["scan1.h"] (scan): carries must come first among the inputs of the body, got x, h; reorder them",
      "FormatError unknown-node at scan1.h
    parse: nodes["scan1.h"].attrs.body.outputs.h must be an existing node, got "x1"; add it or name another",
      "FormatError loop-result at scan1.h
    parse: nodes["scan1.h"] (scan): result must be an output of the body (h, all, before), got "none"; correct the name",
      "FormatError loop-inputs at scan1.h
    parse: nodes["scan1.h"] (scan): takes a tensor for each of the 2 inputs of its body (h, x), of which at least one is a slice, got 2 with 2 sequences; give each of them, and go over one sequence at least",
      "FormatError loop-types at scan1.h
    parse: nodes["scan1.h"] (scan): carry "h" of the body must be float32[3], got float32[2]; reshape or cast() it",
    ]
  `);
});
