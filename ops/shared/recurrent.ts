import type { Named } from "../../graph/apply.ts";
import { builderOf, isTensor } from "../../graph/builder.ts";
import type { Initializer } from "../../graph/initializer.ts";
import { leavesOf, literal } from "../../graph/leaves.ts";
import type { AnyTensor, Fail, Operands, TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Product } from "../../graph/types/arithmetic.ts";
import type { KindProblem } from "../../graph/types/dtypes.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { add } from "../elementwise/add.ts";
import { relu } from "../elementwise/relu.ts";
import { sigmoid } from "../elementwise/sigmoid.ts";
import { tanh } from "../elementwise/tanh.ts";
import { matmul } from "../linear/matmul.ts";
import { scan } from "../loops/scan.ts";
import { broadcastTo } from "../move/broadcast-to.ts";
import { concat } from "../move/concat.ts";
import { reshape } from "../move/reshape.ts";
import { slice } from "../move/slice.ts";
import { transpose } from "../move/transpose.ts";
import { requireFloat, requireSameDType } from "./infer.ts";

/** What layers over the axis of time share: their options, their parameters, their shapes. */

/** The functions that a state may go through. */
export const activations = ["tanh", "relu", "sigmoid"] as const;
export type ActivationName = (typeof activations)[number];
const functions = { tanh, relu, sigmoid } as unknown as Readonly<Record<ActivationName, (x: AnyTensor) => AnyTensor>>;

export interface RecurrentAttrs {
  /** The states of all steps, not the last one alone. */
  readonly returnSequences: boolean;
  /** The last step first. */
  readonly reverse: boolean;
  /** The last inputs are the states to begin with. */
  readonly initial: boolean;
  readonly activation: ActivationName;
}

export const recurrentAttrs = {
  returnSequences: "boolean",
  reverse: "boolean",
  initial: "boolean",
  activation: activations,
} as const;

/** The options of these layers, but for what tells their parameters and where they begin. */
export interface RecurrentOptions<R = boolean> extends Named {
  /** The states of all steps, [batch, time, units]. Default false: the last one, [batch, units]. */
  readonly returnSequences?: R;
  /** The last step comes first; states of all steps lie where their steps do. Default false. */
  readonly reverse?: boolean;
  /** What a state goes through: tanh (default), relu or sigmoid, the functions that dagrad exports. */
  readonly activation?: (x: never) => unknown;
}

/** The layer makes its own parameters. */
export interface OwnRecurrentOptions<U extends number = number, R = boolean, B = boolean> extends RecurrentOptions<R> {
  readonly units: U;
  /** How weights and recurrent weights start; as the graph's `init` says by default. */
  readonly init?: Initializer;
  /** false leaves the biases out. Default true. */
  readonly bias?: boolean;
  /** A second layer of its own parameters goes the other way; both results side by side. Default false. */
  readonly bidirectional?: B;
}

/** The layer is given its parameters. */
export interface GivenRecurrentOptions<R = boolean> extends RecurrentOptions<R> {
  readonly weights: Tensor;
  readonly recurrentWeights: Tensor;
  readonly biases?: Tensor;
}

export const ownOptions = ["units hidden_size", "init kernel_initializer", "bias use_bias", "bidirectional", "weights"];
export const givenOptions = ["weights kernel", "recurrentWeights recurrent_kernel", "biases"];
export const commonOptions = [
  "initial initial_state initial_h hx h0",
  "returnSequences return_sequences",
  "reverse go_backwards",
  "activation nonlinearity",
];

/** The operands of a recurrent op, by what they are. */
export interface RecurrentInputs<T> {
  readonly x: T;
  readonly weights: T;
  readonly recurrentWeights: T;
  readonly biases: T | undefined;
  readonly states: readonly T[];
}

/** `states`: how many there are to begin with. */
export function recurrentInputs<T>(inputs: readonly T[], { initial }: Pick<RecurrentAttrs, "initial">, states: number): RecurrentInputs<T> {
  const [x, weights, recurrentWeights, ...rest] = inputs as readonly [T, T, T, ...T[]];
  const given = initial ? rest.slice(-states) : [];
  return { x, weights, recurrentWeights, biases: rest[rest.length - given.length - 1] as T | undefined, states: given };
}

