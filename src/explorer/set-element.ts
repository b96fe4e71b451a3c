import { allocate } from "../../graph/dtype.ts";
import { type NodeId, nodeOf } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { exact, store } from "../../graph/store.ts";
import type { State } from "./state.ts";

/** Whether the numbers of a node are given, and can be given otherwise: those of parameters and inputs. */
export const isGiven = ({ exploration }: State, id: NodeId): boolean => {
  const { nodes } = exploration.value.run;
  return Object.hasOwn(nodes, id) && ["parameter", "input"].includes(nodeOf({ nodes }, id).op);
};

/**
 * Gives one element of a parameter or an input another number, and runs again. `at` counts the elements of what is fed and trained, row by row.
 * What it returns says why it did not; nothing has changed then.
 */
export function setElement({ exploration, revision }: State, id: NodeId, at: number, value: number): string | undefined {
  const { program, feeds } = exploration.value;
  const before = Object.hasOwn(feeds, id) ? feeds[id] : program.parameters[id];
  if (before === undefined) return `${id} is computed: only parameters and inputs are given`;
  const { shape, dtype } = before;
  const data = allocate(dtype, before.data.length);
  data.set(before.data as never);
  if (!store(value, data, at, dtype, exact)) return `${dtype} does not hold ${value}`;
  const after = new NdArray(data, shape, dtype);
  if (Object.hasOwn(feeds, id)) exploration.value = exploration.value.withFeeds({ ...feeds, [id]: after });
  else {
    program.setParameters({ [id]: after });
    revision.value++;
  }
  return undefined;
}
