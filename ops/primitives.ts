import type { Primitive } from "../graph/op.ts";
import { absOp } from "./primitive/abs.ts";
import { addOp } from "./primitive/add.ts";
import { argmaxOp } from "./primitive/argmax.ts";
import { broadcastToOp } from "./primitive/broadcast-to.ts";
import { castOp } from "./primitive/cast.ts";
import { chainDivOp } from "./primitive/chain-div.ts";
import { chainMulOp } from "./primitive/chain-mul.ts";
import { classLabelsOp } from "./primitive/class-labels.ts";
import { clipOp } from "./primitive/clip.ts";
import { concatOp } from "./primitive/concat.ts";
import { cosOp } from "./primitive/cos.ts";
import { divOp } from "./primitive/div.ts";
import { equalOp } from "./primitive/equal.ts";
import { expOp } from "./primitive/exp.ts";
import { expandDimsOp } from "./primitive/expand-dims.ts";
import { gatherOp } from "./primitive/gather.ts";
import { logOp } from "./primitive/log.ts";
import { matmulOp } from "./primitive/matmul.ts";
import { maxOp } from "./primitive/max.ts";
import { maximumOp } from "./primitive/maximum.ts";
import { meanOp } from "./primitive/mean.ts";
import { minimumOp } from "./primitive/minimum.ts";
import { mulOp } from "./primitive/mul.ts";
import { negOp } from "./primitive/neg.ts";
import { oneHotOp } from "./primitive/one-hot.ts";
import { powOp } from "./primitive/pow.ts";
import { randomUniformOp } from "./primitive/random-uniform.ts";
import { reshapeOp } from "./primitive/reshape.ts";
import { signOp } from "./primitive/sign.ts";
import { sinOp } from "./primitive/sin.ts";
import { sizeOp } from "./primitive/size.ts";
import { sliceOp } from "./primitive/slice.ts";
import { sqrtOp } from "./primitive/sqrt.ts";
import { stepOp } from "./primitive/step.ts";
import { subOp } from "./primitive/sub.ts";
import { sumOp } from "./primitive/sum.ts";
import { tanhOp } from "./primitive/tanh.ts";
import { transposeOp } from "./primitive/transpose.ts";
import { whereOp } from "./primitive/where.ts";

/** The ops that are executed as they are, by name: what a backend must have something for. */
export const primitives = {
  abs: absOp,
  add: addOp,
  argmax: argmaxOp,
  broadcastTo: broadcastToOp,
  cast: castOp,
  chainDiv: chainDivOp,
  chainMul: chainMulOp,
  classLabels: classLabelsOp,
  clip: clipOp,
  concat: concatOp,
  cos: cosOp,
  div: divOp,
  equal: equalOp,
  exp: expOp,
  expandDims: expandDimsOp,
  gather: gatherOp,
  log: logOp,
  matmul: matmulOp,
  max: maxOp,
  maximum: maximumOp,
  mean: meanOp,
  minimum: minimumOp,
  mul: mulOp,
  neg: negOp,
  oneHot: oneHotOp,
  pow: powOp,
  randomUniform: randomUniformOp,
  reshape: reshapeOp,
  sign: signOp,
  sin: sinOp,
  size: sizeOp,
  slice: sliceOp,
  sqrt: sqrtOp,
  step: stepOp,
  sub: subOp,
  sum: sumOp,
  tanh: tanhOp,
  transpose: transposeOp,
  where: whereOp,
} as const satisfies Record<string, Primitive<any>>;

export type PrimitiveName = keyof typeof primitives;