/** x [batch, time, features] of a layer of so many gates and states gives the last state or all of them. */
export function inferRecurrent(
  inputs: Operands<TensorType>,
  attrs: RecurrentAttrs,
  gates: number,
  count: number,
  biasShape: (units: number) => Shape,
  fail: Fail,
): TensorType {
  const { x, weights, recurrentWeights, biases, states } = recurrentInputs<TensorType>(inputs, attrs, count);
  requireFloat(x, "x", fail);
  requireSameDType(inputs, fail);
  if (x.shape.length !== 3) {
    fail({ code: "rank", expected: "x must be [batch, time, features]", actual: showType(x), cure: "reshape or transpose it" });
  }
  const [batch, time, features] = x.shape as readonly [Dim, Dim, Dim];
  if (time === 0) {
    fail({ code: "no-steps", expected: "x must have at least one step", actual: showType(x), cure: "give sequences that are not empty" });
  }
  const units = recurrentWeights.shape[0];
  const expect = (name: string, type: TensorType | undefined, shape: Shape): void => {
    if (type === undefined || (type.shape.length === shape.length && type.shape.every((dim, axis) => dim === shape[axis]))) return;
    const expected = `${name} must be [${shape.join(", ")}]`;
    fail({ code: "recurrent-shape", expected, actual: showType(type), cure: "transpose or resize them" });
  };
  if (typeof units !== "number" || recurrentWeights.shape.length !== 2) {
    const actual = showType(recurrentWeights);
    return fail({
      code: "recurrent-shape",
      expected: `recurrentWeights must be [units, ${many(gates)}units]`,
      actual,
      cure: "correct them",
    });
  }
  expect("recurrentWeights", recurrentWeights, [units, gates * units]);
  expect("weights", weights, [features, gates * units]);
  expect("biases", biases, biasShape(units));
  for (const state of states) expect("initial states", state, [batch, units]);
  return { shape: attrs.returnSequences ? [batch, time, units] : [batch, units], dtype: x.dtype };
}

const many = (gates: number): string => (gates === 1 ? "" : `${gates}·`);

/** x · w + b of all steps at once, the steps first: [time, batch, gates · units]. */
export function ofAllSteps(x: AnyTensor, weights: AnyTensor, biases: AnyTensor | undefined): AnyTensor {
  const [batch, time, features] = x.shape as readonly [Dim, Dim, Dim];
  // Rows of the batch stay together, so that metrics know them; their products move in whole rows.
  const z = biased(matmul(reshape(x, { shape: [-1, features] }) as AnyTensor, weights) as AnyTensor, biases);
  return transpose(reshape(z, { shape: [batch, time, weights.shape[1] as Dim] }) as AnyTensor, { perm: [1, 0, 2] }) as AnyTensor;
}

/** States of zeros, [batch, units], where none are given. */
export function statesOf({ x, recurrentWeights, states }: RecurrentInputs<AnyTensor>, count: number): readonly AnyTensor[] {
  if (states.length > 0) return states;
  const zeros = broadcastTo(literal(0, x as Tensor) as AnyTensor, { shape: [x.shape[0] as Dim, recurrentWeights.shape[0] as Dim] });
  return new Array<AnyTensor>(count).fill(zeros as AnyTensor);
}

/** The part of a product that is one gate's: columns of `units`. */
export const gate = (z: AnyTensor, number: number, units: number): AnyTensor =>
  slice(z, { axis: -1, start: number * units, stop: (number + 1) * units }) as AnyTensor;

export const activationOf = (name: ActivationName): ((x: AnyTensor) => AnyTensor) => functions[name];

/** x + b where there is a b. */
export const biased = (x: AnyTensor, b: AnyTensor | undefined): AnyTensor => (b === undefined ? x : add(x, b)) as AnyTensor;

/** What a layer does in a step: the next states from x · w + b of all gates, the states, the recurrent weights and their biases. */
export type Step = (z: AnyTensor, states: readonly AnyTensor[], u: AnyTensor, b: AnyTensor | undefined) => readonly AnyTensor[];

type Tensors = Readonly<Record<string, AnyTensor>>;
/** Names of states in bodies, as books have them. */
const stateNames = ["h", "c"] as const;

/**
 * The steps of a layer: each by itself, as its formula says, or `ahead`, with x · w of all steps as one product. `biasesOf` gives the biases
 * of the input's side, and those of the state's.
 */
