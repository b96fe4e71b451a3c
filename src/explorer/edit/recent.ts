import type { Exploration } from "../exploration.ts";

/** Explorations that are kept, at most: each holds a program and what its last run gave. */
const most = 4;

/** The explorations of graphs that were shown last, so that undo and redo need not begin anew. */
export interface Recent {
  /** One of that very graph. */
  of(graph: Exploration["subject"]["graph"]): Exploration | undefined;
  add(exploration: Exploration): void;
}

export function recent(): Recent {
  let kept: readonly Exploration[] = [];
  return {
    of: (graph) => kept.find(({ subject }) => subject.graph === graph),
    add({ tried: _, ...exploration }) {
      const { graph } = exploration.subject;
      kept = [exploration, ...kept.filter(({ subject }) => subject.graph !== graph)].slice(0, most);
    },
  };
}
