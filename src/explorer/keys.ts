import type { State, Theme, View } from "./state.ts";

/** A key, or several that do the same in two directions, and what it does. */
export interface Key {
  /** As `KeyboardEvent.key` has them; none where the part that does it listens itself. */
  readonly keys: readonly string[];
  /** As a keyboard shows them. */
  readonly shown: string;
  readonly what: string;
  readonly press?: (state: State, key: string) => void;
}

export const views = [
  ["layers", "Layers"],
  ["formula", "Formula"],
  ["run", "Run"],
] as const satisfies readonly (readonly [View, string])[];

/** All keys, in the order in which the help lists them. */
export const keyTable: readonly Key[] = [
  {
    keys: ["ArrowLeft", "ArrowRight"],
    shown: "← →",
    what: "a step back, a step on",
    press: ({ stepper }, key) => (key === "ArrowLeft" ? stepper.back() : stepper.forward()),
  },
  {
    keys: ["Home", "End"],
    shown: "Home End",
    what: "the first step, the last",
    press: ({ stepper }, key) => stepper.go(key === "Home" ? 1 : stepper.steps.value.length),
  },
  { keys: ["ArrowUp", "ArrowDown"], shown: "↑ ↓", what: "in the picture: the node before, the node after; in the graph: the line" },
  { keys: ["Enter"], shown: "Enter", what: "in the picture: open or close a box, with Shift all like it" },
  { keys: ["PageUp", "PageDown"], shown: "Page ↑ ↓", what: "in the picture: all boxes as they are read" },
  {
    keys: ["Escape"],
    shown: "Esc",
    what: "back: nothing selected, all samples, no step",
    press: goBack,
  },
  {
    keys: ["/"],
    shown: "/",
    what: "find a name, an op, a shape such as [batch, 3], or nan",
    press: ({ commands }) => void commands.run("find"),
  },
  { keys: ["f"], shown: "f", what: "fit the picture", press: ({ commands }) => void commands.run("fit") },
  {
    keys: ["1", "2", "3"],
    shown: "1 2 3",
    what: "layers, formula, run",
    press: ({ view }, key) => {
      view.value = views[Number(key) - 1]?.[0] ?? view.value;
    },
  },
  {
    keys: ["g"],
    shown: "g",
    what: "gradients on or off",
    press: ({ showsGradients }) => {
      showsGradients.value = !showsGradients.value;
    },
  },
  {
    keys: ["G"],
    shown: "Shift g",
    what: "gradients in boxes of their own, or in those of their nodes",
    press: ({ gradientsBeside }) => {
      gradientsBeside.value = !gradientsBeside.value;
    },
  },
  {
    keys: ["c"],
    shown: "c",
    what: "costs on or off: time and bytes",
    press: ({ showsCosts }) => {
      showsCosts.value = !showsCosts.value;
    },
  },
  {
    keys: ["[", "]"],
    shown: "[ ]",
    what: "the sample before, the sample after",
    press: (state, key) => moveSample(state, key === "[" ? -1 : 1),
  },
  {
    keys: ["t"],
    shown: "t",
    what: "light, dark, or as the system asks for",
    press: ({ theme }) => void (theme.value = nextTheme(theme.value)),
  },
  { keys: [], shown: "e", what: "change the selected node: its menu" },
  { keys: [], shown: "Ctrl z", what: "undo" },
  { keys: [], shown: "Ctrl Shift z", what: "redo" },
  { keys: ["?"], shown: "?", what: "this help", press: ({ commands }) => void commands.run("help") },
];

export const nextTheme = (theme: Theme): Theme => (({ auto: "dark", dark: "light", light: "auto" }) as const)[theme];

/** The sample so many after; before the first one stand all together. */
export function moveSample({ sample, exploration }: State, by: number): void {
  const count = exploration.value.samples ?? 0;
  const to = (sample.value ?? -1) + by;
  sample.value = to < 0 || count === 0 ? undefined : Math.min(count - 1, to);
}

/** What was done last is taken back first: a step, a selection, a sample. */
function goBack({ stepper, step, selected, sample }: State): void {
  if (step.value !== undefined) stepper.go(undefined);
  else if (stepper.cell.value !== undefined) stepper.cell.value = undefined;
  else if (selected.value !== undefined) selected.value = undefined;
  else sample.value = undefined;
}

/** Does what a key asks for, unless it is written into something, or moves what has the focus. */
export function pressKey(state: State, event: KeyboardEvent): void {
  const target = event.composedPath()[0];
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || takesKey(target as Element, event.key)) return;
  const key = keyTable.find(({ keys }) => keys.includes(event.key));
  if (key?.press === undefined || (!state.takesKeys.value && event.key.length === 1)) return;
  event.preventDefault();
  key.press(state, event.key);
}

/** What the element with the focus does with a key itself. */
function takesKey(element: Element, key: string): boolean {
  if (element.closest("dialog") !== null) return true;
  const name = element.localName;
  const type = element.getAttribute("type") ?? "text";
  if (name === "textarea" || name === "select" || (element as HTMLElement).isContentEditable) return true;
  if (name === "input" && !["checkbox", "radio", "range", "button"].includes(type)) return true;
  const moves = /^(?:Arrow|Home|End|Page)/.test(key);
  return moves && (name === "input" || element.closest('[role="listbox"], .table') !== null);
}
