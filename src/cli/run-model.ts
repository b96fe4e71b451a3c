import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { suggest } from "../../graph/nearest.ts";
import { showType } from "../../graph/shape.ts";
import { ancestors } from "../../graph/walk.ts";
import { random } from "../data/random.ts";
import { compile } from "../run/compile.ts";
import type { Program } from "../run/program.ts";
import { backendNamed, backendOption } from "./backend-option.ts";
import { shortList } from "./choose-outputs.ts";
import { CliError } from "./cli-error.ts";
import type { Options, OptionValues } from "./command.ts";
import type { Model } from "./load-model.ts";
import { readArray } from "./read-array.ts";
import { readParameters } from "./read-parameters.ts";
import type { Terminal } from "./terminal.ts";

/** The options of every command that runs a model. */
export const runOptions = {
  input: {
    type: "string",
    short: "i",
    value: "name=value",
    multiple: true,
    help: "feed an input: a .npy file, a .json file, or JSON such as 'x=[[1,2],[3,4]]'",
  },
  seed: { type: "string", short: "s", value: "number", help: "seed of the numbers that parameters start from (default: 0)" },
  parameters: {
    type: "string",
    short: "p",
    value: "file",
    help: "weights in place of the initial ones: a model, a checkpoint, .safetensors, .npz, or .json of some: { name: nested lists }",
  },
  backend: backendOption("auto"),
  "check-finite": { type: "boolean", help: "stop at the first node whose value has a NaN or an Infinity" },
} as const satisfies Options;

type RunOptions = OptionValues<typeof runOptions>;
export type ProgramOptions = Omit<RunOptions, "input">;

/** A compiled model and what it is fed. */
export interface Prepared {
  readonly program: Program;
  readonly feeds: Readonly<Record<string, NdArray>>;
}

/** Reads the feeds that these outputs need, and compiles. CliError for feeds that are missing, unknown or unreadable. */
export async function prepareRun(model: Model, fetch: readonly string[], options: RunOptions, terminal: Terminal): Promise<Prepared> {
  const { graph } = model;
  // What is wrong with the line comes before what it lacks.
  seedOf(options.seed);
  const feeds = await readFeeds(model, options.input ?? [], terminal);
  const [missing] = missingInputs(graph, fetch, feeds);
  if (missing !== undefined) {
    const type = showType(nodeOf(graph, missing));
    throw new CliError(`run: input "${missing}" ${type} must be fed, got nothing; add --input ${missing}=<file.npy, file.json or JSON>`);
  }
  return { program: await prepareProgram(model, options, terminal), feeds };
}

/** The model, compiled, with its own weights and those that `--parameters` names. */
export async function prepareProgram(
  { graph, parameters: own = {} }: Model,
  options: ProgramOptions,
  terminal: Terminal,
): Promise<Program> {
  const { seed, parameters: file, backend, "check-finite": checkFinite = false } = options;
  const given = file === undefined ? {} : await readParameters(graph, file, terminal);
  return compile(graph, {
    backend: backendNamed(backend),
    checkFinite,
    random: random(seedOf(seed)),
    parameters: { ...own, ...given },
  });
}

/**
 * What `--input name=value` says, by input, which may be named as in the file that the model came from. CliError for what is no input of the
 * graph, or is fed twice.
 */
export async function readFeeds(
  { graph, names }: Pick<Model, "graph" | "names">,
  given: readonly string[],
  { cwd }: Terminal,
): Promise<Record<string, NdArray>> {
  const called = names?.inputs ?? {};
  const feeds: Record<string, NdArray> = {};
  for (const text of given) {
    const at = text.indexOf("=");
    if (at < 1)
      throw new CliError(`--input: must be name=value, got "${text}"; write e.g. --input ${graph.inputs[0] ?? "x"}=[[1,2],[3,4]]`);
    const [written, word] = [text.slice(0, at), text.slice(at + 1)];
    const name = !graph.inputs.includes(written) && Object.hasOwn(called, written) ? (called[written] as string) : written;
    if (!graph.inputs.includes(name)) {
      const cure = suggest(name, graph.inputs, graph.inputs.length === 0 ? "leave it out" : `choose from ${shortList(graph.inputs)}`);
      throw new CliError(`--input: must name an input, got "${name}"; ${cure}`);
    }
    if (Object.hasOwn(feeds, name)) throw new CliError(`--input: an input is fed once, got "${name}" twice; leave one out`);
    feeds[name] = await readArray(word, nodeOf(graph, name).dtype, `--input ${name}`, cwd);
  }
  return feeds;
}

/** The inputs that these outputs and the updates depend on, without those that are fed. */
function missingInputs(graph: Graph, fetch: readonly string[], feeds: Readonly<Record<string, NdArray>>): NodeId[] {
  const outputs = fetch.map((name) => graph.outputs[name] as NodeId);
  const needed = ancestors(graph, [...outputs, ...Object.values(graph.updates)]);
  return graph.inputs.filter((id) => needed.has(id) && !Object.hasOwn(feeds, id));
}

export function seedOf(text = "0"): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2 ** 32 - 1) {
    throw new CliError(`--seed: must be a whole number 0 … 4294967295, got "${text}"; correct it`);
  }
  return Number(text);
}
