import { h, render } from "preact";
import type { Katex } from "./formulas/katex-style.ts";
import { type State, stateOf } from "./state.ts";
import { explorerStyle } from "./style.ts";
import type { Subject } from "./subject.ts";
import { View } from "./view.tsx";

/** `<dagrad-explorer>`: an explorer in a shadow root of its own, so that neither its style nor the page's changes the other. */
export interface ExplorerElement extends HTMLElement {
  /** What is explored; setting it opens it anew. */
  subject: Subject | undefined;
  /** What writes formulas that the subject does not bring along; loaded when one is shown. Where there is none, they are written as text. */
  katex: (() => Promise<Katex>) | undefined;
  /** What it remembers; undefined before it has a subject. */
  readonly state: State | undefined;
}

/** Has pages know the element; once. Only a page has elements to extend. */
export function defineExplorer(): void {
  if (customElements.get("dagrad-explorer") === undefined) customElements.define("dagrad-explorer", explorerClass());
}

const explorerClass = () =>
  class extends HTMLElement implements ExplorerElement {
    #state: State | undefined;
    katex: (() => Promise<Katex>) | undefined;

    set subject(subject: Subject | undefined) {
      if (subject === undefined) return;
      this.#state = stateOf(subject);
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      if (root.adoptedStyleSheets.length === 0) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(explorerStyle);
        root.adoptedStyleSheets = [sheet];
      }
      render(h(View, { state: this.#state }), root);
    }

    get subject(): Subject | undefined {
      return this.#state?.exploration.value.subject;
    }

    get state(): State | undefined {
      return this.#state;
    }
  };
