import { GraphError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { refuseOps } from "../../graph/refuse-ops.ts";
import type { Feed, Feeds, OutputName } from "../../graph/types/run.ts";
import { auto } from "../backends/auto.ts";
import type { Backend } from "../backends/backend.ts";
import type { Random } from "../data/random.ts";
import { lower } from "../passes/lower.ts";
import { Program } from "./program.ts";
import { type GivenParameters, initialParameters } from "./state.ts";

export interface CompileOptions {
  /** Where initialisers draw from. Default random(0). */
  readonly random?: Random;
  /** First values of parameters by id, in place of their initialisers: also those of a trained program, whose optimiser's state is left out. */
  readonly parameters?: GivenParameters;
  /**
   * What runs it. "auto", the default: the WebAssembly engine, or the reference where the host has no WebAssembly. `wasm()`: the engine.
   * `reference`: sums in the order of NumPy 2.3 and newer, every step rounded as NumPy rounds it; `referenceOf` for older ones.
   */
  readonly backend?: Backend | "auto";
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
 * Errors: GraphError for a graph without its ops or an unknown backend; FeedError for given parameters that do not fit.
 */
export function compile<I, O>(graph: Graph<I, O>, options: CompileOptions = {}): Program<I, O> {
  refuseOps("compile", options);
  const { checkFinite = false } = options;
  const backend = options.backend === undefined || options.backend === "auto" ? auto() : checkedBackend(options.backend);
  const parameters = initialParameters(graph, options.random, options.parameters, options.sharing?.memory);
  const lowered = lower(graph, { keep: (op) => backend.executes(op) });
  return new Program(graph, { lowered, backend, parameters, checkFinite });
}

export interface CompileAsyncOptions<I, O> extends CompileOptions {
  /** Feeds of the sizes that will be run; their elements do not matter. */
  readonly feeds: Feeds<Graph<I, O>, OutputName<Graph<I, O>>>;
  /** The outputs that will be fetched. Default: all. */
  readonly fetch?: readonly string[];
}

/**
 * As compile, and prepares for feeds of these sizes without keeping the thread busy: the first run of such feeds then compiles nothing.
 *
 *     const program = await compileAsync(network, { feeds: { X, y } })
 *
 * Errors: as compile and run.
 */
export async function compileAsync<I, O>(
  graph: Graph<I, O>,
  { feeds, fetch, ...options }: CompileAsyncOptions<I, O>,
): Promise<Program<I, O>> {
  const program = compile(graph, options);
  await program.prepare(feeds as Readonly<Record<string, Feed>>, fetch);
  return program;
}

function checkedBackend(backend: Backend): Backend {
  if (typeof backend === "object" && backend !== null && typeof backend.prepare === "function") return backend;
  const actual = typeof backend === "function" ? "a function" : (JSON.stringify(backend) ?? typeof backend);
  throw new GraphError(`compile: backend must be "auto", wasm() or reference, got ${actual}; import it from dagrad and pass it`, {
    code: "bad-backend",
    expected: '"auto", wasm() or reference',
    actual,
  });
}
