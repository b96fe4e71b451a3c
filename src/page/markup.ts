/** An element of a picture as data: written as text in Node, shown by Preact in a page (marked.tsx), and drawn by one code for both. */
export interface Markup {
  readonly name: string;
  /** What is undefined is left out. */
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children: readonly (Markup | string)[];
}

export const markup = (name: string, attributes: Markup["attributes"], children: Markup["children"] = []): Markup => ({
  name,
  attributes,
  children,
});

/** As SVG text. Names and texts stay text, whatever they say. */
export function markupText({ name, attributes, children }: Markup): string {
  const pairs = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escaped(String(value))}"`]));
  const inside = children.map((child) => (typeof child === "string" ? escaped(child) : markupText(child))).join("");
  return `<${name}${pairs.join("")}${inside === "" ? "/>" : `>${inside}</${name}>`}`;
}

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
