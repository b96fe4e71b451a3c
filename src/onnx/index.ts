// Any op may come in.
import "../backends/wasm/extend.ts";

export type { ElementType } from "./element-types.ts";
export { type FromOnnxOptions, fromOnnx, type OnnxModel, type OnnxNames } from "./read/from-onnx.ts";
export { type ModelToWrite, type ToOnnxOptions, toOnnx } from "./write/to-onnx.ts";
