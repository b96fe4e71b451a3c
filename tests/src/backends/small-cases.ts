import { type DType, type Graph, graph, NdArray, random } from "dagrad";
import { allocate, isFloat } from "../../../graph/dtype.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { op } from "../../graph/untyped-ops.ts";
import type { GraphCase } from "./random-graph.ts";

// Every op that walks over shapes, on small ones: axes of 0, 1 and more elements, operands that stand still on either side or both.

const float = ["float32", "float64"] as const;
const every = [...float, "int32", "uint8", "bool"] as const;

function numbers(shape: readonly number[], dtype: DType, seed = 1): NdArray {
  const data = allocate(dtype, sizeOf(shape));
  const draw = random(seed);
  for (let i = 0; i < data.length; i++) data[i] = isFloat(dtype) ? draw.randn() : draw.randint(0, dtype === "bool" ? 2 : 9);
  return new NdArray(data, shape, dtype);
}

function caseOf(
  name: string,
  feeds: Readonly<Record<string, NdArray>>,
  make: (x: Readonly<Record<string, AnyTensor>>) => Record<string, unknown>,
): GraphCase {
  return { name, graph: graph(feeds, (x) => make(x as never) as never) as Graph<any, any>, feeds, parameters: {} };
}

const shown = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/** Leading axes of a and b in a stack of products. */
const stacks: readonly (readonly [a: readonly number[], b: readonly number[]])[] = [
  [[], []],
  [[2], []],
  [[], [2]],
  [[2], [2]],
  [[2], [1]],
  [[1], [2]],
  [[0], [1]],
  [[2, 0], []],
  [[2, 3], []],
  [[2, 3], [3]],
  [
    [2, 3],
    [2, 1],
  ],
  [
    [2, 1],
    [1, 3],
  ],
  [
    [2, 1, 2],
    [1, 3, 1],
  ],
];

/** a · b alone, and with what an engine may do in the same loop: biases and relu, a transpose. */
export const smallProducts: readonly GraphCase[] = stacks.flatMap(([left, right]) =>
  [0, 1, 3].flatMap((m) =>
    [0, 1, 2].flatMap((k) =>
      [0, 1, 5].flatMap((n) =>
        float.map((dtype) => {
          const [a, b] = [numbers([...left, m, k], dtype), numbers([...right, k, n], dtype, 2)];
          return caseOf(
            `${dtype}${shown(a.shape)} · ${shown(b.shape)}`,
            { a, b, c: numbers([n], dtype, 3), d: numbers([...right, n, k], dtype, 4), v: numbers([k], dtype, 5) },
            ({ a, b, c, d, v }) => {
              const turned = op.transpose(d, { perm: [...right.keys(), right.length + 1, right.length] });
              return {
                y: op.matmul(a, b),
                z: op.relu(op.add(op.matmul(a, b), c)),
                t: op.add(op.matmul(a, turned), c),
                av: op.matmul(a, v),
                vb: op.add(op.matmul(v, b), c),
                ...(left.length === 0 && { ata: op.matmul(op.transpose(a), a) }),
              };
            },
          );
        }),
      ),
    ),
  ),
);

const sizes = [0, 1, 2, 5];
const shapes: readonly (readonly number[])[] = [
  [],
  ...sizes.map((a) => [a]),
  ...sizes.flatMap((a) => sizes.map((b) => [a, b])),
  ...[0, 1, 3].flatMap((a) => [0, 1, 2].flatMap((b) => [0, 1, 4].map((c) => [a, b, c]))),
];
const subsets = (rank: number): number[][] =>
  Array.from({ length: 2 ** rank }, (_, bits) => [...Array(rank).keys()].filter((axis) => (bits & (1 << axis)) !== 0));

/** Reductions over all axes; max, min and their positions where there is something to choose from. */
export const smallReductions: readonly GraphCase[] = shapes.flatMap((shape) =>
  every.map((dtype) =>
    caseOf(`reductions of ${dtype}${shown(shape)}`, { x: numbers(shape, dtype) }, ({ x }) => {
      const outputs: Record<string, unknown> = {};
      for (const axis of subsets(shape.length)) {
        const attrs = { axis, keepdims: axis.length % 2 === 0 };
        outputs[`sum${axis.join("")}`] = op.sum(x, attrs);
        if (isFloat(dtype)) {
          outputs[`mean${axis.join("")}`] = op.mean(x, attrs);
          outputs[`relu${axis.join("")}`] = op.relu(op.add(op.mean(op.mul(x, 2), attrs), 1));
          outputs[`size${axis.join("")}`] = op.size(x, { axis, dtype });
          outputs[`norm${axis.join("")}`] = op.norm(x, attrs);
          outputs[`variance${axis.join("")}`] = op.variance(x, attrs);
          outputs[`std${axis.join("")}`] = op.std(x, { ...attrs, ddof: 1 });
        }
        outputs[`any${axis.join("")}`] = op.any(x, attrs);
        outputs[`all${axis.join("")}`] = op.all(x, attrs);
        if (axis.some((one) => shape[one] === 0)) continue;
        outputs[`max${axis.join("")}`] = op.max(x, attrs);
        outputs[`min${axis.join("")}`] = op.min(x, attrs);
        if (axis.length !== 1) continue;
        outputs[`argmax${axis[0]}`] = op.argmax(x, { axis: axis[0] });
        outputs[`argmin${axis[0]}`] = op.argmin(x, { axis: axis[0] });
      }
      return outputs;
    }),
  ),
);

