import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, f64 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { variance } from "../../ops/reduce/variance.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";
import { gradients } from "../../src/train/gradients.ts";

describe.each([reference, wasm()])("variance(x) on $name", (backend) => {
  it("divides by n, or by n − ddof", () => {
    const net = graph({ x: f64("n") }, ({ x }) => ({ all: variance(x), sample: variance(x, { ddof: 1 }), none: variance(x, { ddof: 4 }) }));
    const program = compile(net, { backend });
    // Of 1, 2, 3, 4: the mean is 2.5, the squares are 2.25 + 0.25 + 0.25 + 2.25 = 5.
    expect(Object.values(program.run({ x: [1, 2, 3, 4] })).map((one) => one.item())).toEqual([5 / 4, 5 / 3, Infinity]);
    // NumPy: of no elements, or of equal ones with nothing to divide by, NaN.
    expect(Object.values(program.run({ x: [3] })).map((one) => one.item())).toEqual([0, NaN, NaN]);
    expect(Object.values(program.run({ x: zeros([0], "float64") })).map((one) => one.item())).toEqual([NaN, NaN, NaN]);
  });

  it("keeps its digits where the mean is large: Σ x² − n μ² in float32 would be 0 or worse", () => {
    const program = compile(
      graph({ x: f32(4) }, ({ x }) => ({ y: variance(x) })),
      { backend },
    );
    expect(program.run({ x: [10001, 10002, 10003, 10004] }).y.item()).toBe(1.25);
  });

  it("has the derivative 2 (x − μ) ÷ (n − ddof)", () => {
    const net = graph({ x: f64(4) }, ({ x }) => ({ y: variance(x, { ddof: 2 }) }));
    const found = compile(gradients(net, { of: "y", with: ["x"] }), { backend }).run({ x: [1, 2, 3, 4] });
    expect(found["d.x"]?.tolist()).toEqual([-1.5, -0.5, 0.5, 1.5]);
  });
});

describe("variance(x)", () => {
  it("keeps named dims and writes its attributes", () => {
    const { nodes } = graph({ X: f32("batch+1", 3) }, ({ X }) => ({ v: variance(X, { axis: -1, keepdims: true, ddof: 0.5 }) }));
    expect(nodes.variance1).toMatchObject({ shape: ["batch+1", 1], attrs: { axis: [1], keepdims: true, ddof: 0.5 } });
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("refuses ddof %d", (ddof) => {
    expect(() => graph({ x: f32(3) }, ({ x }) => ({ y: variance(x, { ddof }) }))).toThrow(
      `variance: ddof must be a finite number ≥ 0, got ${ddof} (node "variance1"); divide by n with 0, by n − 1 with 1`,
    );
  });
});
