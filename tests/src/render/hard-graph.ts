/** A generator of numbers in [0, 1), the same in every run: Park and Miller's. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** 300 nodes with 3000 edges between random ones: Graphviz takes minutes to order them. */
export function hardGraph(): string {
  const next = seeded(1);
  const node = (): string => `n${Math.floor(next() * 300)}`;
  return `digraph {\n${Array.from({ length: 3000 }, () => `  ${node()} -> ${node()}`).join("\n")}\n}\n`;
}
