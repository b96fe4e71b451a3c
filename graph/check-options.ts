import { OpError } from "./errors.ts";
import { isRecord } from "./is-record.ts";
import { suggest } from "./nearest.ts";
import { showValue } from "./show-value.ts";

/**
 * OpError where `options` is no object of options, or has one that is not among `known`: what nobody reads must not be ignored in silence.
 * undefined is no options. A known option may be followed by the names that other libraries have for it, "learningRate lr", in snake case:
 * who gives one of those, in camel case or not, is told ours. "softmaxCrossentropy() from_logits" is none of the options: a function that
 * does what the other name asks for. `node` is the node that the options are for, if there is one.
 */
export function checkOptions(where: string, options: unknown, known: readonly string[], node?: string): void {
  if (options === undefined) return;
  // Nor is a tensor or an NdArray, though it has options' names for members.
  if (!isRecord(options) || showValue(options) !== "an object")
    refuse(where, "an object, some of", showValue(options), written(options, ours(known[0] ?? "name")), known, node);
  for (const name in options as object) if (!known.some((names) => ours(names) === name)) refuseName(where, name, known, node);
}

/** It is another name for something of the list, or mistyped. */
function refuseName(where: string, name: string, known: readonly string[], node?: string): never {
  const snake = name.replace(/[A-Z]/g, "_$&").toLowerCase();
  const meant = known.find((names) => names.split(" ").some((one) => one === name || one === snake));
  const otherwise = name === "ops" ? "leave it out: ops travel with the graph" : "leave it out";
  const cure = meant === undefined ? suggest(name, known.map(ours), otherwise) : `did you mean ${ours(meant)}?`;
  refuse(where, "some of", showValue(name), cure, known, node);
}

function refuse(where: string, kind: string, actual: string, cure: string, known: readonly string[], node?: string): never {
  const at = node === undefined ? "" : ` (node "${node}")`;
  const options = known.map(ours).filter((one) => !one.endsWith(")"));
  const expected = known.length === 0 ? "there must be no options" : `options must be ${kind} { ${options.join(", ")} }`;
  throw new OpError(`${where}: ${expected}, got ${actual}${at}; ${cure}`, {
    code: "bad-option",
    node,
    expected,
    actual,
  });
}

const ours = (names: string): string => names.replace(/ .*/, "");

/** `write { perm: [1, 0] }`, where a number, a text or a short list was meant for the first option; a name is a text. */
function written(value: unknown, first: string): string {
  const shown = showValue(value);
  const short = /^[-\d"[]|^true$|^false$/.test(shown) && (first !== "name" || typeof value === "string");
  return short ? `write { ${first}: ${shown} }` : "name what you give";
}
