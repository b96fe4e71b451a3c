import { OpError } from "./errors.ts";
import { suggest } from "./nearest.ts";
import { showValue } from "./show-value.ts";

/**
 * OpError where `options` is no object of options, or has one that is not among `known`: what nobody reads must not be ignored in silence.
 * undefined is no options. `node` is the node that they are for, if there is one.
 */
export function checkOptions(where: string, options: unknown, known: readonly string[], node?: string): void {
  if (options === undefined) return;
  const fail = (expected: string, actual: string, cure: string): never => {
    const at = node === undefined ? "" : ` (node "${node}")`;
    throw new OpError(`${where}: options must be ${expected}{ ${known.join(", ")} }, got ${actual}${at}; ${cure}`, {
      code: "bad-option",
      ...(node !== undefined && { node }),
      expected: `${expected}{ ${known.join(", ")} }`,
      actual,
    });
  };
  if (!isPlain(options)) fail("an object, some of ", showValue(options), written(options, known[0] as string));
  for (const name in options as object) {
    if (known.includes(name)) continue;
    const cure = name === "ops" ? "leave it out: ops travel with the graph" : suggest(name, known, "leave it out");
    fail("some of ", showValue(name), cure);
  }
}

/** A promise, a map or a typed array is no list of options, nor is a tensor or an NdArray, which have options' names for members. */
const isPlain = (options: unknown): boolean =>
  Object.prototype.toString.call(options) === "[object Object]" && showValue(options) === "an object";

/** `write { perm: [1, 0] }`, where a number, a text or a short list was meant for the first option; a name is a text. */
function written(value: unknown, first: string): string {
  const shown = showValue(value);
  const short = /^[-\d"[]|^true$|^false$/.test(shown) && (first !== "name" || typeof value === "string");
  return short ? `write { ${first}: ${shown} }` : "name what you give";
}
