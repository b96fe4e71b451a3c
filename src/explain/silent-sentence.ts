import type { NodeId } from "../../graph/graph.ts";
import { joined, type Sentence } from "./sentence.ts";
import type { SilentUnits } from "./silent-units.ts";

/** So many units are named. */
const mostNamed = 8;

/** relu1: unit 1 of 3 is dead, 0 for every sample, so no gradient comes through it. */
export function silentSentence(id: NodeId, { count, dead, saturated }: SilentUnits): Sentence {
  const about = (some: readonly number[], what: string, so: (pronoun: string) => string): string => {
    if (some.length === 0) return "";
    const isOne = some.length === 1;
    const named = some.slice(0, mostNamed).join(", ");
    const which =
      some.length === count
        ? `all ${count} units are`
        : `unit${isOne ? "" : "s"} ${named}${some.length > mostNamed ? ", …" : ""} of ${count} ${isOne ? "is" : "are"}`;
    return `${which} ${what}, ${so(isOne ? "it" : "them")}`;
  };
  const told = [
    about(dead, "dead", (them) => `0 for every sample, so no gradient comes through ${them}`),
    about(saturated, "saturated", (them) => `with a slope below 0.001 for every sample, so next to no gradient comes through ${them}`),
  ].filter((one) => one !== "");
  return joined({ kind: "node", text: id, node: id }, `: ${told.join("; ")}`);
}
