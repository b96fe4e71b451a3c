import type { Primitive } from "../../../graph/op.ts";
import { type PrimitiveName, primitives } from "../../../ops/primitives.ts";
import type { CheckingKernel, KernelEmitter } from "./kernels/kernel.ts";
import { checkingKernels, kernels } from "./kernels/kernels.ts";
import { elementwise } from "./lanes/elementwise.ts";
import { type CheckingElementwise, type Elementwise, isChecking } from "./lanes/lane.ts";

/** How the engine writes an op. */
export type Emitter =
  /** Element by element, in the registers of a loop that it shares with others. */
  | { readonly kind: "elementwise"; readonly lanes: Elementwise | CheckingElementwise }
  /** A loop of its own. */
  | { readonly kind: "kernel"; readonly emit: KernelEmitter; readonly checks?: never }
  | { readonly kind: "kernel"; readonly emit: CheckingKernel; readonly checks: true }
  /** A matrix product. */
  | { readonly kind: "product" }
  /** Not at all: the same elements, seen in another shape. */
  | { readonly kind: "alias" };

/** Each entry of a table as an emitter. */
const each = <Name extends string, Entry>(table: Readonly<Record<Name, Entry>>, emitter: (entry: Entry) => Emitter) =>
  Object.fromEntries(Object.entries<Entry>(table).map(([name, entry]) => [name, emitter(entry)])) as Record<Name, Emitter>;

/** Every primitive has an emitter: one that is forgotten does not compile. */
const emitters = {
  ...each(elementwise, (lanes) => ({ kind: "elementwise", lanes })),
  ...each<keyof typeof kernels, KernelEmitter>(kernels, (emit) => ({ kind: "kernel", emit })),
  ...each<keyof typeof checkingKernels, CheckingKernel>(checkingKernels, (emit) => ({ kind: "kernel", emit, checks: true })),
  matmul: { kind: "product" },
  expandDims: { kind: "alias" },
  reshape: { kind: "alias" },
} as const satisfies Record<PrimitiveName, Emitter>;

/** How an op is written; undefined for an op that is not dagrad's own: the module calls its kernel. */
export function emitterOf(op: Primitive<any>): Emitter | undefined {
  const own = Object.hasOwn(primitives, op.name) && primitives[op.name as PrimitiveName] === op;
  return own ? emitters[op.name as PrimitiveName] : undefined;
}

/** True for an op that may stop a run: by an element that it cannot use, or because it is not dagrad's own. */
export function mayFail(op: Primitive<any>): boolean {
  const emitter = emitterOf(op);
  if (emitter?.kind === "elementwise") return isChecking(emitter.lanes);
  return emitter === undefined || (emitter.kind === "kernel" && emitter.checks === true);
}