/** What moves elements, picks them, and computes with those of another shape. */
export const smallMoves: readonly GraphCase[] = shapes.flatMap((shape) =>
  every.map((dtype) => {
    const rank = shape.length;
    const feeds = {
      x: numbers(shape, dtype),
      first: numbers([1, ...shape.slice(1)].slice(0, rank), dtype, 2),
      row: numbers(shape.slice(1), dtype, 3),
      labels: new NdArray(new Int32Array(sizeOf(shape.slice(0, -1))), shape.slice(0, -1), "int32"),
    };
    return caseOf(`moves of ${dtype}${shown(shape)}`, feeds, ({ x, first, row, labels }) => {
      const outputs: Record<string, unknown> = {
        turned: op.transpose(x, { perm: [...shape.keys()].reverse() }),
        wider: op.broadcastTo(x, { shape: [2, ...shape] }),
        stretched: op.broadcastTo(op.expandDims(x, { axis: rank }), { shape: [...shape, 3] }),
        none: op.broadcastTo(op.expandDims(x, { axis: 0 }), { shape: [0, ...shape] }),
        flat: op.reshape(x, { shape: [sizeOf(shape)] }),
        row: op.flatten(x, { axis: 0 }),
        backwards: op.flip(x),
        tiled: op.tile(x, { counts: [2, ...shape.map(() => 2)] }),
        stacked: op.stack([x, op.flip(x)], { axis: rank }),
        bare: op.squeeze(x),
        same: op.equal(x, row),
        chosen: op.where(op.equal(x, first), x, row),
        cast: op.cast(x, { dtype: "float32" }),
        hot: op.oneHot(labels, { depth: 3, dtype }),
      };
      if (rank > 0 && shape.at(-1) !== 0) outputs.picked = op.gather(x, labels);
      for (const [axis, size] of shape.entries()) {
        outputs[`joined${axis}`] = op.concat([x, op.slice(x, { axis, start: size, stop: size }), x], { axis });
        outputs[`turned${axis}`] = op.flip(x, { axis });
        outputs[`rolled${axis}`] = op.roll(x, { shift: 3, axis });
        if (rank > 1)
          outputs[`sheared${axis}`] = op.shear(op.pad(x, { pads: shape.map(() => [0, 0]).with(axis, [9, 9]) }), {
            axis,
            along: (axis + 1) % rank,
            step: axis % 2 === 0 ? 1 : -1,
          });
        if (size > 1) outputs[`windows${axis}`] = op.windows(x, { size: 2, stride: 2, axes: axis });
        const pads = shape.map((_, at) => (at === axis ? [1, 2] : [0, 0]));
        outputs[`padded${axis}`] = op.pad(x, { pads, value: 1 });
        outputs[`apart${axis}`] = op.pad(x, { pads, dilation: shape.map((_, at) => (at === axis && size > 0 ? 2 : 1)) });
        if (size > 2) outputs[`mirrored${axis}`] = op.pad(x, { pads, mode: "reflect" });
        if (size > 0) outputs[`continued${axis}`] = op.pad(x, { pads, mode: "edge" });
        outputs[`repeated${axis}`] = op.repeat(x, { repeats: 2, axis });
        outputs[`part${axis}`] = op.slice(x, { axis, start: size >> 1, stop: size });
        outputs[`column${axis}`] = op.add(
          op.cast(x, { dtype: "float32" }),
          op.cast(op.slice(x, { axis, start: 0, stop: Math.min(size, 1) }), { dtype: "float32" }),
        );
      }
      return outputs;
    });
  }),
);

/** Rows that a loop over narrow rows may take: none, fewer than its lanes, one more; from a layer to a loss, with gradients by hand. */
export const smallRows: readonly GraphCase[] = [0, 1, 3, 4, 5].flatMap((rows) =>
  [0, 1, 3].flatMap((inner) =>
    [1, 2, 5].map((classes) =>
      caseOf(
        `layers of ${rows} rows, ${inner} to ${classes}`,
        {
          x: numbers([rows, inner], "float32"),
          w: numbers([inner, classes], "float32", 2),
          b: numbers([classes], "float32", 3),
          y: new NdArray(new Uint8Array(rows), [rows], "uint8"),
        },
        ({ x, w, b, y }) => {
          const p = op.softmax(op.add(op.matmul(x, w), b));
          const d = op.sub(p, op.oneHot(y, { depth: classes, dtype: "float32" }));
          return {
            p,
            loss: op.crossentropy(p, y),
            total: op.crossentropy(p, y, { reduction: "sum" }),
            right: op.argmaxAccuracy(p, y),
            dw: op.matmul(op.transpose(x), d),
            db: op.sum(d, { axis: 0 }),
            dx: op.matmul(d, op.transpose(w)),
            all: op.mean(d),
          };
        },
      ),
    ),
  ),
);
