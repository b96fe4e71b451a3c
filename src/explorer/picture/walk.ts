import type { Drawing } from "../../export/drawing/drawing.ts";
import type { Placing, Rectangle } from "../../place/placing.ts";

/** Where the keyboard leads from a box: along an edge, and through all boxes as they are read. */
export interface Walk {
  /** The box that an edge leads to from here: along the straight line, else the first one. */
  next(id: string): string | undefined;
  previous(id: string): string | undefined;
  /** From left to right and from top to bottom. */
  after(id: string): string | undefined;
  before(id: string): string | undefined;
  readonly first: string | undefined;
  readonly last: string | undefined;
}

export function walkOf({ nodes, edges }: Drawing, { nodes: places }: Placing): Walk {
  const down = new Map<string, string>();
  const up = new Map<string, string>();
  const isLeaf = new Set(nodes.filter(({ role }) => role === "input" || role === "parameter").map(({ id }) => id));
  const isOutput = new Set(nodes.filter(({ role }) => role === "output").map(({ id }) => id));
  // Later edges count where they are better: the straight line most of all, and what goes on more than what ends or begins there.
  const rank = (spine: boolean | undefined, isEnd: boolean): number => (spine ? 2 : isEnd ? 0 : 1);
  const ranks = { down: new Map<string, number>(), up: new Map<string, number>() };
  for (const { from, to, kind, spine } of edges) {
    if (kind === "order" || kind === "update" || kind === "pair" || kind === "cotangent") continue;
    const [onward, backward] = [rank(spine, isOutput.has(to)), rank(spine, isLeaf.has(from))];
    if (onward > (ranks.down.get(from) ?? -1)) {
      ranks.down.set(from, onward);
      down.set(from, to);
    }
    if (backward > (ranks.up.get(to) ?? -1)) {
      ranks.up.set(to, backward);
      up.set(to, from);
    }
  }
  const place = (id: string): Rectangle => places.get(id) as Rectangle;
  const reading = nodes
    .map(({ id }) => id)
    .filter((id) => places.has(id))
    .sort((a, b) => place(a).top - place(b).top || place(a).left - place(b).left);
  const position = new Map(reading.map((id, i) => [id, i]));
  const beside = (id: string, by: number): string | undefined => reading[(position.get(id) ?? -1) + by];
  return {
    next: (id) => down.get(id),
    previous: (id) => up.get(id),
    after: (id) => beside(id, 1),
    before: (id) => beside(id, -1),
    first: reading[0],
    last: reading.at(-1),
  };
}