export function recur(
  inputs: Operands<AnyTensor>,
  attrs: RecurrentAttrs,
  count: number,
  ahead: boolean,
  step: Step,
  biasesOf: (b: AnyTensor) => readonly [AnyTensor, AnyTensor?] = (b) => [b],
): AnyTensor {
  const { reverse, returnSequences } = attrs;
  const read = recurrentInputs<AnyTensor>(inputs, attrs, count);
  const { x, weights: w, recurrentWeights: u } = read;
  const [b, ub] = read.biases === undefined ? [] : biasesOf(read.biases);
  const names = stateNames.slice(0, count);
  const carry = Object.fromEntries(statesOf(read, count).map((state, i) => [names[i], state]));
  const results = (z: AnyTensor, tensors: Tensors): Tensors => {
    const next = step(
      z,
      names.map((name) => tensors[name] as AnyTensor),
      tensors.u as AnyTensor,
      tensors.ub,
    );
    const states = Object.fromEntries(next.map((state, i) => [names[i] as string, state]));
    return returnSequences ? { ...states, all: next[0] as AnyTensor } : states;
  };
  const loop = scan as unknown as (inputs: object, step: (tensors: Tensors) => Tensors, options: object) => Tensors;
  if (!ahead) {
    const given = present({ w, u, b, ub });
    const made = loop({ carry, over: { x }, given }, (t) => results(biased(matmul(t.x as AnyTensor, t.w as AnyTensor), t.b), t), {
      reverse,
      axis: 1,
    });
    return (returnSequences ? made.all : made.h) as AnyTensor;
  }
  const made = loop({ carry, over: { z: ofAllSteps(x, w, b) }, given: present({ u, ub }) }, (t) => results(t.z as AnyTensor, t), {
    reverse,
  });
  return returnSequences ? (transpose(made.all as AnyTensor, { perm: [1, 0, 2] }) as AnyTensor) : (made.h as AnyTensor);
}

/** Those that there are. */
const present = (given: Readonly<Record<string, AnyTensor | undefined>>): Tensors =>
  Object.fromEntries(Object.entries(given).filter((entry): entry is [string, AnyTensor] => entry[1] !== undefined));

/** ", reversed", ", all steps": what of the attributes changes the result. */
export const saidOf = ({ reverse, returnSequences, initial, activation }: RecurrentAttrs): string =>
  [
    ...(activation === "tanh" ? [] : [activation]),
    ...(reverse ? ["reversed"] : []),
    ...(returnSequences ? ["all steps"] : []),
    ...(initial ? ["from a given state"] : []),
  ]
    .map((word) => `, ${word}`)
    .join("");

/** Words in LaTeX, nothing where there are none. */
export const textIn = (words: string): string => (words === "" ? "" : `\\text{${words}}`);

/** [batch, units] or [batch, time, units], as far as the compiler knows it. */
export type RecurrentShape<S extends Shape, U extends number, All, Both> = S extends readonly [
  infer B extends Dim,
  infer T extends Dim,
  Dim,
]
  ? [All] extends [true]
    ? [B, T, Width<U, Both>]
    : [All] extends [false]
      ? [B, Width<U, Both>]
      : Dim[]
  : Dim[];

type Width<U extends number, Both> = [Both] extends [true] ? Product<2, U> : [Both] extends [false] ? U : number;

/** Whether a dim may be a size: also at once for a type parameter of numbers, for then `D & string` is never. */
type MayBeSize<D> = [D & string] extends [never] ? true : string extends D ? true : false;

type SequenceProblem<Op extends string, S extends Shape> = number extends S["length"]
  ? never
  : S extends readonly [unknown, infer T, infer F]
    ? [T] extends readonly [0]
      ? `${Op}: x must have at least one step, got ${ShowShape<S>}; give sequences that are not empty`
      : MayBeSize<F> extends true
        ? never
        : `${Op}: last axis of x must be a number, got ${ShowShape<S>}; give the feature size as a number`
    : `${Op}: x must be [batch, time, features], got ${ShowShape<S>}; reshape or transpose it`;

/** x: float[batch, time, features], or why it is none. */
export type Sequences<Op extends string, X extends Tensor> = Checked<
  Checked<KindProblem<Op, "a float tensor", X, "x">, SequenceProblem<Op, X["shape"]>>,
  X
