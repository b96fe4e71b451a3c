/**
 * What the worker runs that runs a program. It stands as text in the page's script, and is started from a blob: a page of one file has no
 * others, and a policy may allow no other workers. The program finds neither the page nor the network.
 */
import type { Printed, ProgramError, ProgramValue, Report, Start } from "./messages.ts";
import { programConsole } from "./program-console.ts";
import { type Core, type Declared, programValues, withPictures } from "./program-values.ts";
import { shutOut } from "./shut-out.ts";
import { declares, nextBlock } from "./translate-names.ts";

declare function postMessage(report: Report): void;

const tell = postMessage.bind(globalThis);
let block = 0;
let declared: Declared = {};
let wanted: readonly string[] = [];
let core: Core | undefined;
let ended = false;

addEventListener("message", ({ data }: MessageEvent<Start>) => start(data), { once: true });

async function start({ code, addresses, blobs, core: address, render, wanted: names }: Start): Promise<void> {
  wanted = names;
  const given = Object.entries(blobs).map(([stand, blob]) => [stand, URL.createObjectURL(blob)] as const);
  const real = new Map(given);
  try {
    await Promise.all(addresses.map((one) => import(real.get(one) ?? one)));
    if (address !== undefined) core = (await import(real.get(address) ?? address)) as Core;
  } catch (error) {
    fail(error);
    return;
  }
  const addressed = given.reduce((text, [stand, url]) => text.replaceAll(JSON.stringify(stand), JSON.stringify(url)), code);
  const program = URL.createObjectURL(new Blob([addressed], { type: "text/javascript" }));
  addEventListener("error", (event) => {
    event.preventDefault();
    fail(event.error ?? event.message, program);
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail(event.reason, program);
  });
  const timers = countTimers();
  shut();
  tell({ kind: "started" });
  try {
    await import(program);
    await timers();
    const pictures =
      core && render !== undefined ? await withPictures(values(), declared, core, () => import(real.get(render) ?? render)) : values();
    end({ kind: "done", values: pictures });
  } catch (error) {
    fail(error, program);
  }
}

/** Takes away what a program could reach others by, and gives it its console. */
function shut(): void {
  shutOut();
  const print = (kind: Printed["kind"], text: string): void => tell({ kind: "printed", printed: { block, kind, text } });
  const own = {
    console: programConsole(print),
    [nextBlock]: () => block++,
    [declares]: (all: Declared) => {
      declared = all;
    },
  };
  for (const [name, value] of Object.entries(own)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/** Waits, once the program is through, for the timers that it has started. */
function countTimers(): () => Promise<void> {
  const pending = new Set<number>();
  const { setTimeout: later, clearTimeout: cancel } = globalThis as unknown as Window;
  const begin = (callback: (...given: unknown[]) => void, milliseconds?: number, ...given: unknown[]): number => {
    const timer = later(() => {
      pending.delete(timer);
      callback(...given);
    }, milliseconds);
    pending.add(timer);
    return timer;
  };
  const clear = (timer: number): void => {
    pending.delete(timer);
    cancel(timer);
  };
  Object.assign(globalThis, { setTimeout: begin, clearTimeout: clear });
  return async () => {
    do await new Promise((next) => later(next, 0));
    while (pending.size > 0);
  };
}

const values = (): ProgramValue[] => programValues(declared, wanted, core);

function end(report: Report): void {
  if (ended) return;
  ended = true;
  tell(report);
}

const fail = (error: unknown, program?: string): void => end({ kind: "failed", error: told(error, program), values: values() });

/** An error as data, with the line of the program that it came from. */
function told(error: unknown, program = ""): ProgramError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack = "" } = error;
  const { code, node } = error as { readonly code?: unknown; readonly node?: unknown };
  const line = program === "" ? undefined : stack.split(`${program}:`)[1]?.match(/^\d+/)?.[0];
  return {
    message,
    name,
    ...(typeof code === "string" && { code }),
    ...(typeof node === "string" && { node }),
    ...(line !== undefined && { line: Number(line) }),
  };
}
