import { add, array, cast, dense, expandDims, f64, graph, i32, matmul, mul, slice, sum, type Tensor, transpose, zeros } from "dagrad";
import { feedOf, listing, ndarray } from "./book.ts";
import { bmatrix, list, repr, scalars, words } from "./layout.ts";
import { row } from "./row.ts";

/** Σ inputs · weights, added from left to right in Python's order, then the bias. */
function neuron(inputs: Tensor, weights: Tensor, bias: Tensor, count: number): Tensor {
  const at = (x: Tensor, i: number): Tensor => slice(x, { start: i, stop: i + 1 });
  let total = mul(at(inputs, 0), at(weights, 0));
  for (let i = 1; i < count; i++) total = add(total, mul(at(inputs, i), at(weights, i)));
  return sum(add(total, bias));
}

/** A neuron of as many inputs as the listing gives, printed as often as the listing does. */
const oneNeuron = (id: string, count: number, prints: number) =>
  row({
    id,
    network: () =>
      graph({ inputs: f64(count), weights: f64(count), bias: f64() }, ({ inputs, weights, bias }) => ({
        output: neuron(inputs, weights, bias, count),
      })),
    printed: ({ output }) => Array<string>(prints).fill(String(output)),
  });

/** Three neurons of four inputs, each written out; `key` is the listing's name for their outputs. */
const threeNeurons = (id: string, key: string, prints: number) =>
  row({
    id,
    network: () =>
      graph({ inputs: f64(4), weights: f64(3, 4), biases: f64(3) }, ({ inputs, weights, biases }) => {
        const at = (i: number): Tensor =>
          neuron(inputs, sum(slice(weights, { start: i, stop: i + 1 }), { axis: 0 }), slice(biases, { start: i, stop: i + 1 }), 4);
        return { first: at(0), second: at(1), third: at(2) };
      }),
    also: ({ first, second, third }) => ({ [key]: [first.item(), second.item(), third.item()] }),
    printed: ({ first, second, third }) => Array<string>(prints).fill(list([first, second, third].map(String))),
  });

const layer = { inputs: f64(3, 4), weights: f64(3, 4) };