>;

interface Layer {
  readonly name: string;
  readonly gates: number;
  /** The biases' shape, and what they start at. */
  readonly biases: (units: number) => { readonly shape: readonly number[]; readonly init: Initializer };
  /** Applies the op under that id, and beside its own attributes those of all such layers. */
  readonly apply: (inputs: readonly Tensor[], attrs: RecurrentAttrs, name: string) => Tensor;
}

/** A layer of its own or of given parameters, in one direction or in both. */
export function recurrentLayer(
  x: Tensor,
  options: Partial<OwnRecurrentOptions & GivenRecurrentOptions>,
  states: readonly Tensor[],
  id: string,
  layer: Layer,
  fail: Fail,
): Tensor {
  const { returnSequences = false, reverse = false, bidirectional = false } = options;
  for (const [name, value] of Object.entries({ returnSequences, reverse, bidirectional, bias: options.bias ?? true })) {
    if (typeof value === "boolean") continue;
    fail({ code: "bad-option", expected: `${name} must be true or false`, actual: showValue(value), cure: `correct ${name}` });
  }
  const attrs = { returnSequences, reverse, initial: states.length > 0, activation: nameOf(options.activation, fail) };
  const { weights, recurrentWeights, biases } = options;
  if (weights !== undefined) {
    if (!isTensor(recurrentWeights)) {
      const cure = "give both, or { units }";
      fail({
        code: "recurrent-weights",
        expected: "recurrentWeights must be given beside weights",
        actual: showValue(recurrentWeights),
        cure,
      });
    }
    return layer.apply([x, weights, recurrentWeights as Tensor, ...(biases === undefined ? [] : [biases]), ...states], attrs, id);
  }
  if (!bidirectional) return layer.apply([x, ...ownParameters(x, id, options, layer, fail), ...states], attrs, id);
  if (states.length > 0) {
    const cure = "make two layers, one with reverse, and concat them";
    fail({ code: "bidirectional-states", expected: "initial states must be those of one direction", actual: "bidirectional: true", cure });
  }
  const ways = ["forward", "backward"].map((way) => {
    const own = ownParameters(x, `${id}.${way}`, options, layer, fail);
    return layer.apply([x, ...own], { ...attrs, reverse: (way === "backward") !== reverse }, `${id}.${way}`);
  });
  return concat(ways as never, { axis: -1, name: id } as never) as Tensor;
}

function ownParameters(
  x: Tensor,
  id: string,
  { units, init, bias = true }: Partial<OwnRecurrentOptions>,
  layer: Layer,
  fail: Fail,
): Tensor[] {
  const features = x.shape.at(-1);
  if (x.shape.length !== 3) {
    fail({ code: "rank", expected: "x must be [batch, time, features]", actual: showType(x), cure: "reshape or transpose it" });
  }
  if (typeof features !== "number") {
    const cure = "give the feature size as a number";
    return fail({ code: "symbolic-features", expected: "last axis of x must be a number", actual: `x ${showType(x)}`, cure });
  }
  requireFloat(x, "x", fail);
  if (units === undefined || !Number.isSafeInteger(units) || units < 1) {
    const cure = units === undefined ? `write ${layer.name}(x, { units: 64 })` : "correct units";
    return fail({ code: "units", expected: "units must be a whole number ≥ 1", actual: showValue(units), cure });
  }
  const builder = builderOf(x);
  const g = leavesOf(builder);
  const { dtype } = x;
  const started = { init: init ?? builder.init, dtype };
  const weights = g.parameter(`${id}.weights`, [features, layer.gates * units], started);
  const recurrentWeights = g.parameter(`${id}.recurrentWeights`, [units, layer.gates * units], started);
  const { shape, init: biasInit } = layer.biases(units);
  return [weights, recurrentWeights, ...(bias ? [g.parameter(`${id}.biases`, [...shape], { init: biasInit, dtype })] : [])];
}

function nameOf(activation: unknown, fail: Fail): ActivationName {
  if (activation === undefined) return "tanh";
  const name = activations.find((one) => functions[one] === activation);
  if (name !== undefined) return name;
  const cure = "give one of them, or write the steps with scan";
  return fail({
    code: "activation",
    expected: "activation must be tanh, relu or sigmoid, as dagrad exports them",
    actual: showValue(activation),
    cure,
  });
}
