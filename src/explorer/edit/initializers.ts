import type { AttrValue } from "../../../graph/graph.ts";
import { scaledInitializers } from "../../../graph/scaled-initializer.ts";

/** How a parameter may start, by what a menu calls it. */
export const initializerNames: readonly string[] = ["zeros", "ones", "randn", ...scaledInitializers];

/** The attribute `init` of that name; `deviation` is that of randn. */
export const initializerOf = (name: string, deviation: number): AttrValue =>
  name === "zeros" || name === "ones" ? { fill: name } : name === "randn" ? { randn: deviation } : { scaled: name };

/** What a menu calls an initialiser, and the deviation of randn: "given" for numbers of its own. */
export function initializerName(init: AttrValue | undefined): { readonly name: string; readonly deviation: number } {
  const { fill, randn, scaled } = (typeof init === "object" && init !== null ? init : {}) as Readonly<
    Record<string, AttrValue | undefined>
  >;
  return { name: String(fill ?? scaled ?? (randn === undefined ? "given" : "randn")), deviation: Number(randn ?? 0.01) };
}
