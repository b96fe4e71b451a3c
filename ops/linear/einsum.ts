import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { isTensor } from "../../graph/builder.ts";
import { countOfShape } from "../../graph/dim.ts";
import { GraphError } from "../../graph/errors.ts";
import { isNdArray } from "../../graph/is-ndarray.ts";
import { atom, binding, grouped, subscriptText, type Term } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, failAt } from "../../graph/op.ts";
import { type Dim, type Shape, sameShape } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { equal } from "../elementwise/equal.ts";
import { mul } from "../elementwise/mul.ts";
import { where } from "../elementwise/where.ts";
import { broadcastTo } from "../move/broadcast-to.ts";
import { reshape } from "../move/reshape.ts";
import { transpose } from "../move/transpose.ts";
import { positions } from "../reduce/positions.ts";
import { sum } from "../reduce/sum.ts";
import { equationOf, readEquation } from "../shared/einsum-equation.ts";
import { requireFloat, requireSameDType } from "../shared/infer.ts";
import { latexBase } from "../shared/notation.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { matmul } from "./matmul.ts";

export interface EinsumAttrs {
  readonly equation: string;
}

/**
 * einsum("ik,kj->ij", a, b) = Σₖ aᵢₖ bₖⱼ: the product of the operands' elements, summed over the letters that the output does not have.
 *
 * operands: float[…] each, one dtype; a letter for each axis → the axes of the output. Without "->" the output has the letters that come up
 *          once, in alphabetical order. "..." stands for the axes before or between letters, which broadcast.
 * Edges:   the compiler follows equations with "->" and without "...". A letter twice in one operand is its diagonal, where −0 becomes 0. Operands are multiplied from the left, two at a time.
 * Errors:  OpError when the equation does not fit the shapes, or operands are not floats of one dtype.
 * Source:  NumPy einsum; ONNX Einsum-12.
 */
export const einsumOp = defineOp<EinsumAttrs>({
  name: "einsum",
  inputs: ["...operands"],
  attrs: { equation: "string" },
  infer: (inputs, { equation }, fail) => {
    for (const input of inputs) requireFloat(input, "operands", fail);
    requireSameDType(inputs, fail);
    const { output, dims } = equationOf(equation, shapesOf(inputs), fail);
    return { shape: output.map((label) => dims.get(label) as Dim), dtype: inputs[0].dtype };
  },
  definition: (operands, { equation }) => {
    const { terms, output } = equationOf(equation, shapesOf(operands), failAt("einsum", operands[0].id));
    return ordered(
      contract(
        terms.map((labels, i) => ({ x: operands[i] as AnyTensor, labels })),
        output,
      ),
      output,
    );
  },
  vjp: (dy, operands, _, { equation }) => {
    const { terms, output } = equationOf(equation, shapesOf(operands), failAt("einsum", operands[0].id));
    const factors = terms.map((labels, i) => ({ x: operands[i] as AnyTensor, labels }));
    // The operand's place is taken by dy: what is left of the product has the labels of the operand.
    return factors.map(
      (own, i) => () => spread(contract([...factors.slice(0, i), { x: dy, labels: output }, ...factors.slice(i + 1)], own.labels), own),
    );
  },
  picture: {
    role: "reduction",
    label: ({ equation }) => equation.replaceAll(" ", "").replace("->", " → ").replaceAll(",", ", "),
    title: "Einsum",
    formula: ({ equation }, shapes) =>
      sumTerm(
        equation,
        shapes.map((_, i) => String.fromCodePoint(97 + i)),
      ).text,
  },
  notation: {
    text: (operands, { equation }) =>
      sumTerm(
        equation,
        operands.map((x) => grouped(x, binding.atom)),
      ),
    torch: (operands, { equation }) => atom(`torch.einsum("${equation}", ${operands.map(({ text }) => text).join(", ")})`),
    latex: (operands, { equation }) => {
      const { terms, output, summed } = readEquation(equation);
      const factors = operands.map((x, i) => indexed(latexBase(x), latexLetters(terms[i] ?? "")));
      const text = `${summed === "" ? "" : `\\sum_{${Array.from(summed).join(",")}} `}${factors.join(" \\, ")}`;
      return output === ""
        ? { text, binds: binding.power, open: true }
        : { text: indexed(`\\left(${text}\\right)`, latexLetters(output)), binds: binding.atom };
    },
  },
});

const shapesOf = (inputs: readonly { readonly shape: Shape }[]): Shape[] => inputs.map(({ shape }) => shape);

