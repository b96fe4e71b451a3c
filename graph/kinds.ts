import { type DType, isFloat } from "./dtype.ts";
import { internal } from "./errors.ts";
import type { Attrs, Graph, NodeId } from "./graph.ts";
import type { Fail, OpBase, Value, Vjp } from "./op-base.ts";
import type { Operands } from "./operands.ts";
import type { ScalarRule } from "./scalar.ts";

/** The kinds of computation: what a primitive declares, beside what all ops do. Backends implement these, and know no op. */

/** What every primitive declares. Its kind, what it computes, is told by the field that it has beside these. */
interface PrimitiveBase<A> extends OpBase<A> {
  /** Its derivative, or the statement that it has none. */
  readonly vjp: Vjp<A> | "not-differentiable";
  /** The input that is returned unchanged, where these attributes and literal operands make the op an identity, exactly. */
  identity?(attrs: A, literals: readonly (number | undefined)[]): number | undefined;
  /**
   * Its shape rule refuses some sizes, such as an axis shorter than a window: it is asked again in a run, where names have sizes. That of
   * an op with an attribute that is a dim is asked anyway.
   */
  readonly refusesSizes?: true;
}

/** Each element of the result from the elements of the same (broadcast) position, by one scalar expression. */
export interface Elementwise<A = Attrs> extends PrimitiveBase<A> {
  readonly scalar: ScalarRule<A>;
}

/** How elements are folded: "argmax" is the position of the largest, the first of equal ones; NaN counts as largest. */
export type FoldName = "sum" | "mean" | "max" | "argmax";

/** The elements along the axes of its attribute `axis` (one, or a list) folded into one. */
export interface Reduce<A = Attrs> extends PrimitiveBase<A> {
  readonly reduce: {
    readonly fold: FoldName;
    /** What is folded of each element: the element itself where this is left out. */
    readonly before?: ScalarRule<A>;
    /** What becomes of the folded value. */
    readonly after?: ScalarRule<A>;
  };
}

/** Where a block lies in the result: it is the whole result where none of these is said. */
interface Placed {
  /** Where it begins, and how large it is. */
  readonly at?: readonly number[];
  readonly shape?: readonly number[];
  /** How far its positions lie apart in the result along each axis, at least 1; beside each other where this is left out. */
  readonly apart?: readonly number[];
}

/** A block of the result that is read from one input: the element at position p of the block from element `from` + Σ p[i] · steps[i]. */
export interface Block extends Placed {
  /** Which input, by position. */
  readonly input: number;
  readonly from: number;
  /** Elements of the input per position along each axis of the result; 0 repeats, a negative one turns around. */
  readonly steps: readonly number[];
}

/** A block of the result that holds one number, a value of its dtype. */
export interface Fill extends Placed {
  readonly fill: number;
}

type Concrete = { readonly shape: readonly number[] };

/** Elements of the inputs in other places, as they are: blocks that fill the result, one after the other. What a later one covers is its. */
export interface Move<A = Attrs> extends PrimitiveBase<A> {
  move(inputs: Operands<Concrete>, output: Concrete, attrs: A): readonly (Block | Fill)[];
}

/** The same elements in the same order, seen in another shape: it needs no memory and no work of its own. */
export interface View<A = Attrs> extends PrimitiveBase<A> {
  /** The input that is seen. */
  readonly view: string;
}

/**
 * Elements at run-time indices along one axis: that in the attribute `axis`, the last one where the op has no such attribute. An index that is
 * not one of its positions stops the run.
 *
 * | does | inputs           | result                                                                          |
 * | ---- | ---------------- | ------------------------------------------------------------------------------- |
 * | pick | x, indices       | the elements of x at the indices                                                |
 * | mark | indices          | 1 at the index, 0 elsewhere                                                     |
 * | add  | updates, indices | zeros, to which the updates are added at the indices, one after the other       |
 * | put  | x, indices, updates | x with the updates at the indices; of several for one place the last one stays |
 *
 * There is an index for each element of what is moved, the axis having as many positions as there are indices along it (one where the
 * indices have no such axis). Or, with `lines`, each index stands for a whole line: all positions of the other axes.
 */
