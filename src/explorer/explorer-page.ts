import { htmlPage } from "../page/html-page.ts";
import { paperStyle } from "../page/paper.ts";
import { colorVariables } from "../page/style.ts";
import { type Subject, writeSubject } from "./subject.ts";

/** What stands around the explorer in a page that is nothing else. */
const pageStyle = `${colorVariables(":root")}${paperStyle}
html,body{margin:0;height:100%;background:var(--paper)}
dagrad-explorer{height:100vh;height:100dvh}`;

/** An explorer as one HTML text, which opens from disk: `script` is the built one, with the ops that the graph needs. */
export const explorerPage = (subject: Subject, script: string): string =>
  htmlPage({
    title: subject.title,
    style: pageStyle,
    body: "<dagrad-explorer></dagrad-explorer>",
    data: { subject: writeSubject(subject) },
    script,
  });
