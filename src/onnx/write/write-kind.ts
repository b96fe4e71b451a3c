import { allocate, type DType } from "../../../graph/dtype.ts";
import {
  type Elementwise,
  foldedAxes,
  foldedDType,
  type Kind,
  type Known,
  kindOf,
  type Primitive,
  type Reduce,
} from "../../../graph/op.ts";
import { dtypeOf, expressionOf, type ScalarRule } from "../../../graph/scalar.ts";
import { broadcast, type Shape, sameShape, showType, sizeOf } from "../../../graph/shape.ts";
import type { Site } from "./site.ts";
import { writeAccumulation } from "./write-accumulation.ts";
import { writeExpression } from "./write-expression.ts";
import { writeIndex } from "./write-index.ts";
import { writeMove } from "./write-move.ts";
import { writeReduction } from "./write-reduction.ts";

/** How each kind of computation is written in ONNX's ops. */
const written: { readonly [K in Kind]: (op: any, site: Site) => string } = {
  scalar: writeElementwise,
  reduce: writeReduce,
  move: writeMove,
  view: (_, site) => site.reshaped(site.input(0), site.type(0).shape, site.shape),
  index: writeIndex,
  accumulate: writeAccumulation,
  product: (_, site) => site.to.node("MatMul", site.inputs),
  random: (_, site) =>
    site.fail(
      "onnx-random",
      "what is written in ONNX must not draw random numbers, which each runtime draws in its own way",
      site.op,
      "export the network itself, whose dropout is off, or train without dropout",
    ),
  known: writeKnown,
  kernel: (_, site) =>
    site.fail(
      "onnx-own-op",
      "what is written in ONNX must be of ops whose computation is declared",
      `${site.op}, which is a function of TypeScript`,
      "write it as a formula of other ops, or leave it out with { outputs }",
    ),
};

export const writeKind = (op: Primitive<any>, site: Site): string => written[kindOf(op)](op, site);

function writeElementwise({ scalar }: Elementwise<any>, site: Site): string {
  const result = applied(
    scalar,
    site.inputs,
    site.types.map(({ dtype }) => dtype),
    site,
  );
  // An operand that the expression does not read may be the larger one.
  const read = new Set(
    expressionOf(
      scalar,
      site.types.map(({ dtype }) => dtype),
      site.attrs,
    ).flatMap(({ instruction, number }) => (instruction === "operand" ? [number] : [])),
  );
  const shape = [...read]
    .map((at) => site.type(at).shape)
    .reduce<Shape>((a, b) => (broadcast(a, b) as { readonly shape: Shape }).shape, []);
  return sameShape(shape, site.shape) ? result : site.expanded(result, shape, site.shape);
}

const applied = (rule: ScalarRule<any>, operands: readonly string[], dtypes: readonly DType[], site: Site): string =>
  writeExpression(expressionOf(rule, dtypes, site.attrs), operands, site.to);

function writeReduce({ reduce: { fold, before, after } }: Reduce<any>, site: Site): string {
  const [{ dtype, shape }] = site.types as [{ dtype: DType; shape: Shape }];
  const taken = before === undefined ? dtype : dtypeOf(expressionOf(before, [dtype], site.attrs));
  const x = before === undefined ? site.input(0) : applied(before, [site.input(0)], [dtype], site);
  const folded = foldedDType(fold, taken);
  const axes = foldedAxes(site.attrs, shape.length);
  const y = writeFold(fold, { name: x, dtype: taken }, axes, site);
  return after === undefined ? y : applied(after, [y], [folded], site);
}

function writeFold(
  fold: Reduce["reduce"]["fold"],
  x: { readonly name: string; readonly dtype: DType },
  axes: readonly number[],
  site: Site,
): string {
  const { to } = site;
  const keepdims = site.attrs.keepdims === true;
  const small = x.dtype === "uint8" || x.dtype === "bool";
  const wide = small ? to.cast(x.name, "int32") : x.name;
  if (fold === "argmax") {
    return to.cast(to.node("ArgMax", [wide], { axis: axes[0] as number, keepdims: Number(keepdims) }), "int32");
  }
  const opType = ({ sum: "ReduceSum", mean: "ReduceMean", max: "ReduceMax" } as const)[fold];
  // The mean of nothing is NaN, which runtimes do not agree on.
  if (fold === "mean" && axes.some((axis) => site.type(0).shape[axis] === 0))
    return site.expanded(to.scalar(Number.NaN, x.dtype), [], site.shape);
  const y = axes.length === 0 ? wide : writeReduction(opType, wide, { axes, keepdims }, site);
  return small && fold === "max" ? to.cast(y, x.dtype) : y;
}

/** A number that shapes tell, or numbers from it on, where all sizes are known. */
function writeKnown(op: Known<any>, site: Site): string {
  const { types, shape, dtype, to } = site;
  if ([...types.map((type) => type.shape), shape].flat().some((dim) => typeof dim === "string")) {
    const expected = "sizes that an op of your own tells must be known";
    return site.fail("onnx-size-name", expected, types.map(showType).join(" and "), "give the inputs numbers for names");
  }
  const data = allocate(dtype, sizeOf(shape as readonly number[]));
  const first = op.known(types as never, site.attrs);
  for (let i = 0; i < data.length; i++) data[i] = first + i;
  return to.node("Identity", [to.initializer(`${site.id}:values`, { type: dtype, shape: shape as readonly number[], data })]);
}
