import { CliError } from "../cli-error.ts";

/** The value of an option that is a whole number, undefined where it was not given. CliError for anything else. */
export function wholeNumber(option: string, text: string | undefined, from: number, to: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text) || Number(text) < from || Number(text) > to) {
    const range = to === Number.MAX_SAFE_INTEGER ? `of at least ${from}` : `${from} … ${to}`;
    throw new CliError(`--${option}: must be a whole number ${range}, got "${text}"; correct it`);
  }
  return Number(text);
}
