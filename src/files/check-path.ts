import { checkKind } from "../../graph/check-kind.ts";

/** OpError unless the value is a path. */
export function checkPath(of: string, value: unknown): void {
  checkKind(typeof value === "string" && value !== "", of, "path", "the name of a file", value, `write ${of}("name", …)`);
}
