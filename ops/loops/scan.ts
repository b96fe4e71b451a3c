import { apply, type Named } from "../../graph/apply.ts";
import { finish, outputIds } from "../../graph/build.ts";
import { builderOf, GraphBuilder, isTensor } from "../../graph/builder.ts";
import { checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { addDims, countOfShape } from "../../graph/dim.ts";
import { GraphError } from "../../graph/errors.ts";
import { type Attrs, type Graph, nodeOf } from "../../graph/graph.ts";
import { isRecord } from "../../graph/is-record.ts";
import { checkName } from "../../graph/names.ts";
import { atom, type Term } from "../../graph/notation.ts";
import {
  type AnyTensor,
  type Composite,
  defineOp,
  type Fail,
  failAt,
  isPrimitive,
  type LowerBody,
  type Operands,
  type TensorType,
} from "../../graph/op.ts";
import { opsOf } from "../../graph/ops-of.ts";
import { type Dim, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { reshape } from "../move/reshape.ts";
import { slice } from "../move/slice.ts";
import { transpose } from "../move/transpose.ts";
import { bodyFormula, nameIn } from "../shared/body-terms.ts";
import { checkLoop, type LoopAttrs, partsOf, type Result, resultShape, resultsOf } from "../shared/loop-body.ts";
import { derivativeOf } from "../shared/scan-derivative.ts";
import { packed, packedScan } from "./packed-scan.ts";

/** A loop, and which of its results a node is. */
export interface ScanAttrs extends LoopAttrs {
  /** The name of an output of the body: of a carry its last value, of any other the values of all steps. */
  readonly result: string;
}

/**
 * scan(carries, sequences, constants): a loop over the first axis of the sequences.
 *
 * In each step its body makes the next values of the carries, and outputs, which are stacked; a node is one result, the last value of a carry
 * or a stack. Nodes of one body and the same inputs are one loop.
 *
 * carries: as the body says, sequences: any[T, ...S], constants: as the body says → the carry's type, or dtype[T, ...S of the output]
 * Edges:   of 0 steps carries stay as they are, and stacks have no rows. With reverse the last slice comes first; stacks lie as the sequences do.
 * Errors:  OpError when inputs are not of the types that the body takes, sequences are of unequal length, a carry changes its type, or the
 *          body has parameters, which are made outside and given to it. FeedError of what fails in a step, which is named.
 * Source:  jax.lax.scan; ONNX Scan-11.
 */
export const scanOp: Composite<ScanAttrs> = defineOp<ScanAttrs>({
  name: "scan",
  inputs: ["...xs"],
  attrs: { body: "graph", sequences: "integer", reverse: "boolean", result: "string" },
  infer: (inputs, attrs, fail) => {
    const steps = checkLoop(attrs, inputs, fail);
    const result = resultOf(attrs, fail);
    return { shape: resultShape(attrs.body, result, steps), dtype: nodeOf(attrs.body, result.node).dtype };
  },
  definition: unpacked,
  together: derivativeOf(() => scanOp),
  picture: {
    role: "function",
    label: ({ body, result, reverse }) => `scan${reverse ? ", reversed" : ""}: ${result} of ${bodyFormula(body, "text")}`,
    title: "Scan",
    formula: ({ body, reverse }) => `${bodyFormula(body, "text")}${reverse ? ", the last step first" : ""}`,
  },
  notation: {
    text: (xs, attrs) => atom(`scan(${written(xs, attrs, "text").join("; ")}).${attrs.result}`),
    latex: (xs, attrs) =>
      atom(`\\operatorname{scan}\\left(${written(xs, attrs, "latex").join(";\\; ")}\\right)_{${nameIn("latex", attrs.result)}}`),
  },
});

/** What a loop goes over, what it does, and in which direction. */
const written = (xs: readonly Term[], { body, reverse }: ScanAttrs, language: "text" | "latex"): string[] => [
  xs.map(({ text }) => text).join(", "),
  bodyFormula(body, language),
  ...(reverse ? [language === "text" ? "reversed" : "\\text{reversed}"] : []),
];

function resultOf({ body, result }: ScanAttrs, fail: Fail): Result {
  const results = resultsOf(body);
  const found = results.find(({ name }) => name === result);
  if (found !== undefined) return found;
  const expected = `result must be an output of the body (${results.map(({ name }) => name).join(", ")})`;
  return fail({ code: "loop-result", expected, actual: showValue(result), cure: "correct the name" });
}

/** The part of the loop's results that this one is. Equal loops are one where a graph is simplified. */
function unpacked(inputs: Operands<AnyTensor>, attrs: ScanAttrs, lower: LowerBody = (body) => body): AnyTensor {
  const { sequences, reverse, result } = attrs;
  const body = lower(attrs.body);
  const { dtype } = nodeOf(body, body.outputs[result] as string);
  const packing = { body, sequences, reverse, dtype };
  builderOf(inputs[0]).bring(opsOf(body));
  const all = packedScan(inputs as readonly Tensor[], packing) as AnyTensor;
  const [steps] = (partsOf(attrs, inputs as readonly AnyTensor[]).slices[0] as AnyTensor).shape;
  const { places } = packed(packing, steps as Dim);
  const { from, shape } = places.find(({ name }) => name === result) as (typeof places)[number];
  const part = places.length === 1 ? all : slice(all, { start: from, stop: addDims(from, countOfShape(shape)) });
  return reshape(part, { shape: [...shape] }) as AnyTensor;
}

type Tensors = Readonly<Record<string, Tensor>>;

/** What a loop is given, by the names that its body knows it by. */
export interface ScanInputs<C extends Tensors, X extends Tensors, G extends Tensors> {
  /** What each step hands to the next: the values that the first step begins with. */
  readonly carry: C;
  /** Sequences: a step gets a slice of each. */
  readonly over: X;
  /** What is the same in every step, such as weights. */
  readonly given?: G;
}

export interface ScanOptions extends Named {
  /** The axis of the sequences, and of what is stacked, along which the steps lie. Default 0, the first. */
  readonly axis?: number;
  /** The last slice comes first. Default false. */
  readonly reverse?: boolean;
}

/** What a body gets: carries as they are declared, slices whose shape the compiler does not follow, and what is given. */
export type StepInputs<C extends Tensors, X extends Tensors, G extends Tensors> = {
  readonly [K in keyof C & string]: Tensor<C[K]["shape"], C[K]["dtype"], never>;
} & { readonly [K in keyof X & string]: Tensor<Dim[], X[K]["dtype"], never> } & {
  readonly [K in keyof G & string]: Tensor<G[K]["shape"], G[K]["dtype"], never>;
};

/** The last value of each carry, and the stack of each other output. */
export type ScanResults<C, O, N extends string> = {
  readonly [K in keyof O & string]: K extends keyof C
    ? Tensor<C[K] extends Tensor<infer S> ? S : Dim[], O[K] extends Tensor<any, infer D> ? D : never, N>
    : Tensor<Dim[], O[K] extends Tensor<any, infer D> ? D : never, N>;
};

/**
 * A loop: `step` builds what is done in each step, from the carries, a slice of each sequence and what is given, and returns the next value of
 * each carry by its name, beside outputs, which are stacked. See {@link scanOp}.
 *
 *     const { all } = scan({ carry: { h: zeros }, over: { x }, given: { w } }, ({ h, x, w }) => {
 *       const next = tanh(add(x, matmul(h, w)));
 *       return { h: next, all: next };
 *     });
 *
 * A result becomes a node when it is first asked for. Parameters are made outside and given: layers in a step take `{ weights, biases }`.
 * Errors: those of the op; GraphError for names that are none, or stand twice.
 */
export function scan<
  const C extends Tensors,
  const X extends Tensors,
  const O extends Readonly<Record<string, Tensor>>,
  const G extends Tensors = Record<never, never>,
>(
  inputs: ScanInputs<C, X, G>,
  step: (tensors: StepInputs<C, X, G>) => O,
  options: ScanOptions = {},
): ScanResults<C, O, NeedsOf<C[keyof C]> | NeedsOf<X[keyof X]> | NeedsOf<G[keyof G]>> {
  checkKind(
    isRecord(inputs),
    "scan",
    "inputs",
    "{ carry, over, given }",
    inputs,
    "write scan({ carry: { h }, over: { x } }, ({ h, x }) => …)",
  );
  checkOptions("scan", inputs, ["carry carries init", "over xs sequences", "given constants"]);
  checkKind(typeof step === "function", "scan", "step", "a function", step, "write ({ h, x }) => ({ h: … })");
  checkOptions("scan", options, ["axis", "reverse", "name"]);
  return new Scan(inputs, step as never, options).results() as never;
}

/** A scan on its way into a graph. */
class Scan {
  readonly #builder: GraphBuilder;
  readonly #id: string;
  readonly #inputs: readonly Tensor[];
  readonly #attrs: Omit<ScanAttrs, "result">;
  readonly #axis: number;

  constructor(
    { carry, over, given = {} }: ScanInputs<Tensors, Tensors, Tensors>,
    step: (tensors: Tensors) => Tensors,
    options: ScanOptions,
  ) {
    const named = { ...tensorsOf("carry", carry), ...tensorsOf("over", over), ...tensorsOf("given", given) };
    const names = [carry, over, given].flatMap((part) => Object.keys(part));
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    checkKind(twice === undefined, "scan", "names", "different", twice, "rename one of the two");
    const first = Object.values(over)[0] as Tensor;
    checkKind(first !== undefined, "scan", "over", "at least one sequence", "none", "write over: { x }");
    this.#builder = builderOf(first);
    this.#id = this.#builder.reserve("scan", options.name);
    const fail = failAt("scan", this.#id);
    this.#axis = axisOf(options.axis ?? 0, over, fail);
    const sequences = Object.fromEntries(Object.entries(over).map(([name, x]) => [name, toFront(x, this.#axis)]));
    this.#inputs = [...Object.values(carry), ...Object.values(sequences), ...Object.values(given)];
    const types = {
      ...named,
      ...Object.fromEntries(Object.entries(sequences).map(([name, x]) => [name, { ...typeOf(x), shape: x.shape.slice(1) }])),
    };
    const body = bodyOf(types, carry, step, fail);
    this.#attrs = { body, sequences: Object.keys(over).length, reverse: options.reverse ?? false };
    this.#builder.bring(opsOf(body));
  }

  /** Handles by name, made when they are asked for. */
  results(): Tensors {
    const results = {};
    for (const { name, stacked } of resultsOf(this.#attrs.body)) {
      let made: Tensor | undefined;
      Object.defineProperty(results, name, { enumerable: true, get: () => (made ??= this.#make(name, stacked)) });
    }
    return results;
  }

  #make(result: string, stacked: boolean): Tensor {
    const attrs = { ...this.#attrs, result } as unknown as Attrs;
    const made = apply(scanOp, this.#inputs, attrs, { name: `${this.#id}.${result}` });
    return stacked ? fromFront(made, this.#axis) : made;
  }
}

const typeOf = ({ shape, dtype }: Tensor): TensorType => ({ shape, dtype });

function tensorsOf(part: string, given: Tensors): Record<string, TensorType> {
  checkKind(isRecord(given) && !isTensor(given), "scan", part, "tensors by name", given, `write ${part}: { x }`);
  return Object.fromEntries(
    Object.entries(given).map(([name, x]) => {
      checkKind(isTensor(x), "scan", `${part}.${name}`, "a tensor of the graph", x, "make one with g.constant or an op");
      checkName(name, `a name in ${part} of scan`);
      return [name, typeOf(x)];
    }),
  );
}

/** The steps' axis counted from the front, which every sequence must have. */
function axisOf(axis: number, over: Tensors, fail: Fail): number {
  for (const [name, x] of Object.entries(over)) {
    if (Number.isInteger(axis) && axis >= 0 && axis < x.shape.length) continue;
    fail({
      code: "axis",
      expected: `axis must be a position from 0 in every sequence`,
      actual: `${showValue(axis)} for "${name}" ${showType(x)}`,
      cure: "correct axis",
    });
  }
  return axis;
}

/** The axis of the steps first. */
function toFront(x: Tensor, axis: number): Tensor {
  if (axis === 0) return x;
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  return transpose(x, { perm: [axis, ...others] });
}

/** The first axis where the axis of the steps is; the last one of what has fewer. */
function fromFront(x: Tensor, axis: number): Tensor {
  const to = Math.min(axis, x.shape.length - 1);
  if (to === 0) return x;
  const others = x.shape.map((_, i) => i).slice(1);
  return transpose(x, { perm: [...others.slice(0, to), 0, ...others.slice(to)] });
}

/** What a step returns. A tensor from around the loop is no part of its body: who takes one is told how a step gets it. */
function taken(step: (tensors: Tensors) => Tensors, handles: Tensors, fail: Fail): Tensors {
  try {
    return step(handles);
  } catch (error) {
    if (!(error instanceof GraphError) || error.code !== "foreign-handle" || error.node === undefined) throw error;
    return fail({
      code: "step-input",
      expected: "a step must take the tensors that it is handed",
      actual: `"${error.node}" from outside`,
      cure: /^[A-Za-z_]\w*$/.test(error.node) ? `add it to given: { ${error.node} }` : "add it to given: { … }",
    });
  }
}

/** The graph of one step. */
function bodyOf(types: Readonly<Record<string, TensorType>>, carry: Tensors, step: (tensors: Tensors) => Tensors, fail: Fail): Graph {
  const builder = new GraphBuilder();
  const handles: Record<string, Tensor> = {};
  for (const [name, type] of Object.entries(types)) handles[name] = builder.leaf("input", {}, type, name);
  const outputs = outputIds(taken(step, handles, fail), builder);
  const forgotten = Object.keys(carry).find((name) => !Object.hasOwn(outputs, name));
  if (forgotten !== undefined) {
    const expected = `step must return the next value of each carry (${Object.keys(carry).join(", ")})`;
    fail({ code: "carry-missing", expected, actual: `none of "${forgotten}"`, cure: `return { ${forgotten}: … }` });
  }
  const named = Object.keys(outputs).find((name) => Object.hasOwn(types, name) && !Object.hasOwn(carry, name));
  if (named !== undefined) {
    fail({
      code: "output-name",
      expected: "an output must have a name that no sequence and nothing given has",
      actual: `"${named}"`,
      cure: "rename it",
    });
  }
  for (const [id, { op: name }] of builder.nodes) {
    const op = builder.ops.get(name);
    if (op === undefined || isPrimitive(op) || op.training === undefined) continue;
    fail({
      code: "body-training",
      expected: "what is random in training must stand outside of a step, which would draw the same numbers again and again",
      actual: `"${id}", a ${name}`,
      cure: "apply it to the whole sequence",
    });
  }
  return finish(builder, Object.keys(types), outputs);
}
