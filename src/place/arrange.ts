import { type Unit, unitsOf } from "./blocks.ts";
import { above, below } from "./levels.ts";
import { type Lines, linesOf } from "./lines.ts";
import { orderRows } from "./order.ts";
import { type Chains, type Rows, rowsOf, type Slot } from "./rows.ts";
import { partOf, type Work } from "./work.ts";

/** What stands in which row of a level, in which order. */
export interface Arrangement {
  readonly units: readonly Unit[];
  readonly lines: Lines;
  readonly rows: Rows;
}

/**
 * All levels, from the outside in, so that lines pass a frame in the order in which they lead on around it. It depends on what is connected to
 * what, and on no size: a box that opens changes the order in no other level.
 */
export function arrange(work: Work): { arrangements: Arrangement[]; chains: Chains } {
  const { levels, count } = work;
  const arrangements = new Array<Arrangement>(levels.order.length);
  const chains: Chains = { segments: new Array(levels.parts.length).fill(undefined), labelSlots: new Map() };
  const unitOf = new Int32Array(levels.levelOf.length).fill(-1);
  /** Part that ends at a frame → where it goes on around that. */
  const places = new Map<number, number>();
  for (const level of [...levels.order].reverse()) {
    const units = unitsOf(level, levels, unitOf);
    const lines = linesOf(level, units, unitOf, work);
    const rows = rowsOf(units, lines, chains, work);
    count(units.length + lines.lines.length);
    const isFixed = rows.kinds.map((kind) => kind === "ends");
    for (const [i, row] of rows.rows.entries()) if (isFixed[i]) row.sort((a, b) => placeOf(a) - placeOf(b));
    orderRows(rows.rows, isFixed, count);
    for (const { part, from, to } of lines.lines) {
      const segments = chains.segments[part];
      if (from >= 0 && (units[from] as Unit).group >= 0) places.set(part - 1, segments?.[0]?.lower.at ?? Number.MAX_VALUE);
      if (to >= 0 && (units[to] as Unit).group >= 0) places.set(part + 1, segments?.at(-1)?.upper.at ?? Number.MAX_VALUE);
    }
    arrangements[level] = { units, lines, rows };
  }
  return { arrangements, chains };

  function placeOf({ up, down }: Slot): number {
    const part = (down[0] ?? up[0])?.part;
    if (part === undefined) return 0;
    const { from, to } = partOf(work, part);
    return from === above || to === below ? (places.get(part) ?? 0) : 0;
  }
}
