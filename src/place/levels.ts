import type { EdgeToPlace, GroupToPlace, NodeToPlace, ToPlace } from "./placing.ts";

/*
 * Groups are placed from the inside out: what is in a group is a level of its own, of which the level around it sees one box. An edge that
 * crosses frames has a part in each level that it passes.
 */

/** The ends of a part that are no items of its level: it comes in from above, goes out below, or passes the right side. */
export const above = -1;
export const below = -2;
export const aside = -3;

/** A part of an edge in one level. Ends are items, or `above`, `below`, `aside`. */
export interface Part {
  readonly edge: number;
  readonly from: number;
  readonly to: number;
  /** The node at that end, whatever groups are around it; undefined for a column's. */
  readonly fromNode: number;
  readonly toNode: number;
  /** Where the edge is that of the level: neither end is beyond its frame. */
  readonly own: boolean;
  /** The items of both ends stand beside each other, outside and inside of a group. */
  readonly satellite: boolean;
}

/** All levels, inside first. Items are nodes by their number, and behind them groups. */
export interface Levels {
  readonly nodes: readonly NodeToPlace[];
  readonly edges: readonly EdgeToPlace[];
  readonly groups: readonly GroupToPlace[];
  /** Edge → the numbers of its nodes; −1 for one that there is not. */
  readonly ends: readonly (readonly [from: number, to: number])[];
  /** From inside out; the last is what is in no group. */
  readonly order: readonly number[];
  /** The level in which an item stands. */
  readonly levelOf: readonly number[];
  /** Level → its items, in the order in which they are drawn. */
  readonly items: readonly (readonly number[])[];
  readonly parts: readonly Part[];
  readonly partsIn: readonly (readonly number[])[];
  /** Edge → its parts, from its source to its target. */
  readonly partsOf: readonly (readonly number[])[];
  /** Node → the one right beside it in one block, or −1. */
  readonly rightOf: readonly number[];
  readonly leftOf: readonly number[];
  /** Node in a column → the node that it stands beside, or −1. */
  readonly partner: readonly number[];
  /** Item → whether it, or what is in it, lies on the spine. */
  readonly onSpine: readonly boolean[];
  /** Which of the columns right of all else a node stands in; 0 for none. */
  readonly column: readonly number[];
}

export function levelsOf({ nodes, edges, groups, rows }: ToPlace): Levels {
  const count = nodes.length;
  const root = groups.length;
  const nodeNumbers = new Map(nodes.map(({ id }, i) => [id, i]));
  const groupNumbers = new Map(groups.map(({ id }, i) => [id, i]));
  const numberOf = (id: string): number => nodeNumbers.get(id) ?? -1;
  const groupOf = (id: string | undefined): number => (id === undefined ? root : (groupNumbers.get(id) ?? root));
  const levelOf = [...nodes.map(({ group }) => groupOf(group)), ...groups.map(({ parent }) => groupOf(parent))];
  const depths = depthsOf(levelOf.slice(count), root);
  const ends = edges.map(({ from, to }) => [numberOf(from), numberOf(to)] as const);

  const items: number[][] = Array.from({ length: root + 1 }, () => []);
  const seen = new Array<boolean>(root).fill(false);
  for (let node = 0; node < count; node++) {
    // A group comes where its first node does.
    for (let item = node; ; ) {
      const level = levelOf[item] as number;
      (items[level] as number[]).push(item);
      if (level === root || seen[level]) break;
      seen[level] = true;
      item = count + level;
    }
  }
  const { column, partner } = columnsOf(edges, ends, levelOf, root, count);
  const { leftOf, rightOf, satellites } = besideOf(rows, numberOf, edges, ends, levelOf, count, column);

  const parts: Part[] = [];
  const partsIn: number[][] = Array.from({ length: root + 1 }, () => []);
  const partsOf = edges.map(({ kind }, edge): number[] => {
    const [fromNode, toNode] = ends[edge] as readonly [number, number];
    if (kind === "order" || fromNode < 0 || toNode < 0) return [];
    let made: number[] | undefined;
    const add = (level: number, from: number, to: number, own = false, satellite = false): void => {
      if (made === undefined) made = [parts.length];
      else made.push(parts.length);
      (partsIn[level] as number[]).push(parts.length);
      parts.push({ edge, from, to, fromNode, toNode, own, satellite });
    };
    const [isFromColumn, isToColumn] = [(column[fromNode] as number) > 0, (column[toNode] as number) > 0];
    if (isFromColumn && isToColumn) return [];
    const satellite = satellites.has(edge);
    if (isToColumn) {
      for (let item = fromNode; ; item = count + (levelOf[item] as number)) {
        add(levelOf[item] as number, item, aside);
        if (levelOf[item] === root) return made ?? [];
      }
    }
    const inward: number[] = [];
    let [from, to] = [fromNode, toNode];
    if (isFromColumn) {
      for (; levelOf[to] !== root; to = count + (levelOf[to] as number)) inward.push(to);
      inward.push(to);
    } else {
      while (levelOf[from] !== levelOf[to]) {
        const [a, b] = [levelOf[from] as number, levelOf[to] as number];
        if ((depths[a] as number) >= (depths[b] as number)) {
          add(a, from, below);
          from = count + a;
        } else {
          inward.push(to);
          to = count + b;
        }
      }
      add(levelOf[from] as number, from, to, true, satellite);
    }
    for (const item of inward.reverse()) add(levelOf[item] as number, isFromColumn || satellite ? aside : above, item);
    return made ?? [];
  });
  const onSpine = new Array<boolean>(count + root).fill(false);
  for (const [node, { spine }] of nodes.entries()) {
    for (let item = node; spine && !onSpine[item]; item = count + (levelOf[item] as number)) {
      onSpine[item] = true;
      if (levelOf[item] === root) break;
    }
  }
  const order = groups.map((_, i) => i).sort((a, b) => (depths[b] as number) - (depths[a] as number) || a - b);
  order.push(root);
  return { nodes, edges, groups, ends, order, levelOf, items, parts, partsIn, partsOf, rightOf, leftOf, partner, column, onSpine };
}

