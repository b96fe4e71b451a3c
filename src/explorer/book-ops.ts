import { type OpSet, opSet } from "../../graph/op.ts";
import * as ops from "./ops-of-the-book.ts";

/** The ops that the book writes networks with: what else they are written out as, and differentiated to, comes along with them. */
export const bookOps: OpSet = opSet(...Object.values(ops));
