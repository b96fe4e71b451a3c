import type { OpSet } from "../../graph/op.ts";
import { bindHash } from "../page/hash-state.ts";
import { defineExplorer, type ExplorerElement } from "./element.ts";
import { explorerPage } from "./explorer-page.ts";
import { hashParts } from "./share.ts";
import { readSubject } from "./subject.ts";

/** What the script of a page does that `explorerHtml` wrote. */
export function start(ops: OpSet): void {
  defineExplorer();
  const text = document.getElementById("subject")?.textContent ?? "";
  const own = document.querySelector('script[type="module"]')?.textContent ?? "";
  const element = document.querySelector("dagrad-explorer") as ExplorerElement;
  element.writePage = (subject) => explorerPage(subject, own);
  element.subject = readSubject(text, ops);
  if (element.state) bindHash(hashParts(element.state));
}
