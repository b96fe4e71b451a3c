import {
  add,
  array,
  bool,
  cast,
  compile,
  evaluate,
  type Feed,
  f32,
  f64,
  fit,
  graph,
  i32,
  mul,
  NdArray,
  predict,
  reference,
  sgd,
  sum,
  trace,
  u8,
  wasm,
} from "dagrad";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { thrown } from "../../graph/thrown.ts";
import { exactly } from "../run-plainly.ts";

type Rows = readonly (readonly number[])[];
type AnyArray = { from(values: Iterable<number>): any; readonly name: string };

const halves = (globalThis as { Float16Array?: AnyArray }).Float16Array;
/** Typed arrays and the numbers that they hold, none of which they round. */
const buffers: readonly (readonly [AnyArray, low: number, high: number])[] = [
  [Int8Array, -128, 127],
  [Uint8Array, 0, 255],
  [Uint8ClampedArray, 0, 255],
  [Int16Array, -(2 ** 15), 2 ** 15 - 1],
  [Uint16Array, 0, 2 ** 16 - 1],
  [Int32Array, -(2 ** 31), 2 ** 31 - 1],
  [Uint32Array, 0, 2 ** 32 - 1],
  [Float32Array, -(2 ** 24), 2 ** 24],
  [Float64Array, -(2 ** 53), 2 ** 53],
  [Buffer as unknown as AnyArray, 0, 255],
  ...(halves === undefined ? [] : [[halves, -2048, 2048] as const]),
];
const bigs = [BigInt64Array, BigUint64Array] as const;

/** The same whole numbers in every form that holds them. */
function formsOf(rows: Rows): Record<string, Feed> {
  const flat = rows.flat();
  const forms: Record<string, Feed> = {};
  for (const [Typed, low, high] of buffers) {
    if (!flat.every((x) => x >= low && x <= high)) continue;
    forms[`flat ${Typed.name}`] = Typed.from(flat);
    forms[`rows of ${Typed.name}`] = rows.map((row) => Typed.from(row)) as never;
  }
  for (const Typed of bigs) {
    if (Typed === BigUint64Array && flat.some((x) => x < 0)) continue;
    forms[`flat ${Typed.name}`] = Typed.from(flat.map(BigInt));
    forms[`rows of ${Typed.name}`] = rows.map((row) => Typed.from(row.map(BigInt))) as never;
  }
  forms.bigints = rows.map((row) => row.map(BigInt)) as never;
  forms.mixed = rows.map((row, i) => (i % 2 === 0 ? row : Float64Array.from(row))) as never;
  for (const [dtype, Typed] of [
    ["float64", Float64Array],
    ["int32", Int32Array],
    ["uint8", Uint8Array],
  ] as const) {
    const data = Typed.from(flat);
    if (flat.every((x, i) => data[i] === x))
      forms[`NdArray ${dtype}`] = new NdArray(data as never, [rows.length, rows[0]?.length ?? 0], dtype);
  }
  return forms;
}

const inputs = { f32, f64, i32, u8, bool } as const;
const ranges = {
  f32: [-(2 ** 53), 2 ** 53],
  f64: [-(2 ** 53), 2 ** 53],
  i32: [-(2 ** 31), 2 ** 31 - 1],
  u8: [0, 255],
  bool: [0, 1],
} as const;

