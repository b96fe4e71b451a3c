import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compile, NdArray, reference, wasm } from "dagrad";
import type { DType } from "../../graph/dtype.ts";
import { carrierOf } from "../../src/onnx/element-types.ts";
import { fromOnnx } from "../../src/onnx/read/from-onnx.ts";
import { rareOps } from "../../src/onnx/read/handlers/rare-ops.ts";
import { opKey } from "../../src/onnx/read/importing.ts";
import { readTensor } from "../../src/onnx/read/read-tensor.ts";
import { elementsOf, type Known } from "../../src/onnx/read/values.ts";
import { decode } from "../../src/onnx/wire/decode.ts";
import type { GraphProto, NodeProto } from "../../src/onnx/wire/schema.ts";

/** How an example of ONNX ends: it agrees on both backends, it is refused for a reason, or it is wrong. */
export interface Outcome {
  readonly name: string;
  /** The ops of its nodes, each once. */
  readonly ops: readonly string[];
  readonly opset: number;
  readonly ends: "agrees" | "refused" | "wrong";
  /** Why it does not agree. */
  readonly why: string;
}

const beside = join(import.meta.dirname, "../../../shared/onnx-tests/visible");
/** ONNX's own examples of its ops (Apache-2.0, no part of this project): beside the project, or where DAGRAD_ONNX_TESTS says they are. */
export const examplesFolder = process.env.DAGRAD_ONNX_TESTS ?? beside;
export const examplesAreThere = existsSync(examplesFolder);
/** The 878 that lie beside the project, of which docs/onnx-ops.md tells. */
export const areThoseBeside = examplesFolder === beside;

/** What became of each example, in the order of their names. */
export const outcomes = (): Outcome[] => (examplesAreThere ? readdirSync(examplesFolder).sort().map(outcomeOf) : []);

/** A file of an example; ONNX's repository has tensors in a folder of their own. */
function bytesOf(name: string, file: string): Uint8Array {
  const apart = join(examplesFolder, name, "test_data_set_0", file);
  return new Uint8Array(readFileSync(existsSync(apart) ? apart : join(examplesFolder, name, file)));
}

const arrayOf = ({ type, shape, data }: Known): NdArray => {
  const dtype = carrierOf(type) as DType;
  return new NdArray(elementsOf(data, dtype), shape, dtype);
};

function outcomeOf(name: string): Outcome {
  const bytes = bytesOf(name, "model.onnx");
  const { graph = {}, opsetImport = [] } = decode("Model", bytes);
  const ops = [...new Set((graph.node ?? []).map(({ domain, opType }) => opKey(domain, opType)))];
  const opset = Number(opsetImport.find(({ domain }) => opKey(domain, "") === "")?.version ?? 0);
  const ended = (ends: Outcome["ends"], why: string): Outcome => ({ name, ops, opset, ends, why });
  const values = [...(graph.input ?? []), ...(graph.output ?? [])];
  if (values.some(({ type }) => type?.tensorType === undefined)) return ended("refused", "a sequence, or what may be left out, as a value");
  try {
    const why = difference(name, bytes, graph);
    return why === undefined ? ended("agrees", "") : ended("wrong", why);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return ended(code?.startsWith("onnx-") ? "refused" : "wrong", message);
  }
}

/** What is not as it should be on either backend. Inputs that must be known when the graph is built are given as constants. */
function difference(name: string, bytes: Uint8Array, graph: GraphProto): string | undefined {
  const read = (kind: "input" | "output") =>
    (graph[kind] ?? []).map((info, i) => {
      const tensor = readTensor(decode("Tensor", bytesOf(name, `${kind}_${i}.pb`)), info.name ?? "");
      return [info.name ?? "", tensor] as const;
    });
  const feeds = new Map(read("input"));
  const wanted = read("output");
  let constants: Readonly<Record<string, NdArray>> = {};
  for (;;) {
    try {
      return disagreement(bytes, feeds, wanted, constants);
    } catch (error) {
      if ((error as { code?: string }).code !== "onnx-not-known") throw error;
      const further = behind(/input "([^"]*)" must be known/.exec((error as Error).message)?.[1], graph, feeds, constants);
      if (further.length === 0) throw error;
      constants = { ...constants, ...Object.fromEntries(further.map((one) => [one, arrayOf(feeds.get(one) as Known)])) };
    }
  }
}

/** The inputs that a value is computed of; where its name is of a body or a function, all whole numbers: they may say shapes and axes. */
function behind(
  named: string | undefined,
  graph: GraphProto,
  feeds: ReadonlyMap<string, Known>,
  before: Readonly<Record<string, NdArray>>,
): string[] {
  const makers = new Map((graph.node ?? []).flatMap((node) => (node.output ?? []).map((one): [string, NodeProto] => [one, node])));
  const found = new Set<string>();
  const seen = new Set<string>();
  const follow = (value: string): void => {
    if (seen.has(value)) return;
    seen.add(value);
    if (feeds.has(value)) found.add(value);
    else for (const input of makers.get(value)?.input ?? []) follow(input);
  };
  if (named !== undefined) follow(named);
  const all = found.size > 0 ? [...found] : [...feeds].flatMap(([one, { type }]) => (/^(int|bool)/.test(type) ? [one] : []));
  return all.filter((one) => !(one in before));
}

function disagreement(
  bytes: Uint8Array,
  feeds: ReadonlyMap<string, Known>,
  wanted: readonly (readonly [string, Known])[],
  constants: Readonly<Record<string, NdArray>>,
): string | undefined {
  const { graph, parameters, names } = fromOnnx(bytes, { constants, ops: rareOps });
  // Numbers of 16 bits are rounded where ONNX has them, and not here.
  const rough = [...feeds.values()].some(({ type }) => type.includes("float16"));
  for (const backend of [reference, wasm()]) {
    const program = compile(graph, { backend, parameters });
    const given = Object.fromEntries(Object.entries(names.inputs).map(([name, id]) => [id, arrayOf(feeds.get(name) as Known)]));
    const found = program.run(given as never) as Readonly<Record<string, NdArray>>;
    for (const [name, expected] of wanted) {
      if (names.types[name] !== expected.type) return `type ${names.types[name]} for ${expected.type}`;
      const off = apart(found[names.outputs[name] as string] as NdArray, expected, rough);
      if (off !== undefined) return `${name} on ${backend.name}: ${off}`;
    }
  }
  return undefined;
}

/** As ONNX's own runner compares. */
function apart(found: NdArray, { type, shape, data }: Known, rough: boolean): string | undefined {
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
