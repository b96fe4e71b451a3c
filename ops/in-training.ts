import { type InTraining, type Meaning, meaningOf } from "../graph/op.ts";
import { dropoutInTraining, dropoutOp } from "./composite/dropout.ts";

/** What dagrad's own ops become in a training step where that is something else than in a plain graph, by what they compute. */
export const inTraining: ReadonlyMap<Meaning, InTraining<any>> = new Map([[meaningOf(dropoutOp), dropoutInTraining]]);
