import type { TypedArray } from "../../graph/dtype.ts";
import { diff } from "../../graph/edit/diff.ts";
import { FeedError } from "../../graph/errors.ts";
import type { Graph, NodeId } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import type { Value } from "../../graph/op.ts";
import type { Parameter } from "../backends/parameter.ts";
import type { Random } from "../data/random.ts";
import type { RandomState } from "../data/random-state.ts";
import type { EarlyStopping } from "./early-stopping.ts";

/** All that decides how training goes on, beside the data. Plain data and arrays: what a checkpoint holds. */
export interface TrainingState {
  /** Epochs done. */
  readonly epoch: number;
  /** Of the shuffling. */
  readonly random: RandomState;
  readonly stopping: Readonly<EarlyStopping>;
  /** Parameters, optimiser state and step counter, by id. */
  readonly parameters: Readonly<Record<string, NdArray>>;
  /** What a share for validation was drawn by: going on draws the same rows, whatever seed is given. */
  readonly splitSeed?: number;
  /** Parameters of the best epoch, where they are kept. */
  readonly best?: Readonly<Record<string, NdArray>>;
}

/** A training between two epochs: the training step and all that decides how it goes on. `fit` continues from it. */
export interface Checkpoint {
  /** The training step's graph. */
  readonly graph: Graph;
  readonly state: TrainingState;
}

/** Parameters and random state as they were at one moment, in memory that is used again for the next. */
export class Mark {
  readonly #memory: ReadonlyMap<NodeId, Parameter>;
  readonly #copies: ReadonlyMap<NodeId, TypedArray>;
  #random: RandomState;

  constructor(memory: ReadonlyMap<NodeId, Parameter>, random: Random) {
    this.#memory = memory;
    this.#copies = new Map([...memory].map(([id, { data }]) => [id, data.slice()]));
    this.#random = random.state();
  }

  async renew(random: Random): Promise<void> {
    for (const [id, parameter] of this.#memory) this.#copies.get(id)?.set(await parameter.read());
    this.#random = random.state();
  }

  get random(): RandomState {
    return this.#random;
  }

  get parameters(): Record<string, NdArray> {
    return Object.fromEntries(
      [...this.#memory].map(([id, { shape, dtype }]) => [id, new NdArray((this.#copies.get(id) as TypedArray).slice(), shape, dtype)]),
    );
  }
}

/** FeedError where a training step of graph `step` cannot go on from a state, or from a checkpoint of graph `saved`. */
export function checkResumable(step: Graph<any, any>, memory: ReadonlyMap<NodeId, Value>, state: TrainingState, saved?: Graph): void {
  const first = saved && firstDifference(saved, step);
  if (first !== undefined) {
    throw otherTraining(
      "a checkpoint to continue from must be of the same training step",
      `one with another "${first}"`,
      first,
      "use the network, optimiser and options it was saved with, or continue from its state alone",
    );
  }
  for (const id of memory.keys()) {
    if (Object.hasOwn(state.parameters, id)) continue;
    throw otherTraining(`a state to continue from must hold "${id}"`, "none", id, "use the network and optimiser it was saved with");
  }
}

/** The node, input, output or update that differs between two graphs, if any. What is said of their gradients changes no number. */
function firstDifference(a: Graph, b: Graph): string | undefined {
  const { changed, added, removed, inputs, outputs, updates } = diff(a, b);
  const [first] = [changed, added, removed, outputs, updates].flatMap((part) => Object.keys(part));
  return first ?? (inputs === null ? undefined : (b.inputs[0] ?? "inputs"));
}

const otherTraining = (requirement: string, actual: string, node: string, cure: string): FeedError =>
  new FeedError(`fit: ${requirement}, got ${actual} (node "${node}"); ${cure}`, { code: "other-training", node, actual });
