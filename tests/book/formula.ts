import { add, div, exp, f64, graph, type Leaves, log, matmul, maximum, mean, mul, neg, sum, type Tensor, transpose } from "dagrad";
import { book, ndarray } from "./book.ts";

const { example } = book.fig113_114;

type Parameters = Readonly<Record<string, Tensor>>;

/** w1 b1 w2 b2 w3 b3 of the example network; w is [neurons, inputs], as Fig 1.14 stores it. */
export const exampleParameters = (g: Leaves): Parameters =>
  Object.fromEntries(
    ["w1", "b1", "w2", "b2", "w3", "b3"].map((name) => {
      const value = ndarray(example[name] as (typeof example)[string]);
      return [name, g.parameter(name, value.shape, { init: value, dtype: "float64" }) as Tensor];
    }),
  );

/** max(0, max(0, X w1ᵀ + b1) w2ᵀ + b2) w3ᵀ + b3 */
function scores(X: Tensor, p: Parameters): Tensor {
  const layer = (x: Tensor, w: string, b: string): Tensor => add(matmul(x, transpose(p[w] as Tensor)), p[b] as Tensor) as Tensor;
  const hidden = maximum(0, layer(X, "w1", "b1")) as Tensor;
  return layer(maximum(0, layer(hidden, "w2", "b2")) as Tensor, "w3", "b3");
}

const rowSums = (x: Tensor): Tensor => sum(x, { axis: 1, keepdims: true }) as Tensor;

/** −log Σ (y exp(z) ÷ Σ exp(z)), word for word Fig 1.14: the network is written out twice. */
export const nestedPython = (X: Tensor, y: Tensor, p: Parameters): Tensor =>
  neg(log(sum(div(mul(y, exp(scores(X, p))), rowSums(exp(scores(X, p))))))) as Tensor;

/** The same with exp(z) computed once. */
export function sharedPython(X: Tensor, y: Tensor, p: Parameters): Tensor {
  const e = exp(scores(X, p)) as Tensor;
  return neg(log(sum(div(mul(y, e), rowSums(e))))) as Tensor;
}

/** −Σ y log(exp(z) ÷ Σ exp(z)) of each sample: Fig 1.13 with its indices put right. */
export function sampleLosses(X: Tensor, y: Tensor, p: Parameters): Tensor {
  const e = exp(scores(X, p)) as Tensor;
  return neg(sum(mul(y, log(div(e, rowSums(e)))), { axis: 1 })) as Tensor;
}

/** Fig 1.13 and Fig 1.14 as graphs; outputs are named after the truth's results. */
export const figures = () =>
  graph({ X: f64(3, 4), y: f64(3, 3), firstX: f64(1, 4), firstY: f64(1, 3) }, ({ X, y, firstX, firstY }, g) => {
    const p = exampleParameters(g);
    const losses = sampleLosses(X, y, p);
    return {
      literal_tree_N1: nestedPython(firstX, firstY, p),
      literal_shared_N1: sharedPython(firstX, firstY, p),
      literal_shared_N3: sharedPython(X, y, p),
      nested_python_N1: nestedPython(firstX, firstY, p),
      nested_python_N3: nestedPython(X, y, p),
      corrected_N1: mean(sampleLosses(firstX, firstY, p)),
      corrected_N3: mean(losses),
      loops_per_sample: losses,
    };
  });

/** The example's samples, and the first of them alone. */
export function exampleFeeds() {
  const [X, y] = [ndarray(example.X as (typeof example)[string]), ndarray(example.y as (typeof example)[string])];
  return { X, y, firstX: X.data.slice(0, 4), firstY: y.data.slice(0, 3) };
}
