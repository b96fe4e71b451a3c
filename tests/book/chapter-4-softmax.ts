import {
  add,
  argmax,
  concat,
  cos,
  dense,
  div,
  exp,
  expandDims,
  f32,
  f64,
  gather,
  graph,
  log,
  max,
  maximum,
  mul,
  neg,
  pow,
  random,
  relu,
  reshape,
  sin,
  slice,
  softmax,
  sub,
  sum,
  type Tensor,
} from "dagrad";
import { list, scalars } from "./layout.ts";
import { row } from "./row.ts";
import { spiral, spiralGrid } from "./spiral.ts";

const matrix = { layer_outputs: f64(3, 3) };

export const softmaxByHand = [
  row({
    id: "c4.34",
    network: () =>
      graph({ layer_outputs: f64(3), E: f64() }, ({ layer_outputs, E }) => ({
        exp_values: pow(E, layer_outputs),
        exp_values_math_e: pow(Math.E, layer_outputs),
      })),
    printed: ({ exp_values }) => [`exponentiated values:\n${list(scalars(exp_values))}`],
  }),
  row({
    id: "c4.35",
    network: () =>
      graph({ exp_values: f64(3) }, ({ exp_values }) => {
        const norm_base = sum(exp_values);
        const norm_values = div(exp_values, norm_base);
        return { norm_base, norm_values, sum: sum(norm_values) };
      }),
    printed: ({ norm_values, sum }) => [
      `Normalized exponentiated values:\n${list(scalars(norm_values))}\nSum of normalized values: ${sum}`,
    ],
  }),
  row({
    id: "c4.36",
    network: () =>
      graph({ layer_outputs: f64(3) }, ({ layer_outputs }) => {
        const exp_values = exp(layer_outputs);
        const norm_values = div(exp_values, sum(exp_values));
        return { exp_values, norm_values, sum: sum(norm_values) };
      }),
    printed: ({ exp_values, norm_values, sum }) => [
      `exponentiated values:\n${exp_values}\nnormalized exponentiated values:\n${norm_values}\nsum of normalized values: ${sum}`,
    ],
  }),
  row({
    id: "c4.37",
    network: () =>
      graph({ inputs: f64(3, 3) }, ({ inputs }) => {
        const e = exp(inputs);
        return { exp: e, probabilities: div(e, sum(e, { axis: 1, keepdims: true })) };
      }),
  }),
  row({
    id: "c4.38",
    network: () => graph(matrix, ({ layer_outputs }) => ({ sum: sum(layer_outputs) })),
    printed: ({ sum }) => [`Sum without axis\n${sum}\nThis will be identical to the above since default is None:\n${sum}`],
  }),
  row({
    id: "c4.39",
    network: () => graph(matrix, ({ layer_outputs }) => ({ sum: sum(layer_outputs, { axis: 0 }) })),
    printed: ({ sum }) => [`Another way to think of it w/ a matrix == axis 0: columns:\n${sum}`],
  }),
  row({
    id: "c4.40",
    network: () => graph(matrix, ({ layer_outputs }) => ({ sums: sum(layer_outputs, { axis: 1 }) })),
    printed: ({ sums }) => [`But we want to sum the rows instead, like this w/ raw py:\n${scalars(sums).join("\n")}`],
  }),
  row({
    id: "c4.41",
    network: () => graph(matrix, ({ layer_outputs }) => ({ sum: sum(layer_outputs, { axis: 1 }) })),
    printed: ({ sum }) => [`So we can sum axis 1, but note the current shape:\n${sum}`],
  }),
  row({
    id: "c4.42",
    network: () => graph(matrix, ({ layer_outputs }) => ({ sum: sum(layer_outputs, { axis: 1, keepdims: true }) })),
    printed: ({ sum }) => [`Sum axis 1, but keep the same dimensions as input:\n${sum}`],
  }),
  row({
    id: "c4.43",
    network: () =>
      graph({ inputs: f64(3, 3), vectors: f64(3, 1, 3) }, ({ inputs, vectors }) => {
        const probabilities = softmax(inputs);
        const e = exp(inputs);
        const difference = sub(probabilities, div(e, sum(e, { axis: 1, keepdims: true })));
        const rows = softmax(vectors);
        const at = (i: number) => reshape(slice(rows, { start: i, stop: i + 1 }), { shape: [1, 3] });
        return {
          softmax: probabilities,
          max_abs_diff_to_unshifted: max(maximum(difference, neg(difference))),
          first: at(0),
          shifted: at(1),
          halved: at(2),
        };
      }),
    feeds: () => ({ vectors: [[[1, 2, 3]], [[-2, -1, 0]], [[0.5, 1, 1.5]]] }),
    also: ({ first, shifted, halved }) => ({
      "softmax([[1,2,3]])": first,
      "softmax([[-2,-1,0]])": shifted,
      "softmax([[0.5,1,1.5]])": halved,
    }),
  }),
  row({
    id: "c4.44",
    network: () =>
      graph({ x: f64(6), doubles: f64(2), singles: f32(2) }, ({ x, doubles, singles }) => ({
        exp: exp(x),
        doubles: exp(doubles),
        singles: exp(singles),
      })),
    // The truth's largest arguments and the floats after them.
    feeds: () => ({ doubles: [709.782712893384, 709.7827128933841], singles: [88.72283172607422, 88.72283935546875] }),
    also: ({ exp, doubles, singles }) => {
      const finite = (values: typeof doubles | typeof singles) => String(Array.from(values.data, Number.isFinite)) === "true,false";
      return {
        "exp(1000)": { raises: null, returns: exp.data[3] },
        largest_f64_argument: finite(doubles) ? 709.782712893384 : Number.NaN,
        largest_f32_argument: finite(singles) ? 88.72283172607422 : Number.NaN,
      };
    },
    printed: ({ exp }) => scalars(exp).slice(0, 2),
  }),
  row({
    id: "c4.45",
    network: () =>
      graph({ a: f64(3), b: f64(3) }, ({ a, b }) => {
        const both = concat([expandDims(a, { axis: 0 }), expandDims(b, { axis: 0 })]);
        const top = argmax(both);
        return { argmax: top, loss: neg(log(gather(both, top) as Tensor<readonly [2], "float64">)) };
      }),
  }),
  row({
    id: "c4.46",
    // The notebook's spiral lacks the factor 2.5 and sets no seed; seed 0 stands in.
    network: () =>
      graph({ noise: f64(300), t: f64(300), r: f64(300) }, ({ noise, t, r }, g) => {
        const angle = add(t, mul(noise, 0.2));
        const X = concat([expandDims(mul(r, sin(angle)), { axis: 1 }), expandDims(mul(r, cos(angle)), { axis: 1 })], { axis: 1 });
        const [w1, w2] = [g.parameter("w1", [2, 3], { dtype: "float64" }), g.parameter("w2", [3, 3], { dtype: "float64" })];
        const probabilities = softmax(dense(relu(dense(X, { weights: w1 })), { weights: w2 }));
        return { X, w1, w2, softmax: probabilities, softmax_5: slice(probabilities, { stop: 5 }) };
      }),
    feeds: () => ({ noise: random(0).randn(300), ...spiralGrid() }),
    options: () => ({ random: spiral().random }),
    also: ({ X, w1, w2, softmax, softmax_5 }) => ({ with_seed_0: { X_checksum: X, w1, w2, softmax_5, softmax_checksum: softmax } }),
    left: {
      printed_row_sums: "sums of the digits that the notebook prints",
      seed_scan: "the search for the notebook's seed, which found none",
    },
    printed: ({ softmax_5 }) => [String(softmax_5)],
  }),
];
