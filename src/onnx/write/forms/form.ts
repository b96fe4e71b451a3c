import type { Attrs } from "../../../../graph/graph.ts";
import type { TensorType } from "../../../../graph/op.ts";
import type { Shape } from "../../../../graph/shape.ts";
import type { Write } from "../site.ts";

/** What decides whether a form fits: attributes, types of the inputs, shape of the result, opset. */
export interface Asked {
  readonly attrs: Attrs;
  readonly types: readonly TensorType[];
  readonly shape: Shape;
  readonly opset: number;
}

/** How one of dagrad's ops is written in an op of ONNX that says the same. */
export interface Form {
  /** Where it says the same; everywhere, where this is left out. Elsewhere a composite is written out, a primitive by its kind. */
  readonly when?: (asked: Asked) => boolean;
  readonly write: Write;
}

export const isFloat32 = ({ types }: Asked): boolean => types.every(({ dtype }) => dtype === "float32");
export const isFloat = ({ types }: Asked): boolean => types.every(({ dtype }) => dtype === "float32" || dtype === "float64");
