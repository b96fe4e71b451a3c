import type { AttrKind } from "../../../graph/attrs.ts";
import type { AttrValue } from "../../../graph/graph.ts";

/** An attribute as it stands in a field: lists without brackets, the rest as it is written in JSON but for quotes. */
export const attributeText = (value: AttrValue): string =>
  Array.isArray(value) ? value.map(attributeText).join(", ") : typeof value === "object" ? JSON.stringify(value) : String(value);

const listKinds: readonly AttrKind[] = ["integers", "dims", "shape"];

/** What a field says, as an attribute of that kind. What is none of it stays text, which the op then refuses by name. */
export function attributeOf(text: string, kind: AttrKind): AttrValue {
  const said = text.trim();
  if (typeof kind !== "string" || kind === "string" || kind === "dtype") return said;
  if (kind === "boolean") return said === "true" ? true : said === "false" ? false : said;
  if (listKinds.includes(kind)) return said === "" ? [] : said.split(",").map((part) => number(part.trim()));
  return number(said);
}

/** A number where it is one; names of dims stay what they are. */
const number = (text: string): number | string => (text !== "" && Number.isFinite(Number(text)) ? Number(text) : text);
