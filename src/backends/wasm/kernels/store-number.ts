import type { Place } from "../place.ts";
import type { Site } from "../site.ts";
import { element } from "./element.ts";

/** y = one number that is known while the module is written. */
export function storeNumber({ code }: Site, y: Place, number: number): void {
  const { type, store } = element[y.dtype];
  code.i32(0);
  code[type](number).at(store, y.address);
}
