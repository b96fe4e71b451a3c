/** What a page does with ONNX Runtime, whose module and WebAssembly its server has. */
import { type OnnxRuntime, onnxruntime } from "dagrad/onnxruntime";
import { fitted, type Work, work } from "./networks.ts";

const address = "/ort.mjs";

export interface PageWork {
  readonly wasm: Work;
  readonly webgpu: Work;
  readonly fitted: readonly number[];
}

(globalThis as { work?: () => Promise<PageWork> }).work = async () => {
  const ort = (await import(address)) as OnnxRuntime & { readonly env: { readonly wasm: { wasmPaths?: string } } };
  ort.env.wasm.wasmPaths = "/";
  return {
    wasm: await work(onnxruntime(ort, { executionProviders: ["wasm"] })),
    webgpu: await work(onnxruntime(ort, { executionProviders: ["webgpu"] })),
    fitted: await fitted(onnxruntime(ort, { executionProviders: ["webgpu"] })),
  };
};
