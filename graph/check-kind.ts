import { OpError } from "./errors.ts";
import { isGraph } from "./is-graph.ts";
import { showType } from "./shape.ts";
import { showValue } from "./show-value.ts";

/** OpError where an argument is not of the kind that `where` takes: `dot: graph must be a graph, got a promise; await it first`. */
export function checkKind(fits: boolean, where: string, subject: string, expected: string, value: unknown, cure: string): asserts fits {
  if (fits) return;
  const actual = describeValue(value);
  const toDo = value instanceof Promise ? "await it first" : cure;
  throw new OpError(`${where}: ${subject} must be ${expected}, got ${actual}; ${toDo}`, { code: "bad-argument", expected, actual });
}

/** OpError unless the value is a graph. */
export function checkGraph(where: string, value: unknown, subject = "graph"): void {
  checkKind(
    isGraph(value),
    where,
    subject,
    "a graph",
    value,
    hasGraph(value) ? "pass its graph" : "pass what graph(inputs, build) returns",
  );
}

/** OpError unless a list of ids, or nothing, is given. */
export function checkIds(where: string, subject: string, value: unknown): void {
  const fits = value === undefined || (Array.isArray(value) && value.every((id) => typeof id === "string"));
  checkKind(fits, where, subject, "a list of ids", value, "put ids into a list");
}

const hasGraph = (value: unknown): boolean => isGraph((value as { readonly graph?: unknown } | undefined)?.graph);

/** What a value of another kind is: "a graph", "float32[2, 3]", or the value itself where it is short. */
export function describeValue(value: unknown): string {
  if (isGraph(value)) return "a graph";
  const { shape, dtype } = (value ?? {}) as { readonly shape?: never; readonly dtype?: never };
  if (Array.isArray(shape) && typeof dtype === "string") return showType({ shape, dtype });
  return hasGraph(value) ? "an object with a graph" : showValue(value);
}
