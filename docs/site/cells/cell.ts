import type { Editor } from "../../../src/editor/editor.ts";
import type { Run } from "../../../src/editor/run/run.ts";
import { loadRunner, modules, openEditor } from "./built-parts.ts";
import { button, make } from "./make.ts";
import { showResult } from "./show-result.ts";

const titles = {
  run: "run this listing and those that it goes on with",
  edit: "change this listing",
  reset: "the listing as the page has it",
};

/**
 * `<dagrad-cell program="3" listing="1">`: a listing and what it prints, as the page has them, with buttons to run and to change it. To run
 * one is to run those of its program above it, in one scope, as tests do; `listing` counts them from 0.
 */
export class Cell extends HTMLElement {
  #bar: HTMLElement | undefined;
  #status: HTMLElement | undefined;
  #editor: Editor | undefined;
  #running: Run | undefined;

  connectedCallback(): void {
    if (this.#bar !== undefined) return;
    this.#status = make("span", { class: "cell-status", role: "status" });
    const reset = button("Reset", titles.reset, () => this.#reset());
    reset.hidden = true;
    const edit = button("Edit", titles.edit, () => void this.#edit());
    this.#bar = make(
      "div",
      { class: "cell-bar" },
      this.#status,
      reset,
      edit,
      button("Run", titles.run, () => void this.run()),
    );
    this.prepend(this.#bar);
  }

  disconnectedCallback(): void {
    this.#running?.stop();
  }

  get #listed(): HTMLElement | null {
    return this.querySelector<HTMLElement>(".language-ts");
  }

  /** The listing as it is now, changed or not. */
  get code(): string {
    return this.#editor?.value ?? this.#listed?.querySelector("code")?.textContent ?? "";
  }

  /** The cells of this program on the page, in order, up to this one. */
  get #program(): Cell[] {
    const cells = Array.from(this.parentElement?.querySelectorAll<Cell>(`dagrad-cell[program="${this.getAttribute("program")}"]`) ?? []);
    return cells.slice(0, cells.indexOf(this) + 1);
  }

  /** Runs the program up to this cell; what each of its cells prints then stands below that cell. Resolves when it has ended. */
  async run(): Promise<void> {
    this.#running?.stop();
    this.#busy(true);
    try {
      const cells = this.#program;
      const { run } = await loadRunner();
      const blocks = cells.map(({ code }) => code);
      const running = run(blocks, { modules, timeout: Number.POSITIVE_INFINITY });
      this.#running = running;
      const result = await running.result;
      if (this.#running !== running) return;
      await showResult(cells, result);
      const { error, milliseconds } = result;
      const time = milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
      this.#say(error === undefined ? `ran in ${time}` : "stopped");
    } catch (error) {
      this.#say(String(error));
    }
    this.#busy(false);
  }

  /** While a program runs, its button stops it. */
  #busy(runs: boolean): void {
    const button = this.#bar?.querySelector<HTMLButtonElement>("button[data-do=Run], button[data-do=Stop]");
    if (!button) return;
    button.dataset.do = button.textContent = runs ? "Stop" : "Run";
    button.title = runs ? "stop this program" : titles.run;
    button.onclick = runs ? () => this.#running?.stop() : () => void this.run();
    if (runs) this.#say("running …");
  }

  #say(text: string): void {
    if (this.#status) this.#status.textContent = text;
  }

  /** The output below the code, in the place of what stood there; an error in the editor, where that is open. */
  show(text: string, error?: string, line?: number): void {
    let code = this.querySelector(".language-text code");
    if (code === null && text !== "") {
      const output = make("div", { class: "language-text" }, make("pre", { tabindex: "0" }, make("code", {})));
      (this.querySelector(".cell-editor") ?? this.#listed)?.after(output);
      code = output.querySelector("code");
    }
    if (code !== null) code.textContent = text;
    this.querySelector(".cell-error")?.remove();
    if (error === undefined) return;
    if (this.#editor && line !== undefined) this.#editor.markLines([{ line, sentence: error }]);
    else this.append(make("p", { class: "cell-error", role: "alert" }, line === undefined ? error : `line ${line}: ${error}`));
  }

  /** The last graph that this cell made, as pictures for light and dark pages. */
  picture(light: string, dark: string): void {
    this.querySelector(".cell-picture")?.remove();
    const image = (theme: string, svg: string): HTMLElement =>
      make("img", {
        class: `only-${theme}`,
        src: `data:image/svg+xml,${encodeURIComponent(svg)}`,
        alt: "the graph that this listing makes",
      });
    const attributes = { class: "cell-picture", tabindex: "0", role: "group", "aria-label": "picture" };
    this.append(make("figure", attributes, image("light", light), image("dark", dark)));
  }

  async #edit(): Promise<void> {
    if (this.#editor) return this.#editor.focus();
    this.#say("loading the editor …");
    const place = make("div", { class: "cell-editor" });
    const before = (): string =>
      this.#program
        .slice(0, -1)
        .map(({ code }) => code)
        .join("\n");
    try {
      this.#editor = await openEditor(place, { value: this.code, label: "the listing", onRun: () => void this.run(), before });
    } catch (error) {
      return this.#say(String(error));
    }
    this.#listed?.after(place);
    this.#changed(true);
    this.#say("Ctrl-Enter runs it");
    this.#editor.focus();
  }

  #reset(): void {
    this.#editor?.destroy();
    this.#editor = undefined;
    this.querySelector(".cell-editor")?.remove();
    this.#changed(false);
    void this.run();
  }

  /** Whether the editor stands in the listing's place. */
  #changed(isEdited: boolean): void {
    if (this.#listed) this.#listed.hidden = isEdited;
    const reset = this.#bar?.querySelector<HTMLButtonElement>("button[data-do=Reset]");
    if (reset) reset.hidden = !isEdited;
  }
}

export function defineCells(): void {
  if (customElements.get("dagrad-cell") === undefined) customElements.define("dagrad-cell", Cell);
}
