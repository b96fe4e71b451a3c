import type { EdgeToPlace, GroupToPlace, NodeToPlace, ToPlace } from "../../../src/place/placing.ts";

/** A residual network op by op: two layers in frames, with their parameters and labels, and a skip around them, over and over. */
export function blocksInGroups(boxes: number): ToPlace {
  const nodes: NodeToPlace[] = [];
  const edges: EdgeToPlace[] = [];
  const groups: GroupToPlace[] = [];
  const rows: string[][] = [];
  const add = (id: string, group: string | undefined, spine: boolean, width = 60, height = 30): string => {
    nodes.push({ id, width, height, outline: "box", group, spine });
    return id;
  };
  const link = (from: string, to: string, spine: boolean, isLabelled = false): void => {
    edges.push({ from, to, kind: "forward", spine, ...(isLabelled ? { label: { width: 30, height: 11 } } : {}) });
  };
  let last = add("x", undefined, true);
  for (let block = 0; nodes.length < boxes; block++) {
    const entry = last;
    for (const layer of [0, 1]) {
      const own = `${block}.${layer}`;
      groups.push({ id: `layer ${own}`, margin: 9, title: { width: 80, height: 24 } });
      const [weights, product] = [add(`w ${own}`, `layer ${own}`, false), add(`dot ${own}`, `layer ${own}`, true, 27, 27)];
      const [biases, sum] = [add(`b ${own}`, `layer ${own}`, false), add(`plus ${own}`, `layer ${own}`, true, 27, 27)];
      rows.push([weights, product], [biases, sum]);
      link(weights, product, false);
      link(biases, sum, false);
      link(last, product, true, true);
      link(product, sum, true);
      last = add(`relu ${own}`, undefined, true);
      link(sum, last, true, true);
    }
    const sum = add(`sum ${block}`, undefined, true, 27, 27);
    link(last, sum, true);
    link(entry, sum, false, true);
    last = sum;
  }
  return { nodes, edges, groups, rows, direction: "TB" };
}
