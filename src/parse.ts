import { parse as parseWith } from "../graph/check/parse.ts";
import { checkKind } from "../graph/check-kind.ts";
import { checkOptions } from "../graph/check-options.ts";
import type { Graph } from "../graph/graph.ts";
import type { OpSet } from "../graph/op.ts";
import { standardOps } from "./all-ops.ts";

export interface ParseOptions {
  /** The ops that the graph may use. Default: dagrad's own; opSet(standardOps, myOp) adds one, opSet(denseOp, reluOp) keeps a page small. */
  readonly ops?: OpSet;
}

/** A graph from JSON text or from what JSON.parse made of it, checked as hostile. FormatError names the path. */
export function parse(json: unknown, options: ParseOptions = {}): Graph {
  checkOptions("parse", options, ["ops"]);
  const { ops = standardOps } = options;
  checkKind(ops instanceof Map, "parse", "ops", "a set of ops", ops, "pass opSet(standardOps, yourOp)");
  return parseWith(json, ops);
}
