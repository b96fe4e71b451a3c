import { readFile } from "node:fs/promises";
import { standardOps } from "../../all-ops.ts";
import { subjectHtml } from "../../explorer/explorer-html.ts";
import { builtFile } from "../../explorer/page-scripts.ts";
import { stateEvent } from "../../explorer/served/served.ts";
import { servedPage } from "../../explorer/served/served-page.ts";
import { readSubject } from "../../explorer/subject.ts";
import { CliError } from "../cli-error.ts";
import { defineCommand } from "../command.ts";
import { type ExploreRequest, type SubjectGiven, subjectOptions } from "../explore/request.ts";
import { openSession } from "../explore/session.ts";
import { report } from "../report.ts";
import { saveFile } from "../save-file.ts";
import { openBrowser } from "../serve/open-browser.ts";
import { loadInChild } from "../serve/run-child.ts";
import { type PageServer, type Route, type Routes, servePages } from "../serve/server.ts";
import type { Terminal } from "../terminal.ts";
import { listenToSignals } from "../train/interrupt.ts";
import { wholeNumber } from "../train/whole-number.ts";

/** The options of what serves a page. */
export const serveOptions = {
  port: { type: "string", value: "number", help: "where the page is served, on this machine alone (default: a free port)" },
  "no-open": { type: "boolean", help: "open no browser; the address is printed in any case" },
} as const;

/** Seconds that a model may take to load. */
const usualTimeout = 10;

export const explore = defineCommand({
  name: "explore",
  purpose: "look at a graph in the browser: picture, formula, code, values and gradients, linked",
  operands: ["model"],
  notes: [
    "The page is served on this machine alone, under an address with a random token, until Ctrl-C. It follows the module and the local " +
      "files that it imports: when one is saved, the page shows what it is now, and keeps what was selected, opened and stepped to. What is wrong " +
      "with the module stands in the page, with the line, and the last good graph below.",
    "Inputs that nothing feeds take rows of the module's `training.data`; else they are drawn by the seed. With --out nothing is served: the page " +
      "is written as one file, which opens from disk and loads nothing.",
  ],
  options: {
    ...subjectOptions,
    out: { type: "string", short: "o", value: "page.html", help: "write the page as one file in place of serving it" },
    ...serveOptions,
    timeout: { type: "string", value: "seconds", help: `how long the model may take to load (default: ${usualTimeout})` },
  },
  examples: [
    ["look at a network while you write it", "dagrad explore network.ts"],
    ["a trained model on some of its data, as a page to send", "dagrad explore out/iris/model.safetensors --data iris.csv -o iris.html"],
    ["a step of its training: gradients and optimizer as parts of the graph", "dagrad explore iris.ts --step"],
  ],
  async run([file = ""], { out, port, "no-open": isQuiet, timeout: seconds, ...given }, terminal) {
    const timeout = wholeNumber("timeout", seconds, 1, 86_400) ?? usualTimeout;
    const request: ExploreRequest = { file, cwd: terminal.cwd, given: given as SubjectGiven };
    if (out !== undefined) return writePage(request, out, timeout, terminal);
    return servePage(request, { port: wholeNumber("port", port, 0, 65_535) ?? 0, timeout, opens: isQuiet !== true }, terminal);
  },
});

async function writePage(request: ExploreRequest, out: string, timeout: number, terminal: Terminal): Promise<number> {
  const onOutput = (text: string): unknown => terminal.stderr.write(text);
  const loaded = await loadInChild(request, { timeout, onOutput, onFile: () => {} });
  if ("problem" in loaded) throw new CliError(loaded.problem.message);
  await saveFile(out, await subjectHtml(readSubject(loaded.subject, standardOps)), terminal);
  return 0;
}

interface Serving {
  readonly port: number;
  readonly timeout: number;
  /** Whether a browser is opened. */
  readonly opens: boolean;
}

async function servePage(request: ExploreRequest, { port, timeout, opens }: Serving, terminal: Terminal): Promise<number> {
  const interruption = listenToSignals();
  const { signal } = interruption;
  const scripts = await scriptRoutes(["page-served.js", "katex.js", "page-all-ops.js"]);
  let server: PageServer | undefined;
  const session = openSession(request, {
    timeout,
    onOutput: (text) => terminal.stderr.write(text),
    changed: () => server?.events.tell(stateEvent, String(session.state().begun)),
    loaded: (problem) => {
      if (problem !== undefined) terminal.stderr.write(report(new CliError(problem.message), false));
    },
  });
  try {
    server = await servePages(
      {
        "": { get: () => ({ type: "text/html; charset=utf-8", body: servedPage() }) },
        ...scripts,
        state: { get: () => ({ type: "application/json", body: JSON.stringify(session.state()) }) },
        subject: { get: () => answerOf(session.subject()) },
        again: { post: () => session.again() },
      },
      port,
    );
    terminal.stdout.write(`${request.file} is shown at ${server.address}\n`);
    terminal.stderr.write("Ctrl-C ends it\n");
    if (opens) openBrowser(server.address);
    await new Promise<void>((ended) => {
      if (signal.aborted) ended();
      else signal.addEventListener("abort", () => ended());
    });
    return interruption.code ?? 1;
  } finally {
    session.close();
    await server?.close();
    interruption.release();
  }
}

/** Built scripts, under their names. */
async function scriptRoutes(names: readonly string[]): Promise<Routes> {
  const type = "text/javascript; charset=utf-8";
  const routes = names.map(async (name): Promise<[string, Route]> => {
    const body = await readFile(builtFile(name));
    return [name, { get: () => ({ type, body }) }];
  });
  return Object.fromEntries(await Promise.all(routes));
}

const answerOf = (text: string | undefined) => (text === undefined ? undefined : { type: "application/json", body: text });
