import type { AttrKind } from "../../../graph/attrs.ts";
import { sameType } from "../../../graph/check/invariants.ts";
import { type AttrValue, type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isLeaf } from "../../../graph/leaf.ts";
import { checkArity, type Op, type TensorType } from "../../../graph/op.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { attrsFor } from "./edit-graph.ts";
import { inferred, resizedParameters } from "./fit-parameters.ts";

/** What can be done to one node. */
export interface Offers {
  readonly attributes: readonly OfferedAttribute[];
  /** Axes of its result whose size its parameters give. */
  readonly sizes: readonly OfferedSize[];
  /** How a parameter starts. */
  readonly initializer: AttrValue | undefined;
  /** Ops that take the same inputs and give a result of the same type. */
  readonly replacements: readonly string[];
  /** Ops of one input that keep its type. */
  readonly insertions: readonly string[];
  /** Units of a dense layer that can stand behind it; undefined where none can. */
  readonly dense: number | undefined;
  readonly canBypass: boolean;
  readonly canDelete: boolean;
}

export interface OfferedAttribute {
  readonly name: string;
  readonly kind: AttrKind;
  readonly value: AttrValue;
}

export interface OfferedSize {
  readonly axis: number;
  readonly size: number;
}

/** Finds by trying what an edit of a declared node may be. What is offered fits by type; the rest is said by the edit's error. */
export function offersFor(graph: Graph, id: NodeId): Offers {
  const node = nodeOf(graph, id);
  const ops = opsOf(graph);
  const op = ops.get(node.op);
  const types = node.inputs.map((input) => nodeOf(graph, input));
  const fits = (candidate: Op, inputs: readonly TensorType[], own: typeof node.attrs, at: NodeId): boolean => {
    if (!takes(candidate, inputs.length)) return false;
    const type = inferred(candidate, inputs, attrsFor(graph, candidate.name, at, own));
    return type !== undefined && sameType(type, node);
  };
  const all = [...ops.values()].filter(isWritten).sort((a, b) => (a.name < b.name ? -1 : 1));
  const isGiven = node.op === "parameter" || node.op === "input" || node.op === "constant";
  const isFloat = node.dtype === "float32" || node.dtype === "float64";
  const last = node.shape.at(-1);
  return {
    attributes: Object.entries((op?.attrs ?? {}) as Readonly<Record<string, AttrKind>>)
      .filter(([, kind]) => kind !== "graph" && kind !== "values")
      .map(([name, kind]) => ({ name, kind, value: node.attrs[name] as AttrValue })),
    sizes: isLeaf(node.op)
      ? []
      : node.shape.flatMap((size, axis) =>
          typeof size === "number" && resizedParameters(graph, id, axis, size + 1, ops) !== undefined ? [{ axis, size }] : [],
        ),
    initializer: node.op === "parameter" ? (node.attrs.init as AttrValue) : undefined,
    replacements: isGiven
      ? []
      : all.filter((candidate) => candidate.name !== node.op && fits(candidate, types, node.attrs, id)).map(({ name }) => name),
    insertions: node.op === "parameter" ? [] : all.filter((candidate) => fits(candidate, [node], {}, id)).map(({ name }) => name),
    dense: isFloat && typeof last === "number" && node.op !== "parameter" ? last : undefined,
    canBypass: node.inputs.length > 0,
    canDelete:
      Object.values(graph.outputs).some((output) => output !== id) && !Object.values(graph.nodes).some(({ inputs }) => inputs.includes(id)),
  };
}

function takes(op: Op, count: number): boolean {
  try {
    checkArity(op, count, () => {
      throw new Error("arity");
    });
    return true;
  } catch {
    return false;
  }
}

/** Ops that networks are written with, not those that derivatives alone are made of: these take a cotangent. */
const isWritten = (op: Op): boolean => op.notation !== undefined && !op.inputs.includes("dy");
