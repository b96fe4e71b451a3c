import { add, compile as compileOn, div, exp, f32, graph, i32, log, mul, reference, reshape, sub, sum, wasm } from "dagrad";
import { describe, expect, it } from "vitest";
import { thrown } from "../../graph/thrown.ts";
import { exactly } from "../run-plainly.ts";

describe.each([reference, wasm()])("on $name", (backend) => {
  const compile: typeof compileOn = (graph, options) => compileOn(graph, { backend, ...options });

  const program = compile(
    graph({ x: f32("n"), k: i32("n") }, ({ x, k }) => ({
      logs: log(x, { name: "logs" }),
      ratio: div(x, sum(x), { name: "ratio" }),
      k: add(k, 1),
    })),
    { checkFinite: true },
  );

  describe("with checkFinite, a run", () => {
    it("names the first node that gives a NaN or an Infinity, where, and the range of its inputs; the program stays usable", () => {
      expect(thrown(() => program.run({ x: [1, 0, -1] }, ["logs"]))).toMatchInlineSnapshot(`
        "FeedError not-finite at logs
        log: values must be finite, got -Infinity at [1] from "x" float32[3] in -1.0 … 1.0 (node "logs"); look at these inputs, or compile without checkFinite"
      `);
      expect(thrown(() => program.run({ x: [1, -1] }, ["ratio"]))).toMatchInlineSnapshot(`
        "FeedError not-finite at ratio
        div: values must be finite, got Infinity at [0] from "x" float32[2] in -1.0 … 1.0 and "sum1" float32[] in 0.0 … 0.0 (node "ratio"); look at these inputs, or compile without checkFinite"
      `);
      expect(exactly(program.run({ x: [1, 3] }, ["ratio"]).ratio)).toBe("float32[2] 0.25 0.75");
    });

    it("refuses feeds that are not finite", () => {
      expect(thrown(() => program.run({ x: [1, Number.NaN] }, ["ratio"]))).toMatchInlineSnapshot(`
        "FeedError not-finite at x
        run: feed "x" must be finite, got NaN at [1] (node "x"); correct the feed, or compile without checkFinite"
      `);
      expect(thrown(() => program.run({ x: Float32Array.of(Number.POSITIVE_INFINITY) }, ["logs"]))).toMatchInlineSnapshot(`
        "FeedError not-finite at x
        run: feed "x" must be finite, got Infinity at [0] (node "x"); correct the feed, or compile without checkFinite"
      `);
    });

    it("shows the inputs as they were, where another run would write over them", () => {
      const inPlace = graph({ x: f32(2), y: f32(2) }, ({ x, y }) => ({ z: sub(exp(mul(x, 1000)), y) }));
      expect(thrown(() => compile(inPlace, { checkFinite: true }).run({ x: [1, 2], y: [0, 0] }))).toMatchInlineSnapshot(`
        "FeedError not-finite at exp1
        exp: values must be finite, got Infinity at [0] from "mul1" float32[2] in 1000.0 … 2000.0 (node "exp1"); look at these inputs, or compile without checkFinite"
      `);
      const viewed = graph({ x: f32(2) }, ({ x }) => {
        const big = mul(x, 1e30);
        return { z: mul(big, reshape(big, { shape: [2] })) };
      });
      expect(thrown(() => compile(viewed, { checkFinite: true }).run({ x: [1, 2] }))).toMatchInlineSnapshot(`
        "FeedError not-finite at mul2
        mul: values must be finite, got Infinity at [0] from "mul1" float32[2] in 1e+30 … 2e+30 and "reshape1" float32[2] in 1e+30 … 2e+30 (node "mul2"); look at these inputs, or compile without checkFinite"
      `);
    });

    it("looks at the middle of a graph, not at its outputs only", () => {
      const hidden = graph({ x: f32() }, ({ x }) => ({ one: exp(sub(0, exp(x))) }));
      expect(compile(hidden).run({ x: 1000 }).one.item()).toBe(0);
      expect(thrown(() => compile(hidden, { checkFinite: true }).run({ x: 1000 }))).toMatchInlineSnapshot(`
        "FeedError not-finite at exp1
        exp: values must be finite, got Infinity from "x" float32[] in 1000.0 … 1000.0 (node "exp1"); look at these inputs, or compile without checkFinite"
      `);
    });

    it("has nothing against integers and batches of 0 rows", () => {
      expect(exactly(program.run({ k: [1, 2] }, ["k"]).k)).toBe("int32[2] 2 3");
      expect(exactly(program.run({ x: [] }, ["logs"]).logs)).toBe("float32[0] ");
    });

    it("leaves parameters as they were when it stops", () => {
      const step = graph({ x: f32() }, ({ x }, g) => {
        const w = g.parameter("w", [], { init: "ones" });
        g.update(w, div(w, x));
        return { w };
      });
      const careful = compile(step, { checkFinite: true });
      expect(() => careful.run({ x: 0 })).toThrow("values must be finite");
      expect(careful.parameters.w?.item()).toBe(1);
    });
  });

  it("without checkFinite, a run gives NaN and Infinity as they come", () => {
    const plain = compile(graph({ x: f32(3) }, ({ x }) => ({ y: log(x) })));
    expect(exactly(plain.run({ x: [1, 0, -1] }).y)).toBe("float32[3] 0 -Infinity NaN");
  });
});
