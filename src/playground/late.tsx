import { signal } from "@preact/signals";
import type { Later } from "./later.ts";
import { later } from "./load-later.ts";
import type { Playground } from "./playground.ts";

type Views = Later["views"];
const views = signal<Views | undefined>(undefined);

/** Loads what is shown later, once the page has been painted. */
export function loadViews(): void {
  requestAnimationFrame(() => setTimeout(() => void later().then((loaded) => (views.value = loaded.views))));
}

/** A view of the second script, in whose place there is room until it is there. */
export function Late({
  name,
  playground,
  host,
  height = 0,
}: {
  readonly name: keyof Views;
  readonly playground: Playground;
  readonly host: HTMLElement;
  readonly height?: number;
}) {
  const View = views.value?.[name];
  if (View === undefined) return height === 0 ? null : <div class="card" style={{ minHeight: `${height}px` }} />;
  return <View playground={playground} host={host} />;
}
