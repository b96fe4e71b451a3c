import type { Along } from "./along.ts";
import { type Block, besideGap, type Member } from "./blocks.ts";
import type { Connector, Ends } from "./connectors.ts";
import type { Lanes } from "./lanes.ts";
import type { Line } from "./lines.ts";
import { lineTo, type Pen, penAt, slideTo, swingTo, turnThrough } from "./paths.ts";
import type { NodeToPlace, Point, Rectangle } from "./placing.ts";
import { reachAcross, reachAlong } from "./ports.ts";
import type { Chains, Rows, Segment, Slot } from "./rows.ts";
import { edgeOf, type Frame, partOf, type Work } from "./work.ts";

export interface Laid {
  readonly blocks: readonly Block[];
  readonly rows: Rows;
  readonly chains: Chains;
  readonly connectors: ReadonlyMap<number, Ends>;
  readonly lanes: Lanes;
  readonly along: Along;
  readonly frame: Pick<Frame, "right" | "height">;
  readonly work: Work;
}

/** Writes the path of a line, where it meets the frame, and where its label stands. */
export function drawLine(line: Line, laid: Laid): void {
  const { part, kind } = line;
  const { work } = laid;
  const pen = { chain: drawChain, lane: drawLane, side: drawSide, inside: drawInside, satellite: drawSatellite }[kind](line, laid);
  work.paths[part] = { start: pen.start, pieces: pen.pieces };
  const { from } = partOf(work, part);
  const [x, y] = from < 0 ? pen.start : pen.at;
  work.portX[part] = x;
  work.portY[part] = y;
}

/** How far the middle of a row's box is from where a line meets it, upwards and downwards. */
function depthAt(block: Block, item: number, port: number, work: Work): number {
  const member = block.members.find((one) => one.item === item) as Member;
  const node = work.levels.nodes[item] as NodeToPlace | undefined;
  return node === undefined || item >= work.levels.nodes.length
    ? member.height / 2
    : reachAlong(port - member.x, member.width, member.height, node.outline);
}

const memberIn = (block: Block, item: number): Member => block.members.find((one) => one.item === item) as Member;

function drawChain(line: Line, { chains, blocks, along, frame, work }: Laid): Pen {
  const { part, from, to } = line;
  const { from: fromItem, to: toItem } = partOf(work, part);
  const segments = chains.segments[part] as readonly Segment[];
  const first = segments[0] as Segment;
  const last = segments.at(-1) as Segment;
  const startX = first.upper.x + first.upperPort;
  const startY = from < 0 ? 0 : first.upper.y + depthAt(blocks[from] as Block, fromItem, first.upperPort, work);
  const pen = penAt(startX, startY);
  for (const { upper, lower, upperPort, lowerPort } of segments) {
    lineTo(pen, upper.x + upperPort, along.bottoms[upper.row] as number);
    swingTo(pen, lower.x + lowerPort, along.tops[lower.row] as number);
  }
  const endY = to < 0 ? frame.height : last.lower.y - depthAt(blocks[to] as Block, toItem, last.lowerPort, work);
  lineTo(pen, last.lower.x + last.lowerPort, endY);
  const label = chains.labelSlots.get(part);
  if (label !== undefined) work.labels.set(partOf(work, part).edge, besideLine(label.x, label.y, line, work));
  return pen;
}

/** A label right of its line, or over it where the flow leads to the right. */
function besideLine(x: number, middle: number, line: Line, work: Work, isLane = false): Rectangle {
  const { width, height } = edgeOf(work, line.part).label as { width: number; height: number };
  const left = work.sideways && !isLane ? x - 3 - width : x + 4;
  return { left, right: left + width, top: middle - height / 2, bottom: middle + height / 2 };
}

/** From the block's side, or from above or below it along its track, up to a lane or the side of the level. */
function cornersOf(end: Connector, { blocks, along, work }: Laid): Point[] {
  const { slot, member, port, isDirect, isFrom, line } = end;
  const middle = slot.y;
  const block = blocks[slot.block] as Block;
  const isFrame = member.item >= work.levels.nodes.length;
  if (isDirect) {
    if (isFrame) return [[slot.x + (work.frames[block.unit.group] as Frame).right, middle + port]];
    const { outline } = work.levels.nodes[member.item] as NodeToPlace;
    return [[slot.x + member.x + reachAcross(port, member.width, member.height, outline), middle + port]];
  }
  const track = along.trackOf(end);
  const x = slot.x + port;
  if (isFrame && line.kind === "side") {
    const { right, height } = work.frames[block.unit.group] as Frame;
    const y = middle - height / 2 + (work.portY[isFrom ? line.part - 1 : line.part + 1] as number);
    return [
      [slot.x + right, y],
      [x, y],
      [x, track],
    ];
  }
  const depth = depthAt(block, member.item, port, work);
  return [
    [x, isFrom ? middle + depth : middle - depth],
    [x, track],
  ];
}

const goThrough = (points: readonly Point[]): Pen => {
  const [[x, y], ...rest] = points as readonly [Point, ...Point[]];
  const pen = penAt(x, y);
  turnThrough(pen, rest);
  return pen;
};

function drawLane(line: Line, laid: Laid): Pen {
  const { connectors, lanes, frame, rows, along, work } = laid;
  const { from, to } = connectors.get(line.part) as Ends;
  const x = lanes.lanes.get(line.part) as number;
  const start: Point[] = from === undefined ? [[x, 0]] : cornersOf(from, laid);
  const end: Point[] = to === undefined ? [[x, frame.height]] : cornersOf(to, laid).reverse();
  const [out, back] = [start.at(-1) as Point, end[0] as Point];
  const corners: Point[] = [
    ...start,
    ...(from === undefined ? [] : [[x, out[1]] as const]),
    ...(to === undefined ? [] : [[x, back[1]] as const]),
    ...end,
  ];
  if (line.labelRank !== undefined) {
    const row = rows.labelRows[line.labelRank] ?? ((from ?? to) as Connector).slot.row;
    const middle = ((along.tops[row] as number) + (along.bottoms[row] as number)) / 2;
    work.labels.set(partOf(work, line.part).edge, besideLine(x, middle, line, work, true));
  }
  return goThrough(corners);
}

function drawSide(line: Line, laid: Laid): Pen {
  const { from, to } = laid.connectors.get(line.part) as Ends;
  const end = (from ?? to) as Connector;
  const corners = cornersOf(end, laid);
  const [, y] = corners.at(-1) as Point;
  const points: Point[] = [...corners, [laid.frame.right, y]];
  return goThrough(from === undefined ? points.reverse() : points);
}

/** Between neighbours of a block. */
function drawInside({ part, from }: Line, { blocks, rows, work }: Laid): Pen {
  const block = blocks[from] as Block;
  const { x, y } = rows.slots[from] as Slot;
  const { to } = partOf(work, part);
  const right = memberIn(block, to);
  const end = x + right.x - right.width / 2;
  const pen = penAt(end - besideGap, y);
  lineTo(pen, end, y);
  return pen;
}

/** From what stands beside a frame to where its line passes it. */
function drawSatellite({ part, to }: Line, { blocks, rows, work }: Laid): Pen {
  const block = blocks[to] as Block;
  const { x, y: middle } = rows.slots[to] as Slot;
  const { node, x: offset, y, port } = block.satellites.find((one) => one.part === part) as Block["satellites"][number];
  const { width } = work.levels.nodes[node] as NodeToPlace;
  const pen = penAt(x + offset - width / 2, middle + y);
  slideTo(pen, x + (work.frames[block.unit.group] as Frame).right, middle + port);
  return pen;
}
