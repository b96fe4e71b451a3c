import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { NdArray } from "dagrad";
import type { DType } from "../../graph/dtype.ts";

// onnxruntime-node is installed in tests/engines, never with the project's own packages.
const engines = join(import.meta.dirname, "../engines/package.json");
const isThere = existsSync(join(import.meta.dirname, "../engines/node_modules/onnxruntime-node"));
if (!isThere) {
  const missing =
    "onnxruntime-node is not installed in tests/engines: what needs it is left out; npm ci --prefix tests/engines installs it";
  if (process.env.CI) throw new Error(missing);
  console.warn(missing);
}

/** For `skipIf`: false in CI, where this is an error. */
export const lacksOnnxRuntime = !isThere;

interface OrtTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<number> | BigInt64Array;
}
interface Ort {
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => OrtTensor;
  readonly InferenceSession: {
    create(
      bytes: Uint8Array,
      options?: object,
    ): Promise<{
      readonly inputNames: readonly string[];
      readonly outputNames: readonly string[];
      run(feeds: Record<string, OrtTensor>): Promise<Record<string, OrtTensor>>;
    }>;
  };
}

const dtypeOf: Readonly<Record<string, DType>> = {
  float32: "float32",
  float64: "float64",
  int32: "int32",
  uint8: "uint8",
  bool: "bool",
  int64: "int32",
};

/** A model that runs in ONNX Runtime, on one thread, from arrays to arrays; int64 comes and goes as int32. */
export async function inOnnxRuntime(
  bytes: Uint8Array,
  { graphOptimizationLevel = "all" }: { readonly graphOptimizationLevel?: "basic" | "all" } = {},
): Promise<{
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  run(feeds: Readonly<Record<string, NdArray>>, types?: Readonly<Record<string, string>>): Promise<Record<string, NdArray>>;
}> {
  const ort = createRequire(engines)("onnxruntime-node") as Ort;
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4, graphOptimizationLevel };
  const session = await ort.InferenceSession.create(bytes, options);
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    async run(feeds, types = {}) {
      const given = Object.entries(feeds).map(([name, { dtype, data, shape }]) => {
        const type = types[name] ?? dtype;
        return [name, new ort.Tensor(type, type === "int64" ? BigInt64Array.from(data, BigInt) : data, shape)] as const;
      });
      const results = await session.run(Object.fromEntries(given));
      return Object.fromEntries(
        Object.entries(results).map(([name, { type, data, dims }]) => {
          const dtype = dtypeOf[type] as DType;
          const elements = data instanceof BigInt64Array ? Int32Array.from(data, Number) : (data as never);
          return [name, new NdArray(elements, dims, dtype)];
        }),
      );
    },
  };
}
