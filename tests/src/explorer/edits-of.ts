import type { GraphEdit } from "../../../src/explorer/edit/graph-edit.ts";
import type { Offers } from "../../../src/explorer/edit/offers.ts";

/** All that is offered, as edits. */
export function editsOf(node: string, offers: Offers): GraphEdit[] {
  return [
    { kind: "rename", node, name: "another.name" },
    ...offers.sizes.map(({ axis, size }): GraphEdit => ({ kind: "resize", node, axis, size: size + 2 })),
    ...offers.replacements.map((op): GraphEdit => ({ kind: "replace", node, op })),
    ...offers.insertions.map((op): GraphEdit => ({ kind: "insert", node, op })),
    ...(offers.dense === undefined ? [] : [{ kind: "insertDense", node, units: offers.dense } as const]),
    ...(offers.canBypass ? [{ kind: "bypass", node } as const] : []),
    ...(offers.canDelete ? [{ kind: "delete", node } as const] : []),
    ...(offers.initializer === undefined ? [] : [{ kind: "initializer", node, init: { fill: "ones" } } as const]),
  ];
}
