import {
  array,
  bool,
  compile as compileOn,
  crossentropy,
  f32,
  f64,
  graph,
  i32,
  matmul,
  mul,
  NdArray,
  oneHot,
  reference,
  softmax,
  sum,
  u8,
  wasm,
  zeros,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { thrown } from "../../graph/thrown.ts";
import { exactly } from "../run-plainly.ts";

describe.each([reference, wasm()])("on $name", (backend) => {
  const compile: typeof compileOn = (graph, options) => compileOn(graph, { backend, ...options });

  /** A network with labels, and a run of it that must work after every refused one. */
  const program = compile(
    graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
      const probabilities = softmax(
        matmul(
          X,
          g.constant([
            [1, 0, -1],
            [0, 1, 0],
          ]),
        ),
      );
      return { probabilities, loss: crossentropy(probabilities, y) };
    }),
  );
  const good = {
    X: [
      [0, 0],
      [1, -1],
    ],
    y: [0, 2],
  } as const;
  const expected = String(program.run(good as never).loss);

  /** The whole error of a run; the program gives the same as ever after it. */
  function refusal(feeds: unknown): string {
    const error = thrown(() => program.run(feeds as never));
    expect(String(program.run(good as never).loss)).toBe(expected);
    return error;
  }

  describe("a feed is refused with the whole error, and the program stays usable:", () => {
    it("unknown and missing names", () => {
      expect(refusal({ ...good, z: [1] })).toMatchInlineSnapshot(`
        "FeedError unknown-feed
        run: feeds must name inputs (X, y), got "z"; correct the name or declare the input"
      `);
      expect(refusal({ X: good.X })).toMatchInlineSnapshot(`
        "FeedError missing-feed at y
        run: input "y" uint8[batch] must be fed, got nothing (node "y"); pass { y: … } or fetch outputs that do not need it"
      `);
      expect(refusal({ X: good.X, y: undefined })).toMatchInlineSnapshot(`
        "FeedError missing-feed at y
        run: input "y" uint8[batch] must be fed, got nothing (node "y"); pass { y: … } or fetch outputs that do not need it"
      `);
      expect(refusal({})).toMatchInlineSnapshot(`
        "FeedError missing-feed at X
        run: input "X" float32[batch, 2] must be fed, got nothing (node "X"); pass { X: … } or fetch outputs that do not need it"
      `);
    });

    it("feeds that are no object", () => {
      expect(refusal(undefined)).toMatchInlineSnapshot(`
        "FeedError not-a-feed
        run: feeds must be an object of inputs by name, got nothing; pass { X: …, y: … }"
      `);
      expect(refusal(null)).toMatchInlineSnapshot(`
        "FeedError not-a-feed
        run: feeds must be an object of inputs by name, got null; pass { X: …, y: … }"
      `);
      expect(refusal([good.X, good.y])).toMatchInlineSnapshot(`
        "FeedError not-a-feed
        run: feeds must be an object of inputs by name, got a list of 2; pass { X: …, y: … }"
      `);
    });

    it("a value that is no array", () => {
      for (const X of [null, "1", {}, () => 1, new ArrayBuffer(16)]) {
        expect(refusal({ ...good, X })).toMatch(
          /^FeedError not-a-feed at X\nrun: feed "X" must be float32\[batch, 2\], got \w+ \(node "X"\)/,
        );
      }
      expect(refusal({ ...good, X: "1" })).toMatchInlineSnapshot(`
        "FeedError not-a-feed at X
        run: feed "X" must be float32[batch, 2], got string (node "X"); feed an NdArray, a typed array or nested lists"
      `);
      expect(
        refusal({
          ...good,
          X: [
            [1, 2],
            ["a", "b"],
          ],
        }),
      ).toMatchInlineSnapshot(`
        "FeedError not-a-number at X
        run: feed "X": no number at [1][0]: expected a number, got a string (node "X"); feed numbers"
      `);
      expect(
        refusal({
          ...good,
          X: [
            [1, null],
            [3, 4],
          ],
        }),
      ).toMatchInlineSnapshot(`
        "FeedError not-a-number at X
        run: feed "X": no number at [0][1]: expected a number, got null (node "X"); feed numbers"
      `);
    });

    it("truths for numbers, and bytes that are no numbers", () => {
      expect(refusal({ ...good, y: array([true, false], "bool") })).toMatchInlineSnapshot(`
        "FeedError feed-dtype at y
        run: feed "y" must be uint8[batch], got bool[2] (node "y"); feed array.astype("uint8"), or declare the input as bool"
      `);
      expect(refusal({ ...good, X: new DataView(new ArrayBuffer(16)) })).toMatchInlineSnapshot(`
        "FeedError feed-dtype at X
        run: feed "X" must be float32[batch, 2], got DataView (node "X"); feed a typed array of its buffer"
      `);
    });

    it("images whose channels come first where they are wanted last", () => {
      const images = compile(graph({ x: f32("batch", 28, 28, 3) }, ({ x }) => ({ y: sum(x) })));
      expect(thrown(() => images.run({ x: zeros([2, 3, 28, 28]) }))).toMatchInlineSnapshot(`
        "FeedError feed-shape at x
        run: feed "x" must be float32[batch, 28, 28, 3], got [2, 3, 28, 28] (node "x"); transpose it"
      `);
      expect(thrown(() => images.run({ x: zeros([2, 3, 28, 1]) }))).toMatchInlineSnapshot(`
        "FeedError feed-shape at x
        run: feed "x" must be float32[batch, 28, 28, 3], got [2, 3, 28, 1] (node "x"); reshape it"
      `);
    });

    it("a wrong rank or a wrong fixed dim", () => {
      expect(refusal({ ...good, X: [0, 0] })).toMatchInlineSnapshot(`
        "FeedError feed-shape at X
        run: feed "X" must be float32[batch, 2], got [2] (node "X"); reshape it"
      `);
      expect(refusal({ ...good, X: 5 })).toMatchInlineSnapshot(`
        "FeedError feed-shape at X
        run: feed "X" must be float32[batch, 2], got [] (node "X"); reshape it"
      `);
      expect(refusal({ ...good, X: zeros([2, 3], "float32") })).toMatchInlineSnapshot(`
        "FeedError feed-shape at X
        run: feed "X" must be float32[batch, 2], got [2, 3] (node "X"); reshape it"
      `);
      expect(refusal({ ...good, y: [[0], [2]] })).toMatchInlineSnapshot(`
        "FeedError feed-shape at y
        run: feed "y" must be uint8[batch], got [2, 1] (node "y"); reshape it"
      `);
    });

    it("ragged lists", () => {
      expect(refusal({ ...good, X: [[0, 0], [1]] })).toMatchInlineSnapshot(`
        "FeedError ragged at X
        run: feed "X": ragged list at [1]: expected a list of 2, got a list of 1 (node "X"); give all lists of one level the same length"
      `);
      expect(refusal({ ...good, X: [[0, 0], 1] })).toMatchInlineSnapshot(`
        "FeedError ragged at X
        run: feed "X": ragged list at [1]: expected a list of 2, got a number (node "X"); give all lists of one level the same length"
      `);
      expect(
        refusal({
          ...good,
          X: [
            [0, 0],
            [1, [2]],
          ],
        }),
      ).toMatchInlineSnapshot(`
        "FeedError ragged at X
        run: feed "X": ragged list at [1][1]: expected a number, got a list of 1 (node "X"); give all lists of one level the same length"
      `);
    });

    it("a flat typed array of a wrong length", () => {
      expect(refusal({ ...good, X: new Float32Array(5) })).toMatchInlineSnapshot(`
        "FeedError feed-shape at X
        run: feed "X" must be float32[batch, 2], got 5 elements (node "X"); reshape it"
      `);
      expect(refusal({ ...good, y: new Uint8Array(3) })).toMatchInlineSnapshot(`
        "FeedError feed-shape at y
        run: feed "y" must be uint8[batch], got 3 elements (node "y"); reshape it"
      `);
    });

    it("batches of different size", () => {
      expect(refusal({ ...good, y: [0, 1, 2] })).toMatchInlineSnapshot(`
        "FeedError inconsistent-dim at y
        run: "batch" must be one size, got 2 in feed "X" and 3 in feed "y" (node "y"); feed equally many"
      `);
      expect(refusal({ X: zeros([3, 2], "float32"), y: new NdArray(Uint8Array.of(0, 1), [2], "uint8") })).toMatchInlineSnapshot(`
        "FeedError inconsistent-dim at y
        run: "batch" must be one size, got 3 in feed "X" and 2 in feed "y" (node "y"); feed equally many"
      `);
    });

    it("labels that are fractional, negative or beyond the dtype", () => {
      expect(refusal({ ...good, y: [0, 0.5] })).toMatchInlineSnapshot(`
        "FeedError bad-element at y
        run: feed "y" must hold whole numbers 0 … 255, got 0.5 at [1] (node "y"); correct the element"
      `);
      expect(refusal({ ...good, y: [-1, 0] })).toMatchInlineSnapshot(`
        "FeedError bad-element at y
        run: feed "y" must hold whole numbers 0 … 255, got -1 at [0] (node "y"); correct the element"
      `);
      expect(refusal({ ...good, y: [0, 256] })).toMatchInlineSnapshot(`
        "FeedError bad-element at y
        run: feed "y" must hold whole numbers 0 … 255, got 256 at [1] (node "y"); correct the element"
      `);
      expect(refusal({ ...good, y: [0, Number.NaN] })).toMatchInlineSnapshot(`
        "FeedError bad-element at y
        run: feed "y" must hold whole numbers 0 … 255, got NaN at [1] (node "y"); correct the element"
      `);
    });

    it("labels that are no class of the network", () => {
      expect(refusal({ ...good, y: [0, 3] })).toMatchInlineSnapshot(`
        "FeedError index-range at crossentropy1
        crossentropy: labels must be in 0 … 2, got 3 in row 1 (node "crossentropy1"); correct the labels"
      `);
      expect(refusal({ ...good, y: Uint8Array.of(255, 0) })).toMatchInlineSnapshot(`
        "FeedError index-range at crossentropy1
        crossentropy: labels must be in 0 … 2, got 255 in row 0 (node "crossentropy1"); correct the labels"
      `);
    });
  });

  describe("a feed of other dtypes", () => {
    it("int32 takes whole numbers in its range", () => {
      const twice = compile(graph({ k: i32("n") }, ({ k }) => ({ twice: mul(k, 2) })));
      expect(exactly(twice.run({ k: [-3, 2 ** 30 - 1] }).twice)).toBe("int32[2] -6 2147483646");
      expect(thrown(() => twice.run({ k: [2 ** 31] }))).toMatchInlineSnapshot(`
        "FeedError bad-element at k
        run: feed "k" must hold whole numbers -2147483648 … 2147483647, got 2147483648 at [0] (node "k"); correct the element"
      `);
      expect(thrown(() => twice.run({ k: [1.5] }))).toMatchInlineSnapshot(`
        "FeedError bad-element at k
        run: feed "k" must hold whole numbers -2147483648 … 2147483647, got 1.5 at [0] (node "k"); correct the element"
      `);
    });

    it("negative int32 labels are refused by the op that uses them, with the place of the first", () => {
      const coded = compile(graph({ k: i32("n", 2) }, ({ k }) => ({ code: oneHot(k, { depth: 3 }) })));
      expect(
        thrown(() =>
          coded.run({
            k: [
              [0, 1],
              [2, -1],
            ],
          }),
        ),
      ).toMatchInlineSnapshot(`
        "FeedError index-range at oneHot1
        oneHot: indices must be in 0 … 2, got -1 at [1, 1] (node "oneHot1"); correct the labels"
      `);
      expect(exactly(coded.run({ k: [[0, 2]] }).code)).toBe("float32[1,2,3] 1 0 0 0 0 1");
    });

    it("bool takes true, false, 1 and 0, in lists and in typed arrays", () => {
      const same = compile(graph({ m: bool("n") }, ({ m }) => ({ m })));
      expect(exactly(same.run({ m: [true, false] }).m)).toBe("bool[2] 1 0");
      expect(exactly(same.run({ m: Uint8Array.of(1, 0, 1) }).m)).toBe("bool[3] 1 0 1");
      expect(thrown(() => same.run({ m: [2] as never }))).toMatchInlineSnapshot(`
        "FeedError bad-element at m
        run: feed "m" must hold whole numbers 0 … 1, got 2 at [0] (node "m"); correct the element"
      `);
      expect(thrown(() => same.run({ m: Uint8Array.of(1, 7) }))).toMatchInlineSnapshot(`
        "FeedError bad-element at m
        run: feed "m" must hold whole numbers 0 … 1, got 7 at [1] (node "m"); correct the element"
      `);
    });

    it("other dtypes refuse true and false: a label is no truth", () => {
      for (const input of [u8("n"), i32("n"), f32("n"), f64("n")]) {
        const program = compile(graph({ y: input }, ({ y }) => ({ y })));
        expect(thrown(() => program.run({ y: [0, true] as never }))).toBe(
          'FeedError not-a-number at y\nrun: feed "y": no number at [1]: expected a number, got a boolean (node "y"); feed 1 and 0, or declare the input as bool',
        );
        expect(program.run({ y: [1, 0] }).y.tolist()).toEqual([1, 0]);
      }
      const scalar = compile(graph({ y: f32() }, ({ y }) => ({ y })));
      expect(thrown(() => scalar.run({ y: true as never }))).toContain("got a boolean");
    });

    it("float64 takes NaN and the infinities; a scalar takes a number", () => {
      const program = compile(graph({ x: f64() }, ({ x }) => ({ x })));
      for (const x of [Number.NaN, Number.NEGATIVE_INFINITY, -0, 0.1]) expect(program.run({ x }).x.item()).toBe(x);
      expect(exactly(program.run({ x: Float64Array.of(2) }).x)).toBe("float64[] 2");
      expect(thrown(() => program.run({ x: [1] as never }))).toMatchInlineSnapshot(`
        "FeedError feed-shape at x
        run: feed "x" must be float64[], got [1] (node "x"); reshape it"
      `);
    });

    it("float32 rounds numbers of lists to nearest", () => {
      expect(
        compile(graph({ x: f32(1) }, ({ x }) => ({ x })))
          .run({ x: [0.1] })
          .x.item(),
      ).toBe(Math.fround(0.1));
    });
  });

  describe("a flat typed array", () => {
    it("is read by the dims that are known, one of them by its length", () => {
      const { probabilities } = program.run({ X: new Float32Array(6), y: [0, 1, 2] });
      expect(probabilities.shape).toEqual([3, 3]);
    });

    it("is read by what other feeds bind, in whichever order they are declared", () => {
      const grid = compile(graph({ X: f32("rows", "columns"), b: f32("columns") }, ({ X, b }) => ({ rows: sum(mul(X, b), { axis: 1 }) })));
      expect(exactly(grid.run({ X: Float32Array.of(1, 2, 3, 4, 5, 6), b: [1, 10, 100] }).rows)).toBe("float32[2] 321 654");
    });

    it("is refused where two dims are open, and where one name stands for two axes", () => {
      const grid = compile(graph({ X: f32("rows", "columns"), S: f32("n", "n") }, ({ X, S }) => ({ x: sum(X), s: sum(S) })));
      expect(thrown(() => grid.run({ X: new Float32Array(6) }, ["x"]))).toMatchInlineSnapshot(`
        "FeedError ambiguous-shape at X
        run: feed "X" must say its shape [rows, columns], got 6 elements in a flat array (node "X"); feed an NdArray or nested lists"
      `);
      expect(thrown(() => grid.run({ S: new Float32Array(4) }, ["s"]))).toMatchInlineSnapshot(`
        "FeedError ambiguous-shape at S
        run: feed "S" must say its shape [n, n], got 4 elements in a flat array (node "S"); feed an NdArray or nested lists"
      `);
      expect(
        grid
          .run(
            {
              S: [
                [1, 2],
                [3, 4],
              ],
            },
            ["s"],
          )
          .s.item(),
      ).toBe(10);
      expect(
        thrown(() =>
          grid.run(
            {
              S: [
                [1, 2, 3],
                [4, 5, 6],
              ],
            },
            ["s"],
          ),
        ),
      ).toMatchInlineSnapshot(`
        "FeedError inconsistent-dim at S
        run: "n" must be one size, got 2 in feed "S" and 3 in feed "S" (node "S"); feed equally many"
      `);
    });

    it("of no elements is a batch of 0 rows", () => {
      expect(program.run({ X: new Float32Array(0), y: new Uint8Array(0) }).probabilities.shape).toEqual([0, 3]);
      expect(program.run({ X: [], y: [] }).probabilities.shape).toEqual([0, 3]);
    });
  });
});
