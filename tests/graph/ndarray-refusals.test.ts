import {
  argmax,
  argmaxAccuracy,
  array,
  compile,
  crossentropy,
  diff,
  f32,
  fromNpy,
  type Graph,
  graph,
  max,
  mul,
  NdArray,
  parse,
  reference,
  reshape,
  softmax,
  sum,
  toNpy,
  toSafetensors,
  u8,
  wasm,
  zeros,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { thrown } from "./thrown.ts";

const made = (...given: readonly unknown[]): string => thrown(() => new NdArray(...(given as ConstructorParameters<typeof NdArray>)));
const four = Float32Array.of(1, 2, 3, 4);

describe("new NdArray", () => {
  it("refuses shapes that are no lists of sizes", () => {
    expect(
      [[-2, -2], [1.5], [2, Number.NaN], [2 ** 53], ["4"], 4, undefined].map((shape) => made(four, shape, "float32")).join("\n"),
    ).toMatchInlineSnapshot(`
      "FeedError array-shape
      NdArray: shape must be a list of whole numbers ≥ 0, got [-2, -2]; correct it
      FeedError array-shape
      NdArray: shape must be a list of whole numbers ≥ 0, got [1.5]; correct it
      FeedError array-shape
      NdArray: shape must be a list of whole numbers ≥ 0, got [2, NaN]; correct it
      FeedError array-shape
      NdArray: shape must be a list of whole numbers ≥ 0, got [9007199254740992]; correct it
      FeedError array-shape
      NdArray: shape must be a list of whole numbers ≥ 0, got ["4"]; correct it
      FeedError array-shape
      NdArray: shape must be a list of whole numbers ≥ 0, got 4; correct it
      FeedError array-shape
      NdArray: shape must be a list of whole numbers ≥ 0, got nothing; correct it"
    `);
  });

  it("refuses unknown dtypes and the typed array of another one", () => {
    const wrong = [
      [four, "float16"],
      [four, "float64"],
      [four, "bool"],
      [Int8Array.of(1, 2, 3, 4), "uint8"],
      [[1, 2, 3, 4], "float32"],
      [new DataView(new ArrayBuffer(4)), "uint8"],
    ];
    expect(wrong.map(([data, dtype]) => made(data, [4], dtype)).join("\n")).toMatchInlineSnapshot(`
      "FeedError array-type
      NdArray: dtype must be float32, float64, int32, uint8, bool, got "float16"; correct it
      FeedError array-type
      NdArray: data must be the typed array of float64, got Float32Array; copy them into one
      FeedError array-type
      NdArray: data must be the typed array of bool, got Float32Array; copy them into one
      FeedError array-type
      NdArray: data must be the typed array of uint8, got Int8Array; copy them into one
      FeedError array-type
      NdArray: data must be the typed array of float32, got [1, 2, 3, 4]; copy them into one
      FeedError array-type
      NdArray: data must be the typed array of uint8, got DataView; copy them into one"
    `);
  });

  it("takes clamped bytes and subclasses, and shapes without elements whose other sizes overflow", () => {
    expect(new NdArray(Uint8ClampedArray.of(1, 2) as never, [2], "uint8").data.length).toBe(2);
    expect(new NdArray(Buffer.from([1, 2]) as never, [2], "uint8").data.length).toBe(2);
    expect(String(new NdArray(new Float32Array(0), [...new Array(40).fill(2 ** 50), 0], "float32"))).toBe("[]");
  });
});

describe("array and zeros", () => {
  // NumPy 2.4: np.array([300], np.uint8) and np.array([nan], np.int32) raise; [1.9, -1.9] as int32 is [1, -1]; bool of [2, 0, -0.0, nan] is [1, 0, 0, 1].
  it("hold what NumPy's hold, or refuse", () => {
    expect([...array([1.9, -1.9], "int32").data]).toEqual([1, -1]);
    expect([...array([2, 0, -0, Number.NaN], "bool").data]).toEqual([1, 0, 0, 1]);
    const refused = [() => array([300], "uint8"), () => array([Number.NaN], "int32"), () => array([1], "half" as never), () => zeros([-2])];
    expect(refused.map(thrown).join("\n")).toMatchInlineSnapshot(`
      "FeedError bad-element
      array: uint8 elements must be in 0 … 255, got 300 at [0]; correct the element
      FeedError bad-element
      array: int32 elements must be in -2147483648 … 2147483647, got NaN at [0]; correct the element
      FeedError array-type
      array: dtype must be float32, float64, int32, uint8, bool, got "half"; correct it
      FeedError array-shape
      zeros: shape must be a list of whole numbers ≥ 0, got [-2]; correct it"
    `);
  });
});

/** What is left of an array whose buffer went to another thread, or shrank. */
const detached = (): Float32Array<ArrayBuffer> => {
  const data = Float32Array.of(1, 2, 3, 4);
  structuredClone(data.buffer, { transfer: [data.buffer] });
  return data;
};
const resizable = (): [ArrayBuffer & { resize(bytes: number): void }, Float32Array<ArrayBuffer>] => {
  const Resizable = ArrayBuffer as unknown as new (bytes: number, options: object) => ArrayBuffer & { resize(bytes: number): void };
  const buffer = new Resizable(16, { maxByteLength: 32 });
  return [buffer, new Float32Array(buffer)];
};

describe("an array whose elements are gone", () => {
  it("is refused where it is made, and as a feed, a parameter and a file; a batch without rows is still one", () => {
    const doubled = graph({ x: f32("batch", 2) }, ({ x }, g) => ({ y: sum(mul(x, g.parameter("w", [2], { init: "ones" }))) }));
    const [buffer, tracking] = resizable();
    const shrunk = new NdArray(tracking, [2, 2], "float32");
    buffer.resize(8);
    const data = Float32Array.of(1, 2, 3, 4);
    const lost = new NdArray(data, [2, 2], "float32");
    structuredClone(data.buffer, { transfer: [data.buffer] });
    const gone = new NdArray(new Float32Array(0), [0, 2], "float32");
    expect(made(detached(), [0, 2], "float32")).toContain("FeedError lost-elements");
    for (const backend of [reference, wasm()]) {
      const program = compile(doubled, { backend });
      const feeds = [detached(), lost, shrunk].map((x) => thrown(() => program.run({ x: x as Float32Array<ArrayBuffer> })));
      expect(feeds).toEqual([
        `FeedError lost-elements at x\nrun: feed "x" must have its 0 elements, got a detached buffer (node "x"); take a copy before`,
        `FeedError lost-elements at x\nrun: feed "x" must have its 4 elements, got a detached buffer (node "x"); take a copy before`,
        `FeedError lost-elements at x\nrun: feed "x" must have its 4 elements, got 2 (node "x"); take a copy before`,
      ]);
      expect(program.run({ x: gone as NdArray<"float32"> }).y.item()).toBe(0);
      expect(program.run({ x: new Float32Array(0) }).y.item()).toBe(0);
      const wrong = new NdArray(detached().length === 0 ? new Float32Array(2) : four, [2], "float32");
      structuredClone(wrong.data.buffer, { transfer: [wrong.data.buffer] });
      expect(thrown(() => program.setParameters({ w: wrong }))).toContain("FeedError lost-elements at w");
    }
    for (const use of [() => toNpy(lost), () => toSafetensors({ tensors: { lost } }), () => lost.tolist(), () => String(shrunk)]) {
      expect(thrown(use)).toContain("FeedError lost-elements");
    }
  });
});

describe("files", () => {
  it("are not written of bool elements that no reader takes", () => {
    const odd = new NdArray(Uint8Array.of(0, 2), [2], "bool");
    expect(thrown(() => toNpy(odd))).toMatchInlineSnapshot(`
      "OpError bad-element
      toNpy: bool elements must be 0 or 1, got 2 at element 1; make them with array(…, "bool")"
    `);
    expect(thrown(() => toSafetensors({ tensors: { odd } }))).toContain('safetensors: "odd": bool elements must be 0 or 1');
    expect([...fromNpy(toNpy(array([0, 2], "bool"))).data]).toEqual([0, 1]);
  });
});

describe("tolist", () => {
  it("gives the lists of arrays without elements, as NumPy does, up to a million", () => {
    const empty = (shape: readonly number[]): NdArray => new NdArray(new Float32Array(0), shape, "float32");
    expect(empty([2, 0]).tolist()).toEqual([[], []]);
    expect(empty([0, 50_000_000]).tolist()).toEqual([]);
    expect((empty([1_000_000, 0]).tolist() as unknown[]).length).toBe(1_000_000);
    expect(thrown(() => empty([50_000_000, 0]).tolist())).toMatchInlineSnapshot(`
      "FeedError too-many-lists
      tolist: at most 1e6 lists may be empty, got float32[50000000, 0]; use its shape"
    `);
    expect(thrown(() => empty([2000, 2000, 0, 3]).tolist())).toContain("FeedError too-many-lists");
  });
});

describe("{ randn: −0 }", () => {
  it("is 0, so that the graph is its JSON; graphs from elsewhere cannot have it", () => {
    const network = graph({}, (_, g) => ({ w: g.parameter("w", [2], { init: { randn: -0 } }) })) as Graph;
    expect(diff(parse(JSON.stringify(network)), network).same).toBe(true);
    const edited = JSON.stringify(network).replace('"randn":0', '"randn":-0');
    expect(thrown(() => parse(edited))).toContain("FormatError bad-attribute");
  });
});

describe("sizes that cannot work", () => {
  it("are refused when the graph is built, in the name of the user's node", () => {
    const built = (build: (x: any, y: any) => any, ...shape: number[]): string =>
      thrown(() => graph({ x: f32(...shape), y: u8(shape[0] as number) }, ({ x, y }) => ({ z: build(x, y) })));
    const refused = [
      built((x, y) => argmaxAccuracy(x, y, { name: "accuracy" }), 4, 0),
      built((x, y) => crossentropy(x, y), 4, 0),
      built((x) => argmax(x, { axis: 0 }), 2 ** 31 + 1, 1),
      built((x) => reshape(x, { shape: [-1] }), 2 ** 40, 2 ** 40),
    ];
    expect(refused.join("\n")).toMatchInlineSnapshot(`
      "OpError classes at accuracy
      argmaxAccuracy: p must have at least one class, got float32[4, 0] (node "accuracy"); give the number of classes
      OpError classes at crossentropy1
      crossentropy: p must have at least one class, got float32[4, 0] (node "crossentropy1"); give the number of classes
      OpError axis-size at argmax1
      argmax: positions along the axis must fit int32, got float32[2147483649, 1] (node "argmax1"); split the axis
      OpError bad-attribute at reshape1
      reshape: attribute shape must be a list of sizes, names and expressions of names, got [1.2089258196146292e+24] (node "reshape1"); correct it"
    `);
    expect(graph({ x: f32(2 ** 31, 1) }, ({ x }) => ({ z: argmax(x, { axis: 0 }) })).nodes.argmax1?.shape).toEqual([1]);
  });

  it("are refused when named dims are bound, before any memory is taken", () => {
    const none = (shape: readonly number[]): NdArray => new NdArray(new Float32Array(0), shape, "float32");
    const rows = graph({ x: f32("rows", "columns") }, ({ x }) => ({ z: sum(softmax(x)) })) as Graph<any, any>;
    const largest = graph({ x: f32("rows", 0) }, ({ x }) => ({ z: max(x, { axis: 1 }) })) as Graph<any, any>;
    const tall = graph({ x: f32("rows", 0) }, ({ x }) => ({ z: argmax(x, { axis: 0 }) })) as Graph<any, any>;
    for (const backend of [reference, wasm()]) {
      const before = process.memoryUsage();
      expect(thrown(() => compile(rows, { backend }).run({ x: none([1e9, 0]) }))).toMatch(
        /^FeedError empty-axis at softmax1.max1\nmax: a reduced axis/,
      );
      expect(thrown(() => compile(largest, { backend }).run({ x: none([1e9, 0]) }))).toContain("FeedError empty-axis at max1");
      expect(thrown(() => compile(tall, { backend }).run({ x: none([2 ** 31 + 1, 0]) }))).toMatch(
        /^FeedError axis-size at argmax1\nargmax: positions/,
      );
      const { arrayBuffers, external } = process.memoryUsage();
      expect(arrayBuffers + external - before.arrayBuffers - before.external).toBeLessThan(2 ** 28);
    }
  });

  it("of parameters that the host does not grant name the parameter", () => {
    const network = graph({}, (_, g) => ({ w: g.parameter("huge", [2 ** 50]) })) as Graph;
    expect(thrown(() => compile(network))).toContain("GraphError too-large at huge");
  });
});
