import { stateEvent } from "../../explorer/served/served.ts";
import { CliError } from "../cli-error.ts";
import type { Options, OptionValues } from "../command.ts";
import type { ExploreRequest } from "../explore/request.ts";
import { openSession, type Session } from "../explore/session.ts";
import { report } from "../report.ts";
import type { Terminal } from "../terminal.ts";
import { listenToSignals } from "../train/interrupt.ts";
import { wholeNumber } from "../train/whole-number.ts";
import { checkThere } from "./check-there.ts";
import { openBrowser, whyNoBrowser } from "./open-browser.ts";
import { loadInChild } from "./run-child.ts";
import { type PageServer, type Route, type Routes, servePages } from "./server.ts";

/** Seconds that a model may take to load. */
const usualTimeout = 10;

/** The options of a command whose page is served. */
export const serveOptions = {
  port: { type: "string", value: "number", help: "where the page is served, on this machine alone (default: a free port)" },
  "no-open": { type: "boolean", help: "open no browser; the address is printed in any case" },
  timeout: { type: "string", value: "seconds", help: `how long the model may take to load (default: ${usualTimeout})` },
} as const satisfies Options;

/** How a page is served. */
export interface Serving {
  readonly port: number;
  /** Whether a browser is opened. */
  readonly opens: boolean;
  /** Seconds that the model may take to load. */
  readonly timeout: number;
}

/** CliError for a port or a time that is none. */
export function servingOf({ port, timeout, "no-open": isQuiet }: OptionValues<typeof serveOptions>): Serving {
  return {
    timeout: wholeNumber("timeout", timeout, 1, 86_400) ?? usualTimeout,
    port: wholeNumber("port", port, 0, 65_535) ?? 0,
    opens: isQuiet !== true,
  };
}

/** Loads a model once. CliError for what is wrong with it. */
export async function loadOnce(request: ExploreRequest, { timeout }: Serving, terminal: Terminal): Promise<string> {
  const loaded = await loadInChild(request, { timeout, onOutput: (text) => terminal.stderr.write(text), onFile: () => {} });
  if ("problem" in loaded) throw new CliError(loaded.problem.message);
  return loaded.subject;
}

/** Serves a page that follows a model, until a signal ends it. Returns the exit code, which tells of the signal. CliError where there is no such file. */
export async function serveFollowing(
  request: ExploreRequest,
  routesOf: (session: Session) => Routes,
  serving: Serving,
  terminal: Terminal,
): Promise<number> {
  await checkThere(request.file, request.cwd);
  let server: PageServer | undefined;
  const session = openSession(request, {
    timeout: serving.timeout,
    onOutput: (text) => terminal.stderr.write(text),
    changed: () => server?.events.tell(stateEvent, String(session.state().begun)),
    loaded: (problem) => {
      if (problem !== undefined) terminal.stderr.write(report(new CliError(problem.message), false));
    },
  });
  const routes: Routes = {
    ...routesOf(session),
    state: { get: () => ({ type: "application/json", body: JSON.stringify(session.state()) }) },
    again: { post: () => session.again() },
  };
  try {
    return await serveUntilSignal(routes, request.file, serving, terminal, (one) => {
      server = one;
    });
  } finally {
    session.close();
  }
}

/** Serves routes until a signal ends it; `what` is shown there. Returns the exit code, which tells of the signal. */
export async function serveUntilSignal(
  routes: Routes,
  what: string,
  { port, opens }: Serving,
  terminal: Terminal,
  started: (server: PageServer) => void = () => {},
): Promise<number> {
  const interruption = listenToSignals();
  const { signal } = interruption;
  let server: PageServer | undefined;
  try {
    server = await servePages(routes, port);
    started(server);
    terminal.stdout.write(`${what} is shown at ${server.address}\n`);
    terminal.stderr.write("Ctrl-C ends it\n");
    const without = opens ? whyNoBrowser(process.platform, process.env, server.address) : undefined;
    if (without !== undefined) terminal.stderr.write(`${without}\n`);
    else if (opens) openBrowser(server.address);
    await new Promise<void>((ended) => {
      if (signal.aborted) ended();
      else signal.addEventListener("abort", () => ended());
    });
    return interruption.code ?? 1;
  } finally {
    await server?.close();
    interruption.release();
  }
}

/** The page itself. */
export const pageRoute = (body: () => string): Route => ({ get: () => ({ type: "text/html; charset=utf-8", body: body() }) });
