import type { Signal } from "@preact/signals";
import { copyText } from "../page/copy-text.ts";
import { type HashPart, hashOf, switchPart, wordPart } from "../page/hash-state.ts";
import { formulaForms } from "./formulas/formula-tex.ts";
import type { State } from "./state.ts";

/** What of an explorer stands in the address of its page. */
export function hashParts(state: State): readonly HashPart[] {
  const { view, sample, step, selected, output, form, showsGradients, showsCosts, exploration, numbering, open, closed, loops } = state;
  return [
    wordPart("view", view, ["layers", "formula", "run"]),
    wholePart("sample", sample, () => exploration.value.samples ?? 0),
    wholePart("turn", loops.turn, () => Number.MAX_SAFE_INTEGER),
    wholePart("step", step, () => Number.MAX_SAFE_INTEGER),
    {
      name: "node",
      write: () => selected.value && `${selected.value.id}${selected.value.whole ? "*" : ""}`,
      read: (text) => {
        const id = text.replace(/\*$/, "");
        if (numbering.value.numberOf(id) !== undefined) selected.value = { id, whole: text.endsWith("*") };
      },
    },
    keysPart("open", open),
    keysPart("closed", closed),
    {
      name: "output",
      write: () => (output.value === first(state) ? undefined : output.value),
      read: (text) => {
        if (Object.hasOwn(exploration.value.subject.graph.outputs, text)) output.value = text;
      },
    },
    wordPart("form", form, formulaForms),
    switchPart("gradients", showsGradients),
    switchPart("costs", showsCosts),
  ];
}

const first = ({ exploration }: State): string => {
  const { of, subject } = exploration.value;
  return of ?? Object.keys(subject.graph.outputs)[0] ?? "";
};

/** A whole number below some other, or none. */
const wholePart = (name: string, value: Signal<number | undefined>, below: () => number): HashPart => ({
  name,
  write: () => (value.value === undefined ? undefined : String(value.value)),
  read: (text) => {
    const number = Number(text);
    if (Number.isSafeInteger(number) && number >= 0 && number < below()) value.value = number;
  },
});

/** A set of keys of boxes, which are texts without commas. */
const keysPart = (name: string, value: Signal<ReadonlySet<string>>): HashPart => ({
  name,
  write: () => (value.value.size === 0 ? undefined : [...value.value].map(encodeURIComponent).join()),
  read: (text) => {
    value.value = new Set(text.split(",").map(decodeURIComponent));
  },
});

/** Copies the address of the page as it is shown. */
export async function share(state: State): Promise<void> {
  const { href } = location;
  const address = href.split("#")[0] + hashOf(hashParts(state));
  state.notice.value = (await copyText(address)) ? "Link copied" : "This page may not copy.";
}
