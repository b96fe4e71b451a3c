import {
  argmax,
  argmaxAccuracy,
  cast,
  compile,
  equal,
  f32,
  f64,
  graph,
  i32,
  max,
  mean,
  type NdArray,
  oneHot,
  reference,
  step,
  sub,
  sum,
  u8,
} from "dagrad";
import { row } from "./row.ts";
import { notebookSoftmax, spiral, spiralNetwork } from "./spiral.ts";

const sparse = { softmax_outputs: f64(3, 3), class_targets: i32(3) };

const spiralFeeds = () => {
  const { X, y } = spiral();
  return { X, y };
};

const runNotebook = () => compile(spiralNetwork(notebookSoftmax), { random: spiral().random, backend: reference }).run(spiralFeeds());

export const networks = [
  row({
    id: "c5.15",
    network: () => spiralNetwork(),
    feeds: spiralFeeds,
    options: () => ({ random: spiral().random }),
    also: ({ loss }) => ({ loss_f_string: String(loss.item()) }),
    printed: ({ softmax_5, loss }) => {
      const notebook = runNotebook();
      const text = `${notebook.softmax_5}\nloss: ${notebook.loss?.item()}`;
      return [`${softmax_5}\nloss: ${loss}`, text, text];
    },
  }),
  row({
    id: "c5.16",
    network: () =>
      graph(sparse, ({ softmax_outputs, class_targets }) => {
        const predictions = argmax(softmax_outputs);
        return {
          predictions,
          accuracy: mean(cast(equal(predictions, class_targets), { dtype: "float64" })),
          accuracy_one_hot: argmaxAccuracy(softmax_outputs, oneHot(class_targets, { depth: 3 })),
        };
      }),
    printed: ({ accuracy }) => [`accuracy = ${accuracy}`],
  }),
  row({
    id: "c5.17",
    network: () =>
      graph({ softmax_output: f32(300, 3), y: u8(300) }, ({ softmax_output, y }) => {
        const hits = equal(argmax(softmax_output), cast(y, { dtype: "int32" }));
        const tops = sum(cast(equal(softmax_output, max(softmax_output, { axis: 1, keepdims: true })), { dtype: "float32" }), { axis: 1 });
        return {
          printed: argmaxAccuracy(softmax_output, y),
          accuracy: mean(cast(hits, { dtype: "float64" })),
          correct: sum(hits),
          rows_with_tied_top: sum(step(sub(tops, 1))),
        };
      }),
    feeds: () => {
      const { softmax_output } = compile(spiralNetwork(), { random: spiral().random, backend: reference }).run(spiralFeeds(), [
        "softmax_output",
      ]);
      return { softmax_output: softmax_output as NdArray, y: spiral().y };
    },
    printed: ({ printed }) => [`acc: ${printed}`],
  }),
  row({
    id: "c5.18",
    network: () =>
      graph({ y: u8(300), all: u8(256) }, ({ y, all }) => ({
        y,
        class_counts: sum(oneHot(y, { depth: 3, dtype: "int32" }), { axis: 0 }),
        all,
      })),
    feeds: () => ({ y: spiral().y, all: Array.from({ length: 256 }, (_, label) => label) }),
    also: ({ y, all }) => ({ y_dtype: y.dtype, max_classes_before_wrap: new Set(all.data).size }),
    errors: {
      "assigning 256 to uint8 (NumPy 1.24)": [
        () => compile(graph({ y: u8(1) }, ({ y }) => ({ y }))).run({ y: [256] }),
        'run: feed "y" must hold whole numbers 0 … 255, got 256 at [0] (node "y"); correct the element',
      ],
    },
  }),
];
