import type { Block, Fill } from "../../../graph/op.ts";
import { sameShape } from "../../../graph/shape.ts";
import { type EngineValue, holderOf } from "./engine-value.ts";

/** The one block of a move that is all of the value, where it is read from somewhere. */
export function wholeBlock({ emitter, shape }: EngineValue): Block | undefined {
  if (emitter?.kind !== "move" || emitter.blocks.length !== 1) return undefined;
  const [block] = emitter.blocks as readonly [Block | Fill];
  if ("fill" in block || block.apart !== undefined) return undefined;
  return block.shape === undefined || sameShape(block.shape, shape) ? block : undefined;
}

/** The value in memory that a product reads as an operand. */
export function sourceOf(operand: EngineValue): EngineValue {
  let source = holderOf(operand);
  while (source.folded && source.emitter?.kind === "move") {
    const block = wholeBlock(source);
    source = holderOf(source.inputs[block?.input ?? 0] as EngineValue);
  }
  return source;
}
