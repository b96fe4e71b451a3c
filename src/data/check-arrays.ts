import { checkKind } from "../../graph/check-kind.ts";
import { isRecord } from "../../graph/is-record.ts";
import { NdArray } from "../../graph/ndarray.ts";

/** OpError unless the value is an NdArray. */
export const checkArray = (of: string, value: unknown): void =>
  checkKind(value instanceof NdArray, of, "array", "an NdArray", value, "make one with array(lists, dtype)");

/** OpError unless the value is an object of NdArrays by name. */
export function checkArrays(of: string, subject: string, value: unknown): void {
  checkKind(isRecord(value) && !(value instanceof NdArray), of, subject, "NdArrays by name", value, "pass { name: array }");
  for (const [name, array] of Object.entries(value as object)) {
    checkKind(array instanceof NdArray, of, `${subject}.${name}`, "an NdArray", array, "make one with array(lists, dtype)");
  }
}

/** OpError unless the value is the bytes of a file. */
export function checkBytes(of: string, value: unknown): void {
  const fits = ArrayBuffer.isView(value) && "BYTES_PER_ELEMENT" in value && value.BYTES_PER_ELEMENT === 1;
  const cure = value instanceof ArrayBuffer ? "pass new Uint8Array(buffer)" : "read the file first";
  checkKind(fits, of, "bytes", "a Uint8Array", value, cure);
}
