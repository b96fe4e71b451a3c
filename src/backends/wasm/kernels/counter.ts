import type { Local } from "../assembler/code.ts";
import type { Place } from "../place.ts";
import { type CheckingSite, fault } from "../site.ts";
import { element } from "./element.ts";
import type { Frame } from "./frame.ts";

/** Reads a number of any dtype into an i64 local; one that is not whole and in 0 … 2⁵³ − 1 is a fault, and 0 from here on. */
export function readCounter(site: CheckingSite, { code, take }: Frame, { address, dtype }: Place, counter: Local): void {
  const value = take("f64");
  code.i32(0).at(element[dtype].load, address);
  if (dtype === "float32") code.op("f64.promote_f32");
  else if (dtype !== "float64") code.op("f64.convert_i32_s");
  code.set(value);
  code.get(value).get(value).op("f64.trunc", "f64.eq");
  code.get(value).f64(0).op("f64.ge", "i32.and");
  code.get(value).f64(Number.MAX_SAFE_INTEGER).op("f64.le", "i32.and");
  code.if(
    () => code.get(value).op("i64.trunc_sat_f64_u").set(counter),
    () => {
      fault(site);
      code.i64(0n).set(counter);
    },
  );
}
