import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decode } from "../../src/onnx/wire/decode.ts";
import { encode } from "../../src/onnx/wire/encode.ts";

const folder = process.env.DAGRAD_ONNX_TESTS ?? join(import.meta.dirname, "../../../shared/onnx-tests/visible");
const isThere = existsSync(folder);
if (!isThere && process.env.CI) throw new Error(`ONNX's node tests must be at ${folder}`);

describe("encode", () => {
  it("writes whole numbers of 64 bits, negative ones in ten bytes", () => {
    // Protobuf's own guide: 150 is 96 01, −2 is fe ff ff ff ff ff ff ff ff 01; field 1 as a varint is 08.
    expect([...encode("Tensor", { dims: [150] })]).toEqual([0x08, 0x96, 0x01]);
    expect([...encode("Tensor", { dims: [-2] })]).toEqual([0x08, 0xfe, ...Array(8).fill(0xff), 0x01]);
    expect([...encode("Tensor", { dims: [2n ** 63n - 1n] })]).toEqual([0x08, ...Array(8).fill(0xff), 0x7f]);
  });

  it("writes texts with their lengths in bytes", () => {
    // Protobuf's own guide: field 2 "testing" is 12 07 74 65 73 74 69 6e 67.
    expect([...encode("Model", { producerName: "testing" })]).toEqual([0x12, 7, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
    expect([...encode("Model", { producerName: "é" })]).toEqual([0x12, 2, 0xc3, 0xa9]);
  });

  it("is read again as what was written, whatever is in it", () => {
    const model = {
      irVersion: 8,
      opsetImport: [{ domain: "", version: 17 }],
      graph: {
        name: "g",
        initializer: [{ name: "w", dims: [2, 1], dataType: 1, rawData: new Uint8Array(8) }],
        node: [{ opType: "If", output: ["y"], attribute: [{ name: "then_branch", g: { name: "inner", node: [] }, type: 5 }] }],
        input: [{ name: "x", type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: "batch" }, { dimValue: 0 }] } } } }],
      },
      trainingInfo: [{ updateBinding: [{ key: "w", value: "w:next" }] }],
    };
    const { node, ...rest } = decode("Model", encode("Model", model)).graph ?? {};
    expect(rest).toEqual({ name: "g", initializer: model.graph.initializer, input: model.graph.input });
    expect(node).toEqual([{ opType: "If", output: ["y"], attribute: [{ name: "then_branch", g: { name: "inner" }, type: 5 }] }]);
  });

  it.skipIf(!isThere)("gives ONNX's own examples back, of which it reads again what it has read", () => {
    const unstable = readdirSync(folder).filter((name) => {
      const model = decode("Model", new Uint8Array(readFileSync(join(folder, name, "model.onnx"))));
      const again = encode("Model", model);
      return !same(decode("Model", again), model) || !same(encode("Model", decode("Model", again)), again);
    });
    expect(unstable).toEqual([]);
  });
});

/** Deep equality, bytes by their elements: Vitest's own takes a while for thousands of models. */
function same(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return Object.keys(x).length === Object.keys(y).length && Object.keys(x).every((key) => same(x[key], y[key]));
}
