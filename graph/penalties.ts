import { GraphError } from "./errors.ts";
import type { Node, NodeId } from "./graph.ts";
import type { Op } from "./op.ts";
import type { Tensor } from "./tensor.ts";

/** How two scalars are added: this folder knows no op. */
type Addition = (a: Tensor, b: Tensor) => Tensor;

/** What there is of a graph under construction. */
interface Growing {
  readonly nodes: ReadonlyMap<NodeId, Node>;
  readonly ops: ReadonlyMap<string, Op>;
  readonly handle: (id: NodeId) => Tensor;
}

/** What the layers of a graph under construction add to its loss: kept until it is added, so that none is forgotten. */
export class Penalties {
  readonly #terms: Tensor[] = [];
  readonly #add: Addition;
  #sum: Tensor | undefined;
  /** One was made after the sum was asked for. */
  #late = false;

  constructor(add: Addition) {
    this.#add = add;
  }

  /** One more scalar. */
  push(term: Tensor): void {
    this.#late = this.#sum !== undefined;
    this.#terms.push(term);
  }

  /** The sum of all, in the order of the layers. */
  sum(): Tensor {
    this.#sum ??= this.#terms.reduce((sum, term) => this.#add(sum, term));
    return this.#sum;
  }

  /**
   * The outputs, with the penalties added to the only one that is a loss, unless `sum` was called: then they are part of what it was used for.
   * GraphError where that is not told, or one of them is part of no output.
   */
  addedTo(outputs: Readonly<Record<string, NodeId>>, { nodes, ops, handle }: Growing): Readonly<Record<string, NodeId>> {
    const refuse = (actual: string): never => {
      throw new GraphError(
        `graph: penalties of layers must be part of one loss, got ${actual}; return { loss: add(…, g.penalty()) }, after the last layer`,
        { code: "unused-penalty", actual },
      );
    };
    if (this.#sum !== undefined) {
      const late = this.#late ? (this.#terms.at(-1) as Tensor).id : undefined;
      const unused = late ?? (reaches(Object.values(outputs), this.#sum.id, nodes) ? undefined : this.#sum.id);
      return unused === undefined ? outputs : refuse(`"${unused}", which is part of no output`);
    }
    const losses = Object.keys(outputs).filter((name) => {
      const node = nodes.get(outputs[name] as NodeId) as Node;
      return node.shape.length === 0 && ops.get(node.op)?.better === "lower";
    });
    if (losses.length !== 1) refuse(losses.length === 0 ? "no output that is a loss" : `several (${losses.join(", ")})`);
    const loss = losses[0] as string;
    return { ...outputs, [loss]: this.#add(handle(outputs[loss] as NodeId), this.sum()).id };
  }
}

function reaches(from: readonly NodeId[], id: NodeId, nodes: ReadonlyMap<NodeId, Node>): boolean {
  const seen = new Set(from);
  // A set may grow while it is gone through.
  for (const one of seen) for (const input of nodes.get(one)?.inputs ?? []) seen.add(input);
  return seen.has(id);
}
