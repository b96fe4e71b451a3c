import { format } from "./format.ts";
import type { Printed } from "./messages.ts";
import { printValue } from "./print-value.ts";

/** Beyond these, a program's output is cut off: a page that shows more is of no use to anyone. */
const mostLines = 10_000;
const mostCharacters = 2_000_000;

/** A console that tells `print` what Node would print. */
export function programConsole(
  print: (kind: Printed["kind"], text: string) => void,
): Readonly<Record<string, (...values: unknown[]) => void>> {
  let indentation = "";
  let [lines, characters] = [0, 0];
  const counts = new Map<string, number>();
  const say =
    (kind: Printed["kind"]) =>
    (...values: unknown[]): void => {
      const text = format(...values);
      lines++;
      characters += text.length;
      if (lines > mostLines || characters > mostCharacters) {
        if (lines - 1 <= mostLines && characters - text.length <= mostCharacters) print("warn", "… (a page shows no more than this)");
        return;
      }
      print(kind, indentation + text.replaceAll("\n", `\n${indentation}`));
    };
  const [log, warn, error] = [say("log"), say("warn"), say("error")];
  const group = (...values: unknown[]): void => {
    if (values.length > 0) log(...values);
    indentation += "  ";
  };
  return {
    log,
    info: log,
    debug: log,
    warn,
    trace: warn,
    error,
    dir: (value) => log(printValue(value)),
    table: (value) => log(printValue(value)),
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indentation = indentation.slice(2);
    },
    assert: (condition, ...values) => {
      if (condition) return;
      const [first, ...rest] = values;
      warn(...(values.length === 0 ? ["Assertion failed"] : [`Assertion failed: ${first}`, ...rest]));
    },
    count: (label = "default") => {
      const count = (counts.get(String(label)) ?? 0) + 1;
      counts.set(String(label), count);
      log(`${label}: ${count}`);
    },
  };
}
