import type { Connector, Ends } from "./connectors.ts";
import type { Line } from "./lines.ts";
import { rangeMost } from "./range-most.ts";
import type { Rows } from "./rows.ts";
import { edgeOf, type Work } from "./work.ts";

const laneGap = 10;
/** Between a lane and its label, and behind that. */
const labelGap = 4;

export interface Lanes {
  /** Part → where its lane is. */
  readonly lanes: ReadonlyMap<number, number>;
  /** How far all of the level reaches to either side. */
  readonly left: number;
  readonly right: number;
  /** The same to the right, of the rows alone from the first to the last that a line leads from or to the side of the level. */
  readonly sideRight: number;
}

/**
 * Lanes beside the rows that they pass, as near as those let them: the shortest first, so that longer ones lead around them. Heights are
 * counted in halves: channels are even, rows odd; no two lanes share one, not even where one ends and the other begins.
 */
export function placeLanes(lines: readonly Line[], connectors: ReadonlyMap<number, Ends>, { rows }: Rows, work: Work): Lanes {
  if (rows.length === 0) return { lanes: new Map(), left: 0, right: 0, sideRight: 0 };
  const reaches = new Array<number>(2 * rows.length + 1).fill(Number.NEGATIVE_INFINITY);
  let left = Number.POSITIVE_INFINITY;
  for (const [i, row] of rows.entries()) {
    for (const one of row) {
      reaches[2 * i + 1] = Math.max(reaches[2 * i + 1] as number, one.x + one.right);
      left = Math.min(left, one.x - one.left);
    }
  }
  // Most levels have neither lanes nor lines to the side.
  if (connectors.size === 0) {
    const right = reaches.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY);
    return { lanes: new Map(), left, right, sideRight: right };
  }
  const heightOf = (end: Connector | undefined, without: number): number => {
    if (end === undefined) return without;
    const row = 2 * end.slot.row + 1;
    return end.isDirect ? row : end.isFrom ? row + 1 : row - 1;
  };
  // In a channel, a lane keeps clear of what leads from there to a box by a track.
  for (const { from, to } of connectors.values()) {
    for (const end of [from, to]) {
      if (end === undefined || end.isDirect) continue;
      const at = heightOf(end, 0);
      reaches[at] = Math.max(reaches[at] as number, end.slot.x + end.port);
    }
  }
  const extents = rangeMost(reaches);
  const open = lines
    .filter(({ kind }) => kind === "lane")
    .map((line) => {
      const ends = connectors.get(line.part) as Ends;
      const [a, b] = [heightOf(ends.from, 0), heightOf(ends.to, reaches.length - 1)];
      return { line, ends, first: Math.min(a, b), last: Math.max(a, b) };
    })
    .sort((a, b) => a.last - a.first - (b.last - b.first) || a.line.part - b.line.part);
  work.count(open.length);
  const lanes = new Map<number, number>();
  for (const { line, ends, first, last } of open) {
    let most = extents.most(first, last);
    for (const end of [ends.from, ends.to]) {
      if (end) most = Math.max(most, end.slot.x + (end.isDirect ? end.member.x + end.member.width / 2 : end.port));
    }
    const x = (most === Number.NEGATIVE_INFINITY ? 0 : most) + laneGap;
    lanes.set(line.part, x);
    const label = line.labelRank === undefined ? undefined : edgeOf(work, line.part).label;
    extents.raise(first, last, label === undefined ? x : x + labelGap + label.width + labelGap);
    left = Math.min(left, x);
  }
  const right = extents.most(0, reaches.length - 1);
  let [first, last] = [reaches.length, -1];
  for (const { kind, part } of lines) {
    if (kind !== "side") continue;
    const { from, to } = connectors.get(part) as Ends;
    const at = heightOf(from ?? to, 0);
    [first, last] = [Math.min(first, at), Math.max(last, at)];
  }
  return { lanes, left, right, sideRight: last < 0 ? right : Math.max(extents.most(first, last), left) };
}
