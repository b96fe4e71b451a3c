import { htmlPage } from "../page/html-page.ts";
import { colorVariables } from "../page/style.ts";
import { laterId } from "./own-script.ts";

/** What stands around the playground in a page that is nothing else. */
const pageStyle = `${colorVariables(":root")}
html,body{margin:0;min-height:100%;background:var(--ground)}`;

/** The two scripts that esbuild made, as text: the page's and its worker's, and what is loaded later. */
export interface PlaygroundScripts {
  readonly playground: string;
  readonly later: string;
}

/** A playground as one HTML text, which opens from disk with the network off. */
export const playgroundHtml = (scripts: PlaygroundScripts, title = "dagrad playground"): string =>
  htmlPage({
    title,
    style: pageStyle,
    body: "<dagrad-playground></dagrad-playground>",
    data: { [laterId]: JSON.stringify(scripts.later) },
    script: scripts.playground,
  });
