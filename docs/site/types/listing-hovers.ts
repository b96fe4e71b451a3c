import type { NamedType, TypesOfPage } from "./types-of-listings.ts";

/** Of twoslash: a part of a listing that has something to say. Its text is the number of a type in the page's file. */
interface Hover {
  readonly type: "hover";
  readonly text: string;
  readonly target: string;
  readonly start: number;
  readonly length: number;
  readonly line: number;
  readonly character: number;
}

export interface ListingHovers {
  /** What twoslash's transformer asks of a listing. */
  readonly twoslasher: (code: string) => { readonly code: string; readonly nodes: Hover[] };
  /** The file of the types of a listing; undefined of code that is none. */
  readonly fileOf: (code: string) => string | undefined;
  /** Files of types, by their paths in the site: [type, about?] by number. Pages load theirs when a reader first asks. */
  readonly files: ReadonlyMap<string, string>;
}

/** A listing's HTML says the number of each name's type; the types themselves, which repeat much, stand in a file for each page. */
export function listingHovers(pages: ReadonlyMap<string, TypesOfPage>): ListingHovers {
  const listings = new Map<string, { readonly file: string; readonly nodes: Hover[] }>();
  const files = new Map<string, string>();
  for (const [origin, programs] of pages) {
    const numbers = new Map<string, number>();
    const numberOf = ({ type, about }: NamedType): number => {
      const shown = JSON.stringify(about === undefined ? [type] : [type, about]);
      const number = numbers.get(shown) ?? numbers.size;
      numbers.set(shown, number);
      return number;
    };
    const file = `types/${origin.replace(/\.md$/, "").replaceAll(/\W+/g, "-")}.json`;
    for (const { code, names } of programs.flat()) {
      // Of two listings with the same text, the first one's: what they mean is the same.
      if (listings.has(code.trimEnd())) continue;
      listings.set(code.trimEnd(), { file, nodes: names.map((name) => hoverOf(code, name, numberOf(name))) });
    }
    if (numbers.size > 0) files.set(file, `[${[...numbers.keys()].join(",\n")}]`);
  }
  return {
    twoslasher: (code) => ({ code, nodes: listings.get(code.trimEnd())?.nodes ?? [] }),
    fileOf: (code) => listings.get(code.trimEnd())?.file,
    files,
  };
}

function hoverOf(code: string, { start, name }: NamedType, number: number): Hover {
  const before = code.slice(0, start);
  const line = before.split("\n").length - 1;
  const character = start - (before.lastIndexOf("\n") + 1);
  return { type: "hover", text: String(number), target: name, start, length: name.length, line, character };
}
