import type { Node } from "./graph.ts";

const leaves = ["input", "parameter", "constant"] as const;

/** The nodes that no op makes: fed, trained, or given. */
export type Leaf = (typeof leaves)[number];

export const isLeaf = (op: string): op is Leaf => leaves.includes(op as Leaf);

/** What a leaf is called where it came from, one line of any text, where that is another name than its id. */
export const titleOf = ({ op, attrs }: Pick<Node, "op" | "attrs">): string | undefined =>
  isLeaf(op) && Object.hasOwn(attrs, "title") ? String(attrs.title) : undefined;
