import type { OpSet } from "../../graph/op.ts";
import { defineExplorer, type ExplorerElement } from "./element.ts";
import { readSubject } from "./subject.ts";

/** What the script of a page does that `explorerHtml` wrote. */
export function start(ops: OpSet): void {
  defineExplorer();
  const text = document.getElementById("subject")?.textContent ?? "";
  const element = document.querySelector("dagrad-explorer") as ExplorerElement;
  element.subject = readSubject(text, ops);
}
