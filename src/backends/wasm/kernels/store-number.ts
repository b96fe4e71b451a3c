import { bytesOf } from "../../../../graph/dtype.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import type { Place } from "../place.ts";
import type { Site } from "../site.ts";
import { element } from "./element.ts";
import { frameOf } from "./frame.ts";

/** y = a number that is known while the module is written; where there is room for more, which integers have, those that follow it. */
export function storeNumber(site: Site, y: Place, number: number): void {
  const { code, take } = frameOf(site);
  const { type, store } = element[y.dtype];
  const at = take("i32");
  code.count(at, 0, sizeOf(y.shape), 1, () => {
    code.get(at).i32(bytesOf(y.dtype)).op("i32.mul");
    code[type as "f32" | "f64" | "i32"](number);
    if (type === "i32") code.get(at).op("i32.add");
    code.at(store, y.address);
  });
}
