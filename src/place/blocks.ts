import { aside, type Levels } from "./levels.ts";
import type { Frame } from "./work.ts";

/** A node or group in a block, by the middle of it. */
export interface Member {
  readonly item: number;
  /** From the block's anchor to the member's middle; for a group, to its own anchor. */
  readonly x: number;
  readonly width: number;
  readonly height: number;
}

/** A box outside of a group beside what it leads to inside. */
export interface Satellite {
  readonly node: number;
  readonly part: number;
  /** Middle of it, from the block's anchor and middle line. */
  readonly x: number;
  readonly y: number;
  /** Where its line enters the frame, from the block's middle line. */
  readonly port: number;
}

/** What stands in a row as one: a node with those left of it, or a group with those outside of it that belong beside it. */
export interface Unit {
  /** Nodes from left to right, or the group. */
  readonly items: readonly number[];
  /** The item that lines lead to. */
  readonly anchor: number;
  readonly spine: boolean;
  /** The group that it is, or −1. */
  readonly group: number;
  /** The parts of edges from those beside it. */
  readonly satellites: readonly number[];
  /** How many lines lead from it to the side of the level, or from there to it. */
  readonly asides: number;
}

/** A unit with its size. */
export interface Block {
  readonly unit: Unit;
  readonly members: readonly Member[];
  readonly left: number;
  readonly right: number;
  readonly above: number;
  readonly below: number;
  readonly satellites: readonly Satellite[];
  /** Height of what stands beside it in the columns right of all else. */
  readonly reserve: number;
}

/** Between what stands side by side in a block. */
export const besideGap = 24;
const satelliteGap = 26;
const stackGap = 8;
/** Lines that lead round a corner of a frame are that far from it, and from each other. */
export const elbowGap = 6;

export interface BlockSource {
  readonly levels: Levels;
  readonly frames: readonly (Frame | undefined)[];
  /** Where the parts of edges meet the frames of groups, from their tops. */
  readonly portY: Float64Array;
  /** Height that each node's partners need. */
  readonly reserves: readonly number[];
}

/** The units of a level, in order; writes into `unitOf` which unit an item is in. It depends on no size. */
export function unitsOf(
  level: number,
  { nodes, items, column, leftOf, rightOf, partsIn, parts, onSpine }: Levels,
  unitOf: Int32Array,
): Unit[] {
  const count = nodes.length;
  const satellitesOf = new Map<number, number[]>();
  const asides = new Map<number, number>();
  const isSatellite = new Set<number>();
  for (const part of partsIn[level] as readonly number[]) {
    const { satellite, from, to } = parts[part] as Levels["parts"][number];
    if (from === aside || to === aside) asides.set(Math.max(from, to), (asides.get(Math.max(from, to)) ?? 0) + 1);
    if (!satellite) continue;
    isSatellite.add(from);
    const known = satellitesOf.get(to);
    if (known) known.push(part);
    else satellitesOf.set(to, [part]);
  }
  const units: Unit[] = [];
  for (const item of items[level] as readonly number[]) {
    if (item < count && (column[item] !== 0 || isSatellite.has(item) || rightOf[item] !== -1)) continue;
    const chain = [item];
    if (item < count) for (let left = leftOf[item] as number; left !== -1; left = leftOf[left] as number) chain.push(left);
    chain.reverse();
    const anchor = chain.find((one) => onSpine[one]) ?? item;
    for (const one of chain) unitOf[one] = units.length;
    const group = item < count ? -1 : item - count;
    units.push({
      items: chain,
      anchor,
      spine: onSpine[anchor] === true,
      group,
      satellites: satellitesOf.get(item) ?? [],
      asides: asides.get(item) ?? 0,
    });
  }
  return units;
}

export const blockOf = (unit: Unit, source: BlockSource): Block => (unit.group < 0 ? nodeBlock(unit, source) : groupBlock(unit, source));

function nodeBlock(unit: Unit, { levels, reserves }: BlockSource): Block {
  let x = 0;
  const placed = unit.items.map((item) => {
    const { width, height } = levels.nodes[item] as Levels["nodes"][number];
    const member = { item, x: x + width / 2, width, height };
    x += width + besideGap;
    return member;
  });
  const middle = placed.find(({ item }) => item === unit.anchor)?.x as number;
  const members = placed.map((member) => ({ ...member, x: member.x - middle }));
  const half = members.reduce((most, { height }) => Math.max(most, height), 0) / 2;
  const reserve = unit.items.reduce((sum, one) => sum + (reserves[one] as number), 0);
  return { unit, members, left: middle, right: x - besideGap - middle, above: half, below: half, satellites: [], reserve };
}

/** A group and, right of its frame, what outside of it belongs beside what is in it: each at its height, or below the one above it. */
function groupBlock(unit: Unit, { levels, frames, portY }: BlockSource): Block {
  const { left, right, height, reserve } = frames[unit.group] as Frame;
  let [above, below] = [height / 2, height / 2];
  // The next part of the edge is that inside of the frame.
  const sorted = unit.satellites
    .map((part) => ({ part, port: (portY[part + 1] as number) - height / 2 }))
    .sort((a, b) => a.port - b.port || a.part - b.part);
  let bottom = Number.NEGATIVE_INFINITY;
  let most = right;
  const satellites = sorted.map(({ part, port }): Satellite => {
    const node = (levels.parts[part] as Levels["parts"][number]).from;
    const size = levels.nodes[node] as Levels["nodes"][number];
    const y = Math.max(port, bottom + stackGap + size.height / 2);
    bottom = y + size.height / 2;
    above = Math.max(above, size.height / 2 - y);
    below = Math.max(below, bottom);
    const x = right + satelliteGap + elbowGap * unit.asides + size.width / 2;
    most = Math.max(most, x + size.width / 2);
    return { node, part, x, y, port };
  });
  const members = [{ item: unit.anchor, x: 0, width: right - left, height }];
  return { unit, members, left: -left, right: most, above, below, satellites, reserve };
}
