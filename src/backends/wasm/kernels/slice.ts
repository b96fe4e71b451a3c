import { bytesOf } from "../../../../graph/dtype.ts";
import type { Place } from "../place.ts";
import { byteStrides } from "./axis.ts";
import { frameOf } from "./frame.ts";
import type { KernelEmitter } from "./kernel.ts";
import { move } from "./move.ts";

/** y = positions `start` … `stop` − 1 of one axis of x. Any dtype. */
export const slice: KernelEmitter = (site, inputs, y, attrs) => {
  const [x] = inputs as readonly [Place];
  const bytes = bytesOf(y.dtype);
  const from = byteStrides(x.shape, bytes);
  const to = byteStrides(y.shape, bytes);
  const axes = y.shape.map((count, axis) => ({ count, x: from[axis] as number, y: to[axis] as number }));
  const skipped = (attrs.start as number) * (from[attrs.axis as number] as number);
  move(frameOf(site), { from: x.address + skipped, to: y.address, axes, bytes });
};
