import { bytesOf } from "../../../../graph/dtype.ts";
import type { Place } from "../place.ts";
import { byteStrides } from "./axis.ts";
import { frameOf } from "./frame.ts";
import type { KernelEmitter } from "./kernel.ts";
import { move } from "./move.ts";

/** y = the axes of x in the order `perm`. Any dtype. */
export const transpose: KernelEmitter = (site, inputs, y, attrs) => {
  const [x] = inputs as readonly [Place];
  const bytes = bytesOf(y.dtype);
  const from = byteStrides(x.shape, bytes);
  const to = byteStrides(y.shape, bytes);
  const axes = (attrs.perm as readonly number[]).map((axis, position) => ({
    count: y.shape[position] as number,
    x: from[axis] as number,
    y: to[position] as number,
  }));
  move(frameOf(site), { from: x.address, to: y.address, axes, bytes });
};
