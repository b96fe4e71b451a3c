import {
  add,
  compile,
  dense,
  f32,
  type Graph,
  gather,
  graph,
  i32,
  type Leaves,
  matmul,
  meanSquaredError,
  mul,
  type NdArray,
  neg,
  oneHot,
  reference,
  relu,
  reshape,
  sgd,
  sub,
  sum,
  type Tensor,
  trainStep,
  transpose,
  wasm,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { exactly } from "../../run-plainly.ts";
import { design, lines } from "./design.ts";

const updates = ({ schedule }: ReturnType<typeof design>) =>
  schedule.updates.map(({ parameter, from, inPlace }) => `${parameter.id} ← ${from.id}${inPlace ? " in place" : ""}`);

/** A graph of x: [12] and parameters a and b of ones and counting numbers. */
const ofTwo = (build: (a: Tensor, b: Tensor, x: Tensor, g: Leaves) => Record<string, Tensor>): Graph<any, any> =>
  graph({ x: f32(12) }, ({ x }, g) => {
    const a = g.parameter("a", [12], { init: "ones" });
    const b = g.parameter("b", [12], { init: Array.from({ length: 12 }, (_, i) => i) });
    return build(a as Tensor, b as Tensor, x, g);
  });

/** Outputs and parameters of three runs. */
function threeRuns(one: Graph<any, any>, backend: ReturnType<typeof wasm> | typeof reference): string[] {
  const program = compile(one, { backend });
  const feeds = Object.fromEntries(one.inputs.map((id) => [id, Array.from({ length: 12 }, (_, i) => i % 5)]));
  return Array.from({ length: 3 }, () => {
    const outputs = program.run(feeds as never) as Record<string, NdArray>;
    return Object.entries({ ...outputs, ...program.parameters })
      .map(([name, value]) => `${name} ${exactly(value)}`)
      .join("\n");
  });
}

const cases: Record<string, { readonly graph: Graph<any, any>; readonly updates: readonly string[]; readonly kept?: readonly string[] }> = {
  "a parameter that only its own update reads": {
    graph: ofTwo((a, _, x, g) => {
      g.update(a, sub(a, x));
      return { y: neg(x) };
    }),
    updates: ["a ← sub1 in place"],
  },
  "a parameter that a later group reads": {
    graph: ofTwo((a, b, x, g) => {
      g.update(a, sub(a, x));
      g.update(b, add(b, sum(a)));
      return { y: neg(x) };
    }),
    updates: ["a ← sub1", "b ← add1 in place"],
  },
  "a parameter that an earlier group of the updates reads": {
    graph: ofTwo((a, b, x, g) => {
      const total = sum(a);
      g.update(a, sub(mul(a, total), x));
      g.update(b, add(b, total));
      return { y: neg(x) };
    }),
    updates: ["a ← sub1 in place", "b ← add1 in place"],
  },
  "two parameters that exchange values": {
    graph: ofTwo((a, b, x, g) => {
      g.update(a, b);
      g.update(b, a);
      return { y: neg(x) };
    }),
    updates: ["a ← b", "b ← a"],
    kept: ["a", "b"],
  },
  "a parameter that is an output, and its view": {
    graph: ofTwo((a, _, x, g) => {
      g.update(a, sub(a, x));
      return { before: a, matrix: reshape(a, { shape: [3, 4] }), y: neg(x) };
    }),
    updates: ["a ← sub1 in place"],
    kept: ["a"],
  },
  "a new value that is an output, too": {
    graph: ofTwo((a, _, x, g) => {
      const next = sub(a, x);
      g.update(a, next);
      return { next };
    }),
    updates: ["a ← sub1"],
  },
  "a new value that two parameters take": {
    graph: ofTwo((a, b, x, g) => {
      const next = sub(a, x);
      g.update(a, next);
      g.update(b, next);
      return { y: neg(x) };
    }),
    updates: ["a ← sub1", "b ← sub1"],
  },
  "a new value that is seen through a reshape": {
    graph: ofTwo((a, _, x, g) => {
      g.update(a, reshape(sub(reshape(a, { shape: [3, 4] }), reshape(x, { shape: [3, 4] })), { shape: [12] }));
      return { y: neg(x) };
    }),
    updates: ["a ← reshape3"],
  },
  "a parameter that its update reads through a reshape": {
    graph: ofTwo((a, _, x, g) => {
      g.update(a, sub(reshape(mul(reshape(a, { shape: [3, 4] }), 2), { shape: [12] }), x));
      return { y: neg(x) };
    }),
    updates: ["a ← sub1 in place"],
  },
  "a parameter that takes a parameter's view, and one that takes the first": {
    graph: ofTwo((a, b, x, g) => {
      g.update(a, sub(a, x));
      g.update(b, reshape(reshape(a, { shape: [3, 4] }), { shape: [12] }));
      return { y: neg(x) };
    }),
    updates: ["a ← sub1 in place", "b ← reshape2"],
    kept: ["a"],
  },
  "a parameter that takes an input, and one that takes itself": {
    graph: ofTwo((a, b, x, g) => {
      g.update(a, x);
      g.update(b, b);
      return { y: neg(x) };
    }),
    updates: ["a ← x", "b ← b"],
    kept: ["b"],
  },
};

describe.each(Object.entries(cases))("of %s", (_name, one) => {
  it("the plan says where the new value is written", () => {
    const made = design(one.graph);
    expect(updates(made)).toEqual(one.updates);
    expect([...made.schedule.kept].map(({ id }) => id).sort()).toEqual(one.kept ?? []);
  });

  it("three runs give outputs and parameters to the bit as the reference", () => {
    expect(threeRuns(one.graph, wasm())).toEqual(threeRuns(one.graph, reference));
  });
});

describe("in the phase of updates runs", () => {
  it("what no output needs, and all of it; with nothing fetched that is everything", () => {
    const step = trainStep(
      graph({ x: f32("n", 20), y: f32("n", 24) }, ({ x, y }) => ({ loss: meanSquaredError(dense(x, { units: 24 }), y) })),
      { minimize: "loss", optimizer: sgd({ learningRate: 0.1 }) },
    );
    const { schedule } = design(step, { n: 9 });
    const needed = new Set(["dense1", "loss"]);
    expect(schedule.run.flatMap(({ members }) => members.map(({ id }) => id)).some((id) => id.startsWith("d."))).toBe(false);
    expect(schedule.update.some(({ members }) => members.some(({ id }) => needed.has(id)))).toBe(false);
    expect(design(step, { n: 9 }, []).schedule.run).toEqual([]);
  });

  it("nothing that may refuse an element, though only updates need it: labels, and what these read", () => {
    const labelled = graph({ x: f32("n", 20), y: i32("n") }, ({ x, y }, g) => {
      const w = g.parameter("w", [20]) as Tensor;
      const v = g.parameter("v", [20]) as Tensor;
      g.update(w, sub(w, sum(oneHot(add(y, 1), { depth: 20 }), { axis: 0 })));
      g.update(v, sub(v, sum(gather(neg(mul(x, 2)), y)) as never));
      return { y: neg(x) };
    });
    const { run, update } = design(labelled, { n: 20 }).schedule;
    const ids = (groups: typeof run) => groups.flatMap(({ members }) => members.map(({ id }) => id));
    expect(ids(run)).toEqual(expect.arrayContaining(["add1", "oneHot1", "mul1", "gather1"]));
    expect(ids(update)).toEqual(["sum1", "sub1", "sum2", "sub2"]);
  });

  it("nothing where a graph has no updates", () => {
    const { schedule } = design(graph({ x: f32(3) }, ({ x }) => ({ y: relu(x) })));
    expect([schedule.update, schedule.updates, schedule.kept.size]).toEqual([[], [], 0]);
  });
});

describe("a product", () => {
  /** w ← w − xᵀ · d, or with w in the product. */
  const descent = (inner: number, build: (w: Tensor, x: Tensor, d: Tensor) => Tensor): Graph<any, any> =>
    graph({ x: f32(inner, 24), d: f32(inner, 24) }, ({ x, d }, g) => {
      const w = g.parameter("w", [24, 24]) as Tensor;
      g.update(w, build(w, x, d));
      return { y: sum(x) };
    });

  it("writes over the parameter that its epilogue reads where its sums are finished in one go, of up to 512 products", () => {
    const step = (w: Tensor, x: Tensor, d: Tensor) => sub(w, matmul(transpose(x), d));
    expect(lines(design(descent(512, step)))).toBe("run kernel: sum1 → sum1\nupdate product: matmul1 sub1 → sub1 over w");
    expect(updates(design(descent(513, step)))).toEqual(["w ← sub1"]);
  });

  it("does not write over a parameter that it reads as a factor", () => {
    expect(updates(design(descent(24, (w, _, d) => sub(w, matmul(w, d)))))).toEqual(["w ← sub1"]);
    expect(updates(design(descent(24, (w, _, d) => sub(w, matmul(d, transpose(w))))))).toEqual(["w ← sub1"]);
    expect(updates(design(descent(24, (w, x) => sub(w, matmul(transpose(w), x)))))).toEqual(["w ← sub1"]);
  });
});

it("a parameter that its own loop stretches is not written over", () => {
  const stretched = graph({ x: f32(3, 1) }, ({ x }, g) => {
    const w = g.parameter("w", [1, 3], { init: "ones" }) as Tensor;
    const v = g.parameter("v", [3, 3], { init: "ones" }) as Tensor;
    g.update(v, sub(mul(x, w), v));
    g.update(w, mul(w, 2));
    return { y: neg(x) };
  });
  expect(updates(design(stretched))).toEqual(["v ← sub1 in place", "w ← mul2 in place"]);
  const swapped = compile(stretched, { backend: wasm() });
  swapped.run({ x: [[1], [2], [3]] });
  // By hand: v = x wᵀ − 1, then w = 2.
  expect([...(swapped.parameters.v as NdArray).data]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
  expect([...(swapped.parameters.w as NdArray).data]).toEqual([2, 2, 2]);
});