export const chapter2 = [
  oneNeuron("c2.01", 3, 1),
  oneNeuron("c2.02", 3, 1),
  oneNeuron("c2.03", 4, 2),
  threeNeurons("c2.04", "outputs", 2),
  threeNeurons("c2.05", "layer_outputs", 1),
  row({
    id: "c2.06",
    network: () => graph({ l: f64(4), lol: f64(2, 4), lolol: f64(3, 2, 4), list_matrix_array: f64(3, 2) }, (lists) => ({ ...lists })),
    also: (y) => ({
      shape_l: y.l.shape,
      shape_lol: y.lol.shape,
      shape_lolol: y.lolol.shape,
      shape_list_matrix_array: y.list_matrix_array.shape,
      lolol_bracket_levels: y.lolol.shape.length,
    }),
  }),
  row({
    id: "c2.07",
    also: (_, { inputs }) => ({ row_lengths: (inputs.another_list_of_lists as number[][]).map((numbers) => numbers.length) }),
    errors: {
      homologous: [
        ({ inputs }) => array(feedOf(inputs.another_list_of_lists) as number[][]),
        "array: ragged list at [1]: expected a list of 3, got a list of 2; every list of one level needs the same length",
      ],
    },
    left: { numpy_1_24: "the message of NumPy; ours is under homologous", column_lengths: "a ragged list has no columns" },
  }),
  row({
    id: "c2.08",
    network: () => graph({ a: i32(3), b: i32(3) }, ({ a, b }) => ({ dot_product: sum(mul(a, b)) })),
    printed: ({ dot_product }) => [String(dot_product), String(dot_product)],
  }),
  row({
    id: "c2.09",
    network: () => graph({ a: i32(3), b: i32(3) }, ({ a, b }) => ({ sum: add(a, b) })),
    errors: {
      numpy_length_mismatch: [
        () => graph({ a: i32(3), b: i32(2) }, ({ a, b }) => ({ sum: add(a as Tensor, b as Tensor) })),
        'add: shapes must be equal or broadcast, got int32[3] and int32[2] (3 against 2) (node "add1"); reshape or expandDims one of them',
      ],
    },
  }),
  row({
    id: "c2.10",
    network: () =>
      graph({ weights: f64(4), inputs: f64(4), bias: f64() }, ({ weights, inputs, bias }) => {
        const dot = matmul(weights, inputs);
        return { dot, output: add(dot, bias), weights, inputs };
      }),
    printed: ({ dot, output, weights, inputs }) => {
      const [w, x] = [scalars(weights), scalars(inputs)];
      return [String(output), String(output), `= ${w.map((word, i) => `${word}*${x[i]}`).join(" + ")} = ${dot}`];
    },
  }),
  row({
    id: "c2.11",
    network: () =>
      graph({ weights: f64(3, 4), inputs: f64(4), biases: f64(3) }, ({ weights, inputs, biases }) => {
        const dot = matmul(weights, inputs);
        return { dot, outputs: add(dot, biases) };
      }),
    errors: {
      wrong_order_error: [
        () =>
          graph({ weights: f64(3, 4), inputs: f64(4) }, ({ weights, inputs }) => ({ dot: matmul(inputs as Tensor, weights as Tensor) })),
        'matmul: last axis of a must equal second-to-last axis of b, got float64[4] and float64[3, 4] (4 against 3) (node "matmul1"); transpose or resize one of them',
      ],
    },
    left: { order_matters: "a sentence" },
    printed: ({ dot, outputs }) => [`array(${outputs})`, `array(${outputs})`, `= ${list(words(dot))}`],
  }),
  row({
    id: "c2.12",
    network: () => graph({ sample: f64(4), batch: f64("samples", 4), inputs: f64("rows", 4) }, (arrays) => ({ ...arrays })),
    feeds: () => ({ inputs: feedOf(listing("c2.18").inputs.inputs) }),
    also: ({ sample, batch, inputs }) => ({ shape_sample: sample.shape, shape_batch: batch.shape, shape_inputs: inputs.shape }),
  }),
  row({
    id: "c2.13",
    network: () =>
      graph({ left: f64(5, 4), upper_right: f64(4, 5), wider: f64(4, 7) }, ({ left, upper_right, wider }) => ({
        product: matmul(left, upper_right),
        rule: matmul(left, wider),
      })),
    feeds: () => ({ wider: zeros([4, 7]) }),
    also: ({ product, rule }, { expected }) => {
      const seed = ndarray(expected.seed_product_2dp as Parameters<typeof ndarray>[0]);
      const rounded = array(Array.from(product.data, (x) => Math.floor(x * 100 + 0.5) / 100));
      const differing = Array.from(rounded.data).filter((x, i) => x !== seed.data[i]);
      return {
        seed_product_2dp: seed,
        "entries_where_seed_differs_from_half_up_rounding [i,j,seed,exact]": differing,
        shape_rule: { "(5,4)x(4,7)": rule.shape },
      };
    },
  }),
  row({
    id: "c2.14",
    network: () =>
      graph({ a: f64(3), b: f64(3) }, ({ a, b }) => {
        const [row, column] = [expandDims(a, { axis: 0 }), transpose(expandDims(b, { axis: 0 }))];
        return { row, column, result: cast(matmul(row, column), { dtype: "int32" }) };
      }),
    also: ({ row, column }) => ({ shape_a: row.shape, shape_bT: column.shape }),
    printed: ({ result }) => [repr(result)],
  }),
  row({
    id: "c2.15",
    network: () =>
      graph({ "fig2.16": i32(4, 5), "fig2.17": f64(5, 5) }, (x) => ({
        "fig2.16_T": transpose(x["fig2.16"]),
        "fig2.17_T": transpose(x["fig2.17"]),
      })),
    left: { "fig2.17_seed_rhs_equals_transpose": "compares two printings of the book" },
  }),
  row({
    id: "c2.16",
    network: () => graph({ a: i32(3) }, ({ a }) => ({ row: expandDims(a, { axis: 0 }), col_axis1: expandDims(a, { axis: 1 }) })),
    printed: ({ row }) => [repr(row), repr(row)],
  }),
  row({
    id: "c2.17",
    errors: {
      error: [
        () => graph(layer, ({ inputs, weights }) => ({ dot: matmul(inputs as Tensor, weights as Tensor) })),
        'matmul: last axis of a must equal second-to-last axis of b, got float64[3, 4] and float64[3, 4] (4 against 3) (node "matmul1"); transpose or resize one of them',
      ],
    },
  }),
  row({
    id: "c2.18",
    network: () =>
      graph({ ...layer, biases: f64(3) }, ({ inputs, weights, biases }) => {
        const weights_T = transpose(weights);
        const dot = matmul(inputs, weights_T);
        return { inputs, weights_T, biases, dot, outputs: add(dot, biases) };
      }),
    printed: ({ inputs, weights_T, biases, dot, outputs }) => [
      repr(outputs),
      repr(outputs),
      `$$${bmatrix(inputs)} ${bmatrix(weights_T)} = ${bmatrix(dot)}$$`,
      `$$${bmatrix(dot)} + ${bmatrix(biases)} = ${bmatrix(outputs)}$$`,
    ],
  }),
  row({
    id: "c3.08",
    network: () =>
      graph({ inputs: f64(3, 4), W: f64(3, 4), biases_1d: f64(3) }, ({ inputs, W, biases_1d }) => {
        const V = transpose(W);
        return {
          V,
          outputs: add(matmul(inputs, V), biases_1d),
          asDense: dense(inputs, { weights: V, biases: expandDims(biases_1d, { axis: 0 }) }),
        };
      }),
    also: ({ V, asDense, outputs }, { inputs }) => {
      const W = ndarray(inputs.W as Parameters<typeof ndarray>[0]);
      const columns = [0, 1, 2, 3].flatMap((k) => [0, 1, 2].map((unit) => W.data[unit * 4 + k]));
      return { V_is_W_column_layout: String(V.data) === String(columns) && String(asDense.data) === String(outputs.data) };
    },
  }),
];
