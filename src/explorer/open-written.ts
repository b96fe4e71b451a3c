import type { OpSet } from "../../graph/op.ts";
import { defineExplorer, type ExplorerElement } from "./element.ts";
import { readSubject } from "./subject.ts";

/** What the script of a page leaves for other scripts, at `globalThis.dagradExplorer`: they bring no explorer of their own. */
export interface OpenWritten {
  /** Shows an explorer in an element, of the text of a subject, as `writeSubject` writes it. */
  open(place: Element, subject: string): void;
}

export const openWritten = (ops: OpSet): OpenWritten => ({
  open(place, subject) {
    defineExplorer();
    const element = document.createElement("dagrad-explorer") as ExplorerElement;
    element.subject = readSubject(subject, ops);
    place.replaceChildren(element);
  },
});
