import { checkGraph, checkIds, checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { isFloat } from "../../graph/dtype.ts";
import { GraphError } from "../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { array, NdArray } from "../../graph/ndarray.ts";
import type { NestedNumbers } from "../../graph/nested.ts";
import { isNumberBuffer } from "../../graph/number-buffer.ts";
import { type Shape, stridesOf } from "../../graph/shape.ts";
import type { Feed } from "../../graph/types/run.ts";
import { add } from "../../ops/elementwise/add.ts";
import { reference } from "../backends/reference/reference.ts";
import type { Random } from "../data/random.ts";
import { differentiate, lastOf } from "../passes/differentiate.ts";
import { widen } from "../passes/widen.ts";
import { compile } from "../run/compile.ts";
import { Program } from "../run/program.ts";
import { centralDifference } from "./central-difference.ts";

export interface CheckGradientsOptions {
  /** Name of the scalar output to differentiate. */
  readonly of: string;
  /** Parameters and float inputs to differentiate by; all parameters that the output depends on where none are named. */
  readonly with?: readonly NodeId[];
  /** Largest step of the differences, times max(1, |x|). Default 1e-4. */
  readonly epsilon?: number;
  /** Largest relative error that passes. Default 1e-6. */
  readonly tolerance?: number;
  /** How many elements of each tensor are checked, spread evenly. Default all; each costs four runs or more. */
  readonly elements?: number;
  /** Where the initialisers of a graph draw from. Default random(0). A program has its values already. */
  readonly random?: Random;
}

/** How the gradient of one tensor compares with differences. */
export interface TensorCheck {
  readonly id: NodeId;
  readonly shape: Shape;
  /** Elements that were compared. */
  readonly checked: number;
  /** Elements beside those: the output has no slope there, such as relu at 0. */
  readonly kinks: number;
  /** The largest relative error, where it is, and the two values there; index is empty where nothing was compared. */
  readonly error: number;
  readonly index: readonly number[];
  readonly gradient: number;
  readonly difference: number;
}

export interface GradientCheck {
  readonly of: string;
  /** The value of the output. */
  readonly value: number;
  readonly tolerance: number;
  readonly tensors: readonly TensorCheck[];
  /** No error is larger than the tolerance, and something was compared. */
  readonly ok: boolean;
}

/**
 * Compares the gradients that `gradients` builds with central differences, element by element. `printGradientCheck` writes the result.
 *
 *     checkGradients(network, { X, y }, { of: "loss" }).ok
 *
 * Everything is computed on a float64 copy of the graph, on the reference backend: float32 feeds and parameters are widened, so a float32
 * network is checked as it is written. Nothing is updated; dropout is off. Errors are relative to the larger of the two values, or to
 * what rounding leaves of a difference where both are smaller. Elements at kinks are counted and left out.
 * Errors: those of `gradients` and `run`; GraphError when `with` names something else than parameters and float inputs.
 */
export function checkGradients(
  of: Graph<any, any> | Program<any, any>,
  feeds: Readonly<Record<string, Feed>>,
  options: CheckGradientsOptions,
): GradientCheck {
  if (!(of instanceof Program)) checkGraph("checkGradients", of);
  checkOptions("checkGradients", options, ["of loss", "with wrt", "epsilon eps", "tolerance rtol atol", "elements", "random seed"]);
  checkKind(typeof options?.of === "string", "checkGradients", "of", "the name of an output", options?.of, 'pass { of: "loss" }');
  checkIds("checkGradients", "with", options.with);
  const { epsilon = 1e-4, tolerance = 1e-6, elements = Number.POSITIVE_INFINITY, random } = options;
  const source = of instanceof Program ? of : compile(of, { ...(random && { random }) });
  const graph: Graph = source.graph;
  for (const id of options.with ?? []) checkVariable(graph, id);
  const derived = widen({ ...differentiate(graph, { of: options.of, add, ...(options.with && { with: options.with }) }), updates: {} });
  const parameters = doubles(source.parameters) as Record<string, NdArray>;
  const program = compile(derived, { backend: reference, parameters });
  const wide = doubles(feeds);
  const { with: variables, cotangents } = lastOf(derived);
  const outputOf = (node: NodeId): string => Object.keys(derived.outputs).find((name) => derived.outputs[name] === node) as string;
  const names = variables.map((id) => outputOf(cotangents[id] as NodeId));
  const values = program.run(wide, [options.of, ...names]);
  const tensors = variables.map((id, i): TensorCheck => {
    const evaluate = evaluator(program, id, wide, options.of);
    return checkTensor(id, values[names[i] as string] as NdArray, evaluate, { epsilon, tolerance, elements });
  });
  return {
    of: options.of,
    value: (values[options.of] as NdArray).data[0] as number,
    tolerance,
    tensors,
    ok: tensors.every(({ error }) => error <= tolerance) && tensors.some(({ checked }) => checked > 0),
  };
}

function checkVariable(graph: Graph, id: NodeId): void {
  const node = nodeOf(graph, id);
  if ((node.op === "parameter" || node.op === "input") && isFloat(node.dtype)) return;
  throw new GraphError(
    `checkGradients: with must name parameters and float inputs, got a ${node.dtype} ${node.op} (node "${id}"); name what it is made of`,
    { code: "not-a-variable", node: id, actual: node.op },
  );
}

/** float32 values in float64, everything else as it is. */
function doubles(values: Readonly<Record<string, Feed>>): Record<string, Feed> {
  const wide = (value: Feed): Feed => {
    if (value instanceof Float32Array) return Float64Array.from(value);
    if (value instanceof NdArray && value.dtype === "float32") return new NdArray(Float64Array.from(value.data), value.shape, "float64");
    return value;
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, wide(value)]));
}

