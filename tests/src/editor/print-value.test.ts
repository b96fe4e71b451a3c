import { format as formatOfNode, inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { array } from "../../../graph/ndarray.ts";
import { format } from "../../../src/editor/run/format.ts";
import { printValue } from "../../../src/editor/run/print-value.ts";

class Point {
  x = 1;
  #hidden = 2;
  get sum(): number {
    return this.x + this.#hidden;
  }
}
class Place extends Point {
  readonly name = "here";
}

const inner: { self?: unknown; list: unknown[] } = { list: [1] };
inner.self = inner;
inner.list.push(inner.list, { inner });

const accessors = {
  get read() {
    return 1;
  },
  set written(_: number) {},
  get both() {
    return 1;
  },
  set both(_: number) {},
};

function given(..._: readonly unknown[]): unknown {
  // biome-ignore lint/complexity/noArguments: they are what is printed
  return arguments;
}

const values: Readonly<Record<string, readonly unknown[]>> = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a text with all kinds of quotes
  "texts with quotes": ["it's", 'say "so"', '`it\'s "so"`', 'it\'s "so" `${0}`', "back\\slash", "line\nbreak", "\u0000\u001b\u007f\ud800x"],
  "long texts": [
    "a line\nand another one that is longer than a few characters\nand a third one which goes on until the end",
    "x".repeat(10_020),
  ],
  numbers: [0, -0, 1.5, 1e21, Number.NaN, -Number.POSITIVE_INFINITY, 12345678901234567890n],
  "plain values": [undefined, null, true, Symbol("s"), Symbol()],
  "lists of numbers": [[1, 2, 3], Array.from({ length: 120 }, (_, i) => i * i), Array.from({ length: 30 }, (_, i) => Math.sqrt(i))],
  "lists of texts": [Array.from({ length: 27 }, (_, i) => "x".repeat(i % 7)), ["a", "b", "c", "d", "e", "f", "g", 1]],
  "lists of lists": [[[1, 2, [3, [4, [5]]]], [[]], [[[[]]]], [[[[1]]]]]],
  // biome-ignore lint/suspicious/noSparseArray: holes are what is printed
  "lists with holes": [[1, , 3], [, ,], Object.assign([1, 2], { name: "n" }), new Array(200)],
  "typed arrays": [
    new Float32Array([0.1, 0.2]),
    new Float64Array(130),
    new Uint8Array(0),
    new BigInt64Array(8),
    new Int32Array(7).fill(-1),
  ],
  "objects of classes": [new Point(), new Place(), new (class {})(), new (class extends Array {})(3)],
  "objects that no class made": [Object.create(null), Object.create(new Point()), Object.create(Object.create(null))],
  "deep objects": [1, [1], {}, new Point(), () => 1, /a/, new Map([[1, 2]])].map((d) => ({ a: { b: { c: d, e: { d } } } })),
  keys: [{ "a-b": 1, 2: 3, _c: 4, $d: 5, "": 6, [Symbol("s")]: 7, ["__proto__"]: 8 }],
  accessors: [accessors],
  functions: [
    () => 1,
    function named() {},
    async () => 1,
    function* steps() {},
    class A {},
    class extends Point {},
    Object.assign(() => 1, { a: 1 }),
  ],
  maps: [new Map(), new Map<unknown, unknown>([["a", { b: 1 }]]).set({ c: 2 }, [1, 2]), new Set(), new Set([1, "two", [3]])],
  "large sets": [new Set(Array.from({ length: 150 }, (_, i) => i)), new Map(Array.from({ length: 101 }, (_, i) => [i, [i]]))],
  others: [/a+/gi, new Date(0), new Date(Number.NaN), new WeakMap(), new WeakSet(), new ArrayBuffer(3), new ArrayBuffer(60), Math, JSON],
  boxes: [Object(3), Object("abc"), Object(false), Object(1n), Object(Symbol("s")), Object.assign(Object(-0), { a: 1 })],
  circles: [inner],
  arguments: [given(1, "two")],
  arrays: [
    array(
      [
        [1, 2],
        [3, 4],
      ],
      "float32",
    ),
    { x: array([1.5], "float64") },
  ],
  "wide characters": [Array.from({ length: 9 }, (_, i) => "漢字".repeat(i)), ["é", "é", "😀", "a", "b", "c", "d", "e"]],
  tags: [Object.defineProperty({}, Symbol.toStringTag, { value: "Tagged" }), Object.assign(new Point(), { [Symbol.toStringTag]: "own" })],
};

test.each(Object.entries(values))("%s print as in Node", (_, list) => {
  for (const value of list) expect(printValue(value)).toBe(inspect(value));
  expect(printValue(list)).toBe(inspect(list));
});

test("an error without frames is in brackets, with its cause and its properties", () => {
  const error = Object.assign(new RangeError("too far", { cause: "the map" }), { code: "far" });
  error.stack = "RangeError: too far";
  expect(printValue(error)).toBe(inspect(error));
  expect(printValue({ error })).toBe(inspect({ error }));
});

const key = fc.oneof(fc.string(), fc.constantFrom("a", "loss", "x1", "weights"));
const anything = fc.anything({
  key,
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withNullPrototype: true,
  withBoxedValues: true,
  maxDepth: 4,
});

test("any value prints as in Node", () => {
  fc.assert(
    fc.property(anything, (value) => {
      expect(printValue(value)).toBe(inspect(value));
    }),
    { numRuns: 2000 },
  );
});

test("lists of all lengths print as in Node", () => {
  const element = fc.oneof(fc.double(), fc.integer(), fc.string({ maxLength: 30 }));
  const lists = fc.oneof(
    fc.array(fc.integer(), { maxLength: 130 }),
    fc.array(fc.double(), { maxLength: 40 }),
    fc.array(element, { maxLength: 40 }),
  );
  fc.assert(
    fc.property(lists, (list) => {
      expect(printValue(list)).toBe(inspect(list));
      expect(printValue({ rows: { list } })).toBe(inspect({ rows: { list } }));
    }),
    { numRuns: 1000 },
  );
});

test("arguments are put together as in Node", () => {
  const directive = fc.constantFrom("%s", "%d", "%i", "%f", "%j", "%O", "%c", "%%", "%", " loss ", "%x");
  const text = fc.array(directive, { maxLength: 5 }).map((parts) => parts.join(""));
  const value = fc.oneof(
    fc.string(),
    fc.double(),
    fc.constantFrom(new Point(), [1, [2, [3, [4]]]], undefined, null, { a: { b: {} } }, Symbol("s")),
  );
  fc.assert(
    fc.property(fc.option(text, { nil: undefined }), fc.array(value, { maxLength: 4 }), (first, rest) => {
      const all = first === undefined ? rest : [first, ...rest];
      expect(format(...all)).toBe(formatOfNode(...all));
    }),
    { numRuns: 2000 },
  );
});
