import { checkKind } from "../../graph/check-kind.ts";
import { isGraph } from "../../graph/is-graph.ts";
import { Program } from "./program.ts";

/** OpError unless the value is a program. */
export function checkProgram(where: string, value: unknown): void {
  checkKind(
    value instanceof Program,
    where,
    "program",
    "a program",
    value,
    `pass ${isGraph(value) ? "compile(graph)" : "what compile(graph) returns"}`,
  );
}
