import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { parse } from "../../graph/check/parse.ts";
import { FormatError } from "../../graph/errors.ts";
import { f32 } from "../../graph/input.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp, opSet } from "../../graph/op.ts";
import { print } from "../../graph/print/print.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { network } from "./network.ts";
import { randomGraph } from "./random-graph.ts";
import { thrown } from "./thrown.ts";

const text = JSON.stringify(network);

/** What parse says of the network's JSON where the value at `path` is replaced; undefined removes it. */
function parsedWith(path: readonly (string | number)[], value: unknown): string {
  const json = JSON.parse(text);
  let at = json;
  for (const key of path.slice(0, -1)) at = at[key];
  const last = path.at(-1) as string;
  if (value === undefined) delete at[last];
  else Object.defineProperty(at, last, { value, enumerable: true, configurable: true, writable: true });
  return thrown(() => parse(JSON.stringify(json), standardOps));
}

/** True when the value and all that it holds are frozen. */
const deeplyFrozen = (value: unknown): boolean =>
  typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(deeplyFrozen));

describe("parse", () => {
  it("gives back the graph that JSON.stringify wrote, frozen, of 200 random graphs", () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const parsed = parse(JSON.stringify(graph), standardOps);
        expect(parsed).toEqual(graph);
        expect(print(parsed)).toBe(print(graph));
        expect(JSON.stringify(parsed)).toBe(JSON.stringify(graph));
        expect(deeplyFrozen(parsed)).toBe(true);
        expect(deeplyFrozen(graph)).toBe(true);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it("takes data as well as text, and does not freeze or keep what it was given", () => {
    const data = JSON.parse(text);
    const parsed = parse(data, standardOps);
    expect(parsed).toEqual(network);
    data.nodes.X.shape[0] = 7;
    expect(parsed).toEqual(network);
  });

  it("refuses an axis that counts from the end, which functions resolve and nodes do not have", () => {
    const json = JSON.stringify(graph({ x: f32(2, 3) }, ({ x }) => ({ y: sum(x, { axis: -1 }) })));
    expect(json).toContain('"axis":[1]');
    expect(thrown(() => parse(json.replace('"axis":[1]', '"axis":[-1]'), standardOps))).toMatchInlineSnapshot(`
      "FormatError axis at sum1
      parse: nodes.sum1 (sum): the attribute axis must count from the front, got axis -1 for [2, 3]; write 1"
    `);
  });

  it("refuses what is not JSON", () => {
    expect(() => parse("{", standardOps)).toThrow(/^parse: text must be JSON, got .+; write it with JSON\.stringify\(graph\)$/);
    expect(() => parse("", standardOps)).toThrow(FormatError);
    expect(thrown(() => parse(undefined, standardOps))).toMatchInlineSnapshot(`
      "FormatError json
      parse: the graph must be JSON text or data that JSON can write, got nothing; pass plain data"
    `);
    expect(thrown(() => parse(() => network, standardOps))).toMatchInlineSnapshot(`
      "FormatError json
      parse: the graph must be JSON text or data that JSON can write, got a function; pass plain data"
    `);
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    expect(thrown(() => parse(cyclic, standardOps))).toMatchInlineSnapshot(`
      "FormatError json
      parse: the graph must be JSON text or data that JSON can write, got an object; pass plain data"
    `);
    const trapped = new Proxy({}, { ownKeys: () => assertNever() });
    expect(thrown(() => parse(trapped, standardOps))).toMatchInlineSnapshot(`
      "FormatError json
      parse: the graph must be JSON text or data that JSON can write, got an object; pass plain data"
    `);
    expect(thrown(() => parse(null, standardOps))).toMatchInlineSnapshot(`
      "FormatError form
      parse: the graph must be a plain object, got null; correct it"
    `);
    expect(thrown(() => parse("[]", standardOps))).toMatchInlineSnapshot(`
      "FormatError form
      parse: the graph must be a plain object, got []; correct it"
    `);
    expect(thrown(() => parse(12n, standardOps))).toMatchInlineSnapshot(`
      "FormatError json
      parse: the graph must be JSON text or data that JSON can write, got 12; pass plain data"
    `);
  });

  it("refuses lists and objects that nest a million deep", () => {
    const deep = 1_000_000;
    expect(thrown(() => parse(`${"[".repeat(deep)}${"]".repeat(deep)}`, standardOps))).toMatchInlineSnapshot(`
      "FormatError form
      parse: the graph must be a plain object, got a list of 1; correct it"
    `);
    const attrs = `${'{"a":'.repeat(deep)}1${"}".repeat(deep)}`;
    expect(thrown(() => parse(text.replace('"attrs":{}', `"attrs":${attrs}`), standardOps))).toMatchInlineSnapshot(`
      "FormatError bad-attribute at X
      parse: nodes.X (input): attribute a must not be given, got an object; correct it"
    `);
    let nested: unknown = 1;
    for (let i = 0; i < deep; i++) nested = [nested];
    expect(thrown(() => parse({ ...network, nodes: nested }, standardOps))).toMatchInlineSnapshot(`
      "FormatError json
      parse: the graph must be JSON text or data that JSON can write, got an object; pass plain data"
    `);
  });

  it("refuses another format before anything else", () => {
    expect(thrown(() => parse('{"format":"dagrad/graph/9","layers":[]}', standardOps))).toMatchInlineSnapshot(`
      "FormatError format
      parse: format must be "dagrad/graph/1", got "dagrad/graph/9"; use the version of dagrad that wrote it"
    `);
    expect(parsedWith(["format"], undefined)).toMatchInlineSnapshot(`
      "FormatError form
      parse: format must be given, got nothing; add it"
    `);
    expect(parsedWith(["format"], 1)).toMatchInlineSnapshot(`
      "FormatError form
      parse: format must be "dagrad/graph/1", got 1; correct it"
    `);
  });

  it("refuses keys that are missing or unknown", () => {
    expect(parsedWith(["updates"], undefined)).toMatchInlineSnapshot(`
      "FormatError form
      parse: updates must be given, got nothing; add it"
    `);
    expect(parsedWith(["weights"], {})).toMatchInlineSnapshot(`
      "FormatError form
      parse: the graph must have only the keys format, nodes, inputs, outputs, updates, gradients, got "weights"; remove it"
    `);
    expect(parsedWith(["nodes", "relu1", "dtype"], undefined)).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.relu1.dtype must be given, got nothing; add it"
    `);
    expect(parsedWith(["nodes", "relu1", "kernel"], "alert(1)")).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.relu1 must have only the keys op, inputs, attrs, shape, dtype, scope, got "kernel"; remove it"
    `);
  });

  it("refuses keys that reach for prototypes, and pollutes nothing", () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const evil = { polluted: true };
    expect(parsedWith(["__proto__"], evil)).toMatchInlineSnapshot(`
      "FormatError form
      parse: the graph must have only the keys format, nodes, inputs, outputs, updates, gradients, got "__proto__"; remove it"
    `);
    expect(parsedWith(["constructor"], { prototype: evil })).toMatchInlineSnapshot(`
      "FormatError form
      parse: the graph must have only the keys format, nodes, inputs, outputs, updates, gradients, got "constructor"; remove it"
    `);
    expect(parsedWith(["nodes", "__proto__"], evil)).toMatchInlineSnapshot(`
      "FormatError bad-name
      parse: nodes must have names as keys (a letter, then letters, digits, _ and dots), got "__proto__"; rename it"
    `);
    expect(parsedWith(["nodes", "constructor"], evil)).toMatchInlineSnapshot(`
      "FormatError bad-name
      parse: nodes must have names as keys (a letter, then letters, digits, _ and dots), got "constructor"; rename it"
    `);
    expect(parsedWith(["nodes", "relu1", "__proto__"], evil)).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.relu1 must have only the keys op, inputs, attrs, shape, dtype, scope, got "__proto__"; remove it"
    `);
    expect(parsedWith(["nodes", "relu1", "attrs", "__proto__"], evil)).toMatchInlineSnapshot(`
      "FormatError bad-attribute at relu1
      parse: nodes.relu1.attrs.__proto__ (relu): attribute __proto__ must not be given, got an object; correct it"
    `);
    expect(parsedWith(["nodes", "dense1.biases", "attrs", "init", "__proto__"], evil)).toMatchInlineSnapshot(`
      "FormatError bad-attribute at dense1.biases
      parse: nodes["dense1.biases"] (parameter): attribute init must be { fill: "zeros" | "ones" }, { randn: number }, { scaled: name } or a list of numbers, got an object; correct it"
    `);
    expect(parsedWith(["outputs", "__proto__"], "loss")).toMatchInlineSnapshot(`
      "FormatError bad-name
      parse: outputs must have names as keys (a letter, then letters, digits, _ and dots), got "__proto__"; rename it"
    `);
    expect(parsedWith(["updates", "__proto__"], "loss")).toMatchInlineSnapshot(`
      "FormatError bad-name
      parse: updates must have names as keys (a letter, then letters, digits, _ and dots), got "__proto__"; rename it"
    `);
    expect(parsedWith(["nodes", "relu1", "inputs", 0], "__proto__")).toMatchInlineSnapshot(`
      "FormatError unknown-node at relu1
      parse: nodes.relu1.inputs[0] must be an existing node, got "__proto__"; add it or name another"
    `);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect("polluted" in {}).toBe(false);
  });

  it("refuses names that are no names", () => {
    const node = network.nodes.X;
    for (const name of ["1", "", "a b", 'a"b', "a\\b", "<b>", "a\nb", "javascript:alert(1)", ".a", "a..b", "a.", "é".normalize("NFD")]) {
      expect(() => parse({ ...network, nodes: { ...network.nodes, [name]: node } }, standardOps)).toThrow(FormatError);
    }
    expect(parsedWith(["nodes", "0"], node)).toMatchInlineSnapshot(`
      "FormatError bad-name
      parse: nodes must have names as keys (a letter, then letters, digits, _ and dots), got "0"; rename it"
    `);
    expect(parsedWith(["nodes", "n".repeat(5000)], node)).toMatchInlineSnapshot(`
      "FormatError bad-name
      parse: nodes must have names as keys (a letter, then letters, digits, _ and dots), got "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn…"; rename it"
    `);
    expect(parsedWith(["nodes", "X", "shape", 0], "a b")).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.X.shape[0] must be a whole number ≥ 0, a name or an expression of names, got "a b"; correct it"
    `);
    expect(parsedWith(["nodes", "X", "scope"], ["t".repeat(5000)])).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.X.scope[0] must be one line of text, got "tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt…"; correct it"
    `);
  });

  it("refuses a key that is given twice", () => {
    expect(thrown(() => parse(text.replace('"nodes":{', '"nodes":{"X":1,'), standardOps))).toMatchInlineSnapshot(`
      "FormatError duplicate-key
      parse: nodes.X must be given once, got the key twice; remove one"
    `);
    expect(thrown(() => parse(text.replace('"op":"relu"', '"op":"relu","o\\u0070":"exp"'), standardOps))).toMatchInlineSnapshot(`
      "FormatError duplicate-key
      parse: nodes.relu1.op must be given once, got the key twice; remove one"
    `);
  });

  it("refuses fields of another type", () => {
    expect(parsedWith(["nodes"], [])).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes must be a plain object, got []; correct it"
    `);
    expect(parsedWith(["nodes", "relu1"], null)).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.relu1 must be a plain object, got null; correct it"
    `);
    expect(parsedWith(["nodes", "relu1", "op"], 3)).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.relu1.op must be the name of an op, got 3; correct it"
    `);
    expect(parsedWith(["nodes", "relu1", "inputs"], "dense1")).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.relu1.inputs must be a list, got "dense1"; correct it"
    `);
    expect(parsedWith(["nodes", "relu1", "inputs", 0], { length: 1 })).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.relu1.inputs[0] must be the id of a node, got an object; correct it"
    `);
    expect(parsedWith(["nodes", "relu1", "attrs"], [])).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.relu1.attrs must be a plain object, got []; correct it"
    `);
    expect(parsedWith(["nodes", "relu1", "dtype"], "float16")).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.relu1.dtype must be float32, float64, int32, uint8 or bool, got "float16"; correct it"
    `);
    expect(parsedWith(["nodes", "relu1", "shape", 1], 1.5)).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.relu1.shape[1] must be a whole number ≥ 0, a name or an expression of names, got 1.5; correct it"
    `);
    expect(parsedWith(["nodes", "relu1", "shape", 1], -1)).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.relu1.shape[1] must be a whole number ≥ 0, a name or an expression of names, got -1; correct it"
    `);
    expect(parsedWith(["nodes", "relu1", "shape", 1], null)).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.relu1.shape[1] must be a whole number ≥ 0, a name or an expression of names, got null; correct it"
    `);
    expect(parsedWith(["outputs", "loss"], ["loss"])).toMatchInlineSnapshot(`
      "FormatError form
      parse: outputs.loss must be the id of a node, got ["loss"]; correct it"
    `);
  });

  it("refuses nodes that do not fit their op, at the place where they do not", () => {
    expect(parsedWith(["nodes", "relu1", "op"], "noSuchOp")).toMatchInlineSnapshot(`
      "FormatError unknown-op at relu1
      parse: nodes.relu1.op must be a known op, got "noSuchOp"; pass { ops: opSet(standardOps, yourOp) }"
    `);
    expect(parsedWith(["nodes", "relu1", "inputs"], [])).toMatchInlineSnapshot(`
      "FormatError arity at relu1
      parse: nodes.relu1.inputs (relu): takes 1 inputs (x), got 0; pass them all"
    `);
    expect(parsedWith(["nodes", "dense1", "inputs", 1], "w9")).toMatchInlineSnapshot(`
      "FormatError unknown-node at dense1
      parse: nodes.dense1.inputs[1] must be an existing node, got "w9"; add it or name another"
    `);
    expect(parsedWith(["nodes", "dense1", "inputs", 0], "dense2")).toMatchInlineSnapshot(`
      "FormatError cycle at dense1
      parse: nodes.dense1.inputs must not lead back to the node, got "dense1" ← "dense2" ← "relu1" ← "dense1"; cut one of these edges"
    `);
    expect(parsedWith(["nodes", "softmax1", "attrs", "axis"], "1")).toMatchInlineSnapshot(`
      "FormatError bad-attribute at softmax1
      parse: nodes.softmax1.attrs.axis (softmax): attribute axis must be a whole number, got "1"; correct it"
    `);
    expect(parsedWith(["nodes", "softmax1", "attrs", "axis"], 7)).toMatchInlineSnapshot(`
      "FormatError axis at softmax1
      parse: nodes.softmax1 (softmax): axis must be one of -2 to 1, got axis 7 for [batch, 3]; correct axis"
    `);
    expect(parsedWith(["nodes", "relu1", "shape", 1], 4)).toMatchInlineSnapshot(`
      "FormatError type at relu1
      parse: nodes.relu1 must be of the type that relu infers, float32[batch, 3], got float32[batch, 4]; correct shape and dtype"
    `);
    expect(parsedWith(["nodes", "dense1.biases", "attrs", "init"], [1, "1e400", 3])).toMatchInlineSnapshot(`
      "FormatError bad-attribute at dense1.biases
      parse: nodes["dense1.biases"] (parameter): attribute init must be { fill: "zeros" | "ones" }, { randn: number }, { scaled: name } or a list of numbers, got [1, "1e400", 3]; correct it"
    `);
    expect(parsedWith(["nodes", "dense1.biases", "attrs", "init"], [1, 2])).toMatchInlineSnapshot(`
      "FormatError element-count at dense1.biases
      parse: nodes["dense1.biases"] (parameter): init must have 3 elements for float32[3], got 2; give one number per element"
    `);
    expect(parsedWith(["nodes", "dense1.weights", "shape", 0], 5)).toMatchInlineSnapshot(`
      "FormatError inner-dims at dense1
      parse: nodes.dense1 (dense): last axis of x must equal first axis of weights, got x float32[batch, 2] and weights float32[5, 3]; transpose or resize weights"
    `);
    expect(parsedWith(["inputs"], ["X"])).toMatchInlineSnapshot(`
      "FormatError bad-input
      parse: inputs must list every input node, got no "y"; add it or remove the node"
    `);
    expect(parsedWith(["outputs", "loss"], "loss9")).toMatchInlineSnapshot(`
      "FormatError unknown-node
      parse: outputs.loss must be an existing node, got "loss9"; add it or name another"
    `);
    expect(parsedWith(["updates", "relu1"], "relu1")).toMatchInlineSnapshot(`
      "FormatError not-a-parameter
      parse: updates.relu1 must be of a parameter, got a relu; update parameters only"
    `);
  });

  it("refuses absurd sizes: 2³¹ elements, 64 axes, a million nodes and 1000 characters are the most", () => {
    expect(parsedWith(["nodes", "X", "shape"], ["batch", 2 ** 31 + 1])).toMatchInlineSnapshot(`
      "FormatError too-large
      parse: nodes.X.shape must be of at most 2147483648 elements, got [batch, 2147483649]; make it smaller"
    `);
    expect(parsedWith(["nodes", "X", "shape"], [2 ** 30, 0, 2 ** 30])).toMatchInlineSnapshot(`
      "FormatError too-large
      parse: nodes.X.shape must be of at most 2147483648 elements, got [1073741824, 0, 1073741824]; make it smaller"
    `);
    expect(parsedWith(["nodes", "X", "shape"], [1e300])).toMatchInlineSnapshot(`
      "FormatError form
      parse: nodes.X.shape[0] must be a whole number ≥ 0, a name or an expression of names, got 1e+300; correct it"
    `);
    expect(parsedWith(["nodes", "X", "shape"], new Array(65).fill(1))).toMatchInlineSnapshot(`
      "FormatError too-large
      parse: nodes.X.shape must have at most 64 axes, got 65; make it smaller"
    `);
    const crowd = Array.from({ length: 1_000_001 }, (_, i) => `"n${i}":0`).join();
    expect(thrown(() => parse(`{"format":"dagrad/graph/1","nodes":{${crowd}}}`, standardOps))).toMatchInlineSnapshot(`
      "FormatError too-large
      parse: nodes must be at most 1000000 nodes, got 1000001; make it smaller"
    `);
  });

  it("reports an op of your own that throws", () => {
    const fragileOp = defineOp<{ readonly note: string }>({
      name: "fragile",
      inputs: ["x"],
      attrs: { note: "string" },
      infer: ([x], { note }) => ({ shape: x.shape.slice(0, JSON.parse(note).length), dtype: x.dtype }),
      picture: { role: "op", label: "?" },
      notation: { text: () => atom("?"), latex: () => atom("?") },
      definition: ([x]) => x,
    });
    const parsed = (note: string) =>
      thrown(() => {
        const relu1 = { ...network.nodes.relu1, op: "fragile", attrs: { note } };
        parse({ ...network, nodes: { ...network.nodes, relu1 } }, opSet(standardOps, fragileOp));
      });
    expect(parsed("null")).toMatchInlineSnapshot(`
      "FormatError op-failed
      parse: ops must accept the graph, got "Cannot read properties of null (reading 'length')"; correct its attributes and shapes"
    `);
    expect(parsed(`"${"n".repeat(1000)}"`)).toMatchInlineSnapshot(`
      "FormatError too-large
      parse: nodes.relu1.attrs.note must be at most 1000 characters, got 1002; make it smaller"
    `);
  });
});

function assertNever(): never {
  throw new Error("must not be seen");
}
