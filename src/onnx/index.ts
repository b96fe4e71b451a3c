// Any op may come in.
import "../backends/wasm/extend.ts";

export type { ElementType } from "./element-types.ts";
export type { Attributes as OnnxAttributes } from "./read/attributes.ts";
export { externalFiles } from "./read/external-files.ts";
export { type FromOnnxOptions, fromOnnx } from "./read/from-onnx.ts";
export { rareOps } from "./read/handlers/rare-ops.ts";
export type { Handler as OnnxOp, NodeCall, Outputs as OnnxOutputs } from "./read/node-call.ts";
export type { OnnxModel, OnnxNames } from "./read/onnx-model.ts";
export type { Value as OnnxValue } from "./read/values.ts";
export type { OutsideData } from "./write/outside.ts";
export { type ModelToWrite, type ToOnnxFilesOptions, type ToOnnxOptions, toOnnx, toOnnxFiles } from "./write/to-onnx.ts";