/** How many groups are around what is in each; a group that is inside itself is in no other. */
function depthsOf(parents: number[], root: number): number[] {
  const depths = new Array<number>(root + 1).fill(-1);
  depths[root] = 0;
  for (let group = 0; group < root; group++) {
    const path: number[] = [];
    let at = group;
    while (depths[at] === -1) {
      depths[at] = -2;
      path.push(at);
      at = parents[at] as number;
    }
    let depth = depths[at] as number;
    if (depth === -2) throw new Error("internal: a group is inside itself");
    for (const one of path.reverse()) depths[one] = ++depth;
  }
  return depths;
}

/** What stands right of all else: beside what, and in which column. */
function columnsOf(
  edges: readonly EdgeToPlace[],
  ends: readonly (readonly [number, number])[],
  levelOf: readonly number[],
  root: number,
  count: number,
): { column: number[]; partner: number[] } {
  const column = new Array<number>(count).fill(0);
  const partner = new Array<number>(count).fill(-1);
  for (const [i, { kind }] of edges.entries()) {
    const [from, to] = ends[i] as readonly [number, number];
    if (kind !== "beside" || from < 0 || to < 0 || from === to || levelOf[to] !== root || partner[to] !== -1) continue;
    partner[to] = from;
  }
  // A chain of partners that closes on itself has no first: what it holds stands in no column.
  for (let node = 0; node < count; node++) {
    if (partner[node] === -1) continue;
    const path: number[] = [];
    const on = new Set<number>();
    let at = node;
    while (partner[at] !== -1 && column[at] === 0 && !on.has(at)) {
      on.add(at);
      path.push(at);
      at = partner[at] as number;
    }
    if (on.has(at)) {
      partner[at] = -1;
      node--;
      continue;
    }
    let depth = column[at] as number;
    for (const one of path.reverse()) column[one] = ++depth;
  }
  return { column, partner };
}

/** Who stands beside whom in one block, and edges from what stands outside of a group beside what is in it. */
function besideOf(
  rows: ToPlace["rows"],
  numberOf: (id: string) => number,
  edges: readonly EdgeToPlace[],
  ends: readonly (readonly [number, number])[],
  levelOf: readonly number[],
  count: number,
  column: readonly number[],
) {
  const leftOf = new Array<number>(count).fill(-1);
  const rightOf = new Array<number>(count).fill(-1);
  const satellites = new Set<number>();
  const outgoing = new Array<number>(count).fill(0);
  const incoming = new Array<number>(count).fill(0);
  const onlyEdge = new Array<number>(count).fill(-1);
  for (const [i, { kind }] of edges.entries()) {
    const [from, to] = ends[i] as readonly [number, number];
    if (kind !== "forward" || from < 0 || to < 0) continue;
    outgoing[from] = (outgoing[from] as number) + 1;
    incoming[to] = (incoming[to] as number) + 1;
    onlyEdge[from] = i;
  }
  const taken = new Set<number>();
  for (const row of rows) {
    for (let i = 0; i + 1 < row.length; i++) {
      const [a, b] = [numberOf(row[i] as string), numberOf(row[i + 1] as string)];
      if (a < 0 || b < 0 || a === b || column[a] !== 0 || column[b] !== 0) continue;
      const edge = onlyEdge[a] as number;
      // It has nothing to do with anything but its neighbours.
      const isAlone = outgoing[a] === 0 && incoming[a] === 0 && outgoing[b] === 0 && incoming[b] === 0;
      const isOnly = outgoing[a] === 1 && (ends[edge] as readonly [number, number])[1] === b;
      const isFed = incoming[a] === (leftOf[a] === -1 ? 0 : 1);
      if (!isAlone && !(isOnly && isFed)) continue;
      if (levelOf[a] === levelOf[b]) {
        if (rightOf[a] !== -1 || leftOf[b] !== -1) continue;
        let end = b;
        while (rightOf[end] !== -1) end = rightOf[end] as number;
        if (end === a) continue;
        rightOf[a] = b;
        leftOf[b] = a;
      } else if (
        leftOf[a] === -1 &&
        rightOf[a] === -1 &&
        levelOf[a] === levelOf[count + (levelOf[b] as number)] &&
        !taken.has(b) &&
        isOnly
      ) {
        taken.add(b);
        satellites.add(edge);
      }
    }
  }
  return { leftOf, rightOf, satellites };
}
