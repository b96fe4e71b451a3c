import { bytesOf } from "../../../../graph/dtype.ts";
import { byteStrides } from "./axis.ts";
import { frameOf } from "./frame.ts";
import type { KernelEmitter } from "./kernel.ts";
import { move } from "./move.ts";

/** y = the inputs one after the other along one axis. Any dtype. */
export const concat: KernelEmitter = (site, inputs, y, attrs) => {
  const frame = frameOf(site);
  const bytes = bytesOf(y.dtype);
  const position = attrs.axis as number;
  const strides = byteStrides(y.shape, bytes);
  let to = y.address;
  for (const x of inputs) {
    const from = byteStrides(x.shape, bytes);
    const axes = x.shape.map((count, axis) => ({ count, x: from[axis] as number, y: strides[axis] as number }));
    move(frame, { from: x.address, to, axes, bytes });
    to += (x.shape.at(position) as number) * (strides.at(position) as number);
  }
};
