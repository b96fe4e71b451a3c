import { bytesOf } from "../../../../graph/dtype.ts";
import { internal } from "../../../../graph/errors.ts";
import type { Attrs } from "../../../../graph/graph.ts";
import { type Block, type Fill, foldedAxes } from "../../../../graph/op.ts";
import { stridesOf } from "../../../../graph/shape.ts";
import type { Emitter } from "../../fuse/emitters.ts";
import { given } from "../../fuse/extension.ts";
import { extension } from "../extension.ts";
import type { Place } from "../place.ts";
import type { CheckingSite } from "../site.ts";
import { frameOf } from "./frame.ts";
import { indexed } from "./indexed.ts";
import { move } from "./move.ts";
import { reduce } from "./reduce.ts";
import { storeNumber } from "./store-number.ts";

/**
 * Writes a step that has loops of its own, from tensors at known addresses to one at another. The function that it is written into
 * runs once per execution; operands and result do not overlap.
 */
export function writeKernelOf(emitter: Emitter, site: CheckingSite, inputs: readonly Place[], y: Place, attrs: Attrs): void {
  const [x] = inputs as readonly [Place];
  switch (emitter.kind) {
    case "reduce":
      reduce(site, x, y, foldedAxes(attrs, x.shape.length), emitter.reduce, attrs);
      return;
    case "move":
      for (const block of emitter.blocks) writeBlock(site, block, inputs, y);
      return;
    case "accumulate":
      given(extension.writers).accumulate(site, x, y, emitter.fold, attrs);
      return;
    case "index":
      indexed(site, emitter.index, inputs, y, attrs.axis as number | undefined);
      return;
    case "random":
      given(extension.writers).randomUniform(site, x, y, attrs);
      return;
    case "known":
      storeNumber(site, y, emitter.number);
      return;
    default:
      throw internal(`${emitter.kind} has no kernel`);
  }
}

/** A block of a move. */
function writeBlock(site: CheckingSite, block: Block | Fill, inputs: readonly Place[], y: Place): void {
  const { at, shape = y.shape, apart } = block;
  if (shape.includes(0)) return;
  const bytes = bytesOf(y.dtype);
  const strides = stridesOf(y.shape);
  const start = at === undefined ? 0 : at.reduce((sum, position, axis) => sum + position * (strides[axis] as number), 0);
  const to = y.address + bytes * start;
  const filled = "fill" in block;
  const axes = shape.map((count, axis) => ({
    count,
    x: filled ? 0 : bytes * (block.steps[axis] as number),
    y: bytes * (strides[axis] as number) * (apart?.[axis] ?? 1),
  }));
  // Of one number the first element is written, and it alone; all others are copies of that.
  if (filled) storeNumber(site, { ...y, shape: [], address: to }, block.fill);
  const from = filled ? to : (inputs[block.input] as Place).address + bytes * block.from;
  move(frameOf(site), { from, to, axes, bytes });
}