describe.each([reference, wasm()])("on $name", (backend) => {
  it.each(Object.keys(inputs) as (keyof typeof inputs)[])(
    "an input of %s gives the same bits for whole numbers in every form",
    async (name) => {
      const program = compile(graph({ X: inputs[name]("rows", 3) }, ({ X }) => ({ X })) as never, { backend });
      const [min, max] = ranges[name];
      const number = fc.oneof(fc.integer({ min, max }), fc.integer({ min: Math.max(min, -9), max: Math.min(max, 9) }));
      const matrix = fc.array(fc.array(number, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(matrix, async (rows) => {
          const plain = exactly((program as any).run({ X: rows }).X);
          for (const [form, X] of Object.entries(formsOf(rows))) {
            expect([form, exactly((program as any).run({ X }).X)]).toEqual([form, plain]);
          }
          for (const X of Object.values(formsOf(rows)).slice(0, 2)) {
            expect(exactly((await (program as any).runAsync({ X })).X)).toBe(plain);
            expect(exactly((program as any).steps(2, { X }).X)).toBe(plain);
            expect(exactly(trace(program as never, { X }).values.X as NdArray)).toBe(plain);
            expect(exactly(await predict(program as never, { X }, { output: "X", batchSize: 2 }))).toBe(plain);
          }
        }),
        { seed: 12, numRuns: 25 },
      );
    },
  );

  it("float64 becomes the float32 nearest to it, as Math.fround, in every form", () => {
    const program = compile(
      graph({ x: f32("n") }, ({ x }) => ({ x })),
      { backend },
    );
    const doubles = fc.oneof(
      fc.double(),
      fc.double({ min: -4, max: 4 }),
      fc.constantFrom(-0, Number.NaN, 1e39, 3.4028235677973366e38, 1e-46),
    );
    fc.assert(
      fc.property(fc.array(doubles, { minLength: 1, maxLength: 40 }), (numbers) => {
        const expected = numbers.map(Math.fround);
        const data = Float64Array.from(numbers);
        for (const x of [numbers, data, new NdArray(data, [data.length], "float64")])
          expect([...program.run({ x }).x.data]).toEqual(expected);
      }),
      { seed: 5, numRuns: 50 },
    );
  });

  it("an integer input refuses a fraction, NaN and what is out of range, in every form, by its place; the program stays usable", () => {
    const program = compile(
      graph({ k: i32("n", 2), u: u8("n"), b: bool("n") }, ({ k, u, b }) => ({ k, u, b })),
      { backend },
    );
    const refusal = (feeds: Record<string, unknown>, name: string): string => {
      const error = thrown(() => program.run(feeds as never, [name]));
      expect(exactly((program as any).run({ k: [[1, 2]] }, ["k"]).k)).toBe("int32[1,2] 1 2");
      return error;
    };
    const k = [
      Float64Array.of(0, 1, 2, 3, 4, 5, 6, 2.5),
      [Float32Array.of(0, Number.NaN)],
      array([
        [0, 1],
        [2 ** 31, 0],
      ]),
      new Uint32Array([0, 0, 0, 2 ** 32 - 1]),
      BigInt64Array.of(0n, 2n ** 63n - 1n),
      [[0n, -(2n ** 31n) - 1n]],
      [[1, 2], Float64Array.of(Number.NEGATIVE_INFINITY, 0)],
    ].map((k) => refusal({ k }, "k"));
    const u = [Int8Array.of(3, -1), array([256]), BigUint64Array.of(300n), new NdArray(Int32Array.of(0, 0, 999), [3], "int32")].map((u) =>
      refusal({ u }, "u"),
    );
    const b = [Int32Array.of(1, 0, 2), array([0.5]), [2n], [Uint8Array.of(1)]].map((b) => refusal({ b }, "b"));
    expect([...k, ...u, ...b].join("\n")).toMatchInlineSnapshot(`
      "FeedError bad-element at k
      run: feed "k" must hold whole numbers -2147483648 … 2147483647, got 2.5 at [3, 1] (node "k"); correct the element
      FeedError bad-element at k
      run: feed "k" must hold whole numbers -2147483648 … 2147483647, got NaN at [0, 1] (node "k"); correct the element
      FeedError bad-element at k
      run: feed "k" must hold whole numbers -2147483648 … 2147483647, got 2147483648 at [1, 0] (node "k"); correct the element
      FeedError bad-element at k
      run: feed "k" must hold whole numbers -2147483648 … 2147483647, got 4294967295 at [1, 1] (node "k"); correct the element
      FeedError bad-element at k
      run: feed "k" must hold whole numbers -2147483648 … 2147483647, got 9223372036854775807 at [0, 1] (node "k"); correct the element
      FeedError bad-element at k
      run: feed "k" must hold whole numbers -2147483648 … 2147483647, got -2147483649 at [0, 1] (node "k"); correct the element
      FeedError bad-element at k
      run: feed "k" must hold whole numbers -2147483648 … 2147483647, got -Infinity at [1, 0] (node "k"); correct the element
      FeedError bad-element at u
      run: feed "u" must hold whole numbers 0 … 255, got -1 at [1] (node "u"); correct the element
      FeedError bad-element at u
      run: feed "u" must hold whole numbers 0 … 255, got 256 at [0] (node "u"); correct the element
      FeedError bad-element at u
      run: feed "u" must hold whole numbers 0 … 255, got 300 at [0] (node "u"); correct the element
      FeedError bad-element at u
      run: feed "u" must hold whole numbers 0 … 255, got 999 at [2] (node "u"); correct the element
      FeedError bad-element at b
      run: feed "b" must hold whole numbers 0 … 1, got 2 at [2] (node "b"); correct the element
      FeedError bad-element at b
      run: feed "b" must hold whole numbers 0 … 1, got 0.5 at [0] (node "b"); correct the element
      FeedError bad-element at b
      run: feed "b" must hold whole numbers 0 … 1, got 2 at [0] (node "b"); correct the element
      FeedError feed-shape at b
      run: feed "b" must be bool[n], got [1, 1] (node "b"); reshape it"
    `);
  });

  it("views of the program's own memory are read before anything is written", () => {
    const program = compile(
      graph({ a: f32("n"), k: i32("n"), X: f32("n", 2) }, ({ a, k, X }) => ({ p: add(a, 1), q: mul(k, 2), r: mul(X, 10) })),
      { backend },
    );
    const first = {
      a: [1, 2, 3],
      k: [4, 5, 6],
      X: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    };
    const { p, q, r } = program.run(first, ["p", "q", "r"], { copy: false });
    const rows = [0, 1, 2].map((i) => r.data.subarray(2 * i, 2 * i + 2));
    const again = program.run({ a: q as never, k: p as never, X: [...rows].reverse() as never });
    expect(["p", "q", "r"].map((name) => exactly((again as any)[name]))).toEqual([
      "float32[3] 9 11 13",
      "int32[3] 4 6 8",
      "float32[3,2] 500 600 300 400 100 200",
    ]);
  });

  it("parameters take the same forms, and refuse what they cannot hold", () => {
    const network = graph({}, (_, g) => ({ w: g.parameter("w", [2, 2]), n: g.parameter("n", [2], { dtype: "int32", init: "zeros" }) }));
    const program = compile(network, {
      backend,
      parameters: {
        w: array([
          [0.1, 2],
          [3, 4],
        ]),
        n: BigInt64Array.of(5n, 6n),
      },
    });
    expect(exactly(program.run({}).w)).toBe(`float32[2,2] ${Math.fround(0.1)} 2 3 4`);
    expect(exactly(program.run({}).n)).toBe("int32[2] 5 6");
    program.setParameters({ w: Float64Array.of(5, 6, 7, 8) });
    expect(exactly(program.run({}).w)).toBe("float32[2,2] 5 6 7 8");
    program.setParameters({ w: [Float64Array.of(1, 2), [3n, 4]], n: array([7, 8]) });
    expect(exactly(program.run({}).w)).toBe("float32[2,2] 1 2 3 4");
    expect(exactly(program.run({}).n)).toBe("int32[2] 7 8");
    const refused = [
      () => program.setParameters({ w: zerosOf(4), n: array([7.5, 8]) }),
      () => program.setParameters({ n: [1, 2n ** 40n] }),
      () => program.setParameters({ w: Float32Array.of(1, 2, 3) }),
    ];
    expect(refused.map(thrown).join("\n")).toMatchInlineSnapshot(`
      "FeedError bad-element at n
      parameters: "n" must hold whole numbers -2147483648 … 2147483647, got 7.5 at [0] (node "n"); correct the element
      FeedError bad-element at n
      parameters: "n" must hold whole numbers -2147483648 … 2147483647, got 1099511627776 at [1] (node "n"); correct the element
      FeedError parameter-type at w
      parameters: "w" must be float32[2, 2], got float32[3] (node "w"); reshape or convert it"
    `);
    expect(exactly(program.run({}).w)).toBe("float32[2,2] 1 2 3 4");
  });

  it("fit and evaluate give the same bits for NumPy's default dtypes as for their own, and leave the arrays as they are", async () => {
    const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
      const w = g.parameter("w", [2], { init: [0.5, -0.25] });
      const error = add(sum(mul(X, w), { axis: 1 }), mul(cast(y, { dtype: "float32" }), -1));
      return { loss: sum(mul(error, error)) };
    });
    const rows = Array.from({ length: 11 }, (_, i) => [Math.sin(i), Math.cos(3 * i)] as const);
    const labels = rows.map((_, i) => i % 3);
    const own = { X: array(rows, "float32"), y: array(labels, "uint8") };
    const forms: Record<string, Feed>[] = [
      { X: array(rows), y: BigInt64Array.from(labels.map(BigInt)) },
      { X: rows.map((row) => Float64Array.from(row)) as never, y: array(labels) },
      { X: Float64Array.from(rows.flat()), y: Int32Array.from(labels) },
    ];
    const trained = async (data: Record<string, Feed>): Promise<string> => {
      const training = fit(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.01 }), data, epochs: 3, batchSize: 4, backend });
      const said: unknown[] = [];
      for await (const { metrics } of training) said.push(metrics);
      said.push(await evaluate(training.network, data, { batchSize: 3 }));
      return JSON.stringify([said, training.network.parameters.w]);
    };
    const expected = await trained(own);
    for (const data of forms) expect(await trained(data)).toBe(expected);
    expect(String(forms[0]?.X)).toBe(String(array(rows)));
  });
});

const zerosOf = (count: number): NdArray => array(new Float64Array(count)).reshape(2, -1);
