import { signal } from "@preact/signals";
import type { Later } from "./later.ts";
import { later } from "./load-later.ts";
import type { Playground } from "./playground.ts";

type Views = Later["views"];
const views = signal<Views | undefined>(undefined);

/** Loads what is shown later, with its style, once the page has been painted; `fail` is told where it does not load. */
export function loadViews(root: ShadowRoot, fail: (error: Error) => void): void {
  const show = (loaded: Later): void => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(loaded.style);
    root.adoptedStyleSheets.push(sheet);
    views.value = loaded.views;
  };
  requestAnimationFrame(() => setTimeout(() => void later().then(show, fail)));
}

/** A view of the second script, in whose place there is room until it is there. */
export function Late({
  name,
  playground,
  host,
  height = 0,
  at,
}: {
  readonly name: keyof Views;
  readonly playground: Playground;
  readonly host: HTMLElement;
  readonly height?: number;
  /** Which hidden layer it is about, where it is about one. */
  readonly at?: number;
}) {
  const View = views.value?.[name];
  if (View === undefined) return height === 0 ? null : <div class="card" style={{ minHeight: `${height}px` }} />;
  return <View playground={playground} host={host} {...(at !== undefined && { at })} />;
}
