import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { type EditorState, type Extension, StateEffect, StateField, type Text } from "@codemirror/state";
import { type EditorView, type Panel, showPanel } from "@codemirror/view";
import type { Mark } from "./types/code-checker.ts";

/** What is wrong with the code, and what the editor is doing about it. */
interface Problems {
  readonly marks: readonly Mark[];
  /** "loading TypeScript …"; empty where there is nothing to say. */
  readonly status: string;
}

const found = StateEffect.define<Partial<Problems>>();

const problems = StateField.define<Problems>({
  create: () => ({ marks: [], status: "" }),
  update(value, { changes, docChanged, effects }) {
    const moved = (mark: Mark): Mark => ({ ...mark, from: changes.mapPos(mark.from), to: changes.mapPos(mark.to) });
    const now = docChanged && value.marks.length > 0 ? { ...value, marks: value.marks.map(moved) } : value;
    return Object.assign({}, now, ...effects.filter((effect) => effect.is(found)).map(({ value: next }) => next));
  },
  provide: (field) => showPanel.from(field, ({ marks, status }) => (marks.length > 0 || status !== "" ? panel : null)),
});

/** Marks below the code what is wrong with it, and lists it under the editor. */
export const problemMarks: Extension = problems;

/** Shows these marks in place of those before. */
export function showMarks(view: EditorView, marks: readonly Mark[], status = ""): void {
  const length = view.state.doc.length;
  const inside = marks.map((mark) => ({ ...mark, from: Math.min(mark.from, length), to: Math.min(mark.to, length) }));
  view.dispatch({ effects: found.of({ marks: inside, status }) });
  view.dispatch(setDiagnostics(view.state, inside.map(diagnostic)));
}

export const showStatus = (view: EditorView, status: string): void => view.dispatch({ effects: found.of({ status }) });

const diagnostic = (mark: Mark): Diagnostic => ({
  from: mark.from,
  // Of a place without extent, the character behind it is marked.
  to: Math.max(mark.from, mark.to),
  severity: mark.severity,
  message: mark.sentence,
  renderMessage: () => messageOf(mark),
});

/** The sentence, and small below it what the compiler says. */
function messageOf({ sentence, details }: Mark): HTMLElement {
  const message = document.createElement("div");
  message.append(textOf("div", "dagrad-sentence", sentence));
  if (details !== undefined && details !== sentence) message.append(textOf("pre", "dagrad-details", details));
  return message;
}

function textOf(tag: string, name: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

/** All that is wrong, as a list; each leads to its place. It is there without a pointer, too, and on phones. */
function panel(view: EditorView): Panel {
  const dom = document.createElement("div");
  dom.setAttribute("role", "status");
  const write = (state: EditorState): void => {
    const { marks, status } = state.field(problems);
    const list = textOf("ul", "dagrad-problems", "");
    for (const mark of marks) list.append(entry(view, mark, state.doc));
    const parts = [...(marks.length > 0 ? [list] : []), ...(status === "" ? [] : [textOf("div", "dagrad-status", status)])];
    dom.replaceChildren(...parts);
  };
  write(view.state);
  return {
    dom,
    update: ({ state, startState }) => {
      if (state.field(problems) !== startState.field(problems)) write(state);
    },
  };
}

function entry(view: EditorView, mark: Mark, doc: Text): HTMLElement {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.append(textOf("span", "place", `line ${doc.lineAt(mark.from).number}`), textOf("span", "sentence", mark.sentence));
  button.addEventListener("click", () => {
    view.dispatch({ selection: { anchor: mark.from, head: mark.to }, scrollIntoView: true });
    view.focus();
  });
  item.append(button);
  return item;
}
