/** What a page does with ONNX Runtime, whose module and WebAssembly its server has. */
import { type AsyncBackend, compileAsync } from "dagrad";
import { type OnnxRuntime, onnxruntime } from "dagrad/onnxruntime";
import { fitted, labelled, type Work, work } from "./networks.ts";

const address = "/ort.mjs";

export interface PageWork {
  readonly wasm: Work;
  readonly webgpu: Work;
  readonly fitted: readonly number[];
  /** What is said of the label −1 on a GPU, which does not look at labels. */
  readonly refused: string;
}

async function refused(backend: AsyncBackend): Promise<string> {
  const feeds = { x: [[1, 2, 3]], y: [-1] };
  const program = await compileAsync(labelled, { backend, feeds });
  return program.runAsync(feeds).then(
    ({ loss }) => `no error, but a loss of ${loss}`,
    (error: Error) => error.message,
  );
}

(globalThis as { work?: () => Promise<PageWork> }).work = async () => {
  const ort = (await import(address)) as OnnxRuntime & { readonly env: { readonly wasm: { wasmPaths?: string } } };
  ort.env.wasm.wasmPaths = "/";
  return {
    wasm: await work(onnxruntime(ort, { executionProviders: ["wasm"] })),
    webgpu: await work(onnxruntime(ort, { executionProviders: ["webgpu"] })),
    fitted: await fitted(onnxruntime(ort, { executionProviders: ["webgpu"] })),
    refused: await refused(onnxruntime(ort, { executionProviders: ["webgpu"] })),
  };
};
