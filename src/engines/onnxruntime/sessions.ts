import type { DType } from "../../../graph/dtype.ts";
import { type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { Parameter } from "../../backends/parameter.ts";
import { bytesOfSlot } from "../../plan/plan.ts";
import type { DeviceParameters } from "./device-parameters.ts";
import { type Exported, exported } from "./exported.ts";
import { firstProvider, type SessionOptions } from "./options.ts";
import { withPaddedChannels } from "./padded-channels.ts";
import { nodeIn, refused, unwritable } from "./refused.ts";
import type { OnnxRuntime, OnnxSession } from "./runtime.ts";
import { keptHere, type Split, splitGraph } from "./split-graph.ts";
import { withWindowConvolutions } from "./window-products.ts";

/** A session, and what its inputs and outputs are called. */
export interface Made {
  readonly session: OnnxSession;
  readonly model: Exported;
  /** The parameters that are constants of the session, each with the version that it has there. */
  readonly fixed: readonly (readonly [Parameter, number])[];
}

type Named = readonly (readonly [NodeId, Parameter])[];

/** Parameters of more bytes than this are fed, not written into the model: protobuf ends at 2 GiB. */
const mostFixed = 2 ** 30;

/** The runtime, how its sessions are created, and what it turned out to lack. */
export interface Engine {
  readonly ort: OnnxRuntime;
  readonly options: SessionOptions;
  readonly device: DeviceParameters;
  readonly lacks: Set<DType>;
  /** Settled when the sessions are closed that were let go of. */
  closed: Promise<void>;
}

/** What runs an executable: sessions of the runtime, or none. */
export type Running = Pick<Sessions, "split" | "session" | "use" | "release">;

/** Without the runtime, of which some ops end the process where there are no elements. */
export const withoutSession = (graph: Graph): Running => ({
  split: keptHere(graph),
  session: async () => undefined,
  use: () => {},
  release: async () => {},
});

/**
 * The sessions of a graph, one at a time, for all sizes of its named dims. Parameters that the graph does not update stand in the model, where
 * the runtime can arrange them once (it packs matrices, and lays convolutions out anew); when they turn out to be trained, by another
 * program, a session takes its place that is fed with them in each run.
 */
export class Sessions {
  readonly #engine: Engine;
  readonly #graph: Graph;
  #split: Split;
  #still: Named;
  #made: Made | undefined;
  /** How many executables use it. */
  #users = 0;

  constructor(engine: Engine, graph: Graph, parameters: ReadonlyMap<NodeId, Parameter>) {
    this.#engine = engine;
    this.#graph = graph;
    this.#split = splitFor(graph, engine.lacks);
    const still = [...parameters].filter(([id]) => Object.hasOwn(graph.nodes, id) && !Object.hasOwn(graph.updates, id));
    const bytes = still.reduce((sum, [, parameter]) => sum + bytesOfSlot(parameter), 0);
    // One that was set once may have been given with the program; one that was set more often is trained.
    this.#still = bytes > mostFixed || still.some(([, { version }]) => version > 1) ? [] : still;
  }

  /** What of the graph the runtime computes, and what dagrad does itself. Does not change once there was a session. */
  get split(): Split {
    return this.#split;
  }

  /** The session for a run with the parameters as they are now; none where the runtime has nothing to compute. */
  async session(): Promise<Made | undefined> {
    const made = this.#made;
    if (made !== undefined) {
      if (made.fixed.every(([{ version }, at]) => version === at)) return made;
      this.#still = [];
    }
    this.#made = await this.#create();
    await made?.session.release();
    return this.#made;
  }

  async #create(): Promise<Made | undefined> {
    const { ort, options, lacks } = this.#engine;
    const { device } = this.#split;
    const still = this.#still.filter(([id]) => Object.hasOwn(device.nodes, id));
    for (const [, parameter] of still) await parameter.read();
    // Of batches of any size nobody knows whether they are among the channels that go wrong on WebGPU.
    const graph = firstProvider(options) === "webgpu" ? withPaddedChannels(device) : withWindowConvolutions(device);
    const model = written(graph, new Map(still));
    if (model === undefined) return undefined;
    try {
      const session = await ort.InferenceSession.create(model.bytes, { ...this.#places(model), ...options });
      return { session, model, fixed: still.map(([, parameter]) => [parameter, parameter.version]) };
    } catch (error) {
      if (lacks.has("float64") || !isLacking(error, "float64", device)) throw refused(error, device, options);
      lacks.add("float64");
      this.#split = splitFor(this.#graph, lacks);
      return this.#create();
    }
  }

  /** New values of parameters stay on the GPU, as far as it has their dtype; what is asked for comes home. */
  #places({ next, outputs }: Exported): SessionOptions {
    if (firstProvider(this.#engine.options) !== "webgpu") return {};
    const places: Record<string, string> = {};
    for (const [, name] of outputs) places[name] = "cpu";
    for (const [id, name] of next) {
      const { dtype } = this.#graph.nodes[id] as Node;
      places[name] = dtype === "float32" || dtype === "int32" ? "gpu-buffer" : "cpu";
    }
    return { preferredOutputLocation: places };
  }

  use(): void {
    this.#users++;
  }

  /** One of those that use it is gone; with the last one the session goes, after `before`. */
  async release(before: () => Promise<void>): Promise<void> {
    if (--this.#users > 0 || this.#made === undefined) return;
    const { session } = this.#made;
    this.#made = undefined;
    await before();
    await session.release();
  }
}

/** GraphError for what ONNX cannot say. */
function written(graph: Graph, fixed: ReadonlyMap<NodeId, Parameter>): Exported | undefined {
  try {
    return exported(graph, fixed);
  } catch (error) {
    throw unwritable(error);
  }
}

/** The runtime is spared random numbers, which ONNX does not have as dagrad draws them, and the dtypes that it lacks. */
const splitFor = (graph: Graph, lacks: ReadonlySet<DType>): Split =>
  splitGraph(graph, (op, node, inputs) => "random" in op || [node, ...inputs].some(({ dtype }) => lacks.has(dtype)));

/** Builds of the runtime for GPUs have no kernels for float64, and say so of the first node that needs one. */
function isLacking(error: unknown, dtype: DType, graph: Graph): boolean {
  const { text, node } = nodeIn(error, graph);
  if (node === undefined || !/implementation|not set/.test(text)) return false;
  const named = nodeOf(graph, node);
  return [named, ...named.inputs.map((input) => nodeOf(graph, input))].some((one) => one.dtype === dtype);
}
