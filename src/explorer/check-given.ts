import { checkKind } from "../../graph/check-kind.ts";
import { FeedError, GraphError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { isRecord } from "../../graph/is-record.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { suggest } from "../../graph/nearest.ts";

const isValue = (value: unknown): boolean => value instanceof NdArray || Array.isArray(value) || typeof value === "number";
const areValues = (values: unknown): boolean => isRecord(values) && !(values instanceof NdArray) && Object.values(values).every(isValue);

/** Errors: OpError unless these are values of parameters by id. */
export function checkParameters(where: string, parameters: unknown): void {
  const cure = "pass program.parameters, or { id: values }";
  checkKind(parameters === undefined || areValues(parameters), where, "parameters", "an object of arrays by id", parameters, cure);
}

/** Errors: OpError unless these are values of inputs by name, FeedError for a name that no input has. */
export function checkFeeds(where: string, feeds: unknown, { inputs }: Graph<any, any>): void {
  if (feeds === undefined) return;
  const cure = `pass { ${inputs.map((name) => `${name}: …`).join(", ")} }`;
  checkKind(areValues(feeds), where, "feeds", "an object of arrays by input", feeds, cure);
  const name = Object.keys(feeds as object).find((one) => !inputs.includes(one));
  if (name === undefined) return;
  const meant = suggest(name, inputs, "correct the name");
  throw new FeedError(`${where}: feeds must name inputs (${inputs.join(", ")}), got "${name}"; ${meant}`, {
    code: "unknown-feed",
    actual: name,
  });
}

/** Errors: OpError unless it is a text, GraphError for a name that no output has. */
export function checkOf(where: string, of: unknown, { outputs }: Graph<any, any>): void {
  checkKind(of === undefined || typeof of === "string", where, "of", "the name of an output", of, "name one, or leave it out");
  if (of === undefined || Object.hasOwn(outputs, of as string)) return;
  const names = Object.keys(outputs);
  const meant = suggest(of as string, names, "correct the name, or leave it out");
  throw new GraphError(`${where}: of must name an output (${names.join(", ")}), got "${of}"; ${meant}`, {
    code: "unknown-output",
    expected: names.join(", "),
    actual: of as string,
  });
}
