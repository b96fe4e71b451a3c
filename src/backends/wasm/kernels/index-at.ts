import { bytesOf } from "../../../../graph/dtype.ts";
import type { Local } from "../assembler/code.ts";
import type { Place } from "../place.ts";
import { type CheckingSite, fault } from "../site.ts";
import { element } from "./element.ts";

/** Reads element number `row` of int32 or uint8 indices into a local; one that is not in 0 … size − 1 is a fault, and 0 from here on. */
export function indexAt(site: CheckingSite, indices: Place, row: Local, size: number, index: Local): void {
  const { code } = site;
  code
    .get(row)
    .i32(bytesOf(indices.dtype))
    .op("i32.mul")
    .at(element[indices.dtype].load, indices.address)
    .tee(index)
    // Unsigned: a negative one is above all sizes.
    .i32(size)
    .op("i32.ge_u")
    .if(() => {
      fault(site);
      code.i32(0).set(index);
    });
}
