import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f64 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import { floorDivide, floorDivideOp, reciprocalOp, remainder, remainderOp } from "../../ops/index.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { random } from "../../src/data/random.ts";
import { compile } from "../../src/run/compile.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("remainder(a, b)", () => {
  it("has the sign of the divisor (NumPy: np.remainder([7, -7, 7, -7], [3, 3, -3, -3]))", () => {
    for (const dtype of ["float32", "float64", "int32"] as const) {
      const rest = runOp(remainderOp, [array([7, -7, 7, -7], dtype), array([3, 3, -3, -3], dtype)]);
      expect([rest.dtype, rest.tolist()]).toEqual([dtype, [1, 2, -2, -1]]);
    }
  });

  it("is 0 of integers by 0, also of −2³¹ by −1", () => {
    expect(runOp(remainderOp, [array([5, -5, 0, -(2 ** 31)], "int32"), array([0, 0, 0, -1], "int32")]).tolist()).toEqual([0, 0, 0, 0]);
    expect(runOp(remainderOp, [array([200, 7], "uint8"), array([0, 255], "uint8")]).tolist()).toEqual([0, 7]);
  });

  it("is exact where the rounded quotient is a whole number that the quotient does not reach", () => {
    // 1 ÷ 0.1 rounds to 10; Python: 1 % 0.1, 1 // 0.1.
    expect(runFormula((a) => remainder(a, 0.1), [array([1], "float64")]).tolist()).toEqual([0.09999999999999995]);
    expect(runFormula((a) => floorDivide(a, 0.1), [array([1], "float64")]).tolist()).toEqual([9]);
  });

  it("is NaN of quotients of 2¹⁰⁰ and more, as is floorDivide", () => {
    const [a, b] = [array([2 ** 100, 2 ** 99, 1e300], "float64"), array([1, 1, 1e-300], "float64")];
    expect(runOp(remainderOp, [a, b]).tolist()).toEqual([NaN, 0, NaN]);
    expect(runOp(floorDivideOp, [a, b]).tolist()).toEqual([NaN, 2 ** 99, NaN]);
  });

  // The language's % is C's fmod, exact for all floats.
  it.each([reference, wasm()])("agrees with % to the bit, of 20,000 pairs with quotients up to 2⁹⁹ ($name)", (backend) => {
    const source = random(11);
    const bs = Array.from({ length: 20_000 }, () => source.uniform(1, 2) * 2 ** source.randint(-900, 900));
    const as = bs.map((b) => source.uniform(1, 2) * b * 2 ** source.randint(-3, 99));
    const program = compile(
      graph({ a: f64("n"), b: f64("n") }, ({ a, b }) => ({ y: remainder(a, b) })),
      { backend },
    );
    const rests = Array.from(program.run({ a: as, b: bs }).y.data);
    expect(rests.filter((rest, i) => !Object.is(rest, (as[i] as number) % (bs[i] as number)))).toEqual([]);
  });
});

describe("floorDivide(a, b)", () => {
  it("rounds down (NumPy: np.floor_divide([7, -7, 7, -7], [2, 2, -2, -2]))", () => {
    for (const dtype of ["float32", "float64", "int32"] as const) {
      const quotient = runOp(floorDivideOp, [array([7, -7, 7, -7], dtype), array([2, 2, -2, -2], dtype)]);
      expect([quotient.dtype, quotient.tolist()]).toEqual([dtype, [3, -4, -4, 3]]);
    }
  });

  it("is 0 of integers by 0, and wraps where −2³¹ is divided by −1", () => {
    const quotient = runOp(floorDivideOp, [array([5, -5, 0, -(2 ** 31)], "int32"), array([0, 0, 0, -1], "int32")]);
    expect(quotient.tolist()).toEqual([0, 0, 0, -(2 ** 31)]);
  });
});

it("reciprocal(x) is ±Infinity of zeros and ±0 of infinities", () => {
  expect(runOp(reciprocalOp, [array([0, -0, Infinity, -Infinity, 4])]).tolist()).toEqual([Infinity, -Infinity, 0, -0, 0.25]);
});
