import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { compile, NdArray, random, reference } from "dagrad";
import { fromOnnx, type OnnxModel } from "dagrad/onnx";
import { describe, expect, test } from "vitest";

/** A model that others have made, in an npm package of this folder's package.json; tests/engines/models.json has them all. */
interface Listed {
  readonly id: string;
  readonly title: string;
  readonly package: string;
  readonly file: string;
  readonly kind: string;
  /** Shapes of the inputs, by their names in the file. */
  readonly inputs: Readonly<Record<string, number[]>>;
  /** Sizes of axes that the file leaves open. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Inputs that are one whole number, which must be known. */
  readonly constants?: Readonly<Record<string, number>>;
  /** Inputs go from −scale to scale; 1 where it is left out. */
  readonly scale?: number;
  /** Images in which something is written: noise alone shows these networks nothing. */
  readonly strokes?: boolean;
}

const packages = join(import.meta.dirname, "node_modules");
const isThere = existsSync(join(packages, "onnxruntime-node"));
if (!isThere) {
  const missing = "models of others are not run: their packages are not installed; npm ci --ignore-scripts --prefix tests/engines, 480 MB";
  if (process.env.CI) throw new Error(missing);
  console.warn(missing);
}
const models: readonly Listed[] = JSON.parse(readFileSync(join(import.meta.dirname, "models.json"), "utf8"));

/** As much of onnxruntime-node as is needed here. */
interface Runtime {
  readonly Tensor: new (type: string, data: Float32Array<ArrayBuffer> | BigInt64Array, dims: readonly number[]) => unknown;
  readonly InferenceSession: { create(path: string, options: object): Promise<Session> };
}
interface Session {
  run(
    feeds: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, { readonly data: Float32Array<ArrayBuffer>; readonly dims: readonly number[] }>>>;
  release(): Promise<void>;
}

type Arrays = Readonly<Record<string, NdArray>>;

/** What the model is fed, the same numbers for a seed in each run. */
function feedsOf({ inputs, scale = 1, strokes = false }: Listed, seed: number): Arrays {
  const generator = random(seed);
  return Object.fromEntries(
    Object.entries(inputs).map(([name, shape]) => {
      const { data } = generator.uniform(-scale, scale, shape);
      return [name, new NdArray(strokes ? written(data, shape) : new Float32Array(data), shape, "float32")];
    }),
  );
}

/** White images [1, channels, height, width] with a line of black strokes, as the noise has them. */
function written(noise: ArrayLike<number>, [, , height, width]: readonly number[]): Float32Array<ArrayBuffer> {
  const [rows, columns] = [height as number, width as number];
  return Float32Array.from(noise, (_, i) => {
    const [x, y] = [i % columns, Math.floor(i / columns) % rows];
    const isInLine = y > rows / 3 && y < (2 * rows) / 3 && x > columns / 12 && x < (11 * columns) / 12;
    return isInLine && (noise[x + columns * (y >> 2)] as number) > 0 ? -1 : 1;
  });
}

/** What the model gives by onnxruntime-node for each of these. */
async function resultsOfOnnxRuntime(path: string, { constants = {} }: Listed, all: readonly Arrays[]): Promise<Arrays[]> {
  const runtime: Runtime = createRequire(import.meta.url)("onnxruntime-node");
  const session = await runtime.InferenceSession.create(path, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
  const results: Arrays[] = [];
  for (const feeds of all) {
    const given: Record<string, unknown> = {};
    for (const [name, { data, shape }] of Object.entries(feeds))
      given[name] = new runtime.Tensor("float32", data as Float32Array<ArrayBuffer>, shape);
    for (const [name, value] of Object.entries(constants)) given[name] = new runtime.Tensor("int64", BigInt64Array.of(BigInt(value)), []);
    const outputs = Object.entries(await session.run(given));
    results.push(Object.fromEntries(outputs.map(([name, { data, dims }]) => [name, new NdArray(data, dims, "float32")])));
  }
  await session.release();
  return results;
}

/** How far any two numbers are apart at most, and which part of them by more than 2e-5, or a millionth of the largest number. */
function compared(found: Arrays, expected: Arrays): { readonly off: number; readonly outside: number; readonly bound: number } {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  // Of numbers far above 1 the last digits of float32 are coarser.
  const all = Object.values(expected).flatMap(({ data }) => Array.from(data as Float32Array, Math.abs));
  const bound = all.reduce((most, value) => Math.max(most, 1e-6 * value), 2e-5);
  let [off, outside] = [0, 0];
  for (const [name, { data, shape }] of Object.entries(expected)) {
    expect(found[name]?.shape).toEqual(shape);
    const own = (found[name] as NdArray).data;
    for (let i = 0; i < data.length; i++) {
      const [a, b] = [own[i] as number, data[i] as number];
      if (!(Math.abs(a - b) <= off)) off = Math.abs(a - b);
      if (!(Math.abs(a - b) <= bound)) outside++;
    }
  }
  return { off, outside: outside / all.length, bound };
}

/** The model on a backend, by the names of its file. */
function runnerOf({ graph, parameters, names }: OnnxModel, backend: typeof reference | undefined): (feeds: Arrays) => Arrays {
  const program = compile(graph, { parameters, ...(backend && { backend }) });
  return (feeds) => {
    const given = Object.fromEntries(Object.entries(feeds).map(([name, value]) => [names.inputs[name], value]));
    const results = program.run(given as never) as Arrays;
    return Object.fromEntries(Object.entries(names.outputs).map(([name, output]) => [name, results[output] as NdArray]));
  };
}

/** Two units in the last place of 1: what comes out of dense networks are probabilities. */
const twoUlp = 2 ** -22;
/** What the reference, one element after the other, takes too long for. */
const engineOnly = ["ocr-rec"];

describe.skipIf(!isThere)("models of others agree with onnxruntime-node, on the engine and on the reference", () => {
  test.each(models)("$title", async (listed) => {
    const path = join(packages, listed.package, listed.file);
    const { dims = {}, constants = {} } = listed;
    const model = fromOnnx(new Uint8Array(readFileSync(path)), { dims, constants });
    // Branches that are not taken, shapes that are known and weights that lie in another order leave nothing in the graph.
    if (listed.id.startsWith("silero")) expect(Object.keys(model.graph.nodes).length).toBeLessThanOrEqual(200);
    const isDense = listed.kind === "dense";
    const all = Array.from({ length: isDense ? 9 : 1 }, (_, seed) => feedsOf(listed, seed));
    const expected = await resultsOfOnnxRuntime(path, listed, all);
    for (const backend of engineOnly.includes(listed.id) ? [undefined] : [undefined, reference]) {
      const run = runnerOf(model, backend);
      const differences = all.map((feeds, i) => compared(run(feeds), expected[i] as Arrays));
      for (const { off, outside, bound } of differences) {
        // The detector is steep at the edges of what it finds: there onnxruntime-web is up to 5e-5 from sums in float64, too.
        expect(outside).toBeLessThanOrEqual(listed.id === "ocr-det" ? 1e-3 : 0);
        expect(off).toBeLessThanOrEqual(listed.id === "ocr-det" ? 1e-4 : bound);
      }
      // Networks that normalise on their way magnify what sums round: sums in float64 are up to 1.3e-6 from onnxruntime's, too.
      if (!isDense) continue;
      const sorted = differences.map(({ off }) => off).sort((a, b) => a - b);
      expect(sorted[4]).toBeLessThanOrEqual(twoUlp);
      expect(sorted[8]).toBeLessThanOrEqual(2e-6);
    }
  });
});
