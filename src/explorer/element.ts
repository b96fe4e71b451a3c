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
      this.#hide();
      this.#state = undefined;
      if (subject === undefined) return;
      const state = stateOf(subject, { ...(this.writePage && { writePage: this.writePage }) });
      this.#state = state;
      if (this.isConnected) this.#show();
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

    /** What it remembers is shown wherever it stands; where it does not, nothing of the page holds it any more. */
    connectedCallback(): void {
      if (this.#stop === undefined) this.#show();
    }

    disconnectedCallback(): void {
      // One that is moved is taken out and put in at once.
      queueMicrotask(() => {
        if (!this.isConnected) this.#hide();
      });
    }

    #show(): void {
      const state = this.#state;
      if (state === undefined) return;
      const root = this.shadowRoot ?? this.#newRoot();
      const stopThemes = effect(() => {
        const theme = state.theme.value;
        if (theme === "auto") delete this.dataset.theme;
        else this.dataset.theme = theme;
      });
      const press = (event: Event): void => pressKey(state, event as KeyboardEvent);
      // A page that is nothing else takes keys wherever the focus is.
      const listens = this.parentElement === document.body ? document : root;
      listens.addEventListener("keydown", press);
      render(h(View, { state }), root);
      const stopRun = large.runSoon(state);
      this.#stop = () => {
        stopRun();
        stopThemes();
        listens.removeEventListener("keydown", press);
        render(null, root);
      };
    }

    #hide(): void {
      this.#stop?.();
      this.#stop = undefined;
    }

    #newRoot(): ShadowRoot {
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(explorerStyle);
      root.adoptedStyleSheets = [sheet];
      return root;
    }
  };
