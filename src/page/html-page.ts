import { escaped } from "./markup.ts";

/** A page that holds all it shows: nothing is loaded, from nowhere. */
export interface HtmlPage {
  readonly title: string;
  /** Trusted text. */
  readonly style: string;
  /** What stands in the body: trusted HTML. */
  readonly body: string;
  /** Data for the script, by the ids of the elements that hold them: any text. */
  readonly data: Readonly<Record<string, string>>;
  /** A JavaScript module: trusted text. */
  readonly script: string;
}

/** What a page of one file may do: run its own script, WebAssembly and workers of it, and nothing over the network. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; style-src 'unsafe-inline'; img-src data: blob:; font-src data:";

/** The page as one HTML text. Titles and data are written so that they stay text, whatever they say. */
export const htmlPage = ({ title, style, body, data, script }: HtmlPage): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="content-security-policy" content="${policy}">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
${Object.entries(data)
  .map(([id, text]) => `<script type="application/json" id="${escaped(id)}">${asData(text)}</script>`)
  .join("\n")}
<script type="module">${asScript(script)}</script>
</body>
</html>
`;

/** JSON in an element of a page: no tag begins or ends in it. */
const asData = (json: string): string => json.replaceAll("<", "\\u003c");

/** In a script's own strings and templates, "\\x3c" reads the same. */
const asScript = (script: string): string => script.replace(/<(?=\/script|!--|script)/gi, "\\x3c");
