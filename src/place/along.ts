import type { Block } from "./blocks.ts";
import type { Connector, Ends } from "./connectors.ts";
import type { Rows, Slot } from "./rows.ts";
import { tracksOf } from "./tracks.ts";

/** Where rows begin and end, and where tracks are. */
export interface Along {
  readonly tops: readonly number[];
  readonly bottoms: readonly number[];
  readonly trackOf: (end: Connector) => number;
  /** Where the last channel ends. */
  readonly end: number;
}

const trackGap = 7;
/** Between a track and the box above it; and the one below, which an arrowhead stands on. */
const tailRoom = 6;
const headRoom = 12;
/** Height of a channel by how far the lines in it swing. */
const swing = { least: 12, share: 0.14, most: 38 } as const;

interface Channel {
  /** Lines that leave the row above by tracks, and those that enter the one below. */
  readonly leaving: Connector[];
  readonly entering: Connector[];
}

export interface AlongOptions {
  readonly blocks: readonly Block[];
  readonly rows: Rows;
  readonly connectors: ReadonlyMap<number, Ends>;
  /** Part → where the track of its ends leads. */
  readonly lanes: ReadonlyMap<number, number>;
  readonly right: number;
  /** Height of labels in a row of them. */
  readonly labelHeights: ReadonlyMap<number, number>;
  readonly start: number;
  readonly sideways: boolean;
}

/** Places rows one below the other, each as high as it must be, and each channel between them as its lines need it. */
export function placeAlong({
  blocks,
  rows: { rows, kinds },
  connectors,
  lanes,
  right,
  labelHeights,
  start,
  sideways,
}: AlongOptions): Along {
  const channels = Array.from({ length: rows.length + 1 }, (): Channel => ({ leaving: [], entering: [] }));
  for (const { from, to } of connectors.values()) {
    if (from && !from.isDirect) (channels[from.slot.row + 1] as Channel).leaving.push(from);
    if (to && !to.isDirect) (channels[to.slot.row] as Channel).entering.push(to);
  }
  const trackOf = (list: readonly Connector[]): number => {
    if (list.length === 0) return 0;
    const { tracks, count } = tracksOf(
      list.map(({ slot, port, line }) => {
        const [a, b] = [slot.x + port, lanes.get(line.part) ?? right];
        return { from: Math.min(a, b), to: Math.max(a, b) };
      }),
    );
    for (const [i, end] of list.entries()) end.track = tracks[i] as number;
    return count;
  };
  const tops: number[] = [];
  const bottoms: number[] = [];
  const channelTops: number[] = [];
  const channelBottoms: number[] = [];
  let y = start;
  for (const [i, channel] of channels.entries()) {
    const [over, under] = [kinds[i - 1], kinds[i]];
    const [leaving, entering] = [trackOf(channel.leaving), trackOf(channel.entering)];
    let height = over === undefined || under === undefined ? 0 : leastHeight(over, under, sideways);
    let widest = 0;
    for (const { down, x } of rows[i - 1] ?? []) {
      for (const { lower, upperPort, lowerPort } of down) widest = Math.max(widest, Math.abs(lower.x + lowerPort - x - upperPort));
    }
    if (widest > 0.5) height = Math.max(height, Math.min(swing.most, swing.least + swing.share * widest));
    if (leaving + entering > 0) {
      const heads = entering > 0 ? headRoom + trackGap * (entering - 1) : over !== undefined && under !== undefined ? headRoom : 0;
      const tails = leaving > 0 ? tailRoom + trackGap * leaving : tailRoom;
      height = Math.max(height, heads + tails);
    }
    channelTops.push(y);
    y += height;
    channelBottoms.push(y);
    const row = rows[i];
    if (row === undefined) break;
    tops.push(y);
    y += placeRow(row, y, blocks, labelHeights.get(i) ?? 0);
    bottoms.push(y);
  }
  return {
    tops,
    bottoms,
    end: y,
    trackOf: ({ isFrom, slot, track }) =>
      isFrom
        ? (channelTops[slot.row + 1] as number) + tailRoom + trackGap * track
        : (channelBottoms[slot.row] as number) - headRoom - trackGap * track,
  };
}

/** Places what is in a row by their middles, or by their upper sides where groups are among them; returns the height of the row. */
function placeRow(row: readonly Slot[], top: number, blocks: readonly Block[], labels: number): number {
  let [above, below, reserve, most] = [0, 0, 0, labels];
  let hasGroup = false;
  for (const { block } of row) {
    const one = blocks[block];
    if (one === undefined) continue;
    above = Math.max(above, one.above);
    below = Math.max(below, one.below);
    most = Math.max(most, one.above + one.below);
    reserve += one.reserve;
    hasGroup ||= one.unit.group >= 0;
  }
  const height = Math.max(hasGroup ? most : above + below, reserve, labels);
  const middle = top + (height + above - below) / 2;
  for (const slot of row) {
    const one = blocks[slot.block];
    slot.y = hasGroup && one !== undefined ? top + one.above + (row.length === 1 ? (height - most) / 2 : 0) : middle;
  }
  return height;
}

/** Boxes need room for an arrow between them; labels stand nearer to the box that their line leaves. */
function leastHeight(over: Rows["kinds"][number], under: Rows["kinds"][number], sideways: boolean): number {
  if (over === "blocks" && under === "blocks") return sideways ? 22 : 18;
  if (under === "labels") return sideways ? 3 : 4;
  if (over === "labels") return under === "ends" ? 4 : sideways ? 11 : 12;
  return over === "ends" ? 12 : 6;
}
