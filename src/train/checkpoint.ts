import { FormatError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import type { OpSet } from "../../graph/op.ts";
import { parse } from "../../graph/parse.ts";
import { standardOps } from "../../ops/index.ts";
import { checkRandomState } from "../data/random-state.ts";
import { fromSafetensors, toSafetensors } from "../data/safetensors.ts";
import type { TrainingState } from "./fit.ts";

/** A training between two epochs: the training step and all that decides how it goes on. */
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
export function toCheckpoint({ graph, state }: Checkpoint): Uint8Array<ArrayBuffer> {
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
    },
  });
}

/**
 * Reads the bytes of a checkpoint, hostile until checked, and changes nothing else. FormatError where they are damaged, of another
 * format, or hold parameters that are not those of their graph.
 */
export function fromCheckpoint(bytes: Uint8Array, { ops = standardOps }: { readonly ops?: OpSet } = {}): Checkpoint {
  const { tensors, metadata } = fromSafetensors(bytes);
  if (metadata.format !== format) throw bad(`format must be "${format}"`, JSON.stringify(metadata.format ?? null).slice(0, 80));
  const graph = parse(metadata.graph ?? "", ops);
  const entries = Object.entries(tensors);
  const parameters = Object.fromEntries(entries.filter(([name]) => !name.startsWith(bestPrefix)));
  const best = Object.fromEntries(
    entries.filter(([name]) => name.startsWith(bestPrefix)).map(([name, value]) => [name.slice(bestPrefix.length), value]),
  );
  checkParameters(graph, parameters);
  const epoch = Number(metadata.epoch);
  if (!Number.isSafeInteger(epoch) || epoch < 0) throw bad("epoch must be a whole number ≥ 0", String(metadata.epoch));
  const state = {
    epoch,
    random: checkRandomState(json(metadata.random, "random")),
    stopping: stoppingState(json(metadata.stopping, "stopping")),
    parameters,
    ...(Object.keys(best).length > 0 && { best }),
  };
  return { graph, state };
}

function checkParameters(graph: Graph, parameters: Readonly<Record<string, NdArray>>): void {
  for (const [id, node] of Object.entries(graph.nodes)) {
    if (node.op !== "parameter") continue;
    const value = Object.hasOwn(parameters, id) ? parameters[id] : undefined;
    const expected = `${node.dtype}[${node.shape.join(", ")}]`;
    const actual = value === undefined ? "nothing" : `${value.dtype}[${value.shape.join(", ")}]`;
    if (actual !== expected) throw bad(`parameter "${id}" must be ${expected}`, actual);
  }
  for (const id of Object.keys(parameters)) {
    if (!Object.hasOwn(graph.nodes, id) || graph.nodes[id]?.op !== "parameter")
      throw bad("every tensor must be a parameter of the graph", JSON.stringify(id.slice(0, 80)));
  }
}

function json(text: string | undefined, name: string): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw bad(`${name} must be JSON`, JSON.stringify((text ?? "").slice(0, 40)));
  }
}

function stoppingState(value: unknown): TrainingState["stopping"] {
  const { best, waited } = (value ?? {}) as { best?: unknown; waited?: unknown };
  if ((typeof best !== "number" && best !== null) || !Number.isSafeInteger(waited))
    throw bad("stopping must hold best and waited", JSON.stringify(value)?.slice(0, 60) ?? "nothing");
  return { best: best === null ? Number.NaN : (best as number), waited: waited as number };
}

const bad = (expected: string, actual: string): FormatError =>
  new FormatError(`checkpoint: ${expected}, got ${actual}; use a file that a training of this version saved`, {
    code: "bad-checkpoint",
    expected,
    actual,
  });
