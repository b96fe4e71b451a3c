import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { place } from "../../../src/place/place.ts";
import type { EdgeToPlace, NodeToPlace, Placing, Rectangle, ToPlace } from "../../../src/place/placing.ts";
import { faultsOfPlacing } from "./faults-of-placing.ts";
import { blocksInGroups } from "./large-drawings.ts";
import { randomDrawing } from "./random-drawing.ts";

const box = (id: string, more: Partial<NodeToPlace> = {}): NodeToPlace => ({ id, width: 40, height: 20, outline: "box", ...more });
const arrow = (from: string, to: string, more: Partial<EdgeToPlace> = {}): EdgeToPlace => ({ from, to, kind: "forward", ...more });
const down = (nodes: readonly NodeToPlace[], edges: readonly EdgeToPlace[], more: Partial<ToPlace> = {}): ToPlace => ({
  direction: "TB",
  groups: [],
  rows: [],
  nodes,
  edges,
  ...more,
});
const at = (placing: Placing, id: string): Rectangle => (placing.nodes.get(id) ?? placing.groups.get(id)?.frame) as Rectangle;
const middle = ({ left, right }: Rectangle): number => (left + right) / 2;
const height = ({ top, bottom }: Rectangle): number => (top + bottom) / 2;

describe("a placed drawing", () => {
  test.each([false, true])(
    "has no overlaps, no line through what is not its own, and no line upon another; with columns: %s",
    (columns) => {
      fc.assert(
        fc.property(randomDrawing({ columns }), (drawing) => {
          expect(faultsOfPlacing(drawing, place(drawing))).toEqual([]);
        }),
        { numRuns: 80, seed: 15 },
      );
    },
  );

  test("is found wrong where it is: boxes upon each other, a line through a box, a line upon a line", () => {
    const drawing = down([box("a"), box("b"), box("c")], [arrow("a", "b"), arrow("b", "c"), arrow("a", "c")]);
    const good = place(drawing);
    const moved = (id: string, to: string): Placing => ({ ...good, nodes: new Map([...good.nodes, [id, at(good, to)]]) });
    expect(faultsOfPlacing(drawing, good)).toEqual([]);
    expect(faultsOfPlacing(drawing, moved("a", "b"))).toContain("a and b overlap");
    const straight = { path: { start: [0, 0] as const, pieces: [{ to: [0, 100] as const }] } };
    expect(faultsOfPlacing(drawing, { ...good, edges: [straight, straight, straight] })).toEqual(
      expect.arrayContaining(["edge 2 crosses b", "edges 0 and 2 lie upon each other"]),
    );
  });

  test("is the same for the same drawing, and to the right what it is down, but for labels and titles", () => {
    fc.assert(
      fc.property(randomDrawing({ direction: "TB" }), (drawing) => {
        expect(place(structuredClone(drawing))).toEqual(place(drawing));
        const plain = {
          ...drawing,
          edges: drawing.edges.map(({ label: _, ...edge }) => edge),
          groups: drawing.groups.map(({ title: _, ...group }) => group),
        };
        const turned = plain.nodes.map((node) => ({ ...node, width: node.height, height: node.width }));
        const rows = [...place({ ...plain, nodes: turned, direction: "LR" }).nodes].map(([id, { left, top }]) => [id, left, top] as const);
        const columns = [...place(plain).nodes];
        const order = (list: readonly (readonly [string, number])[]): string[] => list.toSorted((a, b) => a[1] - b[1]).map(([id]) => id);
        expect(order(rows.map(([id, left]) => [id, left] as const))).toEqual(order(columns.map(([id, { top }]) => [id, top] as const)));
      }),
      { numRuns: 20, seed: 15 },
    );
  });

  test("has a straight spine, whatever stands and passes beside it", () => {
    const spine = { spine: true };
    const nodes = ["a", "b", "c", "d"].map((id) => box(id, spine));
    const groups = [{ id: "group", margin: 9, title: { width: 120, height: 24 } }];
    const drawing = down(
      [...nodes, box("e", { group: "group", spine: true }), box("side"), box("wide", { width: 200 }), box("w", { group: "group" })],
      [
        ...[arrow("a", "b", spine), arrow("b", "c", spine), arrow("c", "d", spine), arrow("d", "e", spine)],
        ...[arrow("a", "side"), arrow("side", "d"), arrow("a", "wide"), arrow("wide", "c"), arrow("w", "e")],
      ],
      { groups, rows: [["w", "e"]] },
    );
    const placing = place(drawing);
    expect(faultsOfPlacing(drawing, placing)).toEqual([]);
    expect(["a", "b", "c", "d", "e"].map((id) => middle(at(placing, id)))).toEqual([0, 0, 0, 0, 0]);
    for (const edge of placing.edges.slice(0, 4)) expect(edge?.path.pieces.filter(({ bend }) => bend)).toEqual([]);
  });

  test("has parameters left of their op, and what comes from outside of its group right of that, each at its height", () => {
    const placing = place(
      down(
        [box("x"), box("w", { group: "g" }), box("dot", { group: "g" }), box("y")],
        [arrow("x", "dot"), arrow("w", "dot"), arrow("y", "dot")],
        {
          groups: [{ id: "g", margin: 9 }],
          rows: [
            ["w", "dot"],
            ["y", "dot"],
          ],
        },
      ),
    );
    expect(at(placing, "w").right).toBeLessThan(at(placing, "dot").left);
    expect(at(placing, "y").left).toBeGreaterThan(at(placing, "g").right);
    expect(height(at(placing, "w"))).toBe(height(at(placing, "dot")));
    expect(height(at(placing, "y"))).toBe(height(at(placing, "dot")));
  });

  test("has inputs in the row above their first user", () => {
    const chain = ["a", "b", "c", "d"].map((id) => box(id, { spine: true }));
    const edges = [arrow("a", "b"), arrow("b", "c"), arrow("c", "d"), arrow("y", "d"), arrow("y", "c")];
    const placing = place(down([...chain, box("y")], edges));
    expect(height(at(placing, "y"))).toBe(height(at(placing, "b")));
  });

  test("has columns at the height of what they stand beside, and arrows against the flow in lanes", () => {
    const placing = place(
      down(
        [box("a"), box("b"), box("∂a", { width: 100 }), box("∂b", { width: 80 })],
        [
          arrow("a", "b"),
          arrow("a", "∂a", { kind: "beside" }),
          arrow("b", "∂b", { kind: "beside" }),
          arrow("∂a", "∂b"),
          arrow("b", "a", { kind: "back" }),
        ],
      ),
    );
    for (const id of ["a", "b"]) expect(height(at(placing, `∂${id}`))).toBe(height(at(placing, id)));
    expect(middle(at(placing, "∂a"))).toBe(middle(at(placing, "∂b")));
    expect(at(placing, "∂a").left).toBeGreaterThan(at(placing, "a").right);
  });

  test("has a lane for each skip, the longer ones around the shorter ones, and gives lanes that do not meet one place", () => {
    const nodes = Array.from({ length: 40 }, (_, i) => box(`${i}`));
    const chain = nodes.slice(1).map(({ id }, i) => arrow(`${i}`, id, { spine: true }));
    const skips = [arrow("0", "10"), arrow("12", "22"), arrow("0", "30"), arrow("3", "39")];
    const drawing = down(nodes, [...chain, ...skips]);
    const placing = place(drawing);
    expect(faultsOfPlacing(drawing, placing)).toEqual([]);
    const lanes = placing.edges.slice(chain.length).map((edge) => Math.max(...(edge?.path.pieces ?? []).map(({ to }) => to[0])));
    expect(lanes[0]).toBe(lanes[1]);
    expect(lanes[2]).toBeGreaterThan(lanes[1] as number);
    expect(lanes[3]).toBeGreaterThan(lanes[2] as number);
  });
});

