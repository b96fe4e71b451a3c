import { bytesOf } from "../../../../graph/dtype.ts";
import { internal } from "../../../../graph/errors.ts";
import type { Attrs } from "../../../../graph/graph.ts";
import { foldedAxes } from "../../../../graph/op.ts";
import { stridesOf } from "../../../../graph/shape.ts";
import type { Emitter } from "../../fuse/emitters.ts";
import type { Place } from "../place.ts";
import type { CheckingSite } from "../site.ts";
import { frameOf } from "./frame.ts";
import { indexed } from "./indexed.ts";
import { move } from "./move.ts";
import { randomUniform } from "./random-uniform.ts";
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
      for (const { input, from, steps, at, shape = y.shape } of emitter.blocks) {
        const source = inputs[input] as Place;
        const bytes = bytesOf(y.dtype);
        const strides = stridesOf(y.shape);
        const start = at === undefined ? 0 : at.reduce((sum, position, axis) => sum + position * (strides[axis] as number), 0);
        const axes = shape.map((count, axis) => ({ count, x: bytes * (steps[axis] as number), y: bytes * (strides[axis] as number) }));
        move(frameOf(site), { from: source.address + bytes * from, to: y.address + bytes * start, axes, bytes });
      }
      return;
    case "index":
      indexed(site, emitter.index, inputs, y, attrs.axis as number | undefined);
      return;
    case "random":
      randomUniform(site, x, y, attrs);
      return;
    case "known":
      storeNumber(site, y, emitter.number);
      return;
    default:
      throw internal(`${emitter.kind} has no kernel`);
  }
}
