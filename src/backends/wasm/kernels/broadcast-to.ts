import { bytesOf } from "../../../../graph/dtype.ts";
import type { Place } from "../place.ts";
import { broadcastWalk } from "./broadcast-walk.ts";
import { frameOf } from "./frame.ts";
import type { KernelEmitter } from "./kernel.ts";
import { move } from "./move.ts";

/** y = x repeated along new axes and along axes of size 1. Any dtype. */
export const broadcastTo: KernelEmitter = (site, inputs, y) => {
  const [x] = inputs as readonly [Place];
  const bytes = bytesOf(y.dtype);
  const axes = broadcastWalk(y.shape, [x.shape]).map(({ count, steps }) => {
    const [to, from] = steps as readonly [number, number];
    return { count, x: bytes * from, y: bytes * to };
  });
  move(frameOf(site), { from: x.address, to: y.address, axes, bytes });
};
