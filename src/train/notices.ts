import type { FitOptions } from "./fit-options.ts";

/** Who is told what is no error. */
export const notifier = (notices: NonNullable<FitOptions["notices"]>): ((text: string) => void) =>
  typeof notices === "function" ? notices : notices ? (text) => console.warn(`dagrad: ${text}`) : () => {};
