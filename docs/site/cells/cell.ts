import type { Editor } from "../../../src/editor/editor.ts";
import { openEditor } from "./open-editor.ts";
import type { Told } from "./worker.ts";

/**
 * `<dagrad-cell program="3" listing="1">`: a listing and what it prints, as the page has them, with buttons to run and to change it. To run
 * one is to run those of its program above it, in one scope, as tests do; `listing` counts them from 0.
 */
export class Cell extends HTMLElement {
  #bar: HTMLElement | undefined;
  #status: HTMLElement | undefined;
  #editor: Editor | undefined;
  #worker: Worker | undefined;

  connectedCallback(): void {
    if (this.#bar !== undefined) return;
    this.#status = make("span", { class: "cell-status", role: "status" });
    this.#bar = make(
      "div",
      { class: "cell-bar" },
      this.#status,
      button("Reset", "the listing as the page has it", () => this.#reset(), true),
      button("Edit", "change this listing", () => void this.#edit()),
      button("Run", "run this listing and those that it goes on with", () => void this.run()),
    );
    this.prepend(this.#bar);
  }

  disconnectedCallback(): void {
    this.#worker?.terminate();
  }

  /** The listing as the page has it. */
  get #listed(): string {
    return this.querySelector(".language-ts code")?.textContent ?? "";
  }

  /** The listing as it is now, changed or not. */
  get code(): string {
    return this.#editor?.value ?? this.#listed;
  }

  /** The cells of this program on the page, in order, up to this one. */
  get #program(): Cell[] {
    const cells = Array.from(this.parentElement?.querySelectorAll<Cell>(`dagrad-cell[program="${this.getAttribute("program")}"]`) ?? []);
    return cells.slice(0, cells.indexOf(this) + 1);
  }

  /** Runs the program up to this cell; what each of its cells prints then stands below that cell. Resolves when it has ended. */
  run(): Promise<void> {
    this.#worker?.terminate();
    const cells = this.#program;
    const printed: string[][] = cells.map(() => []);
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    this.#worker = worker;
    this.#busy(true);
    return new Promise((resolve) => {
      const end = (status: string): void => {
        this.#busy(false);
        this.#say(status);
        this.#end = undefined;
        resolve();
      };
      this.#end = end;
      const fail = (message: string): void => {
        worker.terminate();
        this.#show(printed.at(-1)?.join("\n") ?? "", message);
        end("could not run");
      };
      worker.addEventListener("error", ({ message }) => fail(message || "the worker could not start"));
      worker.addEventListener("message", ({ data }: MessageEvent<Told>) => {
        if (data.kind === "printed") printed[data.block]?.push(data.text);
        else if (data.kind === "picture") cells[data.block]?.picture(data.light, data.dark);
        else {
          const { stop, milliseconds } = data;
          for (const [block, cell] of cells.entries()) {
            if (stop !== undefined && block > stop.block) break;
            cell.#show((printed[block] as string[]).join("\n"), stop?.block === block ? stop.message : undefined, stop?.line);
          }
          end(
            stop === undefined
              ? `ran in ${milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`}`
              : "stopped",
          );
        }
      });
      worker.postMessage({ blocks: cells.map(({ code }) => code) });
    });
  }

  #end: ((status: string) => void) | undefined;

  /** While a program runs, its button stops it. */
  #busy(runs: boolean): void {
    const run = this.#bar?.querySelector<HTMLButtonElement>("button[data-do=Run], button[data-do=Stop]");
    if (run === null || run === undefined) return;
    run.dataset.do = run.textContent = runs ? "Stop" : "Run";
    run.title = runs ? "stop this program" : "run this listing and those that it goes on with";
    run.onclick = runs
      ? () => {
          this.#worker?.terminate();
          this.#end?.("stopped");
        }
      : () => void this.run();
    if (runs) this.#say("running …");
  }

  #say(text: string): void {
    if (this.#status) this.#status.textContent = text;
  }

  /** The output below the code, in the place of what stood there. */
  #show(text: string, error?: string, line?: number): void {
    let code = this.querySelector(".language-text code");
    if (code === null && text !== "") {
      const output = make("div", { class: "language-text" }, make("pre", { tabindex: "0" }, make("code", {})));
      (this.querySelector(".cell-editor") ?? this.querySelector(".language-ts"))?.after(output);
      code = output.querySelector("code");
    }
    if (code !== null) code.textContent = text;
    this.querySelector(".cell-error")?.remove();
    if (error !== undefined)
      this.append(make("p", { class: "cell-error", role: "alert" }, line === undefined ? error : `line ${line}: ${error}`));
    if (error !== undefined && line !== undefined) this.#editor?.markLines([{ line, sentence: error }]);
  }

  /** The last graph that this cell made, as a picture. */
  picture(light: string, dark: string): void {
    this.querySelector(".cell-picture")?.remove();
    const image = (theme: string, svg: string): HTMLElement =>
      make("img", {
        class: `only-${theme}`,
        src: `data:image/svg+xml,${encodeURIComponent(svg)}`,
        alt: "the graph that this listing makes",
      });
    this.append(make("figure", { class: "cell-picture" }, image("light", light), image("dark", dark)));
  }

  async #edit(): Promise<void> {
    if (this.#editor) return this.#editor.focus();
    this.#say("loading the editor …");
    const place = make("div", { class: "cell-editor" });
    const listed = this.querySelector<HTMLElement>(".language-ts");
    try {
      this.#editor = await openEditor(place, {
        value: this.#listed,
        label: "the listing",
        onRun: () => void this.run(),
        before: () =>
          this.#program
            .slice(0, -1)
            .map(({ code }) => code)
            .join("\n"),
      });
    } catch (error) {
      return this.#say(String(error));
    }
    listed?.after(place);
    if (listed) listed.hidden = true;
    this.#say("Ctrl-Enter runs it");
    const reset = this.#bar?.querySelector<HTMLButtonElement>("button[data-do=Reset]");
    if (reset) reset.hidden = false;
    this.#editor.focus();
  }

  #reset(): void {
    this.#editor?.destroy();
    this.#editor = undefined;
    this.querySelector(".cell-editor")?.remove();
    this.querySelector(".cell-error")?.remove();
    const listed = this.querySelector<HTMLElement>(".language-ts");
    if (listed) listed.hidden = false;
    const reset = this.#bar?.querySelector<HTMLButtonElement>("button[data-do=Reset]");
    if (reset) reset.hidden = true;
    void this.run();
  }
}

function make(name: string, attributes: Readonly<Record<string, string>>, ...children: readonly (Node | string)[]): HTMLElement {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

function button(text: string, title: string, does: () => void, hidden = false): HTMLButtonElement {
  const element = make("button", { type: "button", title, "data-do": text }, text) as HTMLButtonElement;
  element.onclick = does;
  element.hidden = hidden;
  return element;
}

export function defineCells(): void {
  if (customElements.get("dagrad-cell") === undefined) customElements.define("dagrad-cell", Cell);
}
