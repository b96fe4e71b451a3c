import type { GraphBuilder } from "../../graph/builder.ts";
import { canonicalOrder } from "../../graph/canonical-order.ts";
import { GraphError } from "../../graph/errors.ts";
import { extend } from "../../graph/extend.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { type AnyTensor, isPrimitive, type Op, type TrainingSite } from "../../graph/op.ts";
import { opsOf } from "../../graph/ops-of.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { isDifferentiated, lower } from "../passes/lower.ts";
import { rewrite } from "../passes/rewrite.ts";

export interface StepSite {
  /** The node that counts the steps done before this one, a scalar. */
  readonly counter: NodeId;
  /** Start of all random numbers, 0 … 2³² − 1. */
  readonly seed: number;
  /** True for a parameter that the step must leave as it is. None where it is left out. */
  readonly isFixed?: (parameter: NodeId) => boolean;
}

const deepest = 64;

/**
 * The graph as it is inside a training step: ops that say so become what their `training` makes of them, under their own ids
 * (dropout1, its parts dropout1.randomUniform1). Each draws from a stream of its own, numbered in canonical order. What they say that a
 * parameter becomes are updates of the graph.
 *
 * A graph without such ops is returned as it is. In others, composites without a derivative of their own are written out first,
 * as differentiation would, so that a dropout inside of them is found.
 * GraphError: a graph without its ops, or a `training` that leads back to its own op.
 */
export function activateTraining(graph: Graph<any, any>, { counter, seed, isFixed = () => false }: StepSite): Graph {
  let firstStream = 0;
  let active: Graph = graph;
  for (let depth = 0; ; depth++) {
    const parts = lower(active, { keep: (op) => trainingOf(op) !== undefined || isDifferentiated(op) });
    const ops = opsOf(parts);
    const drawing = canonicalOrder(parts).filter((id) => trainingOf(ops.get(nodeOf(parts, id).op)) !== undefined);
    if (drawing.length === 0) return active;
    if (depth === deepest) {
      throw new GraphError(`trainStep: training forms may nest ${deepest} deep, got more; \`training\` must not lead back to its own op`, {
        code: "endless-definition",
      });
    }
    const streams = new Map(drawing.map((id, i) => [id, firstStream + i]));
    firstStream += drawing.length;
    const updates = new Updates(isFixed);
    const trained = rewrite(
      parts,
      ({ attrs }, op, id) => {
        const training = trainingOf(op);
        const stream = streams.get(id) as number;
        const site = (builder: GraphBuilder) => ({
          counter: builder.handle(counter) as AnyTensor,
          seed,
          stream,
          ...updates.site(id, builder),
        });
        return training && ((inputs, builder) => training(inputs, attrs, site(builder)));
      },
      { order: countedOrder(parts, counter) },
    );
    active = updates.addedTo(trained);
  }
}

const trainingOf = (op: Op | undefined) => (op === undefined || isPrimitive(op) ? undefined : op.training);

/** What the training forms of one pass make of parameters. */
class Updates {
  readonly #isFixed: (parameter: NodeId) => boolean;
  /** Parameter → its next value, and the node in whose training form that was made. */
  readonly #made = new Map<NodeId, { readonly value: NodeId; readonly within: NodeId }>();

  constructor(isFixed: (parameter: NodeId) => boolean) {
    this.#isFixed = isFixed;
  }

  site(within: NodeId, builder: GraphBuilder): Pick<TrainingSite, "isFixed" | "update"> {
    const isFixed = ({ id }: AnyTensor): boolean => builder.nodes.get(id)?.op !== "parameter" || this.#isFixed(id);
    return {
      isFixed,
      update: (parameter, next) => {
        if (isFixed(parameter)) return;
        const before = this.#made.get(parameter.id);
        const value = before === undefined ? parameter : (builder.handle(standing(before, (id) => builder.nodes.has(id))) as AnyTensor);
        this.#made.set(parameter.id, { value: next(value).id, within });
      },
    };
  }

  addedTo(graph: Graph): Graph {
    if (this.#made.size === 0) return graph;
    return extend(graph, (node, g) => {
      for (const [parameter, made] of this.#made) g.update(node(parameter), node(standing(made, (id) => Object.hasOwn(graph.nodes, id))));
      return {};
    });
  }
}

/** A value that is the result of its training form, too, has taken the id of the node. */
const standing = ({ value, within }: { readonly value: NodeId; readonly within: NodeId }, isThere: (id: NodeId) => boolean): NodeId =>
  isThere(value) ? value : within;

/** Inputs before users, and the counter, which a leaf may be declared after, before all. */
function countedOrder(graph: Graph, counter: NodeId): readonly NodeId[] {
  nodeOf(graph, counter);
  return [counter, ...topologicalOrder(graph).filter((id) => id !== counter)];
}
