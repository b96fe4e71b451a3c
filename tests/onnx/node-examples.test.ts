import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compile, NdArray, reference, wasm } from "dagrad";
import { describe, expect, it } from "vitest";
import type { DType } from "../../graph/dtype.ts";
import { carrierOf } from "../../src/onnx/element-types.ts";
import { fromOnnx } from "../../src/onnx/read/from-onnx.ts";
import { handlers } from "../../src/onnx/read/handlers/handlers.ts";
import { opKey } from "../../src/onnx/read/importing.ts";
import { readTensor } from "../../src/onnx/read/read-tensor.ts";
import { elementsOf, type Known } from "../../src/onnx/read/values.ts";
import { decode } from "../../src/onnx/wire/decode.ts";

// ONNX's own examples of its ops (Apache-2.0, not part of this project), where they lie beside the project.
const root = join(import.meta.dirname, "../..");
const folder = process.env.DAGRAD_ONNX_TESTS ?? join(root, "../shared/onnx-tests/visible");
const isThere = existsSync(folder);
if (!isThere)
  console.warn(`ONNX's node tests are not beside the project (${folder}): they are left out; DAGRAD_ONNX_TESTS says where they are`);

const bytesOf = (...path: string[]): Uint8Array => new Uint8Array(readFileSync(join(folder, ...path)));
const arrayOf = ({ type, shape, data }: Known): NdArray => {
  const dtype = carrierOf(type) as DType;
  return new NdArray(elementsOf(data, dtype), shape, dtype);
};

/** As ONNX's own runner compares; numbers of 16 bits are rougher. */
function difference(found: NdArray, { type, shape, data }: Known, rough: boolean): string | undefined {
  if (JSON.stringify(found.shape) !== JSON.stringify(shape)) return `shape ${found.shape} for ${shape}`;
  const [relative, absolute] = rough || type.includes("16") ? [1e-2, 1e-2] : [1e-3, 1e-7];
  for (let i = 0; i < data.length; i++) {
    const [a, b] = [found.data[i] as number, data[i] as number];
    if (a !== b && !(Number.isNaN(a) && Number.isNaN(b)) && !(Math.abs(a - b) <= absolute + relative * Math.abs(b))) {
      return `${a} for ${b} at ${i}`;
    }
  }
  return undefined;
}

/** What must be known when the graph is built, of what an example feeds: what the error names, or all that may say shapes and axes. */
function knownInputs(message: string, feeds: ReadonlyMap<string, Known>, before: Readonly<Record<string, NdArray>>): string[] {
  const named = /input "([^"]*)" must be known/.exec(message)?.[1];
  if (named !== undefined && feeds.has(named)) return [named];
  return [...feeds].flatMap(([name, { type }]) => (name in before || !/^(int|bool)/.test(type) ? [] : [name]));
}

/** How an example ends: it agrees on both backends, it is refused for a reason, or it is wrong. */
function outcome(name: string): string {
  const bytes = bytesOf(name, "model.onnx");
  try {
    const { graph } = decode("Model", bytes);
    const feeds = new Map(
      (graph?.input ?? []).map((info, i) => [
        info.name ?? "",
        readTensor(decode("Tensor", bytesOf(name, `input_${i}.pb`)), info.name ?? ""),
      ]),
    );
    const wanted = (graph?.output ?? []).map(
      (info, i) => [info.name ?? "", readTensor(decode("Tensor", bytesOf(name, `output_${i}.pb`)), info.name ?? "")] as const,
    );
    const rough = [...feeds.values()].some(({ type }) => type.includes("float16"));
    let constants: Readonly<Record<string, NdArray>> = {};
    for (;;) {
      try {
        return agreement(bytes, feeds, wanted, constants, rough);
      } catch (error) {
        if ((error as { code?: string }).code !== "onnx-not-known") throw error;
        const further = knownInputs((error as Error).message, feeds, constants);
        if (further.length === 0) throw error;
        constants = { ...constants, ...Object.fromEntries(further.map((one) => [one, arrayOf(feeds.get(one) as Known)])) };
      }
    }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return code?.startsWith("onnx-") ? `refused: ${message}` : `wrong: ${message}`;
  }
}

function agreement(
  bytes: Uint8Array,
  feeds: ReadonlyMap<string, Known>,
  wanted: readonly (readonly [string, Known])[],
  constants: Readonly<Record<string, NdArray>>,
  rough: boolean,
): string {
  const { graph, parameters, names } = fromOnnx(bytes, { constants });
  for (const backend of [reference, wasm()]) {
    const program = compile(graph, { backend, parameters });
    const given = Object.fromEntries(Object.entries(names.inputs).map(([name, id]) => [id, arrayOf(feeds.get(name) as Known)]));
    const found = program.run(given as never) as Readonly<Record<string, NdArray>>;
    for (const [name, expected] of wanted) {
      if (names.types[name] !== expected.type) return `wrong: type ${names.types[name]} for ${expected.type}`;
      const off = difference(found[names.outputs[name] as string] as NdArray, expected, rough);
      if (off !== undefined) return `wrong: ${name} on ${backend.name}: ${off}`;
    }
  }
  return "agrees";
}

describe.skipIf(!isThere)("ONNX's own examples", () => {
  const names = isThere ? readdirSync(folder) : [];
  const outcomes = new Map(names.map((name) => [name, outcome(name)]));

  it("agree on both backends, or are refused with a reason", () => {
    const wrong = [...outcomes].filter(([, one]) => one.startsWith("wrong")).map(([name, one]) => `${name}: ${one}`);
    expect(wrong).toEqual([]);
  });

  it("agree in at least so many", () => {
    expect([...outcomes.values()].filter((one) => one === "agrees").length).toBeGreaterThanOrEqual(834);
  });

  it("agree in at least one of each op that is written here and has one", () => {
    const shown = new Map<string, boolean>();
    for (const [name, one] of outcomes) {
      for (const { domain, opType } of decode("Model", bytesOf(name, "model.onnx")).graph?.node ?? []) {
        const key = opKey(domain, opType);
        if (key in handlers) shown.set(key, (shown.get(key) ?? false) || one === "agrees");
      }
    }
    expect([...shown].filter(([, agrees]) => !agrees).map(([key]) => key)).toEqual([]);
  });
});
