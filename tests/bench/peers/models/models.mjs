import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { random } from "../../../../dist/node/index.js";

/**
 * Models that others have made, in packages of tests/engines: { id, title, package, file, kind, inputs, dims?, constants?, scale?,
 * strokes? }. `inputs` has shapes by name, `dims` the sizes of axes that the file leaves open, `constants` inputs that are one whole number.
 */
export const enginesFolder = join(import.meta.dirname, "../../../engines");
export const models = JSON.parse(readFileSync(join(enginesFolder, "models.json"), "utf8"));
export const modelOf = (id) => models.find((model) => model.id === id);

const fileOf = (id) => join(enginesFolder, "node_modules", modelOf(id).package, modelOf(id).file);
export const bytesOf = (id) => new Uint8Array(readFileSync(fileOf(id)));
export const hasModels = () => existsSync(join(enginesFolder, "node_modules", ".package-lock.json"));

/** The floats that a model is given, by name: { data, shape }. */
export function inputsOf(id, seed = 0) {
  const { inputs, scale = 1, strokes = false } = modelOf(id);
  const generator = random(seed);
  return Object.fromEntries(
    Object.entries(inputs).map(([name, shape]) => {
      const { data } = generator.uniform(-scale, scale, shape);
      return [name, { shape, data: strokes ? written(data, shape) : Float32Array.from(data) }];
    }),
  );
}

/** White images [1, channels, height, width] with a line of black strokes, as the noise has them: noise alone shows a reader nothing. */
function written(noise, [, , height, width]) {
  return Float32Array.from(noise, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width) % height];
    const isInLine = y > height / 3 && y < (2 * height) / 3 && x > width / 12 && x < (11 * width) / 12;
    return isInLine && noise[x + width * (y >> 2)] > 0 ? -1 : 1;
  });
}

/** A session of a build of ONNX Runtime on one thread, and what it is fed. */
export async function sessionOf(ort, provider, id, seed) {
  const options = { executionProviders: [provider], graphOptimizationLevel: "all", logSeverityLevel: 3 };
  const session = await ort.InferenceSession.create(bytesOf(id), { ...options, intraOpNumThreads: 1, interOpNumThreads: 1 });
  const feeds = Object.fromEntries(
    Object.entries(inputsOf(id, seed)).map(([name, { data, shape }]) => [name, new ort.Tensor("float32", data, shape)]),
  );
  for (const [name, value] of Object.entries(modelOf(id).constants ?? {}))
    feeds[name] = new ort.Tensor("int64", BigInt64Array.of(BigInt(value)), []);
  return { session, feeds };
}

/** All numbers of all outputs, in the order of the file. */
export const numbersOf = (names, results) => names.flatMap((name) => Array.from(results[name].data));

/** The case "model" of a build of ONNX Runtime. */
export const onnxruntimeModels = (ort, provider) => ({
  async model({ id, seed }) {
    const { session, feeds } = await sessionOf(ort, provider, id, seed);
    return {
      awaited: true,
      run: () => session.run(feeds),
      check: async () => numbersOf(session.outputNames, await session.run(feeds)),
      dispose: () => session.release(),
    };
  },
  compilation: {
    /** From the bytes of the file to a session, and on to its first result. */
    model({ id }) {
      let made;
      return {
        async ready() {
          made = await sessionOf(ort, provider, id);
        },
        first: async () => numbersOf(made.session.outputNames, await made.session.run(made.feeds)),
      };
    },
  },
});
