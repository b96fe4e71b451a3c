/** How deep a picture goes: a box per composite; its textbook parts; the primitives that run. */
export type FoldLevel = "layers" | "formula" | "run";

/** What stands open in a picture: its level, and what is open or closed against that by its key. */
export interface FoldView {
  readonly level: FoldLevel;
  readonly open: ReadonlySet<string>;
  readonly closed: ReadonlySet<string>;
}

/** What can be opened: a composite, by its id; a run of equal layers; a scope of the user's. */
export type FoldKind = "composite" | "run" | "scope";

/** The key of a run of equal layers: it begins with that node. */
export const runKey = (first: string): string => `run ${first}`;

/** The key of a scope: the titles around it and its own. */
export const scopeKey = (path: readonly string[]): string => `scope ${JSON.stringify(path)}`;

/** What `trainStep` puts all that its optimiser computes in. */
const optimizerKey = scopeKey(["optimizer"]);

/** Composites are closed at the layer level and open below; runs, and what an optimiser computes, are folded, scopes open, at all levels. */
export function isOpen({ level, open, closed }: FoldView, kind: FoldKind, key: string): boolean {
  if (open.has(key)) return true;
  if (closed.has(key)) return false;
  return (kind === "scope" && key !== optimizerKey) || (kind === "composite" && level !== "layers");
}

/** The view with these keys open, or closed. */
export function withOpen(view: FoldView, keys: Iterable<string>, isToOpen: boolean): FoldView {
  const [open, closed] = [new Set(view.open), new Set(view.closed)];
  for (const key of keys) {
    (isToOpen ? open : closed).add(key);
    (isToOpen ? closed : open).delete(key);
  }
  return { ...view, open, closed };
}
