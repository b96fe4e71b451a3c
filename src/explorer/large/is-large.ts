import type { Graph } from "../../../graph/graph.ts";

/** Nodes from which on a page is opened step by step: first the picture, then the numbers, and texts when they are looked at. */
const many = 400;

export const isLarge = ({ nodes }: Pick<Graph, "nodes">): boolean => Object.keys(nodes).length > many;
