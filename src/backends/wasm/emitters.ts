import type { Primitive } from "../../../graph/op.ts";
import { type PrimitiveName, primitives } from "../../../ops/primitives.ts";
import type { KernelEmitter } from "./kernels/kernel.ts";
import { kernels } from "./kernels/kernels.ts";
import { elementwise } from "./lanes/elementwise.ts";
import type { Elementwise } from "./lanes/lane.ts";

/** How the engine writes an op. */
export type Emitter =
  /** Element by element, in the registers of a loop that it shares with others. */
  | { readonly kind: "elementwise"; readonly lanes: Elementwise }
  /** A loop of its own. */
  | { readonly kind: "kernel"; readonly emit: KernelEmitter }
  /** A matrix product. */
  | { readonly kind: "product" }
  /** Not at all: the same elements, seen in another shape. */
  | { readonly kind: "alias" };

const inLanes = (name: keyof typeof elementwise): Emitter => ({ kind: "elementwise", lanes: elementwise[name] });
const ownLoop = (name: keyof typeof kernels): Emitter => ({ kind: "kernel", emit: kernels[name] });
const alias: Emitter = { kind: "alias" };

/** Every primitive has an emitter: one that is forgotten does not compile. */
const emitters = {
  abs: inLanes("abs"),
  add: inLanes("add"),
  argmax: ownLoop("argmax"),
  broadcastTo: ownLoop("broadcastTo"),
  cast: inLanes("cast"),
  classLabels: inLanes("classLabels"),
  clip: inLanes("clip"),
  concat: ownLoop("concat"),
  cos: inLanes("cos"),
  div: inLanes("div"),
  equal: inLanes("equal"),
  exp: inLanes("exp"),
  expandDims: alias,
  gather: ownLoop("gather"),
  log: inLanes("log"),
  matmul: { kind: "product" },
  max: ownLoop("max"),
  maximum: inLanes("maximum"),
  mean: ownLoop("mean"),
  minimum: inLanes("minimum"),
  mul: inLanes("mul"),
  neg: inLanes("neg"),
  oneHot: ownLoop("oneHot"),
  pow: inLanes("pow"),
  randomUniform: ownLoop("randomUniform"),
  reshape: alias,
  sign: inLanes("sign"),
  sin: inLanes("sin"),
  size: ownLoop("size"),
  slice: ownLoop("slice"),
  sqrt: inLanes("sqrt"),
  step: inLanes("step"),
  sub: inLanes("sub"),
  sum: ownLoop("sum"),
  tanh: inLanes("tanh"),
  transpose: ownLoop("transpose"),
  where: inLanes("where"),
} as const satisfies Record<PrimitiveName, Emitter>;

/** How an op is written; undefined for an op that is not dagrad's own: the module calls its kernel. */
export function emitterOf(op: Primitive<any>): Emitter | undefined {
  const own = Object.hasOwn(primitives, op.name) && primitives[op.name as PrimitiveName] === op;
  return own ? emitters[op.name as PrimitiveName] : undefined;
}
