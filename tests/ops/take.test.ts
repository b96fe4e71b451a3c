import {
  compile,
  f32,
  f64,
  gradients,
  graph,
  i32,
  include,
  mul,
  NdArray,
  oneHot,
  positions,
  print,
  reference,
  scatter,
  scatterAdd,
  scatterAddAlong,
  sum,
  take,
  takeAlong,
  text,
  u8,
  wasm,
} from "dagrad";
import { describe, expect, it } from "vitest";

const ints = (shape: readonly number[], ...elements: number[]): NdArray => new NdArray(Int32Array.from(elements), shape, "int32");
const floats = (shape: readonly number[], ...elements: number[]): NdArray => new NdArray(Float64Array.from(elements), shape, "float64");

describe.each([reference, wasm()])("ops at indices, on $name", (backend) => {
  it("take has the shape of the indices in the place of the axis, whatever the dims are called", () => {
    const network = graph({ table: f32("words", 2), text: u8("batch", "time") }, ({ table, text }) => ({
      rows: take(table, text),
      columns: take(table, text, { axis: 1 }),
    }));
    expect(network.nodes.take1?.shape).toEqual(["batch", "time", 2]);
    expect(network.nodes.take2?.shape).toEqual(["words", "batch", "time"]);
    const { rows } = compile(network, { backend }).run(
      {
        table: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        text: [
          [2, 0],
          [1, 1],
          [0, 0],
        ],
      },
      ["rows"],
    );
    expect(rows.tolist()).toEqual([
      [
        [5, 6],
        [1, 2],
      ],
      [
        [3, 4],
        [3, 4],
      ],
      [
        [1, 2],
        [1, 2],
      ],
    ]);
    const none = compile(network, { backend }).run({ table: [[1, 2]], text: new NdArray(new Uint8Array(0), [0, 3], "uint8") });
    expect(none.rows.shape).toEqual([0, 3, 2]);
  });

  it.each([
    ["take", 3, "indices must be in -3 … 2, got 3 at [0, 1]"],
    ["take", -4, "indices must be in -3 … 2, got -4 at [0, 1]"],
  ])("%s of row %i stops the run with node, position, range and cure, and the program stays usable", (_, index, said) => {
    const network = graph({ x: f64(3, 2), i: i32(1, 2) }, ({ x, i }) => ({ y: take(x, i, { name: "vectors" }) }));
    const program = compile(network, { backend });
    const x = floats([3, 2], 1, 2, 3, 4, 5, 6);
    expect(() => program.run({ x, i: ints([1, 2], 0, index) })).toThrow(
      expect.objectContaining({
        code: "index-range",
        message: expect.stringContaining(`take: ${said} (node "vectors"); correct the indices`),
      }),
    );
    expect(program.run({ x, i: ints([1, 2], 0, -1) }).y.tolist()).toEqual([
      [
        [1, 2],
        [5, 6],
      ],
    ]);
  });

  it("scatter keeps the last update of a place, which gets its whole cotangent; x gets none there", () => {
    const network = graph({ x: f64(3), u: f64(4), i: i32(4), w: f64(3) }, ({ x, u, i, w }) => ({ y: sum(mul(scatter(x, i, u), w)) }));
    const feeds = { x: floats([3], 1, 2, 3), u: floats([4], 10, 20, 30, 40), i: ints([4], 0, 2, 0, -1), w: floats([3], 1, 2, 5) };
    const { y, ...d } = compile(gradients(network, { of: "y", with: ["x", "u"] }), { backend }).run(feeds) as Record<string, NdArray>;
    expect(Number(y)).toBe(30 + 4 + 200);
    const [dx, du] = Object.values(d);
    expect([dx?.tolist(), du?.tolist()]).toEqual([
      [0, 2, 0],
      [0, 0, 1, 5],
    ]);
  });

  it("scatterAdd adds what has one index in its order: float32 shows it", () => {
    const network = graph({ u: f32(4), i: i32(4) }, ({ u, i }) => ({ y: scatterAdd(u, i, { size: 2 }) }));
    const { y } = compile(network, { backend }).run({ u: [1e8, 1, -1e8, 1], i: ints([4], 0, 0, 0, 1) });
    expect(y.tolist()).toEqual([0, 1]);
  });

  it("scatterAdd takes a size by name", () => {
    const network = graph({ u: f32("n", 2), i: i32("n"), x: f32("words") }, ({ u, i, x }) => ({
      y: scatterAdd(u, i, { size: "words" }),
      x,
    }));
    const { y } = compile(network, { backend }).run({
      u: [
        [1, 2],
        [3, 4],
      ],
      i: ints([2], 1, 1),
      x: [0, 0, 0],
    });
    expect(y.tolist()).toEqual([
      [0, 0],
      [4, 6],
      [0, 0],
    ]);
  });

  it("second derivatives go through: of Σ take(x, i)³ they are 6 x for each time that a row is taken", () => {
    const cube = graph({ x: f64(3), i: i32(4) }, ({ x, i }) => {
      const y = take(x, i);
      return { y: sum(mul(mul(y, y), y)) };
    });
    const first = gradients(cube, { of: "y", with: ["x"] });
    const name = Object.keys(first.outputs).find((one) => one !== "y") as string;
    const summed = graph({ x: f64(3), i: i32(4) }, ({ x, i }, g) => {
      const found = include(g, first, { x, i }) as unknown as Record<string, never>;
      return { s: sum(found[name] as never) };
    });
    const second = gradients(summed, { of: "s", with: ["x"] });
    const results = compile(second, { backend }).run({ x: floats([3], 1, 2, 3), i: ints([4], 0, 2, 2, 1) } as never) as Record<
      string,
      NdArray
    >;
    expect(
      Object.entries(results)
        .find(([key]) => key !== "s")?.[1]
        .tolist(),
    ).toEqual([6, 12, 36]);
  });

  it("oneHot stands on any axis", () => {
    const network = graph({ y: u8(2) }, ({ y }) => ({ first: oneHot(y, { depth: 3, axis: 0 }), last: oneHot(y, { depth: 3 }) }));
    const { first, last } = compile(network, { backend }).run({ y: [2, 0] });
    expect([first.tolist(), last.tolist()]).toEqual([
      [
        [0, 1],
        [0, 0],
        [1, 0],
      ],
      [
        [0, 0, 1],
        [1, 0, 0],
      ],
    ]);
  });

  it("positions count along an axis whose size is bound in a run", () => {
    const network = graph({ x: f32("batch", "time") }, ({ x }) => ({
      t: positions(x),
      b: positions(x, { axis: "batch" }),
    }));
    const run = compile(network, { backend });
    const { t, b } = run.run({
      x: [
        [0, 0, 0],
        [0, 0, 0],
      ],
    });
    expect([t.tolist(), b.tolist(), t.dtype]).toEqual([[0, 1, 2], [0, 1], "int32"]);
    expect(run.run({ x: new NdArray(new Float32Array(0), [0, 1], "float32") }).b.tolist()).toEqual([]);
  });
});

