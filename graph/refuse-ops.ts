import { GraphError } from "./errors.ts";

/** GraphError where a call still passes `ops`, as dagrad 0.1 asked for: a set that is not looked at must not be ignored in silence. */
export function refuseOps(pass: string, options: unknown): void {
  if ("ops" in Object(options))
    throw new GraphError(`${pass}: ops travel with the graph, got the option "ops"; leave it out`, { code: "bad-option" });
}
