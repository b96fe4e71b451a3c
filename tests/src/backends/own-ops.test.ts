import { type Backend, defineOp, type Op, reference, standardOps } from "dagrad";
import { describe, expect, it } from "vitest";
import type { Attrs } from "../../../graph/graph.ts";
import { type Fail, kindOf, kinds, type Operands, type Primitive, type TensorType } from "../../../graph/op.ts";
import { expressionOf, type Instruction, instructions, type ScalarRule } from "../../../graph/scalar.ts";
import { stridesOf } from "../../../graph/shape.ts";
import {
  inferBroadcast,
  inferFloat,
  inferFloats,
  inferNumber,
  inferReduction,
  type ReductionAttrs,
  reductionSchema,
} from "../../../ops/shared/infer.ts";
import { wasm } from "../../../src/backends/wasm/wasm.ts";
import { withDirtyMemory } from "./dirty-memory.ts";
import { agree, agreeNodeByNode } from "./equivalence.ts";
import { randomGraph } from "./random-graph.ts";
import { edges } from "./sensitivity.ts";

/*
 * Ops of a user's own, of every kind and of instructions and folds that no op of dagrad has: random graphs, ranges and bounds know
 * them by what they declare, and engines compute them as they compute dagrad's own.
 */

const vjp = "not-differentiable";
const attrs = {};
type Rule = ScalarRule<Attrs>;

const unary = (name: string, scalar: Rule, infer: typeof inferFloat = inferFloat): Op =>
  defineOp({ name, inputs: ["x"], attrs, infer, scalar, vjp });
const binary = (name: string, scalar: Rule): Op => defineOp({ name, inputs: ["a", "b"], attrs, infer: inferFloats("a", "b"), scalar, vjp });

const inferLogical = (inputs: Operands<TensorType>, _: unknown, fail: Fail): TensorType => {
  if (inputs.some(({ dtype }) => dtype !== "bool")) fail({ code: "dtype", expected: "bool", actual: "numbers", cure: "compare them" });
  return inputs.length === 1 ? inputs[0] : inferBroadcast(inputs, {}, fail);
};
const logical = (name: string, inputs: readonly string[], scalar: Rule): Op =>
  defineOp({ name, inputs, attrs, infer: inferLogical, scalar, vjp });
const comparison = (name: string, scalar: Rule): Op =>
  defineOp({
    name,
    inputs: ["a", "b"],
    attrs,
    infer: (inputs, given, fail) => ({ ...inferBroadcast(inputs, given, fail), dtype: "bool" }),
    scalar,
    vjp,
  });

const reduction = (name: string, reduce: { fold: "sum" | "mean" | "max"; before?: Rule; after?: Rule }): Op =>
  defineOp<ReductionAttrs>({
    name,
    inputs: ["x"],
    attrs: reductionSchema,
    infer: (inputs, given, fail) => {
      inferFloat(inputs, given, fail);
      return inferReduction(inputs, given, fail);
    },
    reduce: reduce as never,
    vjp,
  });

const square: Rule = (s, [x]) => s.mul(x, x);
/** In float64 on the way, which has no four lanes. */
const wideSquare: Rule = (s, [x]) => {
  const wide = s.cast(x, "float64");
  return s.cast(s.mul(wide, wide), x.dtype);
};

