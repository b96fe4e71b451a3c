import { h, render } from "preact";
import { colorVariables } from "../../page/style.ts";
import { type Problem, type ServedState, stateEvent } from "./served.ts";
import { StatusBar, statusStyle } from "./status.tsx";

/** What a page does with what its server has. */
export interface Following {
  /** The load that the page shows from the beginning. */
  readonly shown?: number | undefined;
  /** Shows another one, of which `text` asks the server. What it throws stands in the page. */
  show(text: () => Promise<string>): void | Promise<void>;
  /** Whether there is something good to be seen below the status. */
  showsLast(): boolean;
}

/** Follows the server that the page is from, and shows in `element` how it is with the model. */
export function follow(element: HTMLElement, following: Following): void {
  const root = element.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${colorVariables(":host")}${statusStyle}`);
  root.adoptedStyleSheets = [sheet];

  let served: ServedState | undefined;
  /** The number of the load that is shown, or that could not be. */
  let { shown } = following;
  /** What went wrong here, with what the server takes for good. */
  let own: Problem | undefined;
  let lost = false;

  const tell = (): void => {
    const { file, loading = false, problem = own } = served ?? {};
    const status = { file, loading, lost, problem, showsLast: following.showsLast() };
    render(h(StatusBar, { status, again: () => void fetch("again", { method: "POST" }).catch(() => {}) }), root);
  };
  const look = async (): Promise<void> => {
    const now = (await (await asked("state")).json()) as ServedState;
    if (now.subject !== undefined && now.subject !== shown) {
      shown = now.subject;
      own = undefined;
      try {
        await following.show(async () => (await asked("subject")).text());
      } catch (error) {
        own = { message: (error as Error).message };
      }
    }
    served = now;
    tell();
  };
  // One after the other: a state that comes later is a later one.
  let turn = Promise.resolve();
  const soon = (): void => {
    turn = turn.then(look).catch(() => {});
  };

  const events = new EventSource("events");
  events.addEventListener(stateEvent, soon);
  events.addEventListener("open", () => {
    lost = false;
    soon();
  });
  events.addEventListener("error", () => {
    lost = true;
    tell();
  });
  soon();
}

/** What the server has at a route. */
export async function asked(route: string): Promise<Response> {
  const response = await fetch(route, { cache: "no-store" });
  if (!response.ok) throw new Error(`the server must answer, got ${response.status}`);
  return response;
}
