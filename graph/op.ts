import { GraphError, OpError } from "./errors.ts";
import type { Attrs, Graph, NodeId } from "./graph.ts";
import type { Primitive } from "./kinds.ts";
import type { AnyTensor, Cotangent, Fail, OpBase, TensorType, Vjp } from "./op-base.ts";
import type { Operands } from "./operands.ts";
import { showType } from "./shape.ts";
import { showValue } from "./show-value.ts";

export type { Form, Picture } from "./form.ts";
export {
  type Accumulate,
  type Block,
  type Elementwise,
  type Fill,
  type FoldName,
  foldedAxes,
  foldedDType,
  type Held,
  type Index,
  type Kind,
  type Known,
  kindOf,
  kinds,
  type Move,
  type Own,
  type PrepareBody,
  type Primitive,
  type Product,
  type Random,
  type ReadyBody,
  type Reduce,
  type View,
} from "./kinds.ts";
export type { AnyTensor, Cotangent, Fail, Problem, TensorType, Value, Vjp } from "./op-base.ts";
export type { Operands };

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

/** True where each element of the result depends on the operands' elements of the same (broadcast) position only. */
export const isElementwise = (op: Op): boolean => "scalar" in op || ("kernel" in op && op.elementwise === true);

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
    if ((set.get(op.name) ?? op) !== op) {
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
  const most = op.inputs.at(-1)?.startsWith("...") ? Number.POSITIVE_INFINITY : op.inputs.length;
  const least = op.inputs.filter((input) => !input.endsWith("?")).length;
  if (count < least || count > most) {
    const expected = least === most ? String(least) : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
    fail({ code: "arity", expected: `takes ${expected} inputs (${op.inputs.join(", ")})`, actual: String(count), cure: "pass them all" });
  }
}