describe("a box that opens", () => {
  /** The drawing with a group as one box. */
  function closed(drawing: ToPlace, id: string): ToPlace {
    const groups = new Map(drawing.groups.map((group) => [group.id, group]));
    const isInside = (group: string | undefined): boolean => group !== undefined && (group === id || isInside(groups.get(group)?.parent));
    const owners = new Map(drawing.nodes.map((node) => [node.id, isInside(node.group) ? id : node.id]));
    const first = drawing.nodes.findIndex(({ group }) => isInside(group));
    const spine = drawing.nodes.some((node) => isInside(node.group) && node.spine);
    const whole: NodeToPlace = { id, width: 90, height: 40, outline: "box", group: groups.get(id)?.parent, spine };
    const nodes = drawing.nodes.flatMap((node, i) => (i === first ? [whole] : isInside(node.group) ? [] : [node]));
    const edges = drawing.edges
      .map((edge) => ({ ...edge, from: owners.get(edge.from) as string, to: owners.get(edge.to) as string }))
      .filter(({ from, to }) => from !== to || from !== id);
    return { ...drawing, nodes, edges, rows: [], groups: drawing.groups.filter((group) => !isInside(group.id)) };
  }

  test("stays where it is within 1, and the others keep their order", () => {
    fc.assert(
      fc.property(randomDrawing(), fc.nat(), (random, pick) => {
        const open = { ...random, rows: [] };
        const group = open.groups[pick % Math.max(1, open.groups.length)]?.id;
        if (group === undefined) return;
        const small = closed(open, group);
        const before = place(small);
        const isDown = open.direction === "TB";
        const anchor = (placing: Placing): readonly [number, number] => {
          const one = at(placing, group);
          return isDown ? [middle(one), one.top] : [one.left, height(one)];
        };
        const after = place(open, { keep: { id: group, at: anchor(before) } });
        const [then, now] = [anchor(before), anchor(after)];
        expect(Math.hypot(then[0] - now[0], then[1] - now[1])).toBeLessThan(1);
        // In the same level, across the flow and along it.
        const rest = small.nodes.filter((node) => node.id !== group);
        for (const [i, a] of rest.entries()) {
          for (const b of rest.slice(i + 1)) {
            if (a.group !== b.group) continue;
            const [p, q, r, s] = [at(before, a.id), at(before, b.id), at(after, a.id), at(after, b.id)];
            const isAbove = (one: Rectangle, other: Rectangle): boolean => (isDown ? one.bottom <= other.top : one.right <= other.left);
            const isLeft = (one: Rectangle, other: Rectangle): boolean => (isDown ? one.right <= other.left : one.bottom <= other.top);
            if (isAbove(p, q)) expect(isAbove(s, r)).toBe(false);
            else if (!isAbove(q, p) && isLeft(p, q)) expect(isLeft(s, r)).toBe(false);
          }
        }
      }),
      { numRuns: 80, seed: 15 },
    );
  });
});

