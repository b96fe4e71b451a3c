import { type Op, type OpSet, opSet } from "../graph/op.ts";
import * as all from "./index.ts";

const isOp = (exported: unknown): exported is Op => typeof exported === "object";

/** dagrad's own ops: what makes graphs out of text where no other set is given. Nothing else needs a set, a graph carries its ops. */
export const standardOps: OpSet = opSet(...Object.values(all).filter(isOp));
