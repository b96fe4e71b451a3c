import { describe, expect, it } from "vitest";
import { dtypes } from "../../../../../graph/dtype.ts";
import type { NdArray } from "../../../../../graph/ndarray.ts";
import { type Block, defineOp } from "../../../../../graph/op.ts";
import { sizeOf, stridesOf } from "../../../../../graph/shape.ts";
import { broadcastToOp } from "../../../../../ops/move/broadcast-to.ts";
import { concatOp } from "../../../../../ops/move/concat.ts";
import { sliceOp } from "../../../../../ops/move/slice.ts";
import { transposeOp } from "../../../../../ops/move/transpose.ts";
import { expectEqual, numbers, runBoth } from "./run-kernel.ts";
import { axesSets, orders, shapes } from "./shapes.ts";

describe("transpose of the engine", () => {
  it("equals the reference for all orders of the axes, in every dtype", () => {
    for (const dtype of dtypes)
      for (const shape of shapes)
        for (const perm of orders(shape.length)) expectEqual(transposeOp, [numbers(shape, dtype, { specials: true })], { perm });
  });

  it.each([
    [2, 9],
    [9, 2],
    [3, 4],
    [4, 3],
    [3, 3],
    [2, 2],
    [8, 12],
    [13, 6],
    [784, 128],
  ])("moves tiles of a matrix of %i by %i and what is left at its edges", (rows, columns) => {
    for (const dtype of dtypes) expectEqual(transposeOp, [numbers([rows, columns], dtype)], { perm: [1, 0] });
  });
});

describe("broadcastTo of the engine", () => {
  it("equals the reference for all sets of stretched and of new axes, in every dtype", () => {
    for (const dtype of dtypes)
      for (const shape of [...shapes, [30, 600]])
        for (const stretched of axesSets(shape.length))
          for (let added = 0; added <= shape.length; added++) {
            const own = shape.map((dim, axis) => (stretched.includes(axis) ? 1 : dim)).slice(added);
            expectEqual(broadcastToOp, [numbers(own, dtype, { specials: true })], { shape });
          }
  });
});

describe("slice of the engine", () => {
  it("equals the reference for parts of every axis, in every dtype", () => {
    for (const dtype of dtypes)
      for (const shape of [...shapes, [40, 500], [3, 2000]])
        shape.forEach((dim, axis) => {
          const third = Math.floor(dim / 3);
          for (const [start, stop] of [
            [0, dim],
            [third, dim],
            [0, third],
            [third, dim - third],
            [Math.max(0, dim - 1), dim],
            [dim, dim],
          ] as const)
            expectEqual(sliceOp, [numbers(shape, dtype, { specials: true })], { axis, start, stop, step: 1 });
        });
  });
});

describe("concat of the engine", () => {
  it("equals the reference along every axis, in every dtype, parts of size 0 and 1 among them", () => {
    for (const dtype of dtypes)
      for (const shape of [...shapes, [3, 700]])
        for (let axis = 0; axis < shape.length; axis++)
          for (const dims of [[3], [1, 2], [5, 0, 1, 4]]) {
            const part = (dim: number, seed: number) => {
              const own = [...shape];
              own[axis] = dim;
              return numbers(own, dtype, { seed, specials: true });
            };
            expectEqual(concatOp, [part(shape.at(axis) as number, 9), ...dims.map(part)], { axis });
          }
  });

  it("writes rows of every width exactly: no row overwrites the start of the next", () => {
    for (const dtype of ["uint8", "float32", "float64"] as const)
      for (let width = 1; width < 150; width++)
        expectEqual(concatOp, [numbers([3, 5], dtype), numbers([3, width], dtype, { seed: 2 })], { axis: 1 });
  });
});

/** Row-major: the element at a position. */
const elementAt = ({ data, shape }: NdArray, position: readonly number[]): number =>
  data[position.reduce((index, at, axis) => index * (shape[axis] as number) + at, 0)] as number;

const positions = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>((some, dim) => some.flatMap((one) => Array.from({ length: dim }, (_, at) => [...one, at])), [[]]);

interface Own {
  readonly name: string;
  readonly shape: (x: readonly number[]) => readonly number[];
  readonly blocks: (x: readonly number[]) => readonly Block[];
  /** Where in x the element of a position of the result is. */
  readonly from: (at: readonly number[], x: readonly number[]) => readonly number[];
}

