import { h, render } from "preact";
import { type State, stateOf } from "./state.ts";
import { explorerStyle } from "./style.ts";
import type { Subject } from "./subject.ts";
import { View } from "./view.tsx";

/** `<dagrad-explorer>`: an explorer in a shadow root of its own, so that neither its style nor the page's changes the other. */
export class ExplorerElement extends HTMLElement {
  #state: State | undefined;

  /** What is explored; setting it opens it anew. */
  set subject(subject: Subject) {
    this.#state = stateOf(subject);
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    if (root.adoptedStyleSheets.length === 0) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(explorerStyle);
      root.adoptedStyleSheets = [sheet];
    }
    render(h(View, { state: this.#state }), root);
  }

  /** What it remembers; undefined before it has a subject. */
  get state(): State | undefined {
    return this.#state;
  }
}

/** Has pages know the element; once. */
export function defineExplorer(): void {
  if (customElements.get("dagrad-explorer") === undefined) customElements.define("dagrad-explorer", ExplorerElement);
}
