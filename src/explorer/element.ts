import { effect } from "@preact/signals";
import { h, render } from "preact";
import type { Katex } from "./formulas/formulas.ts";
import { pressKey } from "./keys.ts";
import { large } from "./large/parts.ts";
import { type State, stateOf } from "./state.ts";
import { explorerStyle } from "./style.ts";
import type { Subject } from "./subject.ts";
import { View } from "./view.tsx";

/** `<dagrad-explorer>`: an explorer in a shadow root of its own, so that neither its style nor the page's changes the other. */
export interface ExplorerElement extends HTMLElement {
  /** What is explored; setting it opens it anew. */
  subject: Subject | undefined;
  /** What writes formulas that the subject does not bring along; asked for when it is shown. Where there is none, they are written as text. */
  katex: (() => Promise<Katex>) | undefined;
  /** What writes a page of its own of what is explored; to be set first. Where there is none, such a page cannot be saved. */
  writePage: State["writePage"];
  /** What it remembers; undefined before it has a subject. */
  readonly state: State | undefined;
}

/** Has pages know the element `<dagrad-explorer>`; once. Only a page has elements to extend. */
export function defineExplorer(): void {
  if (customElements.get("dagrad-explorer") === undefined) customElements.define("dagrad-explorer", explorerClass());
}

const explorerClass = () =>
  class extends HTMLElement implements ExplorerElement {
    #state: State | undefined;
    #stop: (() => void) | undefined;
    katex: (() => Promise<Katex>) | undefined;
    writePage: State["writePage"];

    set subject(subject: Subject | undefined) {
      this.#stop?.();
      this.#state = undefined;
      const root = this.shadowRoot ?? this.#newRoot();
      if (subject === undefined) {
        render(null, root);
        return;
      }
      const state = stateOf(subject, { ...(this.writePage && { writePage: this.writePage }) });
      this.#state = state;
      const stopTheme = effect(() => {
        const theme = state.theme.value;
        if (theme === "auto") delete this.dataset.theme;
        else this.dataset.theme = theme;
      });
      render(h(View, { state }), root);
      const stopRun = large.runSoon(state);
      this.#stop = () => {
        stopTheme();
        stopRun();
      };
      // Formulas that nobody wrote yet are set as soon as what sets them has come; where it does not come, they stay text.
      if (subject.formulas === undefined)
        this.katex?.().then(
          (katex) => {
            state.katex.value = katex;
          },
          () => {},
        );
    }

    get subject(): Subject | undefined {
      return this.#state?.exploration.value.subject;
    }

    get state(): State | undefined {
      return this.#state;
    }

    #newRoot(): ShadowRoot {
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(explorerStyle);
      root.adoptedStyleSheets = [sheet];
      // A page that is nothing else takes keys wherever the focus is.
      const isAlone = this.parentElement === document.body;
      (isAlone ? document : root).addEventListener("keydown", (event) => {
        if (this.#state) pressKey(this.#state, event as KeyboardEvent);
      });
      return root;
    }
  };