export interface Index<A = Attrs> extends PrimitiveBase<A> {
  readonly index: {
    readonly does: "pick" | "mark" | "add" | "put";
    readonly lines?: true;
    /** −1 is the last position, and so on. */
    readonly fromEnd?: true;
  };
}

/**
 * The elements along the axis of the attribute `axis`, each with all before it folded into one, in their order; from the end where the
 * attribute `reverse` is true; without the element itself where `exclusive` is. Floats are rounded at each step, other dtypes give int32, which wraps.
 */
export interface Accumulate<A = Attrs> extends PrimitiveBase<A> {
  readonly accumulate: "sum" | "product";
}

/** A sum over the axis that two operands share: the matrix product, of stacks with broadcasting. */
export interface Product<A = Attrs> extends PrimitiveBase<A> {
  readonly product: "matmul";
}

/** Numbers that depend on a counter (its one input), the attributes `seed` and `stream`, and the position. */
export interface Random<A = Attrs> extends PrimitiveBase<A> {
  readonly random: "uniform";
}

/** One number that the shapes of its inputs tell; or int32 numbers, of which it is the first, and each next is larger by 1. */
export interface Known<A = Attrs> extends PrimitiveBase<A> {
  known(inputs: Operands<Concrete>, attrs: A): number;
}

/**
 * Makes a graph that stands in an attribute ready to run, again and again, under the sizes of the run: `held` are its parameters and
 * constants, which stay in place.
 */
export type PrepareBody = (body: Graph, held: ReadonlyMap<NodeId, Held>) => ReadyBody;

/** A tensor that outlives the runs of a body; `changed` is called after each update of it. */
export interface Held extends Value {
  changed(): void;
}

/** A body that is ready to run. */
export interface ReadyBody {
  /** The memory of an input, or of an output after a run. */
  view(id: NodeId): Value;
  execute(): void;
  /** Gives parameters their new values. */
  update(): void;
}

/** What no other kind can say: a kernel in TypeScript, which every backend calls. */
export interface Own<A = Attrs> extends PrimitiveBase<A> {
  /**
   * Looks once at its operands, whose memory stays theirs for the life of the program, and returns what each run executes: it reads
   * the inputs, writes the output and allocates nothing. `fail` reports a bad element. `prepare` makes a body of its attributes ready to
   * run, in programs.
   */
  kernel(inputs: Operands<Value>, output: Value, attrs: A, fail: Fail, prepare?: PrepareBody): () => void;
  /** How an engine writes a step of it into its module, in the engine's own terms; where nothing stands here, it calls the kernel. */
  emitter?(step: unknown): object;
  /** Each output element depends on the input elements of the same position only: it may be written in place. */
  readonly elementwise?: true;
  /** Positions along an axis that input and output share do not mix: each row's result is that of the row alone. */
  readonly apart?: true;
  /** What the whole is of parts of an axis that it no longer has: their results added, averaged, or the largest of them. */
  readonly folds?: "sum" | "mean" | "max";
}

/** An op that is executed as it is, of one of the kinds of computation. */
export type Primitive<A = Attrs> =
  | Elementwise<A>
  | Reduce<A>
  | Move<A>
  | View<A>
  | Index<A>
  | Accumulate<A>
  | Product<A>
  | Random<A>
  | Known<A>
  | Own<A>;

/** The kinds of computation, each the name of the field that declares it. */
export const kinds = ["scalar", "reduce", "move", "view", "index", "accumulate", "product", "random", "known", "kernel"] as const;
export type Kind = (typeof kinds)[number];

/** What kind of computation a primitive is. */
export function kindOf(op: Primitive<any>): Kind {
  for (const kind of kinds) if (kind in op) return kind;
  throw internal(`"${op.name}" declares no computation`);
}

/** The dtype in which elements of that one are folded. */
export const foldedDType = (fold: FoldName, dtype: DType): DType =>
  fold === "argmax" || (fold === "sum" && !isFloat(dtype)) ? "int32" : dtype;

/** The axes that a reduction of so many folds, counted from the front. Those of an op of one's own may count from the end. */
export const foldedAxes = ({ axis }: Attrs, rank: number): readonly number[] =>
  [axis as number | readonly number[]].flat().map((one) => (one < 0 ? one + rank : one));