describe("placing", () => {
  test("takes steps in proportion to what there is", () => {
    const stepsOf = (boxes: number): number => place(blocksInGroups(boxes)).steps / boxes;
    const small = stepsOf(200);
    expect(stepsOf(800)).toBeLessThan(1.1 * small);
    expect(stepsOf(3200)).toBeLessThan(1.1 * small);
    expect(small).toBeLessThan(30);
  });

  test("does not go deep: 100,000 boxes in a row, or 5,000, each in the one before", () => {
    const ids = Array.from({ length: 100_000 }, (_, i) => `${i}`);
    const chain = place(
      down(
        ids.map((id) => box(id)),
        ids.slice(1).map((id, i) => arrow(`${i}`, id)),
      ),
    );
    expect(chain.nodes.size).toBe(ids.length);
    const nested = ids.slice(0, 5_000);
    const groups = nested.map((id, i) => ({ id: `group ${id}`, margin: 1, ...(i === 0 ? {} : { parent: `group ${i - 1}` }) }));
    const inside = place(
      down(
        nested.map((id) => box(id, { group: `group ${id}` })),
        [],
        { groups },
      ),
    );
    expect(inside.groups.size).toBe(nested.length);
  });

  test("of nothing is nothing", () => {
    expect(place(down([], [])).nodes.size).toBe(0);
  });
});
