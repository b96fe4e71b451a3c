import { add, check, compile, f32, graph, mul, print, relu, sub } from "dagrad";
import { describe, expect, it } from "vitest";
import { select } from "../../../src/passes/select.ts";
import { thrown } from "../../graph/thrown.ts";

const network = graph({ a: f32(2), b: f32(2) }, ({ a, b }, g) => {
  const w = g.parameter("w", [2], { init: "ones" });
  g.parameter("idle", [2], { init: "ones" });
  return { double: mul(a, 2), sum: add(relu(b), w) };
});

describe("select", () => {
  it("leaves the part of the graph that the outputs need, in its order, and the inputs to feed", () => {
    expect(print(select(network, ["double"]))).toMatchInlineSnapshot(`
      "a = input : float32[2]
      constant1 = constant 2 : float32[]
      mul1 = mul(a, constant1) : float32[2]
      output double = mul1"
    `);
    expect(select(network, ["sum"]).inputs).toEqual(["b"]);
    check(select(network, ["sum", "double"]));
  });

  it("leaves the order of the names to the caller", () => {
    expect(Object.keys(select(network, ["sum", "double"]).outputs)).toEqual(["sum", "double"]);
    expect(Object.keys(compile(network).run({ a: [1, 1], b: [1, 1] }, ["sum", "double"]))).toEqual(["sum", "double"]);
  });

  it("keeps what updates need, whatever is fetched", () => {
    const step = graph({ x: f32(2) }, ({ x }, g) => {
      const w = g.parameter("w", [2], { init: "ones" });
      g.update(w, sub(w, x));
      return { zero: g.constant(0) };
    });
    expect(print(select(step, []))).toMatchInlineSnapshot(`
      "x = input : float32[2]
      w = parameter ones : float32[2]
      sub1 = sub(w, x) : float32[2]
      update w = sub1"
    `);
  });

  it("returns the graph itself where all of it is needed", () => {
    const whole = graph({ a: f32(2) }, ({ a }) => ({ y: relu(a), a }));
    expect(select(whole, ["y", "a"])).toBe(whole);
    expect(select(whole, ["y"])).not.toBe(whole);
  });

  it("names the outputs when one is unknown", () => {
    expect(thrown(() => select(network, ["sum", "__proto__"]))).toMatchInlineSnapshot(`
      "GraphError unknown-output
      run: fetch must name outputs (double, sum) or nodes, got "__proto__"; return it from build or correct the name"
    `);
  });
});
