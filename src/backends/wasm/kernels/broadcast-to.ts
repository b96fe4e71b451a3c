import { bytesOf } from "../../../../graph/dtype.ts";
import type { Place } from "../place.ts";
import { byteStrides } from "./axis.ts";
import { frameOf } from "./frame.ts";
import type { KernelEmitter } from "./kernel.ts";
import { move } from "./move.ts";

/** y = x repeated along new axes and along axes of size 1. Any dtype. */
export const broadcastTo: KernelEmitter = (site, inputs, y) => {
  const [x] = inputs as readonly [Place];
  const bytes = bytesOf(y.dtype);
  const from = byteStrides(x.shape, bytes);
  const to = byteStrides(y.shape, bytes);
  const added = y.shape.length - x.shape.length;
  const axes = y.shape.map((count, axis) => ({
    count,
    x: axis < added || x.shape[axis - added] === 1 ? 0 : (from[axis - added] as number),
    y: to[axis] as number,
  }));
  move(frameOf(site), { from: x.address, to: y.address, axes, bytes });
};
