import { type Block, elbowGap, type Member } from "./blocks.ts";
import type { Line, Lines } from "./lines.ts";
import type { NodeToPlace } from "./placing.ts";
import { spread } from "./ports.ts";
import type { Rows, Segment, Slot } from "./rows.ts";
import { type Frame, partOf, type Work } from "./work.ts";

/** An end of a line that leads through no rows: at the right side of a block, or by a track along the channel above or below its row. */
export interface Connector {
  readonly line: Line;
  readonly isFrom: boolean;
  readonly member: Member;
  readonly slot: Slot;
  readonly isDirect: boolean;
  /** Where it meets the block: from the slot's anchor above or below it, from the middle of the row at its side. */
  port: number;
  track: number;
}

export interface Ends {
  readonly from?: Connector | undefined;
  readonly to?: Connector | undefined;
}

/** The ends of lanes and of lines to the side, by part, once rows have their order. */
export function connectorsOf(blocks: readonly Block[], { lines, ranks }: Lines, { rows, slots }: Rows, work: Work): Map<number, Ends> {
  const { levels } = work;
  const connectors = new Map<number, Ends>();
  if (lines.every(({ kind }) => kind !== "lane" && kind !== "side")) {
    placePorts(blocks, rows, [], work);
    return connectors;
  }
  const last = rows.map((row) => row.findLast(({ block }) => block >= 0));
  const crowded = new Set(lines.flatMap(({ labelRank, to }) => (labelRank === -1 ? [ranks[to] as number] : [])));
  const reserves = new Map<number, number>();
  for (const [block, { reserve }] of blocks.entries()) {
    const rank = ranks[block] as number;
    reserves.set(rank, (reserves.get(rank) ?? 0) + reserve);
  }
  const endOf = (line: Line, isFrom: boolean): Connector | undefined => {
    const block = isFrom ? line.from : line.to;
    if (block < 0) return undefined;
    const { members, satellites, unit } = blocks[block] as Block;
    const { from, to, fromNode } = partOf(work, line.part);
    const slot = slots[block] as Slot;
    const rank = ranks[block] as number;
    const member = members.find(({ item }) => item === (isFrom ? from : to)) as Member;
    const isOpen = last[slot.row] === slot && satellites.length === 0 && member === members.at(-1) && !crowded.has(rank);
    // What comes back from a column goes between rows where some of them have boxes there.
    const isCalm = (levels.column[fromNode] ?? 0) === 0 || (reserves.get(rank) ?? 0) === 0;
    return { line, isFrom, member, slot, isDirect: isOpen && isCalm && (unit.group < 0 || line.kind === "side"), port: 0, track: 0 };
  };
  for (const line of lines) {
    if (line.kind === "lane" || line.kind === "side") connectors.set(line.part, { from: endOf(line, true), to: endOf(line, false) });
  }
  placePorts(blocks, rows, [...connectors.values()], work);
  return connectors;
}

interface Port {
  readonly part: number;
  /** Where it leads, in the order of the next row. */
  readonly at: number;
  readonly spine: boolean;
  readonly put: (x: number) => void;
}

/** Where each line meets its box: in the order in which they lead on, the spine in the middle; at a frame, where it passes that. */
function placePorts(blocks: readonly Block[], rows: Rows["rows"], connectors: readonly Ends[], work: Work): void {
  const { nodes } = work.levels;
  const sides = { up: new Map<Member, Port[]>(), down: new Map<Member, Port[]>(), right: new Map<Member, Port[]>() };
  const add = (side: keyof typeof sides, member: Member, port: Port): void => {
    const ports = sides[side].get(member);
    if (ports) ports.push(port);
    else sides[side].set(member, [port]);
  };
  const connected = new Set(connectors.flatMap(({ from, to }) => [from?.member, to?.member]));
  const ofSegment = (segment: Segment, isUp: boolean): void => {
    const { upper, lower, part, spine } = segment;
    const { from, to } = partOf(work, part);
    const item = isUp ? to : from;
    const put = (x: number): void => {
      if (isUp) segment.lowerPort = x;
      else segment.upperPort = x;
    };
    // The parts inside of a frame come before that which leaves it, and after that which enters it.
    if (item >= nodes.length) put(work.portX[isUp ? part + 1 : part - 1] as number);
    else {
      const slot = isUp ? lower : upper;
      const member = (blocks[slot.block] as Block).members.find((one) => one.item === item) as Member;
      // Most lines are the only ones there.
      if ((isUp ? slot.up : slot.down).length === 1 && !connected.has(member)) put(member.x);
      else add(isUp ? "up" : "down", member, { part, at: (isUp ? upper : lower).at, spine, put });
    }
  };
  for (const row of rows) {
    for (const slot of row) {
      if (slot.block < 0) continue;
      for (const segment of slot.up) ofSegment(segment, true);
      for (const segment of slot.down) ofSegment(segment, false);
    }
  }
  const elbows = new Map<Slot, number>();
  for (const { from, to } of connectors) {
    for (const end of [from, to]) {
      if (end === undefined) continue;
      const { member, line, isDirect, isFrom } = end;
      if (member.item >= nodes.length) placeAtFrame(end, blocks, elbows, work);
      else {
        const side = isDirect ? "right" : isFrom ? "down" : "up";
        add(side, member, { part: line.part, at: Number.POSITIVE_INFINITY, spine: false, put: (x) => (end.port = x) });
      }
    }
  }
  for (const side of ["up", "down", "right"] as const) {
    for (const [member, ports] of sides[side]) {
      ports.sort((a, b) => a.at - b.at || a.part - b.part);
      const { outline } = nodes[member.item] as NodeToPlace;
      const middle = ports.findIndex(({ spine }) => spine);
      const offsets = spread(ports.length, middle, side === "right" ? member.height : member.width, outline);
      for (const [i, { put }] of ports.entries()) put((side === "right" ? 0 : member.x) + (offsets[i] as number));
    }
  }
}

/** A lane goes on where the line inside of the frame ends; so does a line to the side, or round the corner where something stands there. */
function placeAtFrame(end: Connector, blocks: readonly Block[], elbows: Map<Slot, number>, { portX, portY, frames }: Work): void {
  const { line, isFrom, isDirect, slot } = end;
  const inner = isFrom ? line.part - 1 : line.part + 1;
  const { unit } = blocks[slot.block] as Block;
  const { right, height } = frames[unit.group] as Frame;
  if (line.kind === "lane") end.port = portX[inner] as number;
  else if (isDirect) end.port = (portY[inner] as number) - height / 2;
  else {
    const before = elbows.get(slot) ?? 0;
    elbows.set(slot, before + 1);
    end.port = right + elbowGap * (before + 1);
    slot.right = Math.max(slot.right, end.port);
  }
}