const own: readonly Op[] = [
  unary("myFloor", (s, [x]) => s.floor(x)),
  unary("myCeil", (s, [x]) => s.ceil(x)),
  unary("myRound", (s, [x]) => s.round(x)),
  unary("myTrunc", (s, [x]) => s.trunc(x)),
  unary("gaussian", (s, [x]) => s.exp(s.neg(s.mul(x, x)))),
  unary("logistic", (s, [x]) => s.div(1, s.add(1, s.exp(s.neg(x))))),
  unary("softSign", (s, [x]) => s.div(x, s.add(1, s.abs(x)))),
  unary("logCosine", (s, [x]) => s.log(s.add(s.cos(x), s.sin(s.tanh(x))))),
  unary("clampedCube", (s, [x]) => s.minimum(s.maximum(s.mul(s.mul(x, x), x), -3), s.constant(7, x.dtype)), inferNumber),
  unary("wholePart", (s, [x]) => s.cast(s.cast(s.minimum(s.maximum(x, -100), 100), "int32"), x.dtype)),
  unary("wideSquare", wideSquare),
  binary("hypotenuse", (s, [a, b]) => s.sqrt(s.add(s.mul(a, a), s.mul(b, b)))),
  binary("difference", (s, [a, b]) => s.select(s.less(a, b), s.sub(b, a), s.sub(a, b))),
  binary("signedPower", (s, [a, b]) => s.mul(s.sign(a), s.pow(s.abs(a), b))),
  comparison("atMost", (s, [a, b]) => s.lessEqual(a, b)),
  comparison("unequal", (s, [a, b]) => s.not(s.equal(a, b))),
  logical("either", ["a", "b"], (s, [a, b]) => s.or(a, b)),
  logical("both", ["a", "b"], (s, [a, b]) => s.and(a, b)),
  logical("larger", ["a", "b"], (s, [a, b]) => s.maximum(a, b)),
  logical("smaller", ["a", "b"], (s, [a, b]) => s.minimum(a, b)),
  comparison("isBelow", (s, [a, b]) => s.less(a, b)),
  logical("isNot", ["a"], (s, [a]) => s.not(a)),
  reduction("sumOfSquares", { fold: "sum", before: square }),
  reduction("sumOfWideSquares", { fold: "sum", before: wideSquare }),
  reduction("rootMeanSquare", { fold: "mean", before: square, after: (s, [x]) => s.sqrt(x) }),
  reduction("largestSize", { fold: "max", before: (s, [x]) => s.abs(x) }),
  defineOp<{ readonly axis: number }>({
    name: "reversed",
    inputs: ["x"],
    attrs: { axis: "integer" },
    infer: ([x], { axis }, fail) => {
      const dim = x.shape[axis];
      if (typeof dim !== "number") fail({ code: "axis", expected: "an axis of a size", actual: String(dim), cure: "correct axis" });
      return x;
    },
    move: ([x], _, { axis }) => {
      const strides = stridesOf(x.shape);
      const [size, stride] = [x.shape[axis] as number, strides[axis] as number];
      return size === 0 ? [] : [{ input: 0, from: (size - 1) * stride, steps: strides.with(axis, -stride) }];
    },
    vjp,
  }),
  defineOp({ name: "asColumn", inputs: ["x"], attrs, infer: ([x]) => ({ shape: [...x.shape, 1], dtype: x.dtype }), view: "x", vjp }),
  defineOp({
    name: "halved",
    inputs: ["x"],
    attrs,
    infer: inferFloat,
    kernel:
      ([x], y) =>
      () => {
        for (let i = 0; i < y.data.length; i++) y.data[i] = (x.data[i] as number) / 2;
      },
    elementwise: true,
    vjp,
  }),
];

const others = ["add", "mul", "relu", "matmul", "sum", "where", "argmax", "transpose", "equal"].map((name) => standardOps.get(name) as Op);
const firstSeed = Number(process.env.FIRST_SEED ?? 0);
const graphs = Array.from({ length: Number(process.env.RANDOM_GRAPHS ?? 240) }, (_, i) => randomGraph(firstSeed + i, [...own, ...others]));

describe(`ops of a user's own (FIRST_SEED=${firstSeed})`, () => {
  it.each([reference, wasm()].map(withDirtyMemory).map((engine: Backend) => [engine.name, engine] as const))(
    "%s agrees with the reference on random graphs, within what their instructions and folds allow",
    (_, engine) => {
      const found = graphs.flatMap((one) => [
        ...agree(one, engine, { again: true }).differences,
        ...agreeNodeByNode(one, engine, { again: true }).differences,
      ]);
      expect(found).toEqual([]);
    },
  );

  it("stand in these graphs at least 20 times each", () => {
    const counts = new Map(own.map(({ name }) => [name, 0]));
    for (const { graph } of graphs) {
      for (const { op } of Object.values(graph.nodes)) if (counts.has(op)) counts.set(op, (counts.get(op) as number) + 1);
    }
    expect([...counts].filter(([, count]) => count < 20)).toEqual([]);
  });

  it("have ranges that let their end pass and not the next float", () => {
    const { struck, missed, refused } = edges(graphs);
    expect([missed, refused]).toEqual([[], []]);
    expect(struck).toBeGreaterThan(60);
  });

  it("use, with dagrad's own, every instruction, and are of the kinds that anyone may write", () => {
    const used = new Set<Instruction>();
    const inExpression = (rule: ScalarRule<any>, count: number, given: Attrs): void => {
      for (const dtype of ["float32", "int32", "bool"] as const) {
        try {
          for (const { instruction } of expressionOf(rule, Array(count).fill(dtype), given)) used.add(instruction);
        } catch {}
      }
    };
    const given = { min: 0, max: 1, dtype: "float64", classes: 3 };
    const all = [...own, ...standardOps.values()];
    for (const op of all) if ("scalar" in op) inExpression(op.scalar, op.inputs.length, given);
    expect(Object.keys(instructions).filter((one) => !used.has(one as Instruction))).toEqual([]);
    const seen = new Set(all.filter((op): op is Primitive<any> => !("definition" in op)).map(kindOf));
    expect(kinds.filter((kind) => !seen.has(kind))).toEqual([]);
  });
});
