import type { NodeId } from "../../../graph/graph.ts";
import { silentUnits } from "../../explain/silent-units.ts";
import type { Silent } from "./badges.ts";
import type { PictureModel } from "./model.ts";

/** Elements of a run in which units are looked for. */
const mostElements = 2_000_000;

/** Looks for dead and saturated units when the page has time, of all samples together: of one, a unit that is 0 is none that is dead. */
export function lookForSilent({ state, silent }: PictureModel): (() => void) | undefined {
  const { exploration, look, sample } = state;
  const { run, subject } = exploration.value;
  const { value } = look.value;
  if (sample.value !== undefined) {
    if (silent.peek().size > 0) silent.value = new Map();
    return undefined;
  }
  const timer = setTimeout(() => {
    const elements = Object.keys(run.nodes).reduce((sum, id) => sum + (value(id)?.data.length ?? 0), 0);
    if (elements > mostElements) return;
    const found: ReadonlyMap<NodeId, Silent> = silentUnits({ graph: run, value }, subject.graph);
    if (found.size > 0 || silent.peek().size > 0) silent.value = found;
  }, 60);
  return () => clearTimeout(timer);
}
