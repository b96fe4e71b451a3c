import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, u8 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import { atom } from "../../graph/notation.ts";
import { clip, clipOp } from "../../ops/elementwise/clip.ts";
import { formOf } from "../../src/export/form-of.ts";
import { numpy } from "../../src/export/numpy.ts";
import { runFormula } from "./run-kernel.ts";

const book = array([
  [0, 1, 0.5],
  [1e-8, 0.99999999, 1e-7],
  [-0.1, 1.1, NaN],
]);

describe("clip(x, { min, max })", () => {
  it("gives the book's np.clip(y, 1e-7, 1 − 1e-7), NaN included (NNFS ch. 5, values from NumPy)", () => {
    const clipped = runFormula((x) => clip(x, { min: 1e-7, max: 1 - 1e-7 }), [book]);
    expect([...clipped.data]).toEqual([1e-7, 0.9999999, 0.5, 1e-7, 0.9999999, 1e-7, 1e-7, 0.9999999, NaN]);
  });

  it("rounds its bounds to float32 before it compares (values from NumPy)", () => {
    const clipped = runFormula((x) => clip(x, { min: 1e-7, max: 1 - 1e-7 }), [array(book.tolist(), "float32")]);
    const [low, high] = [1.0000000116860974e-7, 0.9999998807907104];
    expect([...clipped.data]).toEqual([low, high, 0.5, low, high, low, low, high, NaN]);
  });

  it("takes ±Infinity for no bound, and says so in plain JSON", () => {
    const x = array([-5, 5, -Infinity, Infinity, NaN, -0]);
    expect([...runFormula((x) => clip(x, { min: 0, max: Infinity }), [x]).data]).toEqual([0, 5, 0, Infinity, NaN, -0]);
    expect([...runFormula((x) => clip(x, { min: -Infinity, max: 0 }), [x]).data]).toEqual([-5, 0, -Infinity, 0, NaN, -0]);
    const { nodes } = graph({ X: f32("batch") }, ({ X }) => ({ y: clip(X, { min: -Infinity, max: 0.5 }) }));
    expect(JSON.parse(JSON.stringify(nodes.clip1))).toMatchObject({ attrs: { min: "-Infinity", max: 0.5 }, shape: ["batch"] });
  });

  it("refuses bounds in the wrong order and bounds that are no numbers", () => {
    const build = (min: number, max: number) => () => graph({ X: f32("batch") }, ({ X }) => ({ y: clip(X, { min, max }) }));
    expect(build(2, 1)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: clip: min must be at most max, got min 2 and max 1 (node "clip1"); correct the bounds]`,
    );
    expect(build(Number.NaN, 1)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: clip: min must be at most max, got min NaN and max 1 (node "clip1"); correct the bounds]`,
    );
    expect(build(0, -Infinity)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: clip: min must be at most max, got min 0 and max -Infinity (node "clip1"); correct the bounds]`,
    );
  });

  it("keeps integers within bounds of their dtype, and refuses others", () => {
    expect([...runFormula((x) => clip(x, { min: -1, max: 7 }), [array([-5, 0, 9], "int32")]).data]).toEqual([-1, 0, 7]);
    expect([...runFormula((x) => clip(x, { max: 128 }), [array([0, 127, 255], "uint8")]).data]).toEqual([0, 127, 128]);
    const build = (min: number) => () => graph({ X: u8("batch") }, ({ X }) => ({ y: clip(X, { min }) }));
    expect(build(0.5)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: clip: bounds must be numbers of uint8, got 0.5 (node "clip1"); correct the bounds]`,
    );
    expect(build(-1)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: clip: bounds must be numbers of uint8, got -1 (node "clip1"); correct the bounds]`,
    );
    const written = numpy(
      graph({ x: u8("batch") }, ({ x }) => ({ y: clip(x, { min: 1 }) })),
      "y",
    );
    expect(written).toBe("y = np.clip(x, 1, None)\n");
  });

  it("is the identity between −Infinity and Infinity", () => {
    expect(clipOp.identity?.({ min: "-Infinity", max: "Infinity" }, [])).toBe(0);
    expect(clipOp.identity?.({ min: "-Infinity", max: 1e308 }, [])).toBeUndefined();
  });

  it("writes its bounds in each notation", () => {
    const site = { index: "", bound: "", ranks: [1] };
    const write = (notation: "text" | "latex" | "numpy", min: number | string, max: number | string) =>
      formOf(clipOp).notation[notation]?.([atom("x")] as never, { min, max }, site).text;
    expect(write("numpy", "-Infinity", "Infinity")).toBe("np.clip(x, -np.inf, np.inf)");
    expect(write("text", "-Infinity", 2.5)).toBe("clip(x, −∞, 2.5)");
    expect(write("latex", -2.5e-7, 1e21)).toBe("\\mathrm{clip}\\left(x,\\, -2.5 \\cdot 10^{-7},\\, 10^{21}\\right)");
    expect(write("latex", "-Infinity", "Infinity")).toBe("\\mathrm{clip}\\left(x,\\, -\\infty,\\, \\infty\\right)");
  });
});
