import type { AttrSchema } from "./attrs.ts";
import { type DType, isFloat, type TypedArray } from "./dtype.ts";
import { GraphError, internal, OpError } from "./errors.ts";
import type { Attrs, Graph, NodeId } from "./graph.ts";
import type { Notation, Subscripts } from "./notation.ts";
import type { Operands } from "./operands.ts";
import type { ScalarRule } from "./scalar.ts";
import { type Dim, type Shape, showType } from "./shape.ts";
import { showValue } from "./show-value.ts";
import type { Tensor } from "./tensor.ts";

/** Shape and dtype of a tensor that has no value yet. */
export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A tensor value in place: elements, concrete shape, dtype. */
export interface Value {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** What is wrong with the inputs or attributes of an op, in the parts of the house error sentence. */
export interface Problem {
  readonly code: string;
  /** "x must be a float tensor" */
  readonly expected: string;
  /** "int32[4]" */
  readonly actual: string;
  /** "cast() it" */
  readonly cure: string;
}
/** Raises the problem as an error that names the node. */
export type Fail = (problem: Problem) => never;

/** The handles that a composite's formula is written over; shapes are checked when nodes are built. */
export type AnyTensor = Tensor<readonly Dim[], any, string>;

/** How pictures draw an op. */
export interface Picture<A> {
  /** op: a circle with a sign; function: a rounded box; reduction: a trapezium. */
  readonly role: "op" | "function" | "reduction";
  /**
   * The text inside the node of a formula picture. `literals` holds the text of each operand that is a literal number
   * and so is not drawn ("0" for the zero of max(0, ·)), and undefined for the others; `shapes` the operands' shapes. An attribute that
   * changes the result shows.
   */
  readonly label: string | ((attrs: A, literals: readonly (string | undefined)[], shapes: readonly Shape[]) => string);
  /** Heading of a composite's box in a layer picture: "Softmax". */
  readonly title?: string;
  /** One line of mathematics below the title: "exp(x) ÷ Σ exp(x)". */
  readonly formula?: string | ((attrs: A, shapes: readonly Shape[]) => string);
}

/** How an op is drawn and written: what pictures and formulas need, and nothing that builds, compiles or runs a graph. */
export interface Form<A = unknown> {
  readonly picture: Picture<A>;
  /** Plain-text and LaTeX formula. A primitive also writes NumPy. `subscripts` makes an op that moves elements writable under indices. */
  readonly notation: {
    readonly text: Notation<A>;
    readonly latex: Notation<A>;
    readonly numpy?: Notation<A>;
    readonly subscripts?: Subscripts<A>;
  };
}

export type { Operands };

/** Makes the cotangent of one input; called only where it is wanted. */
export type Cotangent = () => AnyTensor;

/**
 * Reverse-mode derivative: from the cotangent dy of the output, one Cotangent per input, in order, each a line of mathematics;
 * undefined for an input that y does not depend on differentiably (labels, conditions).
 */
export type Vjp<A = unknown> = (dy: AnyTensor, inputs: Operands<AnyTensor>, y: AnyTensor, attrs: A) => readonly (Cotangent | undefined)[];

/** A derivative through two ops at once, where the chain of theirs would lose accuracy. */
export interface FusedVjp<A> {
  /** Position of the input that the other op must have made. */
  readonly input: number;
  /** That other op, or a copy of it with the same definition and derivative. */
  readonly producer: Composite<any>;
  /** Cotangents of the other op's inputs, or undefined where the two attributes do not allow it. */
  vjp(
    dy: AnyTensor,
    producer: { readonly inputs: Operands<AnyTensor>; readonly y: AnyTensor; readonly attrs: any },
    inputs: Operands<AnyTensor>,
    attrs: A,
  ): readonly (Cotangent | undefined)[] | undefined;
}

/** What an op is told inside a training step, and what it may ask of it. */
export interface TrainingSite {
  /** Steps done before this one, a scalar of the graph: other numbers in every step, the same ones when a step is repeated. */
  readonly counter: AnyTensor;
  /** Of the whole training run. */
  readonly seed: number;
  /** Of this node: no other node of the graph has it. */
  readonly stream: number;
  /** True where the step leaves the value of a tensor as it is: of no parameter, of one that is frozen or not among those that change. */
  isFixed(tensor: AnyTensor): boolean;
  /**
   * The parameter takes the value that `next` makes of its value, after the step: a running mean moves on. Of several nodes that update one
   * parameter each goes on from what the one before it has made.
   */
  update(parameter: AnyTensor, next: (value: AnyTensor) => AnyTensor): void;
}

/** What tells how a body is differentiated: the body with its cotangents, and which node is which. */
export interface BodyGradient {
  /** The body, composites without a derivative of their own written out, and the cotangents behind it. */
  readonly graph: Graph;
  /** Nodes of the body itself; the others make cotangents. */
  readonly forward: ReadonlySet<NodeId>;
  /** Output of the body → the input that stands for its cotangent. */
  readonly seeds: ReadonlyMap<string, NodeId>;
  /** Input of the body → its cotangent, where there is one. */
  readonly cotangents: ReadonlyMap<NodeId, NodeId>;
}

/** Differentiates a body by inputs, where the named outputs have cotangents. */
export type DifferentiateBody = (body: Graph, outputs: readonly string[], by: readonly NodeId[]) => BodyGradient;

/** How the nodes of one computation, each of which is a result of it, are differentiated together. */
export interface Together<A> {
  /** Equal for the nodes of one computation on the same inputs. */
  key(attrs: A): unknown;
  /**
   * Looks at the results, by their attributes, that have a cotangent, and at the inputs whose cotangents are wanted. `extended` gives a
   * node the attributes under which it also keeps what the derivative needs. `vjp` is then a derivative as of any op: of the cotangents of
   * the results, undefined where one has none after all; `another` makes a further result of the computation.
   */
  derive(
    attrs: A,
    results: readonly A[],
    wanted: readonly boolean[],
    differentiate: DifferentiateBody,
  ): {
    extended(attrs: A): A;
    vjp(
      dys: readonly (AnyTensor | undefined)[],
      inputs: Operands<AnyTensor>,
      another: (attrs: A) => AnyTensor,
    ): readonly (Cotangent | undefined)[];
  };
}

interface OpBase<A> {
  readonly name: string;
  /** Names of the inputs, in order. The last may be "...name": any number of tensors. A trailing "?" marks one that may be left out. */
  readonly inputs: readonly string[];
  /** The attributes of a node; all are always present. */
  readonly attrs: AttrSchema<A>;
  /** Of a loss or a metric: which values are better. Early stopping asks for it, and the curves of a training. */
  readonly better?: "lower" | "higher";
  /** Shape and dtype rule. Calls `fail` on inputs that do not fit. */
  infer(inputs: Operands<TensorType>, attrs: A, fail: Fail): TensorType;
  /** How it is drawn: as a box with its name where this is left out. */
  readonly picture?: Picture<A>;
  /** How it is written: as name(x, y) where this is left out. */
  readonly notation?: Form<A>["notation"];
}

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

/** Writes out the composites of a graph that stands in an attribute. */
export type LowerBody = (body: Graph) => Graph;

/** An op that is a formula of others. */
export interface Composite<A = Attrs> extends OpBase<A> {
  /** The textbook formula: what pictures and LaTeX show. `lower` writes out a body of its attributes alike. */
  definition(inputs: Operands<AnyTensor>, attrs: A, lower?: LowerBody): AnyTensor;
  /** The numerically safe form that is executed; the definition itself where none is given. */
  lower?(inputs: Operands<AnyTensor>, attrs: A, lower?: LowerBody): AnyTensor;
  /**
   * What the op becomes inside a training step, where that is something else than in a plain graph (dropout drops, and randomly).
   * A composite that is made of such an op and has a `vjp` of its own must say it here, too: its parts are not looked at.
   */
  training?(inputs: Operands<AnyTensor>, attrs: A, site: TrainingSite): AnyTensor;
  /** Inputs whose parameters a training step updates, as running means: `gradients` goes by them only where it is told to. */
  readonly states?: readonly string[];
  /** Its derivative where it is better than that of the safe form: for stability or cost. */
  readonly vjp?: Vjp<A> | "not-differentiable";
  readonly fusedVjp?: FusedVjp<A>;
  /** In place of `vjp` where several nodes are results of one computation. */
  readonly together?: Together<A>;
}

export type Op<A = any> = Primitive<A> | Composite<A>;

export const isPrimitive = (op: Op): op is Primitive<any> => !("definition" in op);

/** The kinds of computation, each the name of the field that declares it. */
export const kinds = ["scalar", "reduce", "move", "view", "index", "accumulate", "product", "random", "known", "kernel"] as const;
export type Kind = (typeof kinds)[number];

/** What kind of computation a primitive is. */
export function kindOf(op: Primitive<any>): Kind {
  for (const kind of kinds) if (kind in op) return kind;
  throw internal(`"${op.name}" declares no computation`);
}

/** True where each element of the result depends on the operands' elements of the same (broadcast) position only. */
export const isElementwise = (op: Op): boolean => "scalar" in op || ("kernel" in op && op.elementwise === true);

/** The dtype in which elements of that one are folded. */
export const foldedDType = (fold: FoldName, dtype: DType): DType =>
  fold === "argmax" || (fold === "sum" && !isFloat(dtype)) ? "int32" : dtype;

/** The axes that a reduction of so many folds, counted from the front. Those of an op of one's own may count from the end. */
export const foldedAxes = ({ axis }: Attrs, rank: number): readonly number[] =>
  [axis as number | readonly number[]].flat().map((one) => (one < 0 ? one + rank : one));

/** Declares an op of dagrad. That of users, which checks it first, is graph/define-op.ts: a page with dagrad's own ops loads no checks. */
export function defineOp<A>(op: Primitive<A>): Primitive<A>;
export function defineOp<A>(op: Composite<A>): Composite<A>;
export function defineOp<A>(op: Op<A>): Op<A> {
  return Object.freeze(op);
}

/** The ops that a graph may use, by name. A value that is passed along, never a registry. */
export type OpSet = ReadonlyMap<string, Op>;

/** GraphError unless it is an op. */
export function requireOp(op: Op): void {
  if (typeof op?.infer === "function") return;
  throw new GraphError(
    `ops: each must be what defineOp returns, or a set of these, got ${showValue(op)}; pass reluOp where relu is the function`,
    { code: "not-an-op" },
  );
}

/** opSet(standardOps, swish): the ops of all arguments. GraphError when two different ops share a name. */
export function opSet(...members: readonly (Op | OpSet)[]): OpSet {
  const set = new Map<string, Op>();
  const add = (op: Op): void => {
    requireOp(op);
    if (set.has(op.name) && set.get(op.name) !== op) {
      throw new GraphError(`ops: two ops must not share a name, got two "${op.name}"; rename one`, {
        code: "duplicate-op",
        actual: op.name,
      });
    }
    set.set(op.name, op);
  };
  for (const member of members) {
    if (member instanceof Map) for (const op of member.values()) add(op);
    else add(member as Op);
  }
  return set;
}

/** Raises problems of the node `id` in the house form: `op: requirement, got actual (node "id"); cure`. */
export function failAt(op: string, id: string): Fail {
  return ({ code, expected, actual, cure }) => {
    throw new OpError(`${op}: ${expected}, got ${actual} (node "${id}"); ${cure}`, { code, node: id, expected, actual });
  };
}

/** "float32[batch, 4] and float32[5, 3]" */
export const showTypes = (types: readonly TensorType[]): string => types.map(showType).join(" and ");

/** Calls `fail` unless the op takes `count` inputs. */
export function checkArity(op: Op, count: number, fail: Fail): void {
  if (count === op.inputs.length) return;
  const most = op.inputs.at(-1)?.startsWith("...") ? Number.POSITIVE_INFINITY : op.inputs.length;
  const least = op.inputs.filter((input) => !input.endsWith("?")).length;
  if (count < least || count > most) {
    const expected = least === most ? String(least) : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
    fail({ code: "arity", expected: `takes ${expected} inputs (${op.inputs.join(", ")})`, actual: String(count), cure: "pass them all" });
  }
}
