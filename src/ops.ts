/**
 * dagrad's ops. src/index.ts exports all of them without naming one: a bundler that looks for dense passes by this file, and what it
 * imports for its effect; one that looks for conv2d does not (docs/decisions/engine-extension.md).
 */
export * from "../ops/index.ts";
export { standardOps } from "./all-ops.ts";
export {
  batchNorm,
  batchNormOp,
  conv1d,
  conv1dOp,
  conv2d,
  conv2dOp,
  conv3d,
  conv3dOp,
  convTranspose1d,
  convTranspose1dOp,
  convTranspose2d,
  convTranspose2dOp,
  convTranspose3d,
  convTranspose3dOp,
  depthwiseConv2d,
  depthwiseConv2dOp,
  groupNorm,
  groupNormOp,
  layerNorm,
  layerNormOp,
  logSoftmax,
  logSoftmaxOp,
  logSumExp,
  logSumExpOp,
  overlapAdd,
  overlapAddOp,
  rmsNorm,
  rmsNormOp,
  softmaxCrossentropy,
  softmaxCrossentropyOp,
  std,
  stdOp,
  variance,
  varianceOp,
  windows,
  windowsOp,
} from "./extended-ops.ts";
