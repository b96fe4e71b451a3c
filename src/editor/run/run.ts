/** Runs programs of pages: in a worker of their own each, watched, with what they print as Node prints it. */
import { checkKind } from "../../../graph/check-kind.ts";
import { checkOptions } from "../../../graph/check-options.ts";
import type { Printed, ProgramError, ProgramValue, Report, Start } from "./messages.ts";
import { type ProgramPlace, placeOf, translate } from "./translate.ts";

export type { Printed, ProgramPlace, ProgramValue };

/** The text of program-worker.ts as one script, put here when dagrad is built. */
declare const PROGRAM_WORKER: string;

export interface ProgramOptions {
  /**
   * Module as programs import it, "dagrad" or an entry of it → its address, as seen from the page; in a page that was opened from disk, where a worker
   * can load nothing by address, the module's own text as a blob.
   */
  readonly modules: Readonly<Record<string, string | Blob>>;
  /** After how many ms a program is stopped; Infinity: never. Default: 2000. */
  readonly timeout?: number;
  /** Names, declared at the program's top level, whose values are returned; graphs and SVGs are in any case. Default: none. */
  readonly values?: readonly string[];
  /** Called with each text at once when it is printed. */
  readonly onPrint?: (printed: Printed) => void;
}

/** Why a program ended before its end. */
export interface RunError extends Omit<ProgramError, "line"> {
  /** Where it came from, as far as that is known. */
  readonly at?: ProgramPlace;
}

export interface RunResult {
  readonly printed: readonly Printed[];
  /** What each block printed, without the last line's end. */
  readonly outputs: readonly string[];
  readonly values: readonly ProgramValue[];
  readonly error?: RunError;
  /** From the start of the program's own code to its end. */
  readonly milliseconds: number;
}

export interface Run {
  readonly result: Promise<RunResult>;
  /** Ends the program; the result has an error that says so. */
  stop(): void;
}

/** Modules are loaded from the page's own host: what takes longer than this does not come. */
const loading = 30_000;

/**
 * Runs TypeScript. Blocks of code are one program, whose later parts use the names of earlier ones; imports may stand in each.
 * The promise never fails: what goes wrong is the result's `error`.
 */
export function run(code: string | readonly string[], options: ProgramOptions): Run {
  checkOptions("run", options, ["modules", "timeout", "values", "onPrint"]);
  const { modules, timeout = 2000, values = [], onPrint } = options;
  checkKind(timeout > 0, "run", "timeout", "a time above 0 ms", timeout, "leave it out for 2000");
  const blocks = typeof code === "string" ? [code] : code;
  const located = Object.fromEntries(Object.entries(modules).map(([name, module]) => [name, addressOf(name, module)]));
  const translation = translate(blocks, located);
  const printed: Printed[] = [];
  const end = (milliseconds: number, ended: readonly ProgramValue[], error?: RunError): RunResult => ({
    printed,
    outputs: blocks.map((_, i) => printed.flatMap(({ block, text }) => (block === i ? [text] : [])).join("\n")),
    values: ended,
    ...(error && { error }),
    milliseconds,
  });
  if ("message" in translation) return { result: Promise.resolve(end(0, [], translation)), stop() {} };

  const address = URL.createObjectURL(new Blob([PROGRAM_WORKER], { type: "text/javascript" }));
  const worker = new Worker(address, { name: "program" });
  let stop = (): void => {};
  const result = new Promise<RunResult>((resolve) => {
    let started = performance.now();
    let watch = setTimeout(
      () => finish([], { message: "run: the modules must load, got nothing within 30 s; look whether they are served" }),
      loading,
    );
    const finish = (ended: readonly ProgramValue[], error?: RunError): void => {
      clearTimeout(watch);
      worker.terminate();
      URL.revokeObjectURL(address);
      resolve(end(performance.now() - started, ended, error));
    };
    stop = () => finish([], { message: "run: stopped" });
    worker.addEventListener("message", ({ data }: MessageEvent<Report>) => {
      if (data.kind === "printed") {
        printed.push(data.printed);
        onPrint?.(data.printed);
      } else if (data.kind === "started") {
        started = performance.now();
        clearTimeout(watch);
        if (timeout < Number.POSITIVE_INFINITY) watch = setTimeout(() => finish([], { message: tooLong(timeout) }), timeout);
      } else if (data.kind === "done") finish(data.values);
      else finish(data.values, runError(data.error, blocks, located));
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      finish([], { message: `run: the worker could not start: ${event.message || "the page's policy must allow workers from blob:"}` });
    });
    const blobs = Object.entries(modules).flatMap(([name, module]) =>
      module instanceof Blob ? [[addressOf(name, module), module] as const] : [],
    );
    worker.postMessage({
      ...translation,
      blobs: Object.fromEntries(blobs),
      core: located.dagrad,
      render: located["dagrad/render"],
      wanted: values,
    } satisfies Start);
  });
  return { result, stop: () => stop() };
}

/** Of a blob, a name that stands for the address that the worker gives it. */
const addressOf = (name: string, module: string | Blob): string =>
  module instanceof Blob ? `program-module:${name}` : new URL(module, document.baseURI).href;

const tooLong = (timeout: number): string =>
  `run: a program must end within ${timeout / 1000} s, got one that still runs; look for a loop without end, or give it more time`;

/** Addresses are of no use to a reader: modules are called by their names. */
function runError(
  { line, message, ...told }: ProgramError,
  blocks: readonly string[],
  modules: Readonly<Record<string, string>>,
): RunError {
  const named = Object.entries(modules).reduce((text, [name, address]) => text.replaceAll(address, name), message);
  const own = named.replace(/blob:\S+?(?=['"\s]|$)/g, "the program");
  return { message: own, ...told, ...(line !== undefined && { at: placeOf(line, blocks) }) };
}