/** (Σₖ aᵢₖ bₖⱼ)ᵢⱼ */
function sumTerm(equation: string, names: readonly string[]): Term {
  const { terms, output, summed } = readEquation(equation);
  const factors = names.map((name, i) => `${name}${below(terms[i] ?? "")}`);
  const text = `${summed === "" ? "" : `Σ${below(summed)} `}${factors.join(" ")}`;
  return output === "" ? { text, binds: binding.power, open: true } : { text: `(${text})${below(output)}`, binds: binding.atom };
}

const below = (term: string): string => (term === "" ? "" : subscriptText(term.replace("...", "…")));

const latexLetters = (term: string): string => term.replace("...", "\\ldots ");
const indexed = (base: string, letters: string): string => (letters === "" ? base : `${base}_{${letters}}`);

/** A tensor with a label for each axis. */
interface Labelled {
  readonly x: AnyTensor;
  readonly labels: readonly string[];
}

/** The product of all, summed over the labels that are not of the output. */
function contract(operands: readonly Labelled[], output: readonly string[]): Labelled {
  const factors = operands.map(diagonal);
  const product = factors.reduce((a, b, i) => {
    const later = new Set([...output, ...factors.slice(i + 1).flatMap(({ labels }) => labels)]);
    return multiply(summed(a, new Set([...later, ...b.labels])), summed(b, new Set([...later, ...a.labels])), later);
  });
  return summed(product, new Set(output));
}

/** A cotangent of the labels that it has as one of the operand: repeated along the others, on the diagonal of one that comes up twice. */
function spread(dy: Labelled, { x, labels }: Labelled): AnyTensor {
  const first = labels.map((label, at) => labels.indexOf(label) === at);
  const once = labels.filter((_, at) => first[at]);
  const known = once.filter((label) => dy.labels.includes(label));
  const along = ordered(dy, known);
  const dims = labels.map((label, at) => (first[at] && known.includes(label) ? (along.shape[known.indexOf(label)] as Dim) : 1));
  // An axis that was stretched is longer than the operand's.
  const wide = dims.map((dim, at) => (dim === 1 ? (x.shape[at] as Dim) : dim));
  const all = unbroadcast(broadcastTo(shaped(along, dims), { shape: wide }) as AnyTensor, x);
  return labels.reduce(
    (kept, label, at) => (first[at] ? kept : where(equal(places(x, labels.indexOf(label)), places(x, at)), kept, 0)),
    all,
  );
}

/** 0, 1, … along one axis of x, of size 1 along the others. */
const places = (x: AnyTensor, axis: number): AnyTensor =>
  reshape(positions(x, { axis }), { shape: x.shape.map((dim, at) => (at === axis ? dim : 1)) });

/** A label that comes up twice is left once: Σ over the second of its axes, of what lies on the diagonal. */
function diagonal({ x, labels }: Labelled): Labelled {
  const second = labels.findIndex((label, at) => labels.indexOf(label) < at);
  if (second < 0) return { x, labels };
  const first = labels.indexOf(labels[second] as string);
  const kept = where(equal(places(x, first), places(x, second)), x, 0);
  return diagonal({ x: sum(kept, { axis: second }), labels: labels.filter((_, at) => at !== second) });
}

/** Σ over all axes whose labels are not kept. */
function summed({ x, labels }: Labelled, kept: ReadonlySet<string>): Labelled {
  const axis = labels.flatMap((label, at) => (kept.has(label) ? [] : [at]));
  return axis.length === 0 ? { x, labels } : { x: sum(x, { axis }), labels: labels.filter((label) => kept.has(label)) };
}

/** The axes in the order of the labels. */
function ordered({ x, labels }: Labelled, order: readonly string[]): AnyTensor {
  const perm = order.map((label) => labels.indexOf(label));
  return perm.every((axis, at) => axis === at) ? x : transpose(x, { perm });
}

const shaped = (x: AnyTensor, shape: Shape): AnyTensor => (sameShape(x.shape, shape) ? x : reshape(x, { shape }));

