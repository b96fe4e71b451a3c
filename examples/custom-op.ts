/**
 * An op of your own: logCosh, a smooth |x|, defined outside of dagrad and used like any other op.
 *
 * node dist/examples/custom-op.js
 */
import { apply, atom, compile, defineOp, dense, dot, f32, graph, latexCall, mul, type Named, type Tensor, tanh } from "dagrad";
import { svg } from "dagrad/render";
import { isMain } from "./is-main.ts";
import { save } from "./save.ts";

/**
 * logCosh(x) = log cosh x, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   NaN → NaN; written as |x| + log(1 + exp(−2|x|)) − log 2, it overflows nowhere.
 * Errors:  OpError when x is not a float tensor.
 */
export const logCoshOp = defineOp({
  name: "logCosh",
  inputs: ["x"],
  attrs: {},
  infer: ([x], _, fail) => {
    if (x.dtype !== "float32" && x.dtype !== "float64") {
      fail({ code: "dtype", expected: "x must be a float tensor", actual: x.dtype, cure: 'cast(x, { dtype: "float32" }) it' });
    }
    return x;
  },
  picture: { role: "function", label: "logCosh" },
  notation: {
    text: ([x]) => atom(`logCosh(${x.text})`),
    latex: latexCall("\\operatorname{logCosh}"),
    numpy: ([x]) => atom(`(np.logaddexp(${x.text}, -(${x.text})) - np.log(2))`),
  },
  elementwise: true,
  vjp: (dy, [x]) => [() => mul(dy, tanh(x))],
  kernel:
    ([x], y) =>
    () => {
      for (let i = 0; i < y.data.length; i++) {
        const size = Math.abs(x.data[i] as number);
        y.data[i] = size + Math.log1p(Math.exp(-2 * size)) - Math.LN2;
      }
    },
});

/** logCosh(x) = log cosh x, elementwise: the function that graphs are written with. */
export const logCosh = <S extends Tensor["shape"], D extends "float32" | "float64", N extends string>(
  x: Tensor<S, D, N>,
  options?: Named,
): Tensor<S, D, N> => apply(logCoshOp, [x], {}, options) as Tensor<S, D, N>;

export const network = graph({ x: f32("batch", 1) }, ({ x }, g) => {
  const weights = g.parameter("weights", [1, 3], { init: [[1, -1, 2]] });
  const biases = g.parameter("biases", [3], { init: [0, 0, 1] });
  return { y: logCosh(dense(x, { weights, biases })) };
});
export default network;

export async function main(directory = "out"): Promise<string[]> {
  const { y } = compile(network).run({ x: [[-2], [0], [2]] });
  console.log(String(y));

  const picture = dot(network, { level: "layers", title: "An op of your own" });
  return save(directory, { "custom-op.dot": picture, "custom-op.svg": await svg(picture) });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
