import type { Graph, Node, NodeId } from "../../../graph/graph.ts";
import type { Parameter } from "../../backends/parameter.ts";
import { bytesOfSlot } from "../../plan/plan.ts";
import { type Exported, exported } from "./exported.ts";
import { firstProvider, type SessionOptions } from "./options.ts";
import { refused } from "./refused.ts";
import type { OnnxRuntime, OnnxSession } from "./runtime.ts";

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

/**
 * The sessions of a graph, one at a time, for all sizes of its named dims. Parameters that the graph does not update stand in the model, where
 * the runtime can arrange them once (it packs matrices, and lays convolutions out anew); when they turn out to be trained, by another
 * program, a session takes its place that is fed with them in each run.
 */
export class Sessions {
  readonly #ort: OnnxRuntime;
  readonly #options: SessionOptions;
  readonly #graph: Graph;
  #still: Named;
  #made: Made | undefined;
  /** How many executables use it. */
  #users = 0;

  constructor(ort: OnnxRuntime, options: SessionOptions, graph: Graph, parameters: ReadonlyMap<NodeId, Parameter>) {
    this.#ort = ort;
    this.#options = options;
    this.#graph = graph;
    const still = [...parameters].filter(([id]) => Object.hasOwn(graph.nodes, id) && !Object.hasOwn(graph.updates, id));
    const bytes = still.reduce((sum, [, parameter]) => sum + bytesOfSlot(parameter), 0);
    // One that was set once may have been given with the program; one that was set more often is trained.
    this.#still = bytes > mostFixed || still.some(([, { version }]) => version > 1) ? [] : still;
  }

  /** The session for a run with the parameters as they are now; none where nothing is to be computed. */
  async session(): Promise<Made | undefined> {
    const made = this.#made;
    if (made !== undefined) {
      if (made.fixed.every(([{ version }, at]) => version === at)) return made;
      this.#still = [];
    }
    this.#made = await this.#create(this.#still);
    await made?.session.release();
    return this.#made;
  }

  async #create(still: Named): Promise<Made | undefined> {
    for (const [, parameter] of still) await parameter.read();
    const model = exported(this.#graph, new Map(still));
    if (model === undefined) return undefined;
    try {
      const session = await this.#ort.InferenceSession.create(model.bytes, { ...this.#places(model), ...this.#options });
      return { session, model, fixed: still.map(([, parameter]) => [parameter, parameter.version]) };
    } catch (error) {
      throw refused(error, this.#graph, this.#options);
    }
  }

  /** New values of parameters stay on the GPU, as far as it has their dtype; what is asked for comes home. */
  #places({ next, outputs }: Exported): SessionOptions {
    if (firstProvider(this.#options) !== "webgpu") return {};
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
