import { parse } from "../../graph/check/parse.ts";
import { checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { ByteArray } from "../../graph/dtype.ts";
import { FormatError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { isGraph } from "../../graph/is-graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import type { OpSet } from "../../graph/op.ts";
import { showType } from "../../graph/shape.ts";
import { shortened, showValue } from "../../graph/show-value.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { checkBytes } from "../data/check-arrays.ts";
import { checkRandomState } from "../data/random-state.ts";
import { fromSafetensors, toSafetensors } from "../data/safetensors.ts";
import type { TrainingState } from "./training-state.ts";

/** A training between two epochs: the training step and all that decides how it goes on. `fit` continues from it. */
export interface Checkpoint {
  /** The training step's graph. */
  readonly graph: Graph;
  readonly state: TrainingState;
}

const format = "dagrad/checkpoint/1";
const bestPrefix = "best/";

/**
 * A checkpoint as the bytes of a safetensors file: parameters, optimiser state and counter as tensors, those of the best epoch under
 * "best/…", graph and random state as metadata. Other programs can read the weights.
 */
export const toCheckpoint = (checkpoint: Checkpoint): ByteArray => checkpointBytes("toCheckpoint", checkpoint);

/** As toCheckpoint; errors begin with `of`. */
export function checkpointBytes(of: string, checkpoint: Checkpoint): ByteArray {
  const fits = isGraph(checkpoint?.graph) && typeof checkpoint.state?.parameters === "object";
  checkKind(fits, of, "checkpoint", "what training.checkpoint() returns", checkpoint, "pass training.checkpoint()");
  const { graph, state } = checkpoint;
  const best = Object.entries(state.best ?? {}).map(([id, value]): [string, NdArray] => [bestPrefix + id, value]);
  return toSafetensors({
    tensors: Object.fromEntries([...Object.entries(state.parameters), ...best]),
    metadata: {
      format,
      graph: JSON.stringify(graph),
      epoch: String(state.epoch),
      random: JSON.stringify(state.random),
      // JSON has no NaN; null stands for "no best yet".
      stopping: JSON.stringify(state.stopping),
      ...(state.splitSeed !== undefined && { split: String(state.splitSeed) }),
    },
  });
}

export interface FromCheckpointOptions {
  /** The ops of the graph. Default: dagrad's own. */
  readonly ops?: OpSet;
  /** Name of the file in errors. */
  readonly name?: string;
}

/**
 * Reads the bytes of a checkpoint, hostile until checked. FormatError, which names the file, where they are damaged, of another format,
 * or hold parameters that are not those of their graph.
 */
export function fromCheckpoint(bytes: Uint8Array, options: FromCheckpointOptions = {}): Checkpoint {
  checkBytes("fromCheckpoint", bytes);
  checkOptions("fromCheckpoint", options, ["ops", "name"]);
  const { ops = standardOps, name = "the file" } = options;
  const raise: Raise = (expected, actual) => {
    throw new FormatError(`checkpoint: ${name}: ${expected}, got ${actual}; use a file that a training of this version saved`, {
      code: "bad-checkpoint",
      expected,
      actual,
    });
  };
  const { tensors, metadata } = fromSafetensors(bytes, name);
  if (metadata.format !== format) raise(`format must be "${format}"`, showValue(metadata.format));
  const graph = part("graph", raise, () => parse(metadata.graph ?? "", ops));
  const [parameters, best] = parted(tensors);
  checkParameters(graph, parameters, raise);
  checkBest(parameters, best, raise);
  const state = {
    epoch: wholeNumber("epoch", metadata.epoch, raise),
    random: part("random state", raise, () => checkRandomState(json(metadata.random, "random", raise))),
    stopping: stoppingState(json(metadata.stopping, "stopping", raise), raise),
    ...(metadata.split !== undefined && { splitSeed: wholeNumber("split", metadata.split, raise) }),
    parameters,
    ...(Object.keys(best).length > 0 && { best }),
  };
  return { graph, state };
}

type Tensors = Readonly<Record<string, NdArray>>;
/** Raises what is wrong with a checkpoint. */
type Raise = (expected: string, actual: string) => never;

/** What `read` returns; what is wrong with it, as a problem of the checkpoint. */
function part<T>(what: string, raise: Raise, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError) || error.code === "bad-checkpoint") throw error;
    return raise(`its ${what} must be one that was saved`, `"${error.message.replace(/; [^;]*$/, "")}"`);
  }
}

/** Parameters, and those of the best epoch. */
function parted(tensors: Tensors): readonly [Tensors, Tensors] {
  const entries = Object.entries(tensors);
  const isBest = ([name]: readonly [string, NdArray]): boolean => name.startsWith(bestPrefix);
  const best = entries.filter(isBest).map(([name, value]): [string, NdArray] => [name.slice(bestPrefix.length), value]);
  return [Object.fromEntries(entries.filter((entry) => !isBest(entry))), Object.fromEntries(best)];
}

function checkParameters(graph: Graph, parameters: Tensors, raise: Raise): void {
  for (const [id, node] of Object.entries(graph.nodes)) {
    if (node.op !== "parameter") continue;
    const value = Object.hasOwn(parameters, id) ? parameters[id] : undefined;
    const actual = value === undefined ? "nothing" : showType(value);
    if (actual !== showType(node)) raise(`parameter "${id}" must be ${showType(node)}`, actual);
  }
  for (const id of Object.keys(parameters)) {
    if (!Object.hasOwn(graph.nodes, id) || graph.nodes[id]?.op !== "parameter") {
      raise("every tensor must be a parameter of the graph", showValue(id));
    }
  }
}

function checkBest(parameters: Tensors, best: Tensors, raise: Raise): void {
  for (const [id, value] of Object.entries(best)) {
    const known = Object.hasOwn(parameters, id) ? parameters[id] : undefined;
    if (known === undefined || showType(known) !== showType(value)) {
      raise(`tensor ${showValue(bestPrefix + id)} must be as the parameter`, showType(value));
    }
  }
}

function wholeNumber(name: string, text: string | undefined, raise: Raise): number {
  const number = Number(text ?? Number.NaN);
  return Number.isSafeInteger(number) && number >= 0 ? number : raise(`${name} must be a whole number ≥ 0`, showValue(text));
}

function json(text: string | undefined, name: string, raise: Raise): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return raise(`${name} must be JSON`, showValue(text));
  }
}

function stoppingState(value: unknown, raise: Raise): TrainingState["stopping"] {
  const { best, waited } = (typeof value === "object" && value !== null ? value : {}) as { best?: unknown; waited?: unknown };
  const fits = (typeof best === "number" || best === null) && Number.isSafeInteger(waited) && (waited as number) >= 0;
  if (!fits) return raise("stopping must hold best and waited", shortened(JSON.stringify(value), 60));
  return { best: best === null ? Number.NaN : (best as number), waited: waited as number };
}
