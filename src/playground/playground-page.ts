import { htmlPage } from "../page/html-page.ts";
import { colorVariables } from "../page/style.ts";
import type { Given } from "./given.ts";
import { givenId, laterScripts, scriptMark } from "./own-script.ts";

/** What stands around the playground in a page that is nothing else. */
const pageStyle = `${colorVariables(":root")}
html,body{margin:0;min-height:100%;background:var(--ground)}`;

/** The scripts in dist/playground, as text: the page's, which is its worker's, too, and those that are loaded later. */
export interface PlaygroundScripts extends Readonly<Record<(typeof laterScripts)[number], string>> {
  readonly playground: string;
}

/** A playground as one HTML text, which opens from disk with the network off; of a program's network where one is given. */
export const playgroundHtml = (scripts: PlaygroundScripts, given?: Given): string =>
  htmlPage({
    title: given?.title ?? "dagrad playground",
    style: pageStyle,
    body: "<dagrad-playground></dagrad-playground>",
    data: {
      ...(given && { [givenId]: JSON.stringify(given) }),
      ...Object.fromEntries(laterScripts.map((name) => [name, JSON.stringify(scripts[name])])),
    },
    script: scripts.playground,
  });

/** The page that a server shows, beside whose address lie playground.js, later.js and explorer.js. What is given is JSON, in which no tag begins. */
export const servedPlayground = (given?: Given): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>dagrad play</title>
<style>${pageStyle}</style>
<script type="module" src="playground.js" ${scriptMark}></script>
</head>
<body>
<dagrad-playground></dagrad-playground>
${given === undefined ? "" : `<script type="application/json" id="${givenId}">${JSON.stringify(given).replaceAll("<", "\\u003c")}</script>\n`}</body>
</html>
`;
