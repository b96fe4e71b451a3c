/** The text, cut after `most` characters. */
export const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);

const longest = 60;
const fewest = 8;

/** A value of any kind as error messages show it: short and on one line. */
export function showValue(value: unknown): string {
  if (typeof value === "string")
    return JSON.stringify(shortened(value, longest)).replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);
  if (Array.isArray(value)) {
    const short = value.length <= fewest && value.every((element) => typeof element !== "object" || element === null);
    return short ? `[${value.map(showValue).join(", ")}]` : `a list of ${value.length}`;
  }
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (typeof value === "object") return showObject(value);
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Known by their members, so that this file needs to know none of their classes. */
function showObject(value: object): string {
  if (value instanceof Promise) return "a promise";
  if (Object.getPrototypeOf(value) === Object.prototype || !("dtype" in value && "shape" in value)) return "an object";
  return "data" in value ? "an NdArray" : "id" in value ? "a tensor" : "an object";
}
