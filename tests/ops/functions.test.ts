import {
  acos,
  acosh,
  array,
  asin,
  asinh,
  atan,
  atanh,
  compile,
  cosh,
  erf,
  f64,
  gradients,
  graph,
  mul,
  type NdArray,
  sinh,
  sum,
  tan,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";

const functions = { acos, acosh, asin, asinh, atan, atanh, cosh, erf, sinh, tan };

describe("elementary functions", () => {
  it.each(Object.entries(functions))("%s has the same bits on both backends, in loops of any length", (_, f) => {
    const x = array([-0.9, -0.3, 0, 1e-9, 0.2, 0.7, 1, 1.5, 30, -800, Infinity, -Infinity, NaN], "float64");
    const results = [reference, wasm()].map(
      (backend) =>
        compile(
          graph({ x: f64("n") }, ({ x }) => ({ y: f(x) })),
          { backend },
        ).run({ x }).y,
    );
    expect(results[1]).toEqual(results[0]);
  });

  it.each([
    ["asin at ±1", asin, [1, -1], [Infinity, Infinity]],
    ["acos at ±1", acos, [1, -1], [-Infinity, -Infinity]],
    ["acosh at 1", acosh, [1], [Infinity]],
    ["atanh at ±1", atanh, [1, -1], [Infinity, Infinity]],
    ["atan at ±Infinity", atan, [Infinity, -Infinity], [0, 0]],
    ["erf at 0 and far away", erf, [0, 30], [2 / Math.sqrt(Math.PI), 0]],
    ["asin beyond 1", asin, [2], [NaN]],
  ] as const)("the derivative of %s", (_, f, x, expected) => {
    const net = graph({ x: f64("n") }, ({ x }) => ({ y: sum(f(x)) }));
    const found = compile(gradients(net, { of: "y", with: ["x"] })).run({ x: [...x] })["d.x"] as NdArray;
    expect([...found.data]).toEqual(expected);
  });

  it("a dy of 0 stays 0 where the slope is not finite", () => {
    for (const f of [asin, acos, acosh, atanh]) {
      const net = graph({ x: f64("n") }, ({ x }) => ({ y: sum(mul(f(x), [0])) }));
      const found = compile(gradients(net, { of: "y", with: ["x"] })).run({ x: [1, 3, -4] })["d.x"] as NdArray;
      expect([...found.data].map(Math.abs)).toEqual([0, 0, 0]);
    }
  });
});
