import { type AttrKind, attrsProblem } from "../../../graph/attrs.ts";
import type { Attrs, AttrValue } from "../../../graph/graph.ts";
import type { Op, TensorType } from "../../../graph/op.ts";

/** A share, a slope, a small number: what most numbers of ops are between. */
const usualNumber = 0.1;

/**
 * Attributes for an op that a node is given in an edit: its own where they have that name and fit, else one of the kind that changes little:
 * the last axis, the first choice, no.
 */
export function usualAttrs(op: Op, x: TensorType, own: Attrs = {}): Attrs {
  return Object.fromEntries(
    Object.entries(op.attrs as Readonly<Record<string, AttrKind>>).map(([name, kind]): [string, AttrValue] => {
      const kept = Object.hasOwn(own, name) && attrsProblem({ [name]: own[name] as AttrValue }, { [name]: kind }) === undefined;
      return [name, kept ? (own[name] as AttrValue) : usual(kind, x)];
    }),
  );
}

function usual(kind: AttrKind, { shape, dtype }: TensorType): AttrValue {
  if (typeof kind !== "string") return kind[0] ?? "";
  const last = Math.max(0, shape.length - 1);
  switch (kind) {
    case "number":
      return usualNumber;
    case "integer":
    case "dim":
      return last;
    case "boolean":
      return false;
    case "integers":
    case "dims":
      return [last];
    case "dtype":
      return dtype;
    case "shape":
      return shape;
    case "initializer":
      return { fill: "zeros" };
    default:
      return "";
  }
}
