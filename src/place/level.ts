import { placeAcross } from "./across.ts";
import { placeAlong } from "./along.ts";
import type { Arrangement } from "./arrange.ts";
import { type Block, blockOf } from "./blocks.ts";
import { connectorsOf } from "./connectors.ts";
import { drawLine, type Laid } from "./draw-lines.ts";
import { placeLanes } from "./lanes.ts";
import type { Line } from "./lines.ts";
import type { GroupToPlace, NodeToPlace, Rectangle } from "./placing.ts";
import type { Chains, Rows, Slot } from "./rows.ts";
import { titlePlace } from "./title.ts";
import { edgeOf, type Frame, type Work } from "./work.ts";

const titleGap = 6;

/**
 * Places a level whose groups have been placed: its rows across, then one below the other, and the lines last.
 * Writes into `work` where everything in it is.
 */
export function layLevel(level: number, { units, lines, rows }: Arrangement, chains: Chains, work: Work): Frame {
  const { levels, sideways, count } = work;
  const blocks = units.map((unit, i) => {
    const block = blockOf(unit, work);
    const slot = rows.slots[i] as Slot;
    slot.left = block.left;
    slot.right = block.right;
    return block;
  });
  const connectors = connectorsOf(blocks, lines, rows, work);
  placeAcross(rows.rows, count);
  const lanes = placeLanes(lines.lines, connectors, rows, work);
  const { title, margin = 0 } = (levels.groups[level] ?? {}) as Partial<GroupToPlace>;
  let [left, right] = [lanes.left - margin, lanes.right + margin];
  const start = margin + (title === undefined || sideways ? 0 : title.height + titleGap);
  // Out of all groups, what stands at the side stands as near as the rows there let it.
  const isOutermost = level === levels.groups.length;
  const side = isOutermost ? lanes.sideRight : right;
  const along = placeAlong({
    blocks,
    rows,
    connectors,
    lanes: lanes.lanes,
    right: side,
    labelHeights: labelHeights(rows, lines.lines, work),
    start,
    sideways,
  });
  let height = along.end + margin;
  let place: Rectangle | undefined;
  if (title !== undefined && sideways) {
    // Left of it, that is, over it; the frame is as long as it.
    left -= title.width + titleGap - 2;
    height = Math.max(height, title.height + 2 * titleGap);
    place = { left: left + titleGap, right: left + titleGap + title.width, top: titleGap, bottom: titleGap + title.height };
  } else if (title !== undefined) {
    const entries = lines.lines.flatMap(({ part, kind, from }) => {
      if (from >= 0 || kind === "side") return [];
      const segment = chains.segments[part]?.[0];
      return [segment === undefined ? (lanes.lanes.get(part) as number) : segment.upper.x + segment.upperPort];
    });
    ({ title: place, left, right } = titlePlace(title, { left, right }, entries));
  }
  const laid: Laid = { blocks, rows, chains, connectors, lanes, along, frame: { right: isOutermost ? side : right, height }, work };
  for (const line of lines.lines) drawLine(line, laid);
  for (const [i, block] of blocks.entries()) {
    putItems(block, rows.slots[i] as Slot, lines.ranks[i] as number, work);
  }
  return {
    left,
    right,
    sideRight: side,
    height,
    reserve: blocks.reduce((sum, { reserve }) => sum + reserve, 0),
    title: place,
    rows: rows.rowOfRank.map((row) => [along.tops[row] as number, along.bottoms[row] as number] as const),
  };
}

function putItems({ members, satellites }: Block, { x, y: middle }: Slot, rank: number, { itemX, itemTop, itemRow, levels }: Work): void {
  for (const { item, x: offset, height } of members) {
    itemX[item] = x + offset;
    itemTop[item] = middle - height / 2;
    itemRow[item] = rank;
  }
  for (const { node, x: offset, y } of satellites) {
    itemX[node] = x + offset;
    itemTop[node] = middle + y - (levels.nodes[node] as NodeToPlace).height / 2;
    itemRow[node] = rank;
  }
}

/** The height that labels need of each row: one of their own, or that beside which the line of one leads back. */
function labelHeights({ labelRows, slots }: Rows, lines: readonly Line[], work: Work): Map<number, number> {
  const heights = new Map<number, number>();
  for (const { part, labelRank, to } of lines) {
    const label = edgeOf(work, part).label;
    if (labelRank === undefined || label === undefined) continue;
    const row = labelRows[labelRank] ?? (slots[to] as Slot).row;
    heights.set(row, Math.max(heights.get(row) ?? 0, label.height));
  }
  return heights;
}
