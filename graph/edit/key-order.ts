import type { Patch as ImmerPatch } from "immer";
import type { Graph } from "../graph.ts";

/** A change of a graph as plain data: a patch of immer's, which also says where the key that it sets stands. */
export interface Patch extends ImmerPatch {
  /** The place of the key among its neighbours once all patches are applied; given where the patches alone would put it elsewhere. */
  readonly position?: number;
}

const parts = ["nodes", "outputs", "updates"] as const;
type Part = (typeof parts)[number];
type Entries = Readonly<Record<string, unknown>>;

/** The patches from `from` to `to`, with positions where nodes, outputs or updates would else be declared in another order than in `to`. */
export function withPositions(from: Graph, to: Graph, patches: readonly Patch[]): readonly Patch[] {
  let positioned = patches;
  for (const part of parts) positioned = positionedIn(part, Object.keys(from[part]), to[part], positioned);
  return positioned;
}

function positionedIn(part: Part, before: readonly string[], after: Entries, patches: readonly Patch[]): readonly Patch[] {
  const wanted = Object.keys(after);
  // A part that is replaced as a whole comes in its own order.
  if (patches.some(({ path }) => path.length === 1 && path[0] === part)) return patches;
  const added = patches.filter((patch) => patch.op === "add" && keyIn(part, patch) !== undefined);
  const given = [...before.filter((key) => Object.hasOwn(after, key)), ...added.map((patch) => keyIn(part, patch) as string)];
  if (given.every((key, i) => key === wanted[i])) return patches;
  const moved = new Set(patches.flatMap((patch) => (patch.op === "remove" ? [] : (keyIn(part, patch) ?? []))));
  const unpatched: string[] = [];
  let next = 0;
  for (const key of wanted) {
    while (moved.has(given[next] as string)) next++;
    if (moved.has(key)) continue;
    if (given[next] === key) next++;
    else {
      moved.add(key);
      unpatched.push(key);
    }
  }
  const places = new Map(wanted.map((key, position) => [key, position]));
  const placed = (patch: Patch): Patch => ({ ...patch, position: places.get(keyIn(part, patch) as string) as number });
  return [
    ...patches.map((patch) => (patch.op !== "remove" && keyIn(part, patch) !== undefined ? placed(patch) : patch)),
    ...unpatched.map((key) => placed({ op: "replace", path: [part, key], value: after[key] })),
  ];
}

/** The key of a part that a patch sets or removes, undefined where it changes something else. */
const keyIn = (part: Part, { path }: Patch): string | undefined =>
  path.length === 2 && path[0] === part ? (path[1] as string) : undefined;

/** The graph with the keys that patches place at their positions, the others in the order they have. */
export function atPositions(graph: Graph, patches: readonly Patch[]): Graph {
  let arranged = graph;
  for (const part of parts) {
    const places = patches.flatMap((patch) => {
      const key = patch.position === undefined ? undefined : keyIn(part, patch);
      return key !== undefined && Object.hasOwn(graph[part], key) ? [[key, patch.position as number] as const] : [];
    });
    if (places.length > 0) arranged = Object.freeze({ ...arranged, [part]: arrangedPart(graph[part], new Map(places)) });
  }
  return arranged;
}

function arrangedPart(record: Entries, places: ReadonlyMap<string, number>): Entries {
  const others = Object.keys(record).filter((key) => !places.has(key));
  const keys: string[] = [];
  let next = 0;
  for (const [key, position] of [...places].sort(([, a], [, b]) => a - b)) {
    while (keys.length < position && next < others.length) keys.push(others[next++] as string);
    keys.push(key);
  }
  const arranged: Record<string, unknown> = {};
  for (const key of [...keys, ...others.slice(next)]) arranged[key] = record[key];
  return Object.freeze(arranged);
}
