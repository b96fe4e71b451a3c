import type { Code } from "../assembler/code.ts";
import type { Place } from "../place.ts";
import { frameOf } from "./frame.ts";
import type { KernelEmitter } from "./kernel.ts";
import { reduce } from "./reduce.ts";
import { sumFold } from "./sum-fold.ts";

/** y = Σ x ÷ n over the given axes: the sum as `sum` has it, the quotient rounded once. NaN where there is no element. float32, float64. */
export const mean: KernelEmitter = (site, inputs, y, attrs) => {
  const [x] = inputs as readonly [Place];
  const axes = attrs.axis as readonly number[];
  const count = axes.reduce((product, axis) => product * (x.shape[axis] as number), 1);
  const frame = frameOf(site);
  const exact = Math.fround(count) === count;
  const finish = (code: Code): void => {
    if (y.dtype === "float64") code.f64x2(count).op("f64x2.div");
    else if (exact) code.f32x4(count).op("f32x4.div");
    else divideInFloat64(code, frame.take("v128"), count);
  };
  reduce(frame, x, y, axes, (registers) => ({ ...sumFold(y.dtype, registers), finish }));
};

/** For a count above 2²⁴ that float32 does not hold. The quotient of float64 has so many digits that rounding it again changes nothing. */
function divideInFloat64(code: Code, sums: number, count: number): void {
  const half = (): void => void code.op("f64x2.promote_low_f32x4").f64x2(count).op("f64x2.div", "f32x4.demote_f64x2_zero");
  code.tee(sums);
  half();
  code.get(sums).get(sums).shuffle32(2, 3, 2, 3);
  half();
  code.shuffle32(0, 1, 4, 5);
}