/** Products of two, summed over the labels that both have and nobody asks for later: as matrices, where each side has rows or columns of its own. */
function multiply(a: Labelled, b: Labelled, later: ReadonlySet<string>): Labelled {
  const own = (x: Labelled, other: Labelled): string[] => x.labels.filter((label) => !other.labels.includes(label));
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const [stack, inner] = [shared.filter((label) => later.has(label)), shared.filter((label) => !later.has(label))];
  const [rows, columns] = [own(a, b), own(b, a)];
  const dimOf = ({ x, labels }: Labelled, label: string): Dim => x.shape[labels.indexOf(label)] ?? 1;
  const dims = (of: Labelled, labels: readonly string[]): Dim[] => labels.map((label) => dimOf(of, label));
  if (inner.length === 0 || rows.length + columns.length === 0) {
    const all = [...stack, ...rows, ...columns, ...inner];
    const aligned = (of: Labelled): AnyTensor =>
      shaped(
        ordered(
          of,
          all.filter((label) => of.labels.includes(label)),
        ),
        dims(of, all),
      );
    return summed({ x: mul(aligned(a), aligned(b)), labels: all }, later);
  }
  const left = shaped(ordered(a, [...stack, ...rows, ...inner]), [
    ...dims(a, stack),
    countOfShape(dims(a, rows)),
    countOfShape(dims(a, inner)),
  ]);
  const right = shaped(ordered(b, [...stack, ...inner, ...columns]), [
    ...dims(b, stack),
    countOfShape(dims(b, inner)),
    countOfShape(dims(b, columns)),
  ]);
  const y = matmul(left, right);
  return {
    x: shaped(y, [...y.shape.slice(0, stack.length), ...dims(a, rows), ...dims(b, columns)]),
    labels: [...stack, ...rows, ...columns],
  };
}

/** The dim of the letter L in a term over the shape S; never where it is not there. */
type DimIn<L, Term, S> = Term extends `${infer First}${infer Letters}`
  ? S extends readonly [infer D extends Dim, ...infer Dims]
    ? First extends L
      ? D
      : DimIn<L, Letters, Dims>
    : never
  : never;

/** The dim of the letter L in the terms "ab,bc" over the shapes of Xs. */
type DimAmong<L, Terms, Xs> = Xs extends readonly [infer X extends Tensor, ...infer Others]
  ? Terms extends `${infer Term},${infer Rest}`
    ? [DimIn<L, Term, X["shape"]>] extends [never]
      ? DimAmong<L, Rest, Others>
      : DimIn<L, Term, X["shape"]>
    : DimIn<L, Terms, X["shape"]>
  : never;

/** A dim for each letter of the output. */
type Outputs<Output, Terms, Xs, S extends Dim[] = []> = Output extends `${infer L}${infer Letters}`
  ? [DimAmong<L, Terms, Xs>] extends [never]
    ? Dim[]
    : Outputs<Letters, Terms, Xs, [...S, DimAmong<L, Terms, Xs>]>
  : S;

/** The shape of the result, where the equation is known, names its output, and has neither "..." nor spaces. */
type Einsum<E extends string, Xs extends readonly Tensor[]> = E extends `${string}.${string}` | `${string} ${string}`
  ? Dim[]
  : E extends `${infer Terms}->${infer Output}`
    ? Outputs<Output, Terms, Xs>
    : Dim[];

type Factor<X extends Tensor> = FloatTensor<"einsum", X, "operands">;

/** einsum("ik,kj->ij", a, b): products of elements, summed over the letters that the output does not have. See {@link einsumOp}. */
export function einsum<const E extends string, A extends Tensor>(
  equation: E,
  a: Factor<A>,
  options?: Named,
): Tensor<Einsum<E, [A]>, A["dtype"], NeedsOf<A>>;
export function einsum<const E extends string, A extends Tensor, B extends Tensor>(
  equation: E,
  a: Factor<A>,
  b: Factor<B>,
  options?: Named,
): Tensor<Einsum<E, [A, B]>, A["dtype"], NeedsOf<A> | NeedsOf<B>>;
export function einsum<const E extends string, A extends Tensor, B extends Tensor, C extends Tensor>(
  equation: E,
  a: Factor<A>,
  b: Factor<B>,
  c: Factor<C>,
  options?: Named,
): Tensor<Einsum<E, [A, B, C]>, A["dtype"], NeedsOf<A> | NeedsOf<B> | NeedsOf<C>>;
export function einsum(equation: string, a: Tensor, b: Tensor, c: Tensor, d: Tensor, ...others: readonly (Tensor | Named)[]): Tensor;
export function einsum(equation: string, ...given: readonly (Tensor | Named | undefined)[]): Tensor {
  if (typeof equation !== "string") {
    throw new GraphError(`einsum: the equation must be a text, got ${showValue(equation)}; write einsum("ij,jk->ik", a, b)`, {
      code: "not-a-tensor",
    });
  }
  const last: unknown = given.at(-1);
  const named = given.length > 1 && !(isTensor(last) || isNdArray(last) || Array.isArray(last) || typeof last === "number");
  const operands = (named ? given.slice(0, -1) : given) as readonly Tensor[];
  const options = named ? (last as Named | undefined) : undefined;
  optionsOf(einsumOp, options);
  return apply(einsumOp, operands, { equation: equation.replaceAll(" ", "") }, options);
}
