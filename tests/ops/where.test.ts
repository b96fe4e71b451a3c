import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { allocate, type DType, type TypedArray } from "../../graph/dtype.ts";
import { bool, f32 } from "../../graph/input.ts";
import { array, NdArray } from "../../graph/ndarray.ts";
import { sizeOf } from "../../graph/shape.ts";
import { equal } from "../../ops/elementwise/equal.ts";
import { log } from "../../ops/elementwise/log.ts";
import { where, whereOp } from "../../ops/elementwise/where.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("where(condition, a, b)", () => {
  it("takes a number or nested lists for one choice, in the dtype of the other", () => {
    const condition = array([true, false, true], "bool");
    const x = array([1.5, 2.5, 3.5], "float32");
    const chosen = runFormula((condition, x) => where(condition, x, 0), [condition, x]);
    expect([chosen.dtype, chosen.tolist()]).toEqual(["float32", [1.5, 0, 3.5]]);
    expect(runFormula((condition, x) => where(condition, [[9], [8]], x), [condition, x]).tolist()).toEqual([
      [9, 2.5, 9],
      [8, 2.5, 8],
    ]);
  });

  it("is not harmed by a NaN or an Infinity that it does not choose", () => {
    const x = array([0, 4]);
    expect(runFormula((x) => where(equal(x, 0), 0, log(x)), [x]).tolist()).toEqual([0, Math.log(4)]);
    expect([...runOp(whereOp, [array([1, 0], "bool"), array([-0, NaN]), array([NaN, -0])]).data]).toEqual([-0, -0]);
  });

  it("broadcasts all three as nested loops would, for 200 shapes of rank 0 to 4", () => {
    const random = sequence(7);
    for (let round = 0; round < 200; round++) {
      const shape = Array.from({ length: random(5) }, () => random(4));
      const [condition, a, b] = [0, 1, 2].map(() => shape.slice(random(shape.length + 1)).map((dim) => (random(3) === 0 ? 1 : dim))) as [
        number[],
        number[],
        number[],
      ];
      const output = broadcastOf(broadcastOf(condition, a), b);
      const inputs = [
        filled(condition, "bool", () => random(2)),
        filled(a, "int32", () => random(1000)),
        filled(b, "int32", () => random(1000) + 1000),
      ] as const;
      const expected = positionsOf(output).map((position) => {
        const [c, p, q] = inputs.map((input) => input.data[offsetOf(position, input.shape)] as number) as [number, number, number];
        return c === 1 ? p : q;
      });
      const actual = runOp(whereOp, inputs);
      expect([actual.shape, [...actual.data]]).toEqual([output, expected]);
    }
  });

  it("refuses two numbers as choices, for they leave the dtype open", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ X: bool("batch") }, ({ X }) => ({ y: where(X, 1, 0) }))).toThrowErrorMatchingInlineSnapshot(
      `[GraphError: where: a or b must be a tensor of the graph, got only numbers; make one with g.constant]`,
    );
  });

  it("refuses a condition that is no tensor", () => {
    expect(() => graph({ X: f32("batch") }, ({ X }) => ({ y: where(null as never, X, 0) }))).toThrowErrorMatchingInlineSnapshot(
      `[GraphError: where: condition must be a tensor, a number, nested lists of numbers or an NdArray, got null; pass what an op, an input or g.constant gave you]`,
    );
  });
});

/** Whole numbers below a bound, the same every time. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const filled = (shape: readonly number[], dtype: DType, next: () => number): NdArray =>
  new NdArray(allocate(dtype, sizeOf(shape)).map(next) as TypedArray, shape, dtype);

function broadcastOf(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [p, q] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    return p === 1 ? q : p;
  });
}

const positionsOf = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>(
    (positions, dim) => positions.flatMap((position) => Array.from({ length: dim }, (_, i) => [...position, i])),
    [[]],
  );

function offsetOf(position: readonly number[], shape: readonly number[]): number {
  const own = position.slice(position.length - shape.length);
  return shape.reduce((offset, dim, axis) => offset * dim + (dim === 1 ? 0 : (own[axis] as number)), 0);
}
