/**
 * An op of your own: softplus, a smooth relu, defined outside of dagrad and used like any other op.
 *
 * node dist/examples/custom-op.js
 */
import { apply, atom, compile, defineOp, dense, dot, f32, graph, latexCall, mul, type Named, sigmoid, type Tensor } from "dagrad";
import { svg } from "dagrad/render";
import { isMain } from "./is-main.ts";
import { save } from "./save.ts";

/**
 * softplus(x) = log(1 + exp(x)), elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   NaN → NaN; written as max(x, 0) + log(1 + exp(−|x|)), it overflows nowhere.
 * Errors:  OpError when x is not a float tensor.
 */
export const softplusOp = defineOp({
  name: "softplus",
  inputs: ["x"],
  attrs: {},
  infer: ([x], _, fail) => {
    if (x.dtype !== "float32" && x.dtype !== "float64") {
      fail({ code: "dtype", expected: "x must be a float tensor", actual: x.dtype, cure: 'cast(x, { dtype: "float32" }) it' });
    }
    return x;
  },
  picture: { role: "function", label: "softplus" },
  notation: {
    text: ([x]) => atom(`softplus(${x.text})`),
    latex: latexCall("\\operatorname{softplus}"),
    numpy: ([x]) => atom(`np.logaddexp(0, ${x.text})`),
  },
  elementwise: true,
  vjp: (dy, [x]) => [() => mul(dy, sigmoid(x))],
  kernel:
    ([x], y) =>
    () => {
      for (let i = 0; i < y.data.length; i++) {
        const v = x.data[i] as number;
        y.data[i] = Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
      }
    },
});

/** softplus(x) = log(1 + exp(x)), elementwise: the function that graphs are written with. */
export const softplus = <S extends Tensor["shape"], D extends "float32" | "float64", N extends string>(
  x: Tensor<S, D, N>,
  options?: Named,
): Tensor<S, D, N> => apply(softplusOp, [x], {}, options) as Tensor<S, D, N>;

export const network = graph({ x: f32("batch", 1) }, ({ x }, g) => {
  const weights = g.parameter("weights", [1, 3], { init: [[1, -1, 2]] });
  const biases = g.parameter("biases", [3], { init: [0, 0, 1] });
  return { y: softplus(dense(x, { weights, biases })) };
});
export default network;

export async function main(directory = "out"): Promise<string[]> {
  const { y } = compile(network).run({ x: [[-2], [0], [2]] });
  console.log(String(y));

  const picture = dot(network, { level: "layers", title: "An op of your own" });
  return save(directory, { "custom-op.dot": picture, "custom-op.svg": await svg(picture) });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
