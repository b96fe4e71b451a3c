import type { Graph, NodeId } from "../../../graph/graph.ts";
import type { Value } from "../../../graph/op.ts";
import type { Executable } from "../../backends/backend.ts";
import type { Parameter } from "../../backends/parameter.ts";
import { reference } from "../../backends/reference/reference.ts";
import { lower } from "../../passes/lower.ts";
import { type Binding, plan } from "../../plan/plan.ts";
import { constants } from "../../run/state.ts";

/** A part of a graph that dagrad computes itself, beside the runtime. */
export class HostPart {
  readonly #executable: Executable;
  readonly #inputs: readonly NodeId[];
  readonly #parameters: readonly Parameter[];

  constructor(part: Graph, binding: Binding, parameters: ReadonlyMap<NodeId, Parameter>) {
    const graph = lower(part);
    const held = [...parameters].filter(([id]) => Object.hasOwn(graph.nodes, id));
    this.#executable = reference.prepare(plan(graph, binding), { parameters: new Map(held), constants: constants(graph) });
    this.#inputs = graph.inputs;
    this.#parameters = held.map(([, parameter]) => parameter);
  }

  /** Computes its outputs, of inputs that `fed` gives. FeedError for an element that cannot be used. */
  async run(fed: (id: NodeId) => Promise<Value["data"]>): Promise<void> {
    for (const parameter of this.#parameters) await parameter.read();
    for (const id of this.#inputs) this.#executable.view(id).data.set(await fed(id));
    this.#executable.execute();
  }

  /** An output behind a run. */
  view(id: NodeId): Value {
    return this.#executable.view(id);
  }
}

/** The part as it is computed for these sizes; nothing where it has no outputs. */
export const hostPartOf = (part: Graph, binding: Binding, parameters: ReadonlyMap<NodeId, Parameter>): HostPart | undefined =>
  Object.keys(part.outputs).length === 0 ? undefined : new HostPart(part, binding, parameters);
