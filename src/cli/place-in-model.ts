import { pathToFileURL } from "node:url";
import { CliError } from "./cli-error.ts";
import { isReported } from "./report.ts";

/** Frames that a stack has while a model runs: between its own line and the error there may be many of dagrad's. */
const deepest = 100;

/** Runs what a model's code is called by, with stacks that are deep enough to hold the line of the model. */
export async function withDeepStacks<T>(run: () => Promise<T>): Promise<T> {
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = deepest;
  try {
    return await run();
  } finally {
    Error.stackTraceLimit = usual;
  }
}

/**
 * "network.ts:2:85", where the stack of an error has a line of the module `file`, which the user calls `shown`: the innermost. Undefined
 * where it has none.
 */
export function placeInModel(error: unknown, file: string, shown: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const names = [pathToFileURL(file).href, file];
  for (const line of (error.stack ?? "").split("\n")) {
    if (!/^\s*at /.test(line)) continue;
    for (const name of names) {
      const at = line.indexOf(name);
      // A query may follow, as loaders that want a module anew add one.
      const place = at < 0 ? null : /^(?:\?[^:)]*)?(:\d+:\d+)\)?$/.exec(line.slice(at + name.length));
      if (place !== null) return `${shown}${place[1]}`;
    }
  }
  return undefined;
}

/** The error with the place in the model where it arose, at the end of its one line. */
export function placed(error: unknown, file: string, shown: string): unknown {
  const place = placeInModel(error, file, shown);
  if (place === undefined || !isReported(error)) return error;
  return new CliError(`${error.message} (at ${place})`, { cause: error });
}
