import type { OpSet } from "../../../graph/op.ts";
import { bindHash } from "../../page/hash-state.ts";
import { defineExplorer, type ExplorerElement } from "../element.ts";
import { explorationOf } from "../exploration.ts";
import { explorerPage } from "../explorer-page.ts";
import { renew } from "../renew.ts";
import { hashParts } from "../share.ts";
import { readSubject, type Subject } from "../subject.ts";
import { asked, follow } from "./follow.ts";

/** What the script of a page that is served does: shows what the server has, and follows it. */
export function startServed(ops: OpSet): void {
  defineExplorer();
  const explorer = document.querySelector("dagrad-explorer") as ExplorerElement;
  explorer.katex = () => import(new URL("katex.js", location.href).href);
  explorer.writePage = async (subject) => explorerPage(subject, await (await asked("page-all-ops.js")).text());
  const open = (subject: Subject): void => {
    explorer.subject = subject;
    if (explorer.state) bindHash(hashParts(explorer.state));
  };
  follow(document.querySelector("dagrad-status") as HTMLElement, {
    showsLast: () => explorer.state !== undefined,
    async show(text) {
      const subject = readSubject(await text(), ops);
      document.title = subject.title;
      const { state } = explorer;
      if (state === undefined) open(subject);
      else renew(state, explorationOf(subject));
    },
  });
}
