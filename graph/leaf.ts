const leaves = ["input", "parameter", "constant"] as const;

/** The nodes that no op makes: fed, trained, or given. */
export type Leaf = (typeof leaves)[number];

export const isLeaf = (op: string): op is Leaf => leaves.includes(op as Leaf);
