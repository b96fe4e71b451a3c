import { OpError } from "./errors.ts";
import { suggest } from "./nearest.ts";
import { showValue } from "./show-value.ts";

/**
 * OpError where `options` is no object of options, or has one that is not among `known`: what nobody reads must not be ignored in silence.
 * undefined is no options. `node` is the node that they are for, if there is one.
 */
export function checkOptions(where: string, options: unknown, known: readonly string[], node?: string): void {
  if (options === undefined) return;
  const at = node === undefined ? "" : ` (node "${node}")`;
  const names = `{ ${known.join(", ")} }`;
  const fail = (expected: string, actual: string, cure: string): never => {
    throw new OpError(`${where}: ${expected}, got ${actual}${at}; ${cure}`, {
      code: "bad-option",
      ...(node !== undefined && { node }),
      expected,
      actual,
    });
  };
  // A class's object has a prototype of its own: a tensor or an array of numbers is no list of options.
  const plain = typeof options === "object" && options !== null && !Array.isArray(options) && !ArrayBuffer.isView(options);
  if (!plain) fail(`options must be an object, some of ${names}`, showValue(options), "name what you give");
  for (const name in options as object) {
    if (known.includes(name)) continue;
    const cure = name === "ops" ? "leave it out: ops travel with the graph" : suggest(name, known, "leave it out");
    fail(`options must be some of ${names}`, showValue(name), cure);
  }
}