/** A tensor's elements, to be changed in place, and the output's value for what they are now. */
interface Evaluator {
  readonly elements: Float64Array;
  run(): number;
}

function evaluator(program: Program, id: NodeId, feeds: Readonly<Record<string, Feed>>, of: string): Evaluator {
  const output = (given: Readonly<Record<string, Feed>>): number => program.run(given, [of], { copy: false })[of]?.data[0] as number;
  if (program.graph.inputs.includes(id)) {
    const feed = feeds[id] as Feed;
    const own = isNumberBuffer(feed) ? Float64Array.from(feed, Number) : copyOf(feed as NdArray | NestedNumbers);
    const given = { ...feeds, [id]: own };
    return { elements: own instanceof NdArray ? (own.data as Float64Array) : own, run: () => output(given) };
  }
  const value = program.parameters[id] as NdArray<"float64">;
  return {
    elements: value.data,
    run: () => {
      program.setParameters({ [id]: value });
      return output(feeds);
    },
  };
}

const copyOf = (feed: NdArray | NestedNumbers): NdArray => (feed instanceof NdArray ? feed.astype("float64") : array(feed, "float64"));

function checkTensor(
  id: NodeId,
  { data, shape }: NdArray,
  evaluate: Evaluator,
  { epsilon, tolerance, elements }: { readonly epsilon: number; readonly tolerance: number; readonly elements: number },
): TensorCheck {
  const count = Math.min(data.length, elements);
  let scale = 0;
  for (const element of data) scale = Math.max(scale, Math.abs(element));
  let [worst, error, kinks] = [-1, 0, 0];
  let [gradient, difference] = [Number.NaN, Number.NaN];
  for (let k = 0; k < count; k++) {
    const at = Math.floor((k * data.length) / count);
    const before = evaluate.elements[at] as number;
    const f = (x: number): number => {
      evaluate.elements[at] = x;
      return evaluate.run();
    };
    const slope = centralDifference(f, before, { epsilon, tolerance, scale });
    f(before);
    if (slope.kink) {
      kinks++;
      continue;
    }
    const here = data[at] as number;
    const off = relativeError(here, slope.value, slope.uncertainty / tolerance);
    if (worst < 0 || off > error) [worst, error, gradient, difference] = [at, off, here, slope.value];
  }
  const index = worst < 0 ? [] : stridesOf(shape).map((stride, axis) => Math.floor(worst / stride) % (shape[axis] as number));
  return { id, shape, checked: count - kinks, kinks, error, index, gradient, difference };
}

/** |a − b| ÷ the larger of both, or of `least`; Infinity where one is no number. */
function relativeError(a: number, b: number, least: number): number {
  const error = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), least);
  return Number.isNaN(error) ? (a === b ? 0 : Number.POSITIVE_INFINITY) : error;
}
