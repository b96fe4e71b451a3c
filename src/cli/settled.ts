import { CliError } from "./cli-error.ts";

/**
 * What a promise gives. Where nothing is left to do and it is still pending, nothing will ever settle it, and Node would end with code 13
 * and not a word: CliError with `message` then.
 */
export function settled<T>(promise: Promise<T>, message: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const idle = (): void => reject(new CliError(message));
    process.on("beforeExit", idle);
    void promise.then(resolve, reject).finally(() => process.off("beforeExit", idle));
  });
}
