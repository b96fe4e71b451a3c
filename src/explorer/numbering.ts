import type { NodeId } from "../../graph/graph.ts";
import type { Exploration } from "./exploration.ts";
import { formulaIds } from "./formulas/formula-ids.ts";

/** Nodes by their numbers in the page, which stand for them in it: ids are anybody's text. */
export interface Numbering {
  numberOf(id: NodeId): number | undefined;
  idOf(number: number): NodeId | undefined;
}

/**
 * Declared nodes come first, then those of the textbook's form, then those that run and the gradients: the latter two are looked for where a
 * number or an id is none of the first, so that a large graph is shown before they are known. Those of turns of open loops stand last.
 */
export function numberingOf(exploration: Exploration, textbook: () => Exploration["run"], turns: readonly NodeId[]): Numbering {
  const { graph } = exploration.subject;
  const declared = numbered(Object.keys(graph.nodes));
  let known: ReturnType<typeof numbered> | undefined;
  const all = (): ReturnType<typeof numbered> =>
    (known ??= numbered([...new Set([...formulaIds(graph, textbook()), ...Object.keys(exploration.differentiated.nodes), ...turns])]));
  return {
    numberOf: (id) => declared.numbers.get(id) ?? all().numbers.get(id),
    idOf: (number) => declared.ids[number] ?? (number >= declared.ids.length ? all().ids[number] : undefined),
  };
}

const numbered = (ids: readonly NodeId[]) => ({ ids, numbers: new Map(ids.map((id, number) => [id, number])) });
