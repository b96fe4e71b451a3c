import { systemReason } from "../files/system-reason.ts";
import { CliError } from "./cli-error.ts";

/** What the file system says, as the end of the sentence that `requirement` begins; other errors as they are. */
export function systemError(error: unknown, requirement: string, cure: string): unknown {
  const reason = systemReason(error);
  return reason === undefined ? error : new CliError(`${requirement}, got ${reason}; ${cure}`, { cause: error });
}
