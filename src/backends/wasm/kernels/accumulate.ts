import { bytesOf } from "../../../../graph/dtype.ts";
import type { Attrs } from "../../../../graph/graph.ts";
import type { Accumulate } from "../../../../graph/op.ts";
import type { Local } from "../assembler/code.ts";
import type { Place } from "../place.ts";
import type { Site } from "../site.ts";
import { byteStrides } from "./axis.ts";
import { element } from "./element.ts";
import { frameOf } from "./frame.ts";
import { walk } from "./walk.ts";

/** y = what each element of x and those before it along the axis add up or multiply to: the bits of the reference, one element at a time. */
export function accumulate(site: Site, x: Place, y: Place, fold: Accumulate["accumulate"], { axis, exclusive, reverse }: Attrs): void {
  if (x.shape.includes(0)) return;
  const frame = frameOf(site);
  const { code, take, zero } = frame;
  const { type, store } = element[y.dtype];
  const strides = [byteStrides(x.shape, bytesOf(x.dtype)), byteStrides(y.shape, bytesOf(y.dtype))] as const;
  const axes = x.shape.map((count, at) => ({ count, x: strides[0][at] as number, y: strides[1][at] as number }));
  const along = axes[axis as number] as (typeof axes)[number];
  // Addresses are those of the last element where it goes backwards: offsets in bytes only fall from there.
  const last = reverse === true ? along.count - 1 : 0;
  const [fromX, toY] = [x.address + last * along.x, y.address + last * along.y];
  const total = take(type);
  const [atX, atY, left] = [take("i32"), take("i32"), take("i32")];
  const sign = reverse === true ? -1 : 1;
  const advance = (at: Local, step: number): void =>
    void code
      .get(at)
      .i32(sign * step)
      .op("i32.add")
      .set(at);
  const nothing = fold === "sum" ? 0 : 1;
  const others = axes.filter((_, at) => at !== axis);
  walk(frame, others, zero, zero, (outerX, outerY) => {
    // −0 + x is x, of −0, too.
    code[type](fold === "sum" && type !== "i32" ? -0 : nothing).set(total);
    code.get(outerX).i32(fromX).op("i32.add").set(atX);
    code.get(outerY).i32(toY).op("i32.add").set(atY);
    if (exclusive === true) {
      code.get(atY)[type](nothing).at(store, 0);
      advance(atY, along.y);
    }
    const steps = along.count - (exclusive === true ? 1 : 0);
    if (steps === 0) return;
    code.times(left, steps, () => {
      code
        .get(total)
        .get(atX)
        .at(element[x.dtype].load, 0)
        .op(`${type}.${fold === "sum" ? "add" : "mul"}`)
        .set(total)
        .get(atY)
        .get(total)
        .at(store, 0);
      advance(atX, along.x);
      advance(atY, along.y);
    });
  });
}