const reversed = (x: readonly number[]): number => sizeOf(x) - 1;
const others = (steps: readonly number[], last: number): number[] => [...steps.slice(0, -1), last];

/** Moves of one's own, of tensors with at least one axis and no axis of size 0. */
const own: readonly Own[] = [
  {
    name: "all axes turned around",
    shape: (x) => x,
    blocks: (x) => [{ input: 0, from: reversed(x), steps: stridesOf(x).map((step) => -step) }],
    from: (at, x) => at.map((one, axis) => (x[axis] as number) - 1 - one),
  },
  {
    name: "the last axis turned around",
    shape: (x) => x,
    blocks: (x) => [{ input: 0, from: (x.at(-1) as number) - 1, steps: others(stridesOf(x), -1) }],
    from: (at, x) => others(at, (x.at(-1) as number) - 1 - (at.at(-1) as number)),
  },
  {
    name: "the first axis turned around",
    shape: (x) => x,
    blocks: (x) => {
      const [step, ...inner] = stridesOf(x) as [number, ...number[]];
      return [{ input: 0, from: ((x[0] as number) - 1) * step, steps: [-step, ...inner] }];
    },
    from: ([first, ...rest], x) => [(x[0] as number) - 1 - (first as number), ...rest],
  },
  {
    name: "axes turned around and in reverse order",
    shape: (x) => x.toReversed(),
    blocks: (x) => [
      {
        input: 0,
        from: reversed(x),
        steps: stridesOf(x)
          .map((step) => -step)
          .reverse(),
      },
    ],
    from: (at, x) => at.toReversed().map((one, axis) => (x[axis] as number) - 1 - one),
  },
  {
    name: "every other element of the last axis",
    shape: (x) => others(x, Math.ceil((x.at(-1) as number) / 2)),
    blocks: (x) => [{ input: 0, from: 0, steps: others(stridesOf(x), 2) }],
    from: (at) => others(at, 2 * (at.at(-1) as number)),
  },
  {
    name: "each element three times",
    shape: (x) => [...x, 3],
    blocks: (x) => [{ input: 0, from: 0, steps: [...stridesOf(x), 0] }],
    from: (at) => at.slice(0, -1),
  },
  {
    name: "the last axis rolled by one, in two blocks",
    shape: (x) => x,
    blocks: (x) => {
      const last = x.at(-1) as number;
      const origin = x.map(() => 0);
      const steps = stridesOf(x);
      return [
        { input: 0, from: last - 1, steps, at: origin, shape: others(x, 1) },
        { input: 0, from: 0, steps, at: others(origin, 1), shape: others(x, last - 1) },
      ];
    },
    from: (at, x) => others(at, ((at.at(-1) as number) + (x.at(-1) as number) - 1) % (x.at(-1) as number)),
  },
  {
    name: "mirrored at its end, in two blocks",
    shape: (x) => others(x, 2 * (x.at(-1) as number)),
    blocks: (x) => {
      const last = x.at(-1) as number;
      const origin = x.map(() => 0);
      return [
        { input: 0, from: 0, steps: stridesOf(x), at: origin, shape: x },
        { input: 0, from: last - 1, steps: others(stridesOf(x), -1), at: others(origin, last), shape: x },
      ];
    },
    from: (at, x) => others(at, Math.min(at.at(-1) as number, 2 * (x.at(-1) as number) - 1 - (at.at(-1) as number))),
  },
];

describe("moves of one's own in the engine", () => {
  it.each(own.map((one) => [one.name, one] as const))("%s", (_, { shape, blocks, from }) => {
    const op = defineOp({
      name: "moved",
      inputs: ["x"],
      attrs: {},
      infer: ([x]) => ({ shape: shape(x.shape as readonly number[]), dtype: x.dtype }),
      move: ([x]) => blocks(x.shape),
      vjp: "not-differentiable",
    });
    for (const dtype of dtypes)
      for (const of of shapes) {
        if (of.length === 0 || of.includes(0)) continue;
        const x = numbers(of, dtype, { specials: true });
        const { reference, y } = runBoth(op, [x]);
        const expected = positions(shape(of)).map((at) => elementAt(x, from(at, of)));
        expect(Array.from(y.data), `${dtype}[${of}]`).toEqual(expected);
        expect(Array.from(reference.data), `${dtype}[${of}]`).toEqual(expected);
      }
  });
});
