import { bytesOf } from "../../../../graph/dtype.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import type { Place } from "../place.ts";
import type { CheckingSite } from "../site.ts";
import { element } from "./element.ts";
import { frameOf } from "./frame.ts";
import { indexAt } from "./index-at.ts";

/** y = the element of each row of x that the index names. x of any dtype, indices int32 or uint8. An index out of range is a fault. */
export function pick(site: CheckingSite, x: Place, indices: Place, y: Place): void {
  const { code, take } = frameOf(site);
  const bytes = bytesOf(y.dtype);
  const { load, store } = element[y.dtype];
  const size = x.shape.at(-1) as number;
  const [row, index] = [take("i32"), take("i32")];
  code.count(row, 0, sizeOf(y.shape), 1, () => {
    indexAt(site, indices, row, size, index);
    code.get(row).i32(bytes).op("i32.mul");
    code.get(row).i32(size).op("i32.mul").get(index).op("i32.add").i32(bytes).op("i32.mul");
    code.at(load, x.address).at(store, y.address);
  });
}
