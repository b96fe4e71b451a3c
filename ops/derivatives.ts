import { type FusedVjp, type Meaning, meaningOf, type Op, type Vjp } from "../graph/op.ts";
import { argmaxAccuracyVjp } from "./composite/argmax-accuracy.ts";
import { binaryAccuracyVjp } from "./composite/binary-accuracy.ts";
import { binaryCrossentropyFusedVjp, binaryCrossentropyVjp } from "./composite/binary-crossentropy.ts";
import { crossentropyFusedVjp, crossentropyVjp } from "./composite/crossentropy.ts";
import { denseVjp } from "./composite/dense.ts";
import { dropoutVjp } from "./composite/dropout.ts";
import { l1Vjp } from "./composite/l1.ts";
import { l2Vjp } from "./composite/l2.ts";
import { linearVjp } from "./composite/linear.ts";
import { meanAbsoluteErrorVjp } from "./composite/mean-absolute-error.ts";
import { meanSquaredErrorVjp } from "./composite/mean-squared-error.ts";
import { regressionAccuracyVjp } from "./composite/regression-accuracy.ts";
import { reluVjp } from "./composite/relu.ts";
import { sigmoidVjp } from "./composite/sigmoid.ts";
import { sigmoidCrossentropyVjp } from "./composite/sigmoid-crossentropy.ts";
import { softmaxVjp } from "./composite/softmax.ts";
import { composites } from "./composites.ts";
import { absVjp } from "./primitive/abs.ts";
import { addVjp } from "./primitive/add.ts";
import { argmaxVjp } from "./primitive/argmax.ts";
import { broadcastToVjp } from "./primitive/broadcast-to.ts";
import { castVjp } from "./primitive/cast.ts";
import { chainDivVjp } from "./primitive/chain-div.ts";
import { chainMulVjp } from "./primitive/chain-mul.ts";
import { classLabelsVjp } from "./primitive/class-labels.ts";
import { clipVjp } from "./primitive/clip.ts";
import { concatVjp } from "./primitive/concat.ts";
import { cosVjp } from "./primitive/cos.ts";
import { divVjp } from "./primitive/div.ts";
import { equalVjp } from "./primitive/equal.ts";
import { expVjp } from "./primitive/exp.ts";
import { expandDimsVjp } from "./primitive/expand-dims.ts";
import { gatherVjp } from "./primitive/gather.ts";
import { logVjp } from "./primitive/log.ts";
import { matmulVjp } from "./primitive/matmul.ts";
import { maxVjp } from "./primitive/max.ts";
import { maximumVjp } from "./primitive/maximum.ts";
import { meanVjp } from "./primitive/mean.ts";
import { minimumVjp } from "./primitive/minimum.ts";
import { mulVjp } from "./primitive/mul.ts";
import { negVjp } from "./primitive/neg.ts";
import { oneHotVjp } from "./primitive/one-hot.ts";
import { powVjp } from "./primitive/pow.ts";
import { randomUniformVjp } from "./primitive/random-uniform.ts";
import { reshapeVjp } from "./primitive/reshape.ts";
import { signVjp } from "./primitive/sign.ts";
import { sinVjp } from "./primitive/sin.ts";
import { sizeVjp } from "./primitive/size.ts";
import { sliceVjp } from "./primitive/slice.ts";
import { sqrtVjp } from "./primitive/sqrt.ts";
import { stepVjp } from "./primitive/step.ts";
import { subVjp } from "./primitive/sub.ts";
import { sumVjp } from "./primitive/sum.ts";
import { tanhVjp } from "./primitive/tanh.ts";
import { transposeVjp } from "./primitive/transpose.ts";
import { whereVjp } from "./primitive/where.ts";
import { primitives } from "./primitives.ts";

type Derivative<A> = Vjp<A> | "not-differentiable";
/** The attributes of an op. */
type AttrsOf<O> = O extends Op<infer A> ? A : never;

const ofPrimitives = {
  abs: absVjp,
  add: addVjp,
  argmax: argmaxVjp,
  broadcastTo: broadcastToVjp,
  cast: castVjp,
  chainDiv: chainDivVjp,
  chainMul: chainMulVjp,
  classLabels: classLabelsVjp,
  clip: clipVjp,
  concat: concatVjp,
  cos: cosVjp,
  div: divVjp,
  equal: equalVjp,
  exp: expVjp,
  expandDims: expandDimsVjp,
  gather: gatherVjp,
  log: logVjp,
  matmul: matmulVjp,
  max: maxVjp,
  maximum: maximumVjp,
  mean: meanVjp,
  minimum: minimumVjp,
  mul: mulVjp,
  neg: negVjp,
  oneHot: oneHotVjp,
  pow: powVjp,
  randomUniform: randomUniformVjp,
  reshape: reshapeVjp,
  sign: signVjp,
  sin: sinVjp,
  size: sizeVjp,
  slice: sliceVjp,
  sqrt: sqrtVjp,
  step: stepVjp,
  sub: subVjp,
  sum: sumVjp,
  tanh: tanhVjp,
  transpose: transposeVjp,
  where: whereVjp,
} as const satisfies { readonly [name in keyof typeof primitives]: Derivative<AttrsOf<(typeof primitives)[name]>> };

/** `undefined` for a composite that is differentiated through its parts. */
const ofComposites = {
  argmaxAccuracy: argmaxAccuracyVjp,
  binaryAccuracy: binaryAccuracyVjp,
  binaryCrossentropy: binaryCrossentropyVjp,
  crossentropy: crossentropyVjp,
  dense: denseVjp,
  dropout: dropoutVjp,
  l1: l1Vjp,
  l2: l2Vjp,
  linear: linearVjp,
  meanAbsoluteError: meanAbsoluteErrorVjp,
  meanSquaredError: meanSquaredErrorVjp,
  regressionAccuracy: regressionAccuracyVjp,
  relu: reluVjp,
  sigmoid: sigmoidVjp,
  sigmoidCrossentropy: sigmoidCrossentropyVjp,
  softmax: softmaxVjp,
} as const satisfies { readonly [name in keyof typeof composites]: Derivative<AttrsOf<(typeof composites)[name]>> | undefined };

const fusedOfComposites = {
  binaryCrossentropy: binaryCrossentropyFusedVjp,
  crossentropy: crossentropyFusedVjp,
} as const satisfies { readonly [name in keyof typeof composites]?: FusedVjp<AttrsOf<(typeof composites)[name]>> };

/** The entries of a table by what the ops of these names compute. */
const byMeaning = <T>(table: Readonly<Record<string, T | undefined>>, ops: Readonly<Record<string, Op>>): [Meaning, T][] =>
  Object.entries(table).flatMap(([name, entry]) => (entry === undefined ? [] : [[meaningOf(ops[name] as Op), entry]]));

/**
 * The derivatives of dagrad's own ops, by what the ops compute. Only what differentiates imports these tables:
 * a page that runs a graph without training it does not load them.
 */
export const vjps: ReadonlyMap<Meaning, Derivative<any>> = new Map<Meaning, Derivative<any>>([
  ...byMeaning<Derivative<any>>(ofPrimitives, primitives),
  ...byMeaning<Derivative<any>>(ofComposites, composites),
]);

export const fusedVjps: ReadonlyMap<Meaning, FusedVjp<any>> = new Map(byMeaning<FusedVjp<any>>(fusedOfComposites, composites));
