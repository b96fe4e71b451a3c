import { add, compile, explain, f32, type Graph, graph, matmul, mul, relu, reshape, sin, transpose, wasm, windows } from "dagrad";
import { describe, expect, test } from "vitest";
import { withDirtyMemory } from "../../dirty-memory.ts";
import { differing, sharedParts, untilShared } from "./shared-parts.ts";

/** m, n, k: odd sizes; parts by rows and by columns; each form of product; more k than one run of sums. */
const shapes = [
  [129, 65, 130],
  [37, 300, 61],
  [7, 513, 301],
  [1, 801, 701],
  [2, 801, 701],
  [601, 9, 130],
  [300, 11, 601],
  [1001, 1, 601],
  [301, 1701, 2],
  [67, 71, 1100],
  [530, 30, 515],
] as const;

const layouts = ["NN", "NT", "TN"] as const;

type Epilogue = (sums: any, at: { readonly row: any; readonly matrix: any }) => any;

const epilogues: Readonly<Record<string, Epilogue>> = {
  "no epilogue": (sums) => sums,
  "bias and relu": (sums, { row }) => relu(add(sums, row)),
  "a matrix of y's shape": (sums, { matrix }) => add(mul(sums, sums), matrix),
};

type Shape = readonly [m: number, n: number, k: number];

function network([m, n, k]: Shape, layout: (typeof layouts)[number], epilogue: Epilogue): Graph<any, any> {
  const a = layout === "TN" ? ([k, m] as const) : ([m, k] as const);
  const b = layout === "NT" ? ([n, k] as const) : ([k, n] as const);
  return graph({ a: f32(...a), b: f32(...b), row: f32(n), matrix: f32(m, n) }, ({ a, b, row, matrix }: any) => {
    const sums = matmul(layout === "TN" ? transpose(a) : a, layout === "NT" ? transpose(b) : b);
    return { y: epilogue(sums, { row, matrix }) };
  });
}

function feeds([m, n, k]: Shape) {
  const numbers = (count: number) => new Float32Array(count).map((_, i) => Math.sin(i + 1));
  return { a: numbers(m * k), b: numbers(k * n), row: numbers(n), matrix: numbers(m * n) };
}

/** Runs on so many threads, in dirty memory, until workers have taken part, and expects one thread's bits of each run. */
async function expectSameBits(made: Graph<any, any>, given: Readonly<Record<string, Float32Array>>, threads: number): Promise<void> {
  const used = Object.fromEntries(
    compile(made)
      .inputsOf(Object.keys(made.outputs))
      .map((name) => [name, given[name] as Float32Array]),
  );
  const expected = compile(made, { backend: wasm() }).run(used);
  const program = compile(made, { backend: withDirtyMemory(wasm({ threads })) });
  const shared = await untilShared(
    () => expect(differing(program.run(used), expected)).toEqual([]),
    () => explain(program, used),
  );
  expect(shared).toBeGreaterThan(0);
}

describe.each(shapes)("m, n, k = %i, %i, %i", (...shape) => {
  test.each(layouts)("%s: two threads give the bits of one, with each epilogue", async (layout) => {
    for (const epilogue of Object.values(epilogues)) await expectSameBits(network(shape, layout, epilogue), feeds(shape), 2);
  });
});

test.each([3, 8])("%i threads give the bits of one", async (threads) => {
  const shape = [131, 277, 301] as const;
  for (const layout of layouts)
    await expectSameBits(
      network(shape, layout, (sums, { row }) => relu(add(sums, row))),
      feeds(shape),
      threads,
    );
});

test("a stack of products that are small one by one is shared as a whole", async () => {
  const stack = graph({ a: f32(5, 2, 61, 45), b: f32(2, 45, 63) }, ({ a, b }) => ({ y: matmul(a, b) }));
  const { a, b } = feeds([61 * 10, 63 * 2, 45]);
  await expectSameBits(stack, { a, b }, 2);
});

test.each([
  [[4, 23, 21, 8], 30],
  [[2, 9, 30, 64], 20],
  [[8, 29, 29, 1], 34],
  [[1, 40, 41, 3], 70],
] as const)(
  "windows of %j, as rows and as columns, are shared by rows of theirs: two and three threads give the bits of one",
  async (x, o) => {
    const [n, h, w, c] = x;
    const [k, positions] = [9 * c, n * (h - 2) * (w - 2)];
    const network = graph({ x: f32(...x), w: f32(k, o), dy: f32(positions, o), row: f32(o) }, ({ x, w, dy, row }: any) => {
      const all = windows(x, { size: 3 } as never) as any;
      const matrix = reshape(transpose(all, { perm: [0, 1, 2, 4, 5, 3] } as never) as any, { shape: [positions, k] } as never) as any;
      const first = reshape(transpose(all, { perm: [0, 4, 5, 3, 1, 2] } as never) as any, { shape: [n, k, positions / n] } as never) as any;
      return {
        y: relu(add(matmul(matrix, w) as any, row)),
        dw: matmul(transpose(matrix) as any, dy),
        z: matmul(transpose(w) as any, first),
      } as any;
    }) as Graph<any, any>;
    const numbers = (count: number) => new Float32Array(count).map((_, i) => Math.sin(i + 1));
    const given = { x: numbers(n * h * w * c), w: numbers(k * o), dy: numbers(positions * o), row: numbers(o) };
    for (const threads of [2, 3]) await expectSameBits(network, given, threads);
  },
);

test("a product whose epilogue calls functions of the host is not shared", () => {
  const shape = [129, 65, 130] as const;
  const program = compile(
    network(shape, "NN", (sums) => sin(sums)),
    { backend: wasm({ threads: 2 }) },
  );
  const { a, b } = feeds(shape);
  expect(explain(program, { a, b })).toMatch(/^run {2}product {2}matmul1 sin1 → /m);
  expect(sharedParts(explain(program, { a, b }))).toBeUndefined();
});
