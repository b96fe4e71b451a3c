import { array, compile, f32, f64, gelu, gradients, graph, sum } from "dagrad";
import { describe, expect, it } from "vitest";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { thrown } from "../graph/thrown.ts";
import { op } from "../graph/untyped-ops.ts";

/** ½ x erfc(−x ÷ √2) by Python's math.erfc, which loses no digits. */
const exact: readonly (readonly [x: number, y: number])[] = [
  [-6.5, -2.6104003795084313e-10],
  [-3.3, -0.001595299669866466],
  [-1, -0.15865525393145707],
  [-0.5, -0.15426876936299344],
  [-0.001, -0.000499601057786089],
  [0.25, 0.14967658142073093],
  [1, 0.8413447460685429],
  [2.5, 2.4844758366855597],
  [6.5, 6.49999999973896],
];

describe.each([reference, wasm()])("gelu(x) on $name", (backend) => {
  const run = (x: readonly number[], approximate?: "none" | "tanh") => {
    const options = approximate && { approximate };
    const net = graph({ x: f64("n"), s: f32("n") }, ({ x, s }) => ({ double: gelu(x, options), single: gelu(s, options) }));
    return compile(net, { backend }).run({ x: [...x], s: [...x] });
  };
  const xs = exact.map(([x]) => x);

  it("is x Φ(x) where nothing else is asked for, within |x| ulps of 1: 3e-16 in float64, 6e-8 in float32", () => {
    const { double, single } = run(xs);
    for (const [i, [x, y]] of exact.entries()) {
      expect(Math.abs((double.data[i] as number) - y)).toBeLessThanOrEqual(3e-16 * Math.abs(x));
      expect(Math.abs((single.data[i] as number) - y)).toBeLessThanOrEqual(1.2e-7 * Math.abs(x));
    }
    expect(run(xs, "none").double).toEqual(double);
  });

  it("is within 5e-4 of that in its tanh form", () => {
    const { double } = run(xs, "tanh");
    for (const [i, [, y]] of exact.entries()) expect(Math.abs((double.data[i] as number) - y)).toBeLessThan(5e-4);
    expect(double.tolist()).not.toEqual(run(xs).double.tolist());
  });

  it("goes to x and to 0, and is NaN at −Infinity", () => {
    expect(run([0, -0, Infinity, -Infinity, NaN, -40, 40]).double.tolist()).toEqual([0, -0, Infinity, NaN, NaN, -0, 40]);
  });
});

describe("gelu(x)", () => {
  it("has the derivative Φ(x) + x φ(x): ½ at 0", () => {
    const net = graph({ x: f64("n") }, ({ x }) => ({ y: sum(gelu(x)) }));
    const found = compile(gradients(net, { of: "y", with: ["x"] })).run({ x: [0, 1, -1] })["d.x"];
    // Φ(1) + φ(1) of the tables: 0.8413447460685429 + 0.24197072451914337.
    expect(found).toBeAllClose(array([0.5, 1.0833154705876864, -0.08331547058768629], "float64"));
  });

  it("refuses another form", () => {
    expect(thrown(() => graph({ x: f32(2) }, ({ x }) => ({ y: op.gelu(x, { approximate: "sigmoid" }) })))).toMatchInlineSnapshot(`
      "OpError bad-attribute at gelu1
      gelu: attribute approximate must be "none" | "tanh", got "sigmoid" (node "gelu1"); correct it"
    `);
  });
});
