import type { Graph } from "../../../graph/graph.ts";

/* In the script of pages of the book, whose ops have no loop. */

export const openLoops = (graph: Graph) => ({ graph, carried: [], loops: [] });
export const withCarried = <T>(drawing: T): T => drawing;
