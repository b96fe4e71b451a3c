import { div, mul } from "./arithmetic.ts";
import type { Elementwise, Lane } from "./lane.ts";
import { floatOf } from "./registers.ts";

/** True where the rule has nothing to do: dy is known not to be 0. */
const isPlain = ({ literal }: Lane): boolean => literal !== undefined && literal !== 0;

/** dy ∘ f of floats, but 0 where dy is 0 and the result is NaN. */
const chain = (plain: Elementwise): Elementwise => ({
  four: (site, operands, dtype, attrs) => {
    const [dy] = operands as readonly [Lane, Lane];
    const { code } = site;
    plain.four(site, operands, dtype, attrs);
    if (isPlain(dy)) return;
    const [dx] = code.temporaries("v128", 1) as readonly [number];
    code.tee(dx).get(dx).get(dx).op("f32x4.ne").get(dy.local).f32x4(0).op("f32x4.eq", "v128.and", "v128.andnot");
  },
  one: (site, operands, dtype, attrs) => {
    const [dy] = operands as readonly [Lane, Lane];
    const { code } = site;
    const type = floatOf(dtype);
    plain.one(site, operands, dtype, attrs);
    if (isPlain(dy)) return;
    const [dx] = code.temporaries(type, 1) as readonly [number];
    code.set(dx)[type](0).get(dx).get(dx).get(dx).op(`${type}.ne`).get(dy.local)[type](0).op(`${type}.eq`, "i32.and", "select");
  },
});

/** dy × f. */
export const chainMul = chain(mul);
/** dy ÷ x. */
export const chainDiv = chain(div);
