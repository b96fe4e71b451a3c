import type { Named } from "../../graph/apply.ts";
import { builderOf, isTensor } from "../../graph/builder.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { Initializer } from "../../graph/initializer.ts";
import { leavesOf } from "../../graph/leaves.ts";
import { type AnyTensor, type Fail, failAt } from "../../graph/op.ts";
import { Penalties } from "../../graph/penalties.ts";
import { sameShape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add } from "../elementwise/add.ts";
import { maximum } from "../elementwise/maximum.ts";
import { mul } from "../elementwise/mul.ts";
import { neg } from "../elementwise/neg.ts";
import { sum } from "../reduce/sum.ts";
import { requireFloat } from "./infer.ts";

/** What layers with weights and biases share: their options, their parameters, what they add to the loss. */

/** A function of one tensor that keeps its shape and dtype: relu, softmax, (x) => … */
export type Activation = (x: AnyTensor) => AnyTensor;

/** λ of a penalty on the weights, or of those on the weights and on the biases. */
export type Strength = number | { readonly weights?: number; readonly biases?: number };

export interface LayerOptions extends Named {
  /** Of the result: `activation: relu` is relu(dense(…)). None where it is left out. */
  readonly activation?: Activation;
  /** λ Σ |w| is added to the loss. */
  readonly l1?: Strength;
  /** λ Σ w² is added to the loss. */
  readonly l2?: Strength;
}

/** Of a layer that makes its own parameters. */
export interface OwnLayerOptions extends LayerOptions {
  /** How the weights start; as the graph's `init` says where none is given, the book's { randn: 0.01 } where that is not given either. */
  readonly init?: Initializer;
  /** false leaves the biases out. Default true; they start at zero. */
  readonly bias?: boolean;
}

/** The options of all layers. */
export const layerOptions = ["activation", "l1", "l2 kernel_regularizer"];
/** Those of layers that make their own parameters, with what other libraries call them. */
export const ownLayerOptions = ["init kernel_initializer", "bias use_bias", ...layerOptions, "weights"];

/** Parameters "id.weights" of that shape, and "id.biases" unless `bias` is false. */
export function ownParameters(
  x: Tensor,
  id: string,
  shape: readonly number[],
  biases: number,
  { init = builderOf(x).init, bias = true }: OwnLayerOptions,
  fail: Fail,
): Tensor[] {
  if (typeof bias !== "boolean") {
    fail({ code: "bad-option", expected: "bias must be true or false", actual: showValue(bias), cure: "correct bias" });
  }
  // Here, where images of bytes arrive: their weights would be refused instead, for beginning at random.
  requireFloat(x, "x", fail);
  const g = leavesOf(builderOf(x));
  const { dtype } = x;
  const weights = g.parameter(`${id}.weights`, [...shape], { init, dtype });
  return bias ? [weights, g.parameter(`${id}.biases`, [biases], { init: "zeros", dtype })] : [weights];
}

/** The weights, and the biases where there are some. */
export const givenParameters = ({ weights, biases }: { readonly weights: Tensor; readonly biases?: Tensor }): Tensor[] =>
  biases === undefined ? [weights] : [weights, biases];

/** What a layer returns: activation(y), its penalties added to those of the graph. */
export function finishLayer(op: string, y: Tensor, id: string, parameters: readonly Tensor[], options: LayerOptions): Tensor {
  if (options.l1 !== undefined || options.l2 !== undefined) penalise(op, parameters, id, options);
  return options.activation === undefined ? y : activated(op, y, id, options.activation);
}

/** activation(y), which must be of y's type: so the type of a layer is known whatever the function is. */
function activated(op: string, y: Tensor, id: string, activation: Activation): Tensor {
  const fail = failAt(op, id);
  if (typeof activation !== "function") {
    const name = typeof activation === "string" ? (activation as string) : "relu";
    const cure = `write activation: ${/^\w{1,40}$/.test(name) ? name : "relu"}, the function that dagrad exports`;
    return fail({ code: "activation", expected: "activation must be a function such as relu", actual: showValue(activation), cure });
  }
  const result: Tensor = activation(y as AnyTensor);
  if (isTensor(result) && sameShape(result.shape, y.shape) && result.dtype === y.dtype) return result;
  return fail({
    code: "activation",
    expected: `activation must return a tensor of the layer's type, ${showType(y)}`,
    actual: isTensor(result) ? showType(result) : showValue(result),
    cure: `apply it to what ${op} returns`,
  });
}

/** Adds λ Σ |w| and λ Σ w² to the penalties of the graph: of the weights, then of the biases, as in the book. */
function penalise(op: string, parameters: readonly Tensor[], id: string, { l1, l2 }: LayerOptions): void {
  const fail = failAt(op, id);
  const terms: AnyTensor[] = [];
  for (const [position, part] of (["weights", "biases"] as const).entries()) {
    for (const [norm, strength] of [
      ["l1", l1],
      ["l2", l2],
    ] as const) {
      const lambda = strengthOf(`${op}: ${norm}`, strength, part);
      if (lambda === undefined) continue;
      const w = parameters[position] as AnyTensor;
      if (!w || !(Number.isFinite(lambda) && lambda >= 0)) {
        const [expected, actual] = w ? ["be a finite number ≥ 0", showValue(lambda)] : ["have some", "none"];
        fail({ code: "lambda", expected: `${norm} of ${part} must ${expected}`, actual, cure: "correct it, or leave it out" });
      }
      // max(w, −w) is |w| with the book's slope: 1 at 0.
      const name = `${id}.${part}.${norm}`;
      const [each, total] = [{ name: `${name}.${norm === "l1" ? "abs" : "square"}` }, { name: `${name}.sum` }];
      terms.push(mul(lambda, sum(norm === "l1" ? maximum(w, neg(w), each) : mul(w, w, each), total), { name }));
    }
  }
  if (terms.length === 0) return;
  const builder = builderOf(parameters[0] as Tensor);
  builder.penalties ??= new Penalties(add as never);
  builder.penalties.push(terms.reduce((sum, term) => add(sum, term)));
}

function strengthOf(where: string, given: Strength | undefined, part: "weights" | "biases"): number | undefined {
  if (typeof given !== "object" || given === null) return part === "weights" ? given : undefined;
  checkOptions(where, given, ["weights", "biases"]);
  return given[part];
}
