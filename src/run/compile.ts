import { checkGraph, checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { GraphError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Feed, Feeds, OutputName } from "../../graph/types/run.ts";
import { auto } from "../backends/auto.ts";
import type { AsyncBackend, Backend } from "../backends/backend.ts";
import { isAsync } from "../backends/is-async.ts";
import type { Random } from "../data/random.ts";
import { lower } from "../passes/lower.ts";
import { Program } from "./program.ts";
import { type GivenParameters, initialParameters } from "./state.ts";
import { Turns } from "./turns.ts";

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

const compileOptions = ["random seed randn", "parameters weights", "backend device name", "sharing", "checkFinite"];

/**
 * Makes a graph ready to run.
 *
 *     const { loss } = compile(network).run({ X, y }, ["loss"])
 *
 * Errors: GraphError for a graph without its ops or an unknown backend; FeedError for given parameters that do not fit.
 */
export function compile<I, O>(graph: Graph<I, O>, options: CompileOptions = {}): Program<I, O> {
  checkGraph("compile", graph);
  checkOptions("compile", options, compileOptions);
  const { backend } = options;
  if (isObject(backend) && isAsync(backend)) throw asyncOnly(backend);
  return programOf(graph, options);
}

/** As compile, of any backend. */
export function programOf<I, O>(graph: Graph<I, O>, options: AnyCompileOptions): Program<I, O> {
  const { checkFinite = false, random, sharing } = options;
  checkKind(random === undefined || typeof random?.randn === "function", "compile", "random", "a generator", random, "pass random(0)");
  const isShared = sharing === undefined || sharing instanceof Program;
  checkKind(isShared, "compile", "sharing", "a program", sharing, "pass what compile returned");
  const backend = options.backend === undefined || options.backend === "auto" ? auto() : checkedBackend(options.backend);
  if (checkFinite && isAsync(backend)) throw unwatched(backend);
  const parameters = initialParameters(graph, random, options.parameters, sharing?.memory);
  const lowered = lower(graph, { keep: (op) => backend.executes(op) });
  return new Program(graph, { lowered, backend, parameters, checkFinite, turns: sharing?.turns ?? new Turns() });
}

/** What compile takes, with backends that answer later among the others. */
export interface AnyCompileOptions extends Omit<CompileOptions, "backend"> {
  /** As of `compile`, or a backend that cannot answer at once. */
  readonly backend?: Backend | AsyncBackend | "auto";
}

export interface CompileAsyncOptions<I, O> extends AnyCompileOptions {
  /** Feeds of the sizes that will be run; their elements do not matter. */
  readonly feeds: Feeds<Graph<I, O>, OutputName<Graph<I, O>>>;
  /** The outputs that will be fetched. Default: all. */
  readonly fetch?: readonly string[];
}

/**
 * As compile, and prepares for feeds of these sizes without keeping the thread busy: the first run of such feeds then compiles nothing.
 * Also for backends that answer later, whose programs are run with `runAsync`.
 *
 *     const program = await compileAsync(network, { feeds: { X, y } })
 *
 * Errors: as compile and run.
 */
export async function compileAsync<I, O>(graph: Graph<I, O>, options: CompileAsyncOptions<I, O>): Promise<Program<I, O>> {
  checkGraph("compileAsync", graph);
  checkOptions("compileAsync", options, [...compileOptions, "feeds", "fetch"]);
  const { feeds, fetch } = options ?? {};
  const program = programOf(graph, options ?? {});
  await program.prepare(feeds as Readonly<Record<string, Feed>>, fetch);
  return program;
}

function checkedBackend<B extends Backend | AsyncBackend>(backend: B): B {
  if (isObject(backend) && (typeof (backend as Backend).prepare === "function" || isAsync(backend))) return backend;
  const actual = typeof backend === "function" ? "a function" : (JSON.stringify(backend) ?? typeof backend);
  throw new GraphError(`compile: backend must be "auto", wasm() or reference, got ${actual}; import it from dagrad and pass it`, {
    code: "bad-backend",
    expected: '"auto", wasm() or reference',
    actual,
  });
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const asyncOnly = ({ name }: AsyncBackend): GraphError =>
  new GraphError(`compile: backend must be one that answers at once, got "${name}", which answers later; await compileAsync and runAsync`, {
    code: "async-only",
    actual: name,
  });

const unwatched = ({ name }: AsyncBackend): GraphError =>
  new GraphError(
    `compile: checkFinite needs a backend that runs step by step, got "${name}", which answers later; leave it out, or take reference`,
    { code: "async-only", actual: name },
  );
