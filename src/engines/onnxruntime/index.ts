export { onnxruntime } from "./onnxruntime.ts";
export type { ExecutionProvider, OnnxRuntimeOptions } from "./options.ts";
export type { Fetches, OnnxRuntime, OnnxSession, OnnxTensor } from "./runtime.ts";
