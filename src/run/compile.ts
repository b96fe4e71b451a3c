import type { Graph } from "../../graph/graph.ts";
import type { OpSet } from "../../graph/op.ts";
import { standardOps } from "../../ops/index.ts";
import type { Backend } from "../backends/backend.ts";
import { reference } from "../backends/reference/reference.ts";
import type { Random } from "../data/random.ts";
import { lower } from "../passes/lower.ts";
import { Program } from "./program.ts";
import { type GivenParameters, initialParameters } from "./state.ts";

export interface CompileOptions {
  /** Where initialisers draw from. Default random(0). */
  readonly random?: Random;
  /** First values of parameters by id, in place of their initialisers. */
  readonly parameters?: GivenParameters;
  /** The ops of the graph. Default: dagrad's own; add yours with opSet(standardOps, myOp). */
  readonly ops?: OpSet;
  /** What runs it. Default: the reference, which follows NumPy bit for bit. */
  readonly backend?: Backend;
  /** A program whose parameters this one uses where ids are equal: what one trains, the other sees at once. */
  readonly sharing?: Program<any, any>;
  /** Stop at the first node whose value has a NaN or an Infinity. Default false. */
  readonly checkFinite?: boolean;
}

/**
 * Makes a graph ready to run.
 *
 *     const { loss } = compile(network).run({ X, y }, ["loss"])
 *
 * Errors: GraphError for an unknown op; FeedError for given parameters that do not fit.
 */
export function compile<I, O>(graph: Graph<I, O>, options: CompileOptions = {}): Program<I, O> {
  const { ops = standardOps, backend = reference, checkFinite = false } = options;
  const parameters = initialParameters(graph, options.random, options.parameters, options.sharing?.memory);
  const lowered = lower(graph, ops, { keep: (op) => backend.executes(op) });
  return new Program(graph, { lowered, ops, backend, parameters, checkFinite });
}
