/** The editor of code in pages: CodeMirror with the colours of pictures, and with what TypeScript knows where a page gives that. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { Annotation, Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { checkOptions } from "../../graph/check-options.ts";
import { colours } from "./colours.ts";
import { knowsTypes } from "./knows-types.ts";
import { leaveByTab } from "./leave-by-tab.ts";
import { problemMarks, showMarks } from "./problems.ts";
import type { Mark } from "./types/code-checker.ts";
import type { Types } from "./types/start-types.ts";

export { startTypes, type Types } from "./types/start-types.ts";
export type { Mark };

export interface EditorOptions {
  /** The code to begin with. Default: none. */
  readonly value?: string;
  /** The name that a screen reader says: "code of the network". */
  readonly label: string;
  /** Called with the code after each change by a reader, not after those of `value`. */
  readonly onChange?: (value: string) => void;
  /** Called by Ctrl-Enter, ⌘-Enter on a Mac. */
  readonly onRun?: () => void;
  /** Called after each check, with what TypeScript says of the code. */
  readonly onCheck?: (marks: readonly Mark[]) => void;
  /** What TypeScript knows: `startTypes()`, one for all editors of a page. Default: code is coloured, not checked. */
  readonly types?: Types;
  /** Code above that of the editor, whose names it may use. Default: none. */
  readonly before?: () => string | undefined;
  /** The code can be read, selected and copied. Default: false. */
  readonly readOnly?: boolean;
}

export interface Editor {
  /** The code. To set it is one change, which undo takes back. */
  value: string;
  readOnly: boolean;
  /** Marks lines, from 1, with what a run says of them, until the code is checked next. */
  markLines(lines: readonly { readonly line: number; readonly sentence: string; readonly details?: string }[]): void;
  focus(): void;
  /** Takes the editor out of its element. */
  destroy(): void;
}

const byPage = Annotation.define<boolean>();

/** Puts an editor into an element, which may be in a shadow root; it is as high as its code, or as the element where that has a height. */
export function createEditor(element: HTMLElement, options: EditorOptions): Editor {
  checkOptions("createEditor", options, ["value", "label", "onChange", "onRun", "onCheck", "types", "before", "readOnly"]);
  const { value = "", label, onChange, onRun, onCheck, types, before = () => undefined, readOnly = false } = options;
  const fixed = new Compartment();
  const root = element.getRootNode();
  const help = "Escape, then Tab, leaves the editor.";
  const view = new EditorView({
    parent: element,
    ...(root instanceof ShadowRoot && { root }),
    state: EditorState.create({
      doc: value,
      extensions: [
        lineNumbers(),
        highlightActiveLineGutter(),
        history(),
        drawSelection(matchMedia("(prefers-reduced-motion: reduce)").matches ? { cursorBlinkRate: 0 } : {}),
        EditorState.allowMultipleSelections.of(true),
        EditorState.tabSize.of(2),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        javascript({ typescript: true }),
        colours,
        problemMarks,
        fixed.of(EditorState.readOnly.of(readOnly)),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-description": help, autocapitalize: "off", autocorrect: "off" }),
        keymap.of([
          {
            key: "Mod-Enter",
            run: () => {
              onRun?.();
              return onRun !== undefined;
            },
          },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...historyKeymap,
        ]),
        leaveByTab,
        keymap.of(defaultKeymap),
        ...(types ? [knowsTypes({ types, before, onCheck })] : []),
        EditorView.updateListener.of(({ docChanged, state, transactions }) => {
          if (docChanged && !transactions.some((one) => one.annotation(byPage))) onChange?.(state.doc.toString());
        }),
      ],
    }),
  });
  return {
    get value() {
      return view.state.doc.toString();
    },
    set value(text) {
      if (text === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, annotations: byPage.of(true) });
    },
    get readOnly() {
      return view.state.readOnly;
    },
    set readOnly(next) {
      view.dispatch({ effects: fixed.reconfigure(EditorState.readOnly.of(next)) });
    },
    markLines(lines) {
      const { doc } = view.state;
      const marks = lines.map(({ line, ...told }): Mark => {
        const { from, to, text } = doc.line(Math.min(Math.max(line, 1), doc.lines));
        return { from: from + text.length - text.trimStart().length, to, severity: "error", ...told };
      });
      showMarks(view, marks);
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
