import {
  add,
  compile,
  dense,
  exp,
  f32,
  type Graph,
  gather,
  graph,
  mul,
  type NdArray,
  neg,
  reference,
  relu,
  reshape,
  softmax,
  standardOps,
  sum,
  u8,
  NdArray as Value,
} from "dagrad";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Backend, State } from "../../../src/backends/backend.ts";
import { lower } from "../../../src/passes/lower.ts";
import { plan } from "../../../src/plan/plan.ts";
import { constants, initialParameters } from "../../../src/run/state.ts";
import { thrown } from "../../graph/thrown.ts";
import { randomDag } from "../random-dag.ts";
import { exactly, runPlainly } from "../run-plainly.ts";

const prepared = (graph: Graph<any, any>, sizes: Readonly<Record<string, number>> = {}) => {
  const lowered = lower(graph);
  const state: State = { parameters: initialParameters(lowered), constants: constants(lowered) };
  const planned = plan(lowered, new Map(Object.entries(sizes)));
  return { state, planned, executable: reference.prepare(planned, state) };
};

describe("reference", () => {
  it("executes primitives, and leaves composites to be lowered", () => {
    const kept = [...standardOps.values()].filter((op) => reference.executes(op)).map(({ name }) => name);
    expect(kept).toContain("exp");
    expect(kept).not.toContain("softmax");
    expect(kept).toEqual([...standardOps.values()].filter((op) => !("definition" in op)).map(({ name }) => name));
  });

  it("reads parameters where they are, and views stay the same from run to run", () => {
    const { state, executable } = prepared(graph({ x: f32(2) }, ({ x }, g) => ({ y: mul(x, g.parameter("w", [2], { init: [2, 3] })) })));
    const { data } = executable.view("mul1");
    executable.view("x").data.set([1, 10]);
    executable.execute();
    expect([...executable.view("mul1").data]).toEqual([2, 30]);
    state.parameters.get("w")?.data.set([5, 7]);
    executable.view("x").data.set([1, 10]);
    executable.execute();
    expect(executable.view("mul1").data).toBe(data);
    expect([...data]).toEqual([5, 70]);
  });

  it("gives nodes that take turns in one place one view", () => {
    const { executable } = prepared(graph({ x: f32(3) }, ({ x }) => ({ y: neg(exp(neg(x))) })));
    expect(new Set(["x", "neg1", "exp1", "neg2"].map((id) => executable.view(id).data)).size).toBe(1);
  });

  it("keeps views of other types on one place apart", () => {
    const { executable } = prepared(graph({ x: f32(2, 3) }, ({ x }) => ({ y: sum(reshape(exp(x), { shape: [6] })) })));
    expect(executable.view("exp1").shape).toEqual([2, 3]);
    expect(executable.view("reshape1").shape).toEqual([6]);
    expect(executable.view("reshape1").data.byteOffset).toBe(executable.view("exp1").data.byteOffset);
  });

  it("shows each step to an observer in order, while its value is there", () => {
    const { executable } = prepared(graph({ x: f32() }, ({ x }) => ({ y: neg(add(relu(x), 1)) })));
    executable.view("x").data[0] = 4;
    const seen: string[] = [];
    executable.execute(({ id, op }) => seen.push(`${id} ${op.name} ${executable.view(id).data[0]}`));
    expect(seen).toEqual(["relu1 maximum 4", "add1 add 5", "neg1 neg -5"]);
  });

  it("computes every kept value as each node computed alone (200 random graphs)", () => {
    fc.assert(
      fc.property(randomDag, ({ graph, feeds }) => {
        const lowered = lower(graph);
        const parameters = initialParameters(lowered);
        const values = runPlainly(lowered, feeds, parameters);
        const planned = plan(lowered, new Map([["batch", (feeds.k as NdArray).shape[0] as number]]), { keepAll: true });
        const executable = reference.prepare(planned, { parameters, constants: constants(lowered) });
        for (const [id, { data }] of Object.entries(feeds)) executable.view(id).data.set(data);
        executable.execute();
        for (const [id, value] of values) expect(`${id} ${exactly(executable.view(id) as NdArray)}`).toBe(`${id} ${exactly(value)}`);
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it("names the node of a bad element, and runs after it", () => {
    const { executable } = prepared(
      graph({ x: f32("n", 2), y: u8("n") }, ({ x, y }) => ({ z: gather(x, y) })),
      { n: 2 },
    );
    executable.view("x").data.set([1, 2, 3, 4]);
    executable.view("y").data.set([0, 2]);
    expect(thrown(() => executable.execute())).toMatchInlineSnapshot(`
      "FeedError index-range at gather1
      gather: indices must be in 0 … 1, got 2 at [1] (node "gather1"); correct the labels"
    `);
    executable.view("y").data.set([0, 1]);
    executable.execute();
    expect([...executable.view("gather1").data]).toEqual([1, 4]);
  });

  it("says so when the host does not grant the memory", () => {
    const { planned, state } = prepared(graph({ x: f32(2) }, ({ x }) => ({ y: neg(x) })));
    expect(() => reference.prepare({ ...planned, bytes: 1e18 }, state)).toThrow(
      /^reference: the host must grant 1000000000000000000 bytes for the values of a run, got .+; feed smaller batches$/,
    );
  });
});

describe("another backend", () => {
  it("is given the steps of the lowered graph, and the program runs on it", () => {
    const calls: string[] = [];
    const keeping: Backend = {
      name: "keeping",
      executes: (op) => reference.executes(op),
      prepare(planned, state) {
        const executable = reference.prepare(planned, state);
        return {
          view: (id) => executable.view(id),
          update: (check) => executable.update(check),
          steps: (count) => executable.steps(count),
          print: (printers) => executable.print(printers),
          execute(observe) {
            calls.push(planned.steps.map(({ op }) => op.name).join(" "));
            executable.execute(observe);
          },
        };
      },
    };
    const network = graph({ X: f32("batch", 2) }, ({ X }) => ({ y: softmax(dense(X, { units: 2, bias: false })) }));
    const X = new Value(Float32Array.of(1, 2), [1, 2], "float32");
    const here = compile(network, { backend: keeping }).run({ X });
    expect(calls).toEqual(["matmul max sub exp sum div"]);
    expect(exactly(here.y)).toBe(exactly(compile(network).run({ X }).y));
  });
});