describe("ops at indices", () => {
  it("refuse indices of another shape, in the editor, too", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32("batch", 3), i: i32("batch") }, ({ x, i }) => ({ y: takeAlong(x, i) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: takeAlong: indices must have the shape of x, but for axis 1, got float32[batch, 3] and int32[batch] (node "takeAlong1"); broadcastTo or reshape the indices]`,
    );
    expect(() =>
      // @ts-expect-error the compiler sees it, too
      graph({ u: f32(2, 3), i: i32(3) }, ({ u, i }) => ({ y: scatterAdd(u, i, { size: 4 }) })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: scatterAdd: updates must have the axes of the indices, [3], from axis 0 on, got float32[2, 3] and int32[3] (node "scatterAdd1"); reshape the indices, or correct axis]`,
    );
    expect(() =>
      graph({ u: f32(3), i: i32(3) }, ({ u, i }) => ({ y: scatterAddAlong(u, i, { size: -1 }) })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: scatterAddAlong: attribute size must be a size, a name or an expression of names, got -1 (node "scatterAddAlong1"); correct it]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32(3), i: f32(3) }, ({ x, i }) => ({ y: take(x, i) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: take: indices must be an int tensor, got float32[3] (node "take1"); cast(x, { dtype: "int32" }) it]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32(3), i: i32(3) }, ({ x, i }) => ({ y: take(x, i, { axis: 1 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: take: axis must be one of -1 to 0, got axis 1 for [3] (node "take1"); correct axis]`,
    );
  });

  it("are printed and written with their axes", () => {
    const network = graph({ x: f32("words", 4), i: i32("time") }, ({ x, i }) => ({ y: take(x, i), z: take(x, i, { axis: -1 }) }));
    expect(print(network)).toMatchInlineSnapshot(`
      "x = input : float32[words, 4]
      i = input : int32[time]
      take1 = take(x, i) {axis: 0} : float32[time, 4]
      take2 = take(x, i) {axis: 1} : float32[words, time]
      output y = take1
      output z = take2"
    `);
    expect([text(network, "y"), text(network, "z")]).toEqual(["x[i]", "x[:, i]"]);
  });
});
