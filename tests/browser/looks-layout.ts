import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/** Where a part of a page is: left, top, width and height, in whole px. */
export type Place = readonly [number, number, number, number];
export type Layout = Readonly<Record<string, Place>>;

const font = readFileSync(createRequire(import.meta.url).resolve("katex/dist/fonts/KaTeX_SansSerif-Regular.woff2")).toString("base64");

/**
 * Where the parts of a page are, by their selectors; of a selector that several have, the first three. All letters but those of formulas are
 * measured in a font that comes with a package, so that places do not depend on what is installed; the page is as before when this settles.
 */
export const layoutOf = (page: Page, selectors: readonly string[]): Promise<Layout> =>
  page.evaluate(
    async ([parts, bytes]) => {
      if (![...document.fonts].some(({ family }) => family === "Looks"))
        document.fonts.add(await new FontFace("Looks", `url(data:font/woff2;base64,${bytes})`).load());
      const roots: (Document | ShadowRoot)[] = [document];
      for (const root of roots)
        for (const element of root.querySelectorAll("*")) if (element.shadowRoot !== null) roots.push(element.shadowRoot);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(":host,:not(.katex,.katex *){font-family:Looks!important;line-height:1.4!important}");
      for (const root of roots) root.adoptedStyleSheets.push(sheet);
      const places: Record<string, [number, number, number, number]> = {};
      for (const part of parts) {
        const found = roots.flatMap((root) => [...root.querySelectorAll(part)]).filter((one) => one.getClientRects().length > 0);
        for (const [i, element] of found.slice(0, 3).entries()) {
          const { left, top, width, height } = element.getBoundingClientRect();
          places[i === 0 ? part : `${part} ${i + 1}`] = [Math.round(left), Math.round(top), Math.round(width), Math.round(height)];
        }
      }
      for (const root of roots) root.adoptedStyleSheets.splice(root.adoptedStyleSheets.indexOf(sheet), 1);
      return places;
    },
    [selectors, font] as const,
  );

/** Parts may be this far from where they were, in px. */
const slack = 2;

/** What is elsewhere, a line for each part. */
export function moved(now: Layout, before: Layout): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((part) => {
    const [is, was] = [now[part], before[part]];
    if (is?.every((value, i) => Math.abs(value - (was?.[i] ?? Number.NaN)) <= slack)) return [];
    const told = (place: Place | undefined): string =>
      place === undefined ? "nowhere" : `${place.slice(2).join(" × ")} px at ${place.slice(0, 2).join(", ")}`;
    return [`${part} is ${told(is)}, was ${told(was)}`];
  });
}
