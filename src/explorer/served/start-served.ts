import { h, render } from "preact";
import type { OpSet } from "../../../graph/op.ts";
import { bindHash } from "../../page/hash-state.ts";
import { colorVariables } from "../../page/style.ts";
import { defineExplorer, type ExplorerElement } from "../element.ts";
import { explorationOf } from "../exploration.ts";
import { explorerPage } from "../explorer-page.ts";
import { renew } from "../renew.ts";
import { hashParts } from "../share.ts";
import { readSubject, type Subject } from "../subject.ts";
import { type Problem, type ServedState, stateEvent } from "./served.ts";
import { StatusBar, statusStyle } from "./status.tsx";

/** What the script of a page that is served does: shows what the server has, and follows it. */
export function startServed(ops: OpSet): void {
  defineExplorer();
  const explorer = document.querySelector("dagrad-explorer") as ExplorerElement;
  explorer.katex = () => import(new URL("katex.js", location.href).href);
  explorer.writePage = async (subject) => explorerPage(subject, await (await asked("page-all-ops.js")).text());
  const root = (document.querySelector("dagrad-status") as HTMLElement).attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${colorVariables(":host")}${statusStyle}`);
  root.adoptedStyleSheets = [sheet];

  let served: ServedState | undefined;
  /** The number of the subject that is shown, or that could not be. */
  let shown: number | undefined;
  /** What went wrong here, with a subject that the server takes for good. */
  let own: Problem | undefined;
  let lost = false;

  const show = (): void => {
    const { file, loading = false, problem = own } = served ?? {};
    const status = { file, loading, lost, problem, showsLast: explorer.state !== undefined };
    render(h(StatusBar, { status, again: () => void fetch("again", { method: "POST" }).catch(() => {}) }), root);
  };
  const open = (subject: Subject): void => {
    explorer.subject = subject;
    if (explorer.state) bindHash(hashParts(explorer.state));
  };
  const showSubject = (subject: Subject): void => {
    document.title = subject.title;
    const { state } = explorer;
    if (state === undefined) open(subject);
    else renew(state, explorationOf(subject));
  };
  const follow = async (): Promise<void> => {
    const now = (await (await asked("state")).json()) as ServedState;
    if (now.subject !== undefined && now.subject !== shown) {
      const text = await (await asked("subject")).text();
      shown = now.subject;
      own = undefined;
      try {
        showSubject(readSubject(text, ops));
      } catch (error) {
        own = { message: (error as Error).message };
      }
    }
    served = now;
    show();
  };
  // One after the other: a state that comes later is a later one.
  let turn = Promise.resolve();
  const soon = (): void => {
    turn = turn.then(follow).catch(() => {});
  };

  const events = new EventSource("events");
  events.addEventListener(stateEvent, soon);
  events.addEventListener("open", () => {
    lost = false;
    soon();
  });
  events.addEventListener("error", () => {
    lost = true;
    show();
  });
  soon();
}

async function asked(route: string): Promise<Response> {
  const response = await fetch(route, { cache: "no-store" });
  if (!response.ok) throw new Error(`the server must answer, got ${response.status}`);
  return response;
}
