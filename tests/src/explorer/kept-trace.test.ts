import { apply, array, compile, defineOp, dense, f32, graph, mul, reference, sum } from "dagrad";
import { expect, test } from "vitest";
import { standardOps } from "../../../src/all-ops.ts";
import { explorationOf } from "../../../src/explorer/exploration.ts";
import { keptTrace } from "../../../src/explorer/kept-trace.ts";
import { inOwnOps } from "../../../src/explorer/script-for.ts";
import { sketchedOps } from "../../../src/explorer/sketched-op.ts";
import { readSubject, type Subject, writeSubject } from "../../../src/explorer/subject.ts";
import { lower } from "../../../src/passes/lower.ts";

/** x³, with a kernel that a page does not get. */
const cubeOp = defineOp({
  name: "cube",
  inputs: ["x"],
  attrs: {},
  infer: ([x]) => x,
  kernel:
    ([x], y) =>
    () => {
      for (let i = 0; i < y.data.length; i++) y.data[i] = (x.data[i] as number) ** 3;
    },
  vjp: (dy, [x]) => [() => mul(dy, mul(3, mul(x, x)))],
});
/** x³ + x³, a composite of the user's own. */
const twiceOp = defineOp({
  name: "twice",
  inputs: ["x"],
  attrs: {},
  infer: ([x]) => x,
  definition: ([x]) => mul(2, x),
});

const network = graph({ x: f32("n", 2) }, ({ x }) => {
  const cubed = apply(cubeOp, [x], {});
  const doubled = apply(twiceOp, [cubed], {});
  return { loss: sum(dense(doubled as never, { units: 1, init: "ones" })) };
});
const feeds = {
  x: array([
    [1, 2],
    [-1, 0.5],
  ]).astype("float32"),
};

/** As the command line writes it for a page, and the page reads it. */
function shipped(): Subject {
  const subject: Subject = { title: "own ops", graph: inOwnOps(network), feeds, seed: 0 };
  const ops = sketchedOps(lower(subject.graph), standardOps);
  return readSubject(writeSubject({ ...subject, trace: keptTrace(explorationOf(subject), ops) }), standardOps);
}

test("a page that lacks an op's kernel shows the values of the run in Node, and its gradients, to the bit", () => {
  const { nodes } = shipped().graph;
  // What the composite is made of has taken its place.
  expect(Object.values(nodes).map(({ op }) => op)).not.toContain("twice");
  const exploration = explorationOf(shipped());
  const look = exploration.look();
  const program = compile(network, { backend: reference });
  const { loss } = program.run(feeds);
  expect(look.value("cube1")?.tolist()).toEqual([
    [1, 8],
    [-1, 0.125],
  ]);
  expect(look.value(exploration.run.outputs.loss as string)?.data[0]).toBe(loss.data[0]);
  // ∂/∂x Σ 2x³ = 6x².
  expect(look.gradient("x")?.tolist()).toEqual([
    [6, 24],
    [6, 1.5],
  ]);
  // It cannot run one sample alone.
  expect(exploration.samples).toBeUndefined();
  expect(exploration.look(1).value("cube1")).toEqual(look.value("cube1"));
});

test("what the trace is not of is not shown: another graph runs, and says which op it lacks", () => {
  const { trace, graph: declared } = shipped();
  const other = { ...declared, outputs: { cubed: "cube1" } } as never;
  const exploration = explorationOf({ title: "", graph: other, feeds, ...(trace && { trace }) });
  expect(() => exploration.look()).toThrow('explore: ops of a model\'s own run in Node alone, got "cube"; change the module instead');
});

test("a sketched op takes what it took in the model", () => {
  const { trace } = shipped();
  expect(trace?.ops).toEqual([
    {
      name: "cube",
      inputs: ["x"],
      attrs: {},
      results: [{ inputs: [{ shape: ["n", 2], dtype: "float32" }], attrs: {}, output: { shape: ["n", 2], dtype: "float32" } }],
    },
  ]);
});
