import {
  broadcastTo,
  compile,
  concat,
  f32,
  flip,
  type Graph,
  graph,
  NdArray,
  type Random,
  random,
  reference,
  reshape,
  slice,
  transpose,
  windows as windowsOf,
} from "dagrad";
import { describe, expect, it } from "vitest";
import type { AnyTensor } from "../../../../graph/op.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import { type Addressing, addressingOf, type Digit } from "../../../../src/backends/fuse/addressing.ts";
import { design } from "./design.ts";

const windows = (x: AnyTensor, size: number, { stride = 1, dilation = 1 } = {}): AnyTensor =>
  windowsOf(x as never, { size, stride, dilation } as never) as AnyTensor;

/** The addressing of the one output of a graph of one input. */
function addressed(one: Graph<any, any>): Addressing {
  const { values, plan } = design(one);
  return addressingOf(values.find(({ id }) => id === plan.graph.outputs.y) as never);
}

/** All sums of the digits' steps, the last digit moving fastest. */
const offsets = (digits: readonly Digit[]): number[] =>
  digits.reduce((all, { size, stride }) => all.flatMap((from) => Array.from({ length: size }, (_, i) => from + i * stride)), [0]);

/** Where the addressing says that the elements are, in order. */
const indices = ({ from, axes }: Addressing): number[] => offsets(axes.flat()).map((offset) => from + offset);

/** Element i of the input is i: the output tells where its elements came from. */
function expected(one: Graph<any, any>, shape: readonly number[]): number[] {
  const x = new NdArray(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => i),
    shape,
    "float32",
  );
  return [...((compile(one, { backend: reference }) as any).run({ x }).y as NdArray).data];
}

const over = (shape: readonly number[], y: (x: AnyTensor) => AnyTensor): Graph<any, any> =>
  graph({ x: f32(...shape) }, ({ x }) => ({ y: y(x as AnyTensor) })) as Graph<any, any>;

const asMatrix = (x: AnyTensor): AnyTensor => {
  const [n, oy, ox, c, kh, kw] = x.shape as number[] as [number, number, number, number, number, number];
  return reshape(transpose(x, { perm: [0, 1, 2, 4, 5, 3] } as never), { shape: [n * oy * ox, kh * kw * c] } as never) as AnyTensor;
};

describe("addressing", () => {
  it("windows as a matrix: n, oy, ox along its rows, ky and kx · c along its columns", () => {
    const { from, axes, moves, source } = addressed(over([2, 5, 7, 4], (x) => asMatrix(windows(x, 3))));
    expect({ from, axes, source: source.id, moves: moves.map(({ step }) => step?.op.name) }).toEqual({
      from: 0,
      axes: [
        [
          { size: 2, stride: 140 },
          { size: 3, stride: 28 },
          { size: 5, stride: 4 },
        ],
        [
          { size: 3, stride: 28 },
          { size: 12, stride: 1 },
        ],
      ],
      source: "x",
      moves: ["transpose", "windows"],
    });
  });

  it("windows of one position are the matrix of rows itself", () => {
    expect(addressed(over([2, 5, 7, 4], (x) => asMatrix(windows(x, 1)))).axes).toEqual([
      [{ size: 70, stride: 4 }],
      [{ size: 4, stride: 1 }],
    ]);
  });

  it("heads of attention: batch, heads, tokens and width of each head", () => {
    const heads = over(
      [2, 5, 12],
      (x) => transpose(reshape(x, { shape: [2, 5, 3, 4] } as never), { perm: [0, 2, 1, 3] } as never) as AnyTensor,
    );
    expect(addressed(heads).axes).toEqual([
      [{ size: 2, stride: 60 }],
      [{ size: 3, stride: 4 }],
      [{ size: 5, stride: 12 }],
      [{ size: 4, stride: 1 }],
    ]);
  });

  it("ends at a reshape that cuts through windows, at a move of several blocks, and where it is told to", () => {
    // Windows overlap: rows of [oy, ky] are no digits of the axis that both run along.
    const cut = over([1, 8, 8, 1], (x) =>
      windows(reshape(slice(x, { axis: 1, stop: 6 } as never), { shape: [1, 16, 3, 1] } as never) as AnyTensor, 3),
    );
    expect(addressed(cut).moves).toHaveLength(1);
    const joined = over([3, 4], (x) => transpose(concat([x, x] as never, { axis: 0 } as never) as AnyTensor) as AnyTensor);
    expect(addressed(joined)).toMatchObject({ source: { step: { op: { name: "concat" } } }, axes: [[{ size: 4 }], [{ size: 6 }]] });
    const { values } = design(over([3, 4], (x) => flip(transpose(x) as never) as AnyTensor));
    const last = values.at(-1) as never;
    expect(addressingOf(last, (move) => move !== last).moves).toEqual([]);
    expect(addressingOf(last).moves).toHaveLength(2);
  });

  it("says where every element of random chains of moves and views lies", () => {
    const passed = { whole: 0, all: 0 };
    for (let seed = 0; seed < 150; seed++) {
      const draw = random(seed);
      const shape = [draw.randint(1, 4), draw.randint(1, 9), draw.randint(1, 9), draw.randint(1, 5)];
      const one = over(shape, (x) => {
        let y = x;
        for (let i = draw.randint(1, 6); i > 0; i--) y = grown(y, draw);
        return y;
      });
      const found = addressed(one);
      passed.all++;
      if (found.source.leaf === "input") {
        passed.whole++;
        expect(indices(found), `seed ${seed}`).toEqual(expected(one, shape));
      }
    }
    expect(passed.whole / passed.all).toBeGreaterThan(0.7);
  });
});

/** One move or view more, of those that fit. */
function grown(x: AnyTensor, draw: Random): AnyTensor {
  const shape = x.shape as number[];
  const axis = draw.randint(0, shape.length);
  const dim = shape[axis] as number;
  const [, h = 0, w = 0] = shape;
  const forms: (() => unknown)[] = [
    () => transpose(x, { perm: draw.permutation([...shape.keys()]) } as never),
    () => slice(x, { axis, start: draw.randint(0, dim), stop: dim } as never),
    () => flip(x, { axis } as never),
    () => broadcastTo(x, { shape: [2, ...shape] } as never),
    () => reshape(x, { shape: [sizeOf(shape)] } as never),
    () => reshape(x, { shape: [...shape.slice(0, axis), ...(dim % 2 === 0 ? [dim / 2, 2] : [dim, 1]), ...shape.slice(axis + 1)] } as never),
    ...(shape.length > 1 ? [() => reshape(x, { shape: [h * (shape[0] as number), ...shape.slice(2)] } as never)] : []),
    ...(shape.length === 4 && h > 2 && w > 2 ? [() => windows(x, 2, { stride: draw.randint(1, 3), dilation: draw.randint(1, 3) })] : []),
  ];
  return forms[draw.randint(0, forms.length)]?.() as AnyTensor;
}
