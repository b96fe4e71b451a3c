import {
  add,
  argmax,
  argmaxAccuracy,
  cast,
  clip,
  compile,
  crossentropy,
  f32,
  type Graph,
  gather,
  graph,
  i32,
  log,
  matmul,
  max,
  mean,
  mul,
  NdArray,
  random,
  reference,
  softmax,
  sub,
  sum,
  type Tensor,
  transpose,
  u8,
  wasm,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { exactly } from "../../../run-plainly.ts";
import { design, groupsIn } from "../../fuse/design.ts";
import { runDesign } from "./run-design.ts";

const numbers = random(11);

/** Small whole numbers: their sums are exact in any order. */
const whole = (...shape: number[]): NdArray =>
  new NdArray(
    Float32Array.from({ length: shape.reduce((product, dim) => product * dim, 1) }, () => numbers.randint(-9, 10)),
    shape,
    "float32",
  );
const labels = (n: number, classes: number) => Int32Array.from({ length: n }, () => numbers.randint(0, classes));

const shown = (values: Readonly<Record<string, NdArray>>) => Object.entries(values).map(([name, value]) => `${name} ${exactly(value)}`);

/** Everything that a loop over rows does, in whole numbers. */
const everything = (columns: number): Graph<any, any> =>
  graph({ x: f32("n", columns), y: i32("n"), z: u8("n"), w: f32(columns, 3) }, ({ x, y, z, w }) => {
    const m = max(x, { axis: 1, keepdims: true });
    const centred = sub(x, m);
    return {
      centred,
      best: argmax(x, { axis: 1 }),
      each: sum(x, { axis: 1 }),
      picked: gather(centred, y),
      bytes: cast(add(cast(z, { dtype: "int32" }), argmax(x, { axis: 1 })), { dtype: "uint8" }),
      // + 0: the sign of a sum of zeros is left open.
      product: add(matmul(centred, w), 0),
      all: sum(centred),
      down: sum(centred, { axis: 0 }),
      counts: sum(add(y, argmax(x, { axis: 1 }))),
      average: mean(mul(centred, 8)),
      // Up to 16 sums.
      ...(columns * columns <= 16 ? { square: add(matmul(transpose(centred), x), 0) } : {}),
    };
  });

const feedsOf = (rows: number, columns: number): Record<string, NdArray> => ({
  x: whole(rows, columns),
  y: new NdArray(labels(rows, columns), [rows], "int32"),
  z: new NdArray(Uint8Array.from(labels(rows, 200)), [rows], "uint8"),
  w: whole(columns, 3),
});

describe("a loop over rows has the reference's bits in whole numbers, and touches nothing else", () => {
  it.each([1, 2, 3, 4, 5, 8, 16])("of %i columns, for 0 … 9 and 15 … 17 rows", (columns) => {
    for (const n of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17]) {
      const one = everything(columns);
      const feeds = feedsOf(n, columns);
      const made = design(one, { n });
      expect(groupsIn(made.schedule)[0]?.kind).toBe("rows");
      const expected = compile(one, { backend: reference }).run(feeds as never) as Record<string, NdArray>;
      const { outputs, strays, faulty } = runDesign(made, feeds);
      expect(shown(outputs)).toEqual(shown(expected));
      expect(strays).toEqual([]);
      expect(faulty).toBe(false);
    }
  });

  it("across the blocks of its sums: 4095 … 4097, 8191 … 8193 and 12289 rows", () => {
    for (const n of [4095, 4096, 4097, 4100, 8191, 8192, 8193, 12289]) {
      const one = everything(3);
      const feeds = feedsOf(n, 3);
      const expected = compile(one, { backend: reference }).run(feeds as never) as Record<string, NdArray>;
      const actual = compile(one, { backend: wasm() }).run(feeds as never) as Record<string, NdArray>;
      const different = Object.keys(expected).filter((name) => exactly(actual[name] as NdArray) !== exactly(expected[name] as NdArray));
      expect(different).toEqual([]);
    }
  });
});

describe("numbers that are no whole ones in a loop over rows", () => {
  it("give log(clip(p)) the bits that it has in a loop of its own, NaN and what is beyond the bounds included", () => {
    const clipped = (p: Tensor) => log(clip(p, { min: 1e-7, max: 1 - 1e-7 }));
    const alongRows = graph({ x: f32("n", 3) }, ({ x }) => {
      const p = softmax(x);
      return { p, y: clipped(p), best: max(p, { axis: 1 }) };
    });
    const alone = graph({ p: f32("n", 3) }, ({ p }) => ({ y: clipped(p) }));
    const feed = new NdArray(Float32Array.from(numbers.normal(0, 9, [41, 3]).data), [41, 3], "float32");
    feed.data[4] = Number.NaN;
    const { p, y, best } = compile(alongRows, { backend: wasm() }).run({ x: feed });
    expect(exactly(y)).toBe(exactly(compile(alone, { backend: wasm() }).run({ p }).y));
    const largest = Array.from({ length: 41 }, (_, row) => Math.max(...p.data.subarray(3 * row, 3 * row + 3)));
    expect(exactly(best)).toBe(exactly(new NdArray(Float32Array.from(largest), [41], "float32")));
  });
});

describe("labels in a loop over rows", () => {
  const loss = graph({ x: f32("n", 5), y: i32("n") }, ({ x, y }) => {
    const p = softmax(x);
    return { loss: crossentropy(p, y), accuracy: argmaxAccuracy(p, y) };
  });
  const fault = (given: readonly number[]): boolean => {
    const n = given.length;
    return runDesign(design(loss, { n }), { x: whole(n, 5), y: new NdArray(Int32Array.from(given), [n], "int32") }).faulty;
  };

  it("are never at fault in lanes behind the last row, where memory holds a pattern that is no label", () => {
    for (let n = 1; n <= 9; n++) expect(fault(Array.from({ length: n }, (_, i) => (i % 2) * 4))).toBe(false);
  });

  it("are at fault in each row of 1 … 9", () => {
    for (let n = 1; n <= 9; n++)
      for (let bad = 0; bad < n; bad++)
        for (const label of [5, -1, 2 ** 31 - 1, -(2 ** 31)])
          expect(fault(Array.from({ length: n }, (_, i) => (i === bad ? label : 1)))).toBe(true);
  });
});
