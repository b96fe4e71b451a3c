import { broadcastStrides, sizeOf } from "../../../graph/shape.ts";
import type { EngineValue } from "./engine-value.ts";
import { limits } from "./limits.ts";
import { wholeBlock } from "./whole-block.ts";

/**
 * What a value is stretched from, where its step does nothing else; any other value itself. Loops over elements broadcast what they read: to
 * them the one is as good as the other, and needs no memory of its own.
 */
export function unstretched(value: EngineValue): EngineValue {
  const { shape, inputs } = value;
  const block = wholeBlock(value);
  if (block === undefined) return value;
  const { input, from, steps } = block;
  const source = inputs[input] as EngineValue;
  // Lines of few elements are slower than one long line.
  if (sizeOf(source.shape) !== 1 && (shape.at(-1) ?? 1) <= limits.rowColumns) return value;
  const missing = shape.length - source.shape.length;
  if (from !== 0 || missing < 0) return value;
  const strides = broadcastStrides(source.shape, shape.length);
  const stretches = shape.every((size, axis) => {
    const own = axis < missing ? 1 : source.shape[axis - missing];
    return (own === 1 || own === size) && (size === 1 || steps[axis] === strides[axis]);
  });
  return stretches ? unstretched(source) : value;
}
