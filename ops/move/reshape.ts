import { apply, type Named } from "../../graph/apply.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp, failAt } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Reshape, TargetShape } from "../../graph/types/reshape.ts";
import { latexDim } from "../shared/notation.ts";

/**
 * reshape(x, shape) = the elements of x in the same order, in another shape.
 *
 * x: any[...S] → same dtype[...shape]; one dim of `shape` may be −1 and is worked out when the graph is built
 * Edges:   a named dim of x stays a dim of the result, so that the numbers before and after fill the same count for every size.
 * Errors:  OpError when the element counts differ, names do not match up, or −1 stands for no dim or for several.
 * Source:  NumPy reshape; ONNX Reshape-14.
 */
export const reshapeOp = defineOp<{ readonly shape: Shape }>({
  name: "reshape",
  inputs: ["x"],
  attrs: { shape: "shape" },
  infer: ([x], { shape }, fail) => {
    const from = cancelled(x.shape, shape);
    const to = cancelled(shape, x.shape);
    if (from.names.length > 0 || to.names.length > 0) {
      fail({
        code: "reshape-names",
        expected: `named dims must be the same in x and in ${showShape(shape)}`,
        actual: showType(x),
        cure: "keep each name, or use -1 for one dim",
      });
    }
    if (from.count !== to.count) {
      const each = x.shape.some((dim) => typeof dim === "string") ? " for each position of the named dims" : "";
      fail({
        code: "reshape-size",
        expected: `x must have the ${to.count} elements of ${showShape(shape)}${each}`,
        actual: `${showType(x)} with ${from.count}`,
        cure: "correct the shape, or use -1 for one dim",
      });
    }
    return { shape, dtype: x.dtype };
  },
  view: "x",
  vjp: (dy, [x]) => [() => reshape(dy, x.shape)],
  picture: { role: "function", label: ({ shape }) => `reshape(·, ${showShape(shape)})` },
  notation: {
    text: ([x], { shape }) => atom(`reshape(${x.text}, ${showShape(shape)})`),
    latex: ([x], { shape }) => atom(`\\operatorname{reshape}_{${shape.map(latexDim).join(" \\times ") || "()"}}\\left(${x.text}\\right)`),
    numpy: ([x], { shape }) => atom(`np.reshape(${x.text}, ${pythonTuple(shape)})`),
  },
});

/** The names of `shape` that `other` does not have, each as often as it is missing there, and the product of the numbers. */
function cancelled(shape: Shape, other: Shape): { readonly names: readonly string[]; readonly count: number } {
  const spare = other.filter((dim) => typeof dim === "string");
  const names: string[] = [];
  let count = 1;
  for (const dim of shape) {
    if (typeof dim === "number") {
      count *= dim;
      continue;
    }
    const at = spare.indexOf(dim);
    if (at < 0) names.push(dim);
    else spare.splice(at, 1);
  }
  return { names, count };
}

/** What −1 stands for, or undefined where no one dim makes both shapes the same count. */
function missingDim(from: Shape, rest: Shape): Dim | undefined {
  const x = cancelled(from, rest);
  const given = cancelled(rest, from);
  if (given.names.length > 0 || given.count === 0) return undefined;
  const quotient = x.count / given.count;
  if (x.names.length === 0) return Number.isInteger(quotient) ? quotient : undefined;
  return x.names.length === 1 && quotient === 1 ? x.names[0] : undefined;
}

/** The shape with −1 resolved against x. */
function resolved(x: Tensor, shape: Shape): Shape {
  const blank = shape.indexOf(-1);
  if (blank < 0) return shape;
  const rest = shape.filter((_, axis) => axis !== blank);
  const dim = rest.includes(-1) ? undefined : missingDim(x.shape, rest);
  if (dim === undefined) {
    return failAt(
      "reshape",
      x.id,
    )({
      code: "reshape-blank",
      expected: "-1 must stand for one number or one name",
      actual: `${showShape(shape)} for ${showType(x)}`,
      cure: "keep each name of x, and one -1 that comes out whole",
    });
  }
  return shape.with(blank, dim);
}

/** (-1, 6): one name is what NumPy can work out itself; of several it needs the sizes, as variables of those names. */
function pythonTuple(shape: Shape): string {
  const names = shape.filter((dim) => typeof dim === "string");
  const dims = shape.map((dim) => (names.length === 1 && dim === names[0] ? -1 : dim));
  return dims.length === 1 ? `(${dims[0]},)` : `(${dims.join(", ")})`;
}

/** reshape(x, shape) = the elements of x in another shape; -1 stands for what is left. See {@link reshapeOp}. */
export function reshape<X extends Tensor, const T extends Dim[]>(
  x: X,
  shape: TargetShape<X, T>,
  options?: Named,
): Tensor<Reshape<X["shape"], T>, X["dtype"], NeedsOf<X>>;
export function reshape(x: Tensor, shape: Shape, options?: Named): Tensor {
  return apply(reshapeOp, [x], { shape: resolved(x, shape) }, options);
}
