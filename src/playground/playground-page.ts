import { htmlPage } from "../page/html-page.ts";
import { colorVariables, groundStyle } from "../page/style.ts";
import type { Given } from "./given.ts";
import { givenId, laterScripts, scriptMark } from "./own-script.ts";

/** What stands around the playground in a page that is served: a program's says there how it was loaded. */
const servedStyle = `${colorVariables(":root")}
${groundStyle}`;

/** The scripts in dist/playground, as text: the page's, which is its worker's, too, and those that are loaded later. */
export interface PlaygroundScripts extends Readonly<Record<(typeof laterScripts)[number], string>> {
  readonly playground: string;
}

/** A playground as one HTML text, which opens from disk with the network off; of a program's network where one is given. */
export const playgroundHtml = (scripts: PlaygroundScripts, given?: Given): string =>
  htmlPage({
    title: given?.title ?? "dagrad playground",
    style: groundStyle,
    body: "<dagrad-playground></dagrad-playground>",
    data: {
      ...(given && { [givenId]: JSON.stringify(given) }),
      ...Object.fromEntries(laterScripts.map((name) => [name, JSON.stringify(scripts[name])])),
    },
    script: scripts.playground,
  });

/** A program's playground as a server has it. */
export interface Served {
  /** Undefined where the program could not be loaded yet. */
  readonly given: Given | undefined;
  /** Which load of it that is: the page waits for another one. */
  readonly load: number | undefined;
}

/**
 * The page that a server shows, beside whose address lie playground.js, later.js and explorer.js, and follow.js where it is a program's. What is
 * given is JSON, in which no tag begins.
 */
export function servedPlayground(served?: Served): string {
  const given = served?.given;
  const plays = served === undefined || given !== undefined;
  const head = [
    ...(plays ? [`<script type="module" src="playground.js" ${scriptMark}></script>`] : []),
    ...(served ? ['<script type="module" src="follow.js"></script>'] : []),
  ];
  const body = [
    ...(served
      ? [given === undefined ? "<dagrad-status></dagrad-status>" : `<dagrad-status data-shown="${served.load}"></dagrad-status>`]
      : []),
    ...(plays ? ["<dagrad-playground></dagrad-playground>"] : []),
    ...(given ? [`<script type="application/json" id="${givenId}">${JSON.stringify(given).replaceAll("<", "\\u003c")}</script>`] : []),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>dagrad play</title>
<style>${served ? servedStyle : groundStyle}</style>
${head.join("\n")}
</head>
<body>
${body.join("\n")}
</body>
</html>
`;
}
