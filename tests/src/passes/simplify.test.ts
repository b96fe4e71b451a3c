import {
  abs,
  add,
  cast,
  check,
  clip,
  compile,
  div,
  exp,
  f32,
  f64,
  type Graph,
  gather,
  graph,
  lower,
  mul,
  type NdArray,
  neg,
  print,
  relu,
  sub,
  sum,
  u8,
} from "dagrad";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kernelOf } from "../../../src/backends/reference/kernel-of.ts";
import { simplify } from "../../../src/passes/simplify.ts";
import { thrown } from "../../graph/thrown.ts";
import { randomDag } from "../random-dag.ts";
import { exactly, runPlainly } from "../run-plainly.ts";

const simple = (graph: Graph<any, any>): string => print(simplify(lower(graph), kernelOf));

describe("simplify", () => {
  it("keeps all results bit for bit, passes every check, and simplifies no further a second time (500 random graphs)", () => {
    fc.assert(
      fc.property(randomDag, ({ graph, feeds }) => {
        const lowered = lower(graph);
        const after = simplify(lowered, kernelOf);
        check(after);
        expect(simplify(after, kernelOf)).toBe(after);
        expect(Object.keys(after.nodes).length).toBeLessThanOrEqual(Object.keys(lowered.nodes).length);
        const [expected, actual] = [runPlainly(lowered, feeds), runPlainly(after, feeds)];
        const ends = (of: Graph) => [...Object.entries(of.outputs), ...Object.entries(of.updates)];
        expect(ends(after).map(([name, id]) => [name, exactly(actual.get(id) as NdArray)])).toEqual(
          ends(lowered).map(([name, id]) => [name, exactly(expected.get(id) as NdArray)]),
        );
      }),
      { numRuns: 500, seed: 9 },
    );
  });

  it("makes equal nodes one, through all that follows from them", () => {
    expect(simple(graph({ x: f32(2) }, ({ x }) => ({ y: add(exp(neg(x)), exp(neg(x))), z: exp(neg(x)) })))).toMatchInlineSnapshot(`
      "x = input : float32[2]
      neg1 = neg(x) : float32[2]
      exp1 = exp(neg1) : float32[2]
      add1 = add(exp1, exp1) : float32[2]
      output y = add1
      output z = exp1"
    `);
  });

  it("keeps nodes apart that differ in an attribute, an operand, their order or the sign of a zero", () => {
    const apart = graph({ x: f32(2, 2) }, ({ x }) => ({
      a: sum(x, { axis: 0 }),
      b: sum(x, { axis: 1 }),
      c: sub(x, 2),
      d: sub(2, x),
      e: add(x, 0),
      f: mul(x, -0),
      g: mul(x, 0),
    }));
    expect(simplify(apart, kernelOf)).toBe(apart);
  });

  it("never makes two parameters or two inputs one", () => {
    const apart = graph({ x: f32(2), y: f32(2) }, ({ x, y }, g) => ({
      a: add(x, y),
      b: add(g.parameter("v", [2], { init: "ones" }), g.parameter("w", [2], { init: "ones" })),
    }));
    expect(simplify(apart, kernelOf)).toBe(apart);
  });

  it("computes nodes of constants, as the kernels do, unless they are larger than 4,096 elements", () => {
    const folded = graph({}, (_, g) => ({ y: mul(exp(g.constant([0, 1])), 2), nan: div(g.constant(0), 0), minus: neg(g.constant([0])) }));
    expect(simple(folded)).toMatchInlineSnapshot(`
      "mul1 = constant [2, 5.436563491821289] : float32[2]
      div1 = constant NaN : float32[]
      neg1 = constant [-0] : float32[1]
      output y = mul1
      output nan = div1
      output minus = neg1"
    `);
    const large = graph({}, (_, g) => ({ y: neg(g.constant(new Array(4097).fill(1))) }));
    expect(simplify(large, kernelOf)).toBe(large);
  });

  it("removes x · 1, 1 · x, x ÷ 1, x − 0, x + −0, a cast to the same dtype and a clip without bounds", () => {
    const same = graph({ x: f32(2) }, ({ x }) => ({
      y: clip(cast(add(sub(div(mul(1, mul(x, 1)), 1), 0), -0), { dtype: "float32" }), {
        min: Number.NEGATIVE_INFINITY,
        max: Number.POSITIVE_INFINITY,
      }),
    }));
    expect(simple(same)).toMatchInlineSnapshot(`
      "x = input : float32[2]
      output y = x"
    `);
  });

  it("leaves x + 0, 0 − x and x · 0, which change −0, NaN or Infinity", () => {
    const different = graph({ x: f32(1) }, ({ x }) => ({ a: add(x, 0), b: sub(0, x), c: mul(x, 0) }));
    expect(simplify(different, kernelOf)).toBe(different);
    expect(Object.values(compile(different).run({ x: [-0] })).map(exactly)).toEqual(["float32[1] 0", "float32[1] 0", "float32[1] -0"]);
  });

  it("leaves an identity that stretches its operand", () => {
    const stretched = graph({ x: f32(2) }, ({ x }, g) => ({ y: mul(x, g.constant([[1], [1]])) }));
    expect(simplify(stretched, kernelOf)).toBe(stretched);
    expect(exactly(compile(stretched).run({ x: [3, 4] }).y)).toBe("float32[2,2] 3 4 3 4");
  });

  it("removes what no output and no update needs, but declared inputs stay", () => {
    const dead = graph({ x: f32(2), unused: f64() }, ({ x }, g) => {
      abs(exp(x));
      const w = g.parameter("w", [2], { init: "zeros" });
      g.parameter("idle", [2], { init: "zeros" });
      g.update(w, add(w, x));
      return { y: relu(x) };
    });
    expect(simple(dead)).toMatchInlineSnapshot(`
      "x = input : float32[2]
      unused = input : float64[]
      w = parameter zeros : float32[2]
      add1 = add(w, x) : float32[2]
      constant1 = constant 0 : float32[]
      relu1 = maximum(constant1, x) : float32[2]  # scope "relu1"
      output y = relu1
      update w = add1"
    `);
  });

  it("leaves a constant that its op refuses to the run that asks for it", () => {
    const refused = graph({ x: f32(2) }, ({ x }, g) => ({ y: gather(g.constant([[1, 2]]), g.constant([5], { dtype: "int32" })), x }));
    const program = compile(refused);
    expect(exactly(program.run({ x: [1, 2] }, ["x"]).x)).toBe("float32[2] 1 2");
    expect(thrown(() => program.run({}, ["y"]))).toMatchInlineSnapshot(`
      "FeedError index-range at gather1
      gather: indices must be in 0 … 1, got 5 at [0] (node "gather1"); correct the labels"
    `);
  });

  it("returns a graph that is simple already as it is", () => {
    const network = lower(graph({ x: f32(2), y: u8() }, ({ x, y }) => ({ z: relu(x), y })));
    expect(simplify(network, kernelOf)).toBe(network);
  });
});
