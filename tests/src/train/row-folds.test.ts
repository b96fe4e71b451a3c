import {
  apply,
  broadcastTo,
  concat,
  defineOp,
  expandDims,
  f32,
  graph,
  lower,
  mean,
  mul,
  type Op,
  slice,
  sum,
  type Tensor,
  transpose,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { stridesOf } from "../../../graph/shape.ts";
import { rowFolds } from "../../../src/train/row-folds.ts";

/** One axis turned around. */
const flipOp: Op = defineOp<{ readonly axis: number }>({
  name: "flip",
  inputs: ["x"],
  attrs: { axis: "integer" },
  infer: ([x]) => x,
  move: ([{ shape }], _, { axis }) => {
    const strides = stridesOf(shape);
    const from = ((shape[axis] as number) - 1) * (strides[axis] as number);
    return [{ input: 0, from, steps: strides.map((stride, i) => (i === axis ? -stride : stride)) }];
  },
  vjp: "not-differentiable",
});
const flip = (x: Tensor, axis: number): Tensor => apply(flipOp, [x], { axis });

/** Rows rolled by one, in two blocks. */
const rollOp: Op = defineOp({
  name: "roll",
  inputs: ["x"],
  attrs: {},
  infer: ([x]) => x,
  move: ([{ shape }]) => {
    const [rows, columns] = shape as readonly [number, number];
    return [
      { input: 0, from: (rows - 1) * columns, steps: [columns, 1], at: [0, 0], shape: [1, columns] },
      { input: 0, from: 0, steps: [columns, 1], at: [1, 0], shape: [rows - 1, columns] },
    ];
  },
  vjp: "not-differentiable",
});

/** The node to blame where x times what is moved is averaged over rows; undefined where batches tell the mean. */
function blamed(make: (x: any) => Tensor): string | undefined {
  const one = graph({ x: f32("n", 3) }, ({ x }) => ({ y: mean(mul(x, make(x) as never)) }));
  return rowFolds(lower(one), "n", ["y"]).problem?.node;
}

describe("a mean over rows of what is moved", () => {
  it("is told by batches where elements stay in their rows", () => {
    expect(blamed((x) => flip(x, 1))).toBeUndefined();
    expect(blamed((x) => transpose(transpose(x)))).toBeUndefined();
    expect(blamed((x) => concat([slice(x, { axis: 1, start: 1 }), slice(x, { axis: 1, stop: 1 })], { axis: 1 }) as Tensor)).toBeUndefined();
    expect(blamed((x) => sum(broadcastTo(expandDims(x, { axis: 0 }), { shape: [4, "n", 3] }), { axis: 0 }) as Tensor)).toBeUndefined();
  });

  it("is not where a row becomes another one", () => {
    expect(blamed((x) => flip(x, 0))).toBe("flip1");
    expect(blamed((x) => apply(rollOp, [x]))).toBe("roll1");
    expect(blamed((x) => transpose(flip(transpose(x) as Tensor, 1)) as Tensor)).toBe("flip1");
  });
});
