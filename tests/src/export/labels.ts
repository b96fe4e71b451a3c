const entities: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#45;": "-", "&#160;": " " };
const decoded = (text: string): string =>
  text.replace(/&(#\d+|\w+);/g, (entity) => entities[entity] ?? String.fromCodePoint(Number(entity.slice(2, -1))));
const oneSpace = (text: string): string => text.replace(/\s+/g, " ").trim();

/** The lines of text that a DOT text asks for in plain labels. */
export function labelsOf(dot: string): string[] {
  const labels = [...dot.matchAll(/(?<![a-z])label="((?:[^"\\]|\\.)*)"/g)].map(([, label]) => label as string);
  const lines = labels.flatMap((label) => label.replace(/\\(.)/g, (_, next) => (next === "n" || next === "l" ? "\n" : next)).split("\n"));
  return lines.map((line) => oneSpace(decoded(line))).filter((line) => line !== "");
}

/** The lines of text that an SVG shows. */
export const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => oneSpace(decoded(text as string)));
