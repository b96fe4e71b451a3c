import fc from "fast-check";
import type { EdgeToPlace, GroupToPlace, NodeToPlace, ToPlace } from "../../../src/place/placing.ts";

export interface RandomDrawing {
  readonly direction?: "TB" | "LR";
  readonly most?: number;
  /** With boxes in columns right of all else. */
  readonly columns?: boolean;
}

/**
 * Drawings of all that there is to place: nested groups with and without titles, a spine, skips, labels, arrows against the flow, parameters
 * beside their ops in and outside of groups, columns; also such as no graph has.
 */
export const randomDrawing = ({ direction, most = 30, columns = false }: RandomDrawing = {}): fc.Arbitrary<ToPlace> =>
  fc
    .record({
      direction: direction === undefined ? fc.constantFrom("TB" as const, "LR" as const) : fc.constant(direction),
      parents: fc.array(fc.nat(5), { maxLength: 5 }),
      titles: fc.array(
        fc.option(fc.record({ width: fc.integer({ min: 5, max: 160 }), height: fc.constantFrom(12, 24, 36) }), { nil: undefined }),
        {
          minLength: 5,
          maxLength: 5,
        },
      ),
      nodes: fc.array(
        fc.record({
          width: fc.integer({ min: 20, max: 150 }),
          height: fc.integer({ min: 20, max: 70 }),
          outline: fc.constantFrom("box" as const, "ellipse" as const, "funnel" as const),
          group: fc.nat(8),
          reads: fc.array(fc.nat(1000), { maxLength: 3 }),
          label: fc.option(fc.record({ width: fc.integer({ min: 4, max: 60 }), height: fc.constant(11) }), { nil: undefined }),
          isOnSpine: fc.boolean(),
          leaf: fc.constantFrom(0, 0, 1, 2),
          back: fc.option(fc.nat(1000), { freq: 8, nil: undefined }),
          partner: fc.option(fc.nat(1000), { freq: 3, nil: undefined }),
        }),
        { minLength: 1, maxLength: most },
      ),
    })
    .map(({ direction, parents, titles, nodes: made }): ToPlace => {
      const groups: GroupToPlace[] = parents.map((parent, i) => ({
        id: `group ${i}`,
        margin: 10,
        ...(parent < i ? { parent: `group ${parent}` } : {}),
        ...(titles[i] === undefined ? {} : { title: titles[i] }),
      }));
      const nodes: NodeToPlace[] = [];
      const edges: EdgeToPlace[] = [];
      const rows: string[][] = [];
      let last: string | undefined;
      for (const [i, { width, height, outline, group, reads, label, isOnSpine, leaf, back, partner }] of made.entries()) {
        const id = `n${i}`;
        const own = groups[group]?.id;
        const spine = isOnSpine && own === undefined;
        nodes.push({ id, width, height, outline, group: own, spine });
        const from = new Set(i === 0 ? [] : reads.map((one) => `n${one % i}`));
        if (spine && last !== undefined) from.add(last);
        for (const one of from)
          edges.push({ from: one, to: id, kind: "forward", spine: spine && one === last, ...(label ? { label } : {}) });
        if (spine) last = id;
        if (leaf > 0) {
          // Beside it, in its group or outside of that.
          const outside = leaf === 2 && own !== undefined ? groups.find((one) => one.id === own)?.parent : own;
          nodes.push({ id: `p${i}`, width: 40, height: 24, outline: "box", group: outside });
          edges.push({ from: `p${i}`, to: id, kind: "forward" });
          rows.push([`p${i}`, id]);
        }
        if (back !== undefined) edges.push({ from: id, to: `n${back % (i + 1)}`, kind: "back", ...(label ? { label } : {}) });
        if (columns && partner !== undefined) {
          nodes.push({ id: `b${i}`, width: width + 30, height, outline: "box" });
          edges.push({ from: id, to: `b${i}`, kind: "beside" });
          const others = nodes.filter((one) => one.id.startsWith("b") && one.id !== `b${i}`);
          const other = others[partner % Math.max(1, others.length)];
          if (other) edges.push({ from: other.id, to: `b${i}`, kind: "forward" });
          else edges.push({ from: `b${i}`, to: "n0", kind: "forward", label: { width: 40, height: 11 } });
          if (partner % 3 === 0) {
            nodes.push({ id: `o${i}`, width: 50, height: 20, outline: "box" });
            edges.push({ from: `b${i}`, to: `o${i}`, kind: "beside" }, { from: `o${i}`, to: id, kind: "back" });
          }
        }
      }
      const used = new Set(nodes.map((one) => one.group));
      const isUsed = (one: GroupToPlace): boolean => used.has(one.id) || groups.some((other) => other.parent === one.id && isUsed(other));
      return { direction, nodes, edges, rows, groups: groups.filter(isUsed) };
    });
