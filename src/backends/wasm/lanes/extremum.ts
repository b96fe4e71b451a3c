import type { Code } from "../assembler/code.ts";
import type { Lane, LaneInstruction } from "./lane.ts";
import { oneOf } from "./registers.ts";

/*
 * The larger or the smaller of a and b. The reference takes a where both are equal, which matters for +0 and −0, and where a is NaN;
 * else it takes b where that is NaN. pmax and pmin also give a unless b is beyond it; only a NaN of b has to be added.
 * f32x4.max and f32.max would make +0 of +0 and −0.
 */

/** What tells the larger from the smaller. */
interface Names {
  readonly vector: "f32x4.pmax" | "f32x4.pmin";
  readonly integers: "i32x4.max_s" | "i32x4.min_s";
  /** Of masks, where true is −1. */
  readonly bools: "v128.or" | "v128.and";
  /** a stays: it is beyond b or equal. */
  readonly stays: "ge" | "le";
  /** The same seen from b. */
  readonly within: "le" | "ge";
}

const isNumber = ({ literal }: Lane): boolean => literal !== undefined && !Number.isNaN(literal);

function four(code: Code, a: Lane, b: Lane, { vector, within }: Names): void {
  // relu: where b is not beyond a = +0, its bits are cleared.
  if (Object.is(a.literal, 0)) code.get(b.local).get(b.local).get(a.local).op(`f32x4.${within}`, "v128.andnot");
  // Which zero is taken does not matter when one operand is no zero.
  else if (isNumber(a) && a.literal !== 0) code.get(b.local).get(a.local).op(vector);
  else if (isNumber(b)) code.get(a.local).get(b.local).op(vector);
  // All ones are a NaN.
  else code.get(a.local).get(b.local).op(vector).get(b.local).get(b.local).op("f32x4.ne", "v128.or");
}

function one(code: Code, a: Lane, b: Lane, type: "f32" | "f64", { stays }: Names): void {
  code.get(a.local).get(b.local).get(a.local).get(b.local).op(`${type}.${stays}`);
  if (!isNumber(a)) code.get(a.local).get(a.local).op(`${type}.ne`, "i32.or");
  code.op("select");
}

const extremum = (names: Names, range: LaneInstruction["range"]): LaneInstruction => ({
  ...(range && { range }),
  four: ({ code }, operands, dtype) => {
    const [a, b] = operands as readonly [Lane, Lane];
    if (dtype === "float32") four(code, a, b, names);
    else
      code
        .get(a.local)
        .get(b.local)
        .op(dtype === "bool" ? names.bools : names.integers);
  },
  one: ({ code }, operands, dtype) => {
    const [a, b] = operands as readonly [Lane, Lane];
    const type = oneOf(dtype);
    if (type !== "i32") one(code, a, b, type, names);
    else code.get(a.local).get(b.local).get(a.local).get(b.local).op(`i32.${names.stays}_s`, "select");
  },
});

/** Of an operand of which nothing is known. */
const all = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** The larger of a and b: the first where they are equal, NaN where one is. */
export const maximum = extremum(
  { vector: "f32x4.pmax", integers: "i32x4.max_s", bools: "v128.or", stays: "ge", within: "le" },
  ([a = all, b = all]) => [Math.max(a[0], b[0]), Math.max(a[1], b[1])],
);
/** The smaller of a and b: the first where they are equal, NaN where one is. */
export const minimum = extremum(
  { vector: "f32x4.pmin", integers: "i32x4.min_s", bools: "v128.and", stays: "le", within: "ge" },
  ([a = all, b = all]) => [Math.min(a[0], b[0]), Math.min(a[1], b[1])],
);
