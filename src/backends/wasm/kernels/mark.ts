import { bytesOf } from "../../../../graph/dtype.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import type { Place } from "../place.ts";
import type { CheckingSite } from "../site.ts";
import { element } from "./element.ts";
import { fillRun } from "./fill-run.ts";
import { frameOf } from "./frame.ts";
import { indexAt } from "./index-at.ts";

/** y = rows of zeros with a 1 at the index. Indices int32 or uint8, y of any dtype. An index out of range is a fault. */
export function mark(site: CheckingSite, indices: Place, y: Place): void {
  const frame = frameOf(site);
  const { code, take, zero } = frame;
  const bytes = bytesOf(y.dtype);
  const { type, store } = element[y.dtype];
  const depth = y.shape.at(-1) as number;
  const [row, index, zeros] = [take("i32"), take("i32"), take("v128")];
  code.i32x4(0).set(zeros);
  fillRun(frame, zeros, { address: y.address, offset: zero }, sizeOf(y.shape) * bytes);
  code.count(row, 0, sizeOf(indices.shape), 1, () => {
    indexAt(site, indices, row, depth, index);
    code.get(row).i32(depth).op("i32.mul").get(index).op("i32.add").i32(bytes).op("i32.mul");
    code[type as "f32" | "f64" | "i32"](1).at(store, y.address);
  });
}
