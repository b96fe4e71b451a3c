/** What the transformers use of Shiki, which VitePress brings: its types are in no package of this project. */
export interface Element {
  type: "element";
  tagName: string;
  properties: Record<string, unknown>;
  children: (Element | Text)[];
}
interface Text {
  type: "text";
  value: string;
}
interface Context {
  readonly source: string;
}
export interface Transformer {
  readonly name: string;
  pre?(this: Context, pre: Element): void;
  code?(this: Context, code: Element): void;
}

/** What code of a colour is, and its class; the colours are those of the themes for light and dark pages, with high contrast. */
const kinds: Readonly<Record<string, { readonly kind: string; readonly dark: string }>> = {
  "#A0111F": { kind: "k", dark: "#FF9492" }, // keyword
  "#702C00": { kind: "p", dark: "#FFB757" }, // parameter
  "#023B95": { kind: "n", dark: "#91CBFF" }, // number or constant
  "#032563": { kind: "s", dark: "#ADDCFF" }, // string
  "#622CBC": { kind: "f", dark: "#DBB7FF" }, // function
  "#66707B": { kind: "c", dark: "#BDC4CC" }, // comment
  "#024C1A": { kind: "t", dark: "#72F088" }, // tag
};
const plain = "#0E1116";

/** The style of each class, as VitePress colours code: by a variable for light pages and one for dark ones. */
export const stylesOfCode = (): string =>
  `.vp-code i { font-style: normal; color: var(--shiki-light, inherit); }
.dark .vp-code i { color: var(--shiki-dark, inherit); }
${Object.entries(kinds)
  .map(([light, { kind, dark }]) => `.vp-code .${kind} { --shiki-light: ${light}; --shiki-dark: ${dark}; }\n`)
  .join("")}`;

/**
 * Code in as few elements as its colours need: a class of one letter where Shiki writes both colours, plain code as text, neighbours of one class as
 * one, and the shortest name of an element: it is most of a page's bytes. A name with a type says the number of that in `data-t`.
 */
export function codeMarkup(fileOf: (code: string) => string | undefined): Transformer {
  return {
    name: "dagrad:code-markup",
    code(code) {
      code.children = code.children.flatMap((child) => {
        if (child.type === "text") return [child];
        const parts = merged(child.children.flatMap((part) => flat(part, {})));
        const isMarked = String(child.properties.class) !== "line";
        return isMarked ? [{ ...child, children: parts }] : parts;
      });
    },
    pre(pre) {
      pre.properties.class = "shiki vp-code";
      const file = fileOf(this.source);
      if (file !== undefined) pre.properties["data-types"] = file;
    },
  };
}

type Properties = Record<string, unknown>;

/** Nested elements as one for each piece of text, with the class and the number of all that it is in. */
function flat(part: Element | Text, above: Properties): (Element | Text)[] {
  if (part.type === "text")
    return [Object.keys(above).length === 0 ? part : { type: "element", tagName: "i", properties: above, children: [part] }];
  const { style, "data-t": number } = part.properties;
  const kind = style === undefined ? undefined : kindOf(String(style));
  const own = { ...above, ...(kind !== undefined && { class: kind }), ...(number !== undefined && { "data-t": number }) };
  return part.children.flatMap((child) => flat(child, own));
}

function kindOf(style: string): string | undefined {
  const light = /--shiki-light:(#\w+)/.exec(style)?.[1];
  if (light === undefined || light === plain) return undefined;
  const found = kinds[light];
  if (found === undefined)
    throw new Error(`site: a colour of code must have a class, got ${light}; add it to docs/site/markdown/code-markup.ts`);
  return found.kind;
}

const textOf = (part: Element | Text): string => (part.type === "text" ? part.value : part.children.map(textOf).join(""));

/** Neighbours of one class as one element; blanks, which have no colour, go with what stands before them. */
function merged(parts: readonly (Element | Text)[]): (Element | Text)[] {
  const kept: (Element | Text)[] = [];
  for (const part of parts) {
    const last = kept.at(-1);
    const kind = part.type === "text" ? undefined : part.properties.class;
    const isName = part.type === "element" && part.properties["data-t"] !== undefined;
    const lastIsName = last?.type === "element" && last.properties["data-t"] !== undefined;
    const lastKind = last?.type === "element" ? last.properties.class : undefined;
    const text = textOf(part);
    if (last === undefined || isName || lastIsName || (kind !== lastKind && text.trim() !== "")) {
      kept.push(kind === undefined && !isName ? { type: "text", value: text } : part);
    } else if (last.type === "text") last.value += text;
    else last.children = [{ type: "text", value: textOf(last) + text }];
  }
  return kept;
}
