import { h, render } from "preact";
import { type Given, readGiven } from "./given.ts";
import { hearKeys } from "./hear-keys.ts";
import { keepInHash } from "./keep-in-hash.ts";
import { loadViews } from "./late.tsx";
import { givenId } from "./own-script.ts";
import { Painters } from "./painters.ts";
import { Playground } from "./playground.ts";
import type { Answer } from "./protocol.ts";
import { readHash } from "./settings-hash.ts";
import { sharePreact } from "./shared-preact.ts";
import { playgroundStyle } from "./style.ts";
import { takeDropped } from "./take-dropped.ts";
import { View } from "./view.tsx";
import { WorkerLink } from "./worker-link.ts";

/** A worker, which runs the same script, has no elements. */
const Base = (globalThis.HTMLElement ?? Object) as typeof HTMLElement;

/** `<dagrad-playground>`: a network that learns while it is watched, in a shadow root of its own. */
export class PlaygroundElement extends Base {
  #playground: Playground | undefined;
  #end: (() => void) | undefined;
  readonly painters = new Painters();

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(playgroundStyle);
    root.adoptedStyleSheets = [sheet];
    let link: WorkerLink | undefined;
    const { shown, ...controls } = readHash(location.hash);
    const linkTo = (listen: (answer: Answer) => void): WorkerLink => {
      link = new WorkerLink(listen);
      return link;
    };
    const playground = new Playground({ ...controls, ...givenInPage() }, linkTo, shown);
    this.#playground = playground;
    const listening = new AbortController();
    const { signal } = listening;
    hearKeys(this, playground, signal);
    root.addEventListener("pointerdown", (event) => closeOthers(root, event.target as Node), { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.painters.request(), { signal });
    takeDropped(this, playground, signal);
    const noHash = keepInHash(playground);
    this.painters.start(playground);
    render(h(View, { playground, painters: this.painters, host: this }), root);
    loadViews(root, ({ message }) => (playground.failure.value = message));
    this.#end = () => {
      listening.abort();
      noHash();
      this.painters.stop();
      link?.close();
      render(null, root);
    };
  }

  disconnectedCallback(): void {
    this.#end?.();
    this.#playground = undefined;
  }

  /** What it shows; undefined before it is in a page. */
  get playground(): Playground | undefined {
    return this.#playground;
  }
}

function givenInPage(): { readonly given?: Given } {
  const text = document.getElementById(givenId)?.textContent;
  return text ? { given: readGiven(text) } : {};
}

/** What is open, such as a menu, closes when something else is touched. */
function closeOthers(root: ShadowRoot, target: Node): void {
  for (const open of root.querySelectorAll("details[open]")) if (!open.contains(target)) open.removeAttribute("open");
}

/** Has pages know the element; once. */
export function definePlayground(): void {
  sharePreact();
  if (customElements.get("dagrad-playground") === undefined) customElements.define("dagrad-playground", PlaygroundElement);
}
