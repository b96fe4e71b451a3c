import type { DType } from "../../../graph/dtype.ts";
import { internal } from "../../../graph/errors.ts";
import type { Attrs } from "../../../graph/graph.ts";
import {
  type Accumulate,
  type Block,
  type Fill,
  foldedDType,
  type Index,
  type Operands,
  type Primitive,
  type Reduce,
} from "../../../graph/op.ts";
import { dtypeOf, type Expression, expressionOf, mayFail } from "../../../graph/scalar.ts";
import { sameShape, sizeOf, stridesOf } from "../../../graph/shape.ts";
import type { Step } from "../../plan/plan.ts";

/** How the engine writes a step: by the kind of computation that its op declares. */
export type Emitter =
  /** Element by element, in the registers of a loop that it shares with others. */
  | { readonly kind: "elementwise"; readonly expression: Expression; readonly mayFail: boolean }
  /** A matrix product. */
  | { readonly kind: "product" }
  /** Not at all: the same elements, seen in another shape. */
  | { readonly kind: "alias" }
  /** Loops of their own. */
  | { readonly kind: "reduce"; readonly reduce: Reduce<any>["reduce"]; readonly mayFail: boolean }
  | { readonly kind: "move"; readonly blocks: readonly (Block | Fill)[] }
  | { readonly kind: "accumulate"; readonly fold: Accumulate["accumulate"] }
  | { readonly kind: "index"; readonly index: Index["index"] }
  | { readonly kind: "known"; readonly number: number }
  | { readonly kind: "random" }
  /** By the op itself, which is given what the engine writes with. */
  | { readonly kind: "own"; readonly mayFail: boolean };

interface BoundType {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** How a step is written; undefined for a kernel in TypeScript, which the module calls. */
export function emitterOf(step: Pick<Step, "op" | "attrs">, inputs: readonly BoundType[], output: BoundType): Emitter | undefined {
  const { op, attrs } = step;
  const dtypes = inputs.map(({ dtype }) => dtype);
  if ("scalar" in op) {
    const expression = expressionOf(op.scalar, dtypes, attrs);
    return { kind: "elementwise", expression, mayFail: mayFail(expression) };
  }
  if ("kernel" in op) return op.emitter?.(step) as Emitter | undefined;
  if ("product" in op) return { kind: "product" };
  if ("view" in op) return { kind: "alias" };
  if ("reduce" in op) return { kind: "reduce", reduce: op.reduce, mayFail: foldExpressions(op.reduce, dtypes, attrs).some(mayFail) };
  if ("move" in op) return { kind: "move", blocks: op.move(inputs as unknown as Operands<BoundType>, output, attrs) };
  if ("index" in op) return { kind: "index", index: op.index };
  if ("accumulate" in op) return { kind: "accumulate", fold: op.accumulate };
  if ("random" in op) return { kind: "random" };
  if ("known" in op) return { kind: "known", number: op.known(inputs as unknown as Operands<BoundType>, attrs) };
  throw internal(`"${(op satisfies never as Primitive<any>).name}" declares no computation`);
}

/** What a fold computes before and after it, where it does. */
function foldExpressions({ fold, before, after }: Reduce<any>["reduce"], [dtype]: readonly DType[], attrs: Attrs): Expression[] {
  const first = before && expressionOf(before, [dtype as DType], attrs);
  const folded = foldedDType(fold, first ? dtypeOf(first) : (dtype as DType));
  return [...(first ? [first] : []), ...(after ? [expressionOf(after, [folded], attrs)] : [])];
}

/** True for a step that may stop a run: by an element that it cannot use, or by what a kernel in TypeScript throws. */
export function mayStop({ step, emitter }: { readonly step?: Step | undefined; readonly emitter?: Emitter | undefined }): boolean {
  if (step === undefined) return false;
  if (emitter === undefined) return true;
  if ("mayFail" in emitter) return emitter.mayFail;
  return emitter.kind === "index" || emitter.kind === "random";
}

/** True where a move exchanges the rows and columns of its first input, a matrix, and does nothing else. */
export function isTranspose(
  emitter: Emitter | undefined,
  inputs: readonly Pick<BoundType, "shape">[],
  { shape }: Pick<BoundType, "shape">,
): boolean {
  if (emitter?.kind !== "move" || shape.length !== 2 || emitter.blocks.length !== 1) return false;
  const [rows, columns] = shape as readonly [number, number];
  const [block] = emitter.blocks as readonly [Block | Fill];
  if ("fill" in block) return false;
  const { input, from, steps, at } = block;
  if (input !== 0 || !sameShape(inputs[0]?.shape ?? [], [columns, rows])) return false;
  return at === undefined && from === 0 && steps[0] === 1 && steps[1] === rows && rows !== 1;
}

/** The input of a move that leaves all elements where they are, such as a margin of 0; undefined for any other. */
export function unmoved<Input extends Pick<BoundType, "shape">>(
  emitter: Emitter | undefined,
  inputs: readonly Input[],
  shape: readonly number[],
): Input | undefined {
  if (emitter?.kind !== "move" || emitter.blocks.length !== 1) return undefined;
  const [block] = emitter.blocks as readonly [Block | Fill];
  if ("fill" in block || block.apart !== undefined) return undefined;
  const { input, from, steps, at, shape: part = shape } = block;
  const whole = from === 0 && (at === undefined || at.every((position) => position === 0)) && sameShape(part, shape);
  const strides = stridesOf(shape);
  const inOrder = steps.every((step, axis) => shape[axis] === 1 || step === strides[axis]);
  return whole && inOrder && sizeOf(inputs[input]?.shape ?? []) === sizeOf(shape) ? inputs[input] : undefined;
}
