import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { type EditorView, hoverTooltip, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { addImport } from "./add-import.ts";
import { showMarks, showStatus } from "./problems.ts";
import type { Mark } from "./types/code-checker.ts";
import type { Types } from "./types/start-types.ts";

/** After the last key, ms: while one types, what is not finished is not called wrong. */
const rest = 80;

export interface Knowledge {
  readonly types: Types;
  /** Code above the editor's, whose names it knows. */
  readonly before: () => string | undefined;
  readonly onCheck: ((marks: readonly Mark[]) => void) | undefined;
}

/** Errors of types as marks, what a name is when the pointer rests on it, and what a name may become. */
export function knowsTypes({ types, before, onCheck }: Knowledge): Extension {
  const code = (text: string): { readonly text: string; readonly before?: string } => {
    const above = before();
    return above === undefined ? { text } : { text, before: above };
  };

  const checks = ViewPlugin.fromClass(
    class {
      readonly #view: EditorView;
      #timer: ReturnType<typeof setTimeout> | undefined;
      #checking = false;
      #changed = false;
      constructor(view: EditorView) {
        this.#view = view;
        this.#timer = setTimeout(() => this.check(), 0);
      }
      update({ docChanged }: ViewUpdate): void {
        if (docChanged) this.again();
      }
      again(): void {
        this.#changed = true;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.check(), rest);
      }
      /** One check at a time: where the text has changed meanwhile, its answer is not shown, and the text as it is now is checked next. */
      async check(): Promise<void> {
        if (this.#checking) return;
        this.#checking = true;
        this.#changed = false;
        const slow = setTimeout(() => showStatus(this.#view, "loading TypeScript …"), 500);
        try {
          const marks = await types.check(code(this.#view.state.doc.toString()));
          if (!this.#changed) {
            showMarks(this.#view, marks);
            onCheck?.(marks);
          }
        } catch (error) {
          showStatus(this.#view, `types are not checked: ${error instanceof Error ? error.message : String(error)}`);
        } finally {
          clearTimeout(slow);
          this.#checking = false;
        }
        if (this.#changed) this.again();
      }
      destroy(): void {
        clearTimeout(this.#timer);
        // What is under way is not shown any more.
        this.#changed = true;
        this.#checking = true;
      }
    },
  );

  const hovers = hoverTooltip(async (view, position) => {
    const hover = await types.hover(code(view.state.doc.toString()), position).catch(() => undefined);
    if (!hover || hover.to > view.state.doc.length) return null;
    const { from, to, ...told } = hover;
    return { pos: from, end: to, above: true, create: () => ({ dom: described(told) }) };
  });

  const completions = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const begun = context.matchBefore(/[\w$]+|\.|["']/);
    if (!begun && !context.explicit) return null;
    const text = context.state.doc.toString();
    const answer = await types.complete(code(text), context.pos).catch(() => undefined);
    if (!answer || answer.completions.length === 0) return null;
    const options = answer.completions.map(
      ({ name, kind, module }): Completion => ({
        label: name,
        type: iconOf(kind),
        // What the code knows comes first.
        ...(module !== undefined && { boost: -10, detail: module, apply: applyImported(module) }),
        info: async () => {
          const told = await types.describe(code(text), context.pos, name, module).catch(() => undefined);
          return told ? described(told) : null;
        },
      }),
    );
    return { from: answer.from, options, validFor: /^[\w$]*$/ };
  };

  return [checks, hovers, autocompletion({ override: [completions], icons: false, filterStrict: true })];
}

/** Puts in a name, and has the code import it. */
const applyImported =
  (module: string) =>
  (view: EditorView, { label }: Completion, from: number, to: number): void => {
    const added = addImport(view.state.doc.toString(), label, module);
    const changes = view.state.changes([added, { from, to, insert: label }]);
    view.dispatch({ changes, selection: { anchor: changes.mapPos(to, 1) }, userEvent: "input.complete", scrollIntoView: true });
  };

/** CodeMirror's word for a kind of TypeScript's. */
const iconOf = (kind: string): string => (kind === "method" ? "function" : kind === "const" || kind === "let" ? "variable" : kind);

function described({ declaration, comment }: { readonly declaration: string; readonly comment: string }): HTMLElement {
  const dom = document.createElement("div");
  for (const [name, text] of [
    ["dagrad-declaration", declaration],
    ["dagrad-comment", comment],
  ] as const) {
    if (text === "") continue;
    const part = document.createElement("div");
    part.className = name;
    part.textContent = text;
    dom.append(part);
  }
  return dom;
}
