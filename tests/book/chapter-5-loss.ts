import {
  cast,
  clip,
  concat,
  crossentropy,
  exp,
  f32,
  f64,
  gather,
  graph,
  i32,
  log,
  mean,
  mul,
  neg,
  pow,
  reshape,
  slice,
  sum,
  type Tensor,
} from "dagrad";
import { ndarray } from "./book.ts";
import { scalars } from "./layout.ts";
import { row } from "./row.ts";

const sparse = { softmax_outputs: f64(3, 3), class_targets: i32(3) };
const oneHotTargets = { softmax_outputs: f64(3, 3), class_targets: i32(3, 3) };

const negativeLog = (x: Tensor<any, any>) => neg(log(x));

export const losses = [
  row({
    id: "c5.01",
    network: () =>
      graph({ softmax_output: f64(3), target_output: f64(3) }, ({ softmax_output, target_output }) => {
        const terms = mul(log(softmax_output), target_output);
        return { terms, loss: neg(sum(terms)) };
      }),
    // A term of 0 is −0.0 in floating point; the book's formula writes 0.
    printed: ({ terms, loss }) => [
      String(loss),
      `= -(${scalars(terms)
        .map((term) => (Number(term) === 0 ? "0" : term))
        .join(" + ")}) = ${loss}`,
    ],
  }),
  row({
    id: "c5.02",
    network: () => graph({ softmax_output: f64(3) }, ({ softmax_output }) => ({ loss: neg(sum(log(slice(softmax_output, { stop: 1 })))) })),
    printed: ({ loss }) => [String(loss), String(loss)],
  }),
  row({
    id: "c5.03",
    network: () => graph({ x: f64(8) }, ({ x }) => ({ log: log(x) })),
    printed: ({ log }) => {
      const lines = scalars(log);
      const withGap = [...lines.slice(0, 4), "...", ...lines.slice(4)].join("\n");
      return [withGap, withGap];
    },
  }),
  row({
    id: "c5.04",
    network: () => graph({ b: f64() }, ({ b }) => ({ log: log(b), power: pow(Math.E, log(b)), back: exp(log(b)) })),
    also: ({ power, back }) => ({ "np.e**log": power, "np.exp(log)": back }),
    printed: ({ log }) => [String(log)],
  }),
  row({
    id: "c5.05",
    network: () => graph(sparse, ({ softmax_outputs, class_targets }) => ({ picked: gather(softmax_outputs, class_targets) })),
    printed: ({ picked }) => [scalars(picked).join("\n")],
  }),
  row({
    id: "c5.06",
    network: () => graph(sparse, ({ softmax_outputs, class_targets }) => ({ picked: gather(softmax_outputs, class_targets) })),
    printed: ({ picked }) => Array<string>(4).fill(String(picked)),
  }),
  row({
    id: "c5.07",
    network: () =>
      graph(sparse, ({ softmax_outputs, class_targets }) => ({ neg_log: negativeLog(gather(softmax_outputs, class_targets)) })),
    printed: ({ neg_log }) => [String(neg_log), String(neg_log)],
  }),
  row({
    id: "c5.08",
    network: () =>
      graph(sparse, ({ softmax_outputs, class_targets }) => ({ average_loss: mean(negativeLog(gather(softmax_outputs, class_targets))) })),
    printed: ({ average_loss }) => [String(average_loss)],
  }),
  row({
    id: "c5.09",
    network: () =>
      graph(oneHotTargets, ({ softmax_outputs, class_targets }) => {
        const correct_confidences = sum(mul(softmax_outputs, cast(class_targets, { dtype: "float64" })), { axis: 1 });
        return { correct_confidences, average_loss: mean(negativeLog(correct_confidences)) };
      }),
    printed: ({ average_loss }) => [String(average_loss), String(average_loss)],
  }),
  row({
    id: "c5.10",
    network: () =>
      graph({ zero: f64(1) }, ({ zero }, g) => {
        const loss = negativeLog(zero);
        const losses = concat([g.constant([1, 2, 3], { dtype: "float64" }), loss]);
        return { loss: reshape(loss, { shape: [] }), back: reshape(pow(Math.E, neg(loss)), { shape: [] }), mean: mean(losses) };
      }),
    feeds: () => ({ zero: [0] }),
    also: ({ loss, back, mean }) => ({
      "-np.log(0)": { raises: null, returns: loss },
      "np.e**(-inf)": back,
      "mean([1,2,3,-log(0)])": mean,
    }),
    left: { "python_math.log(0)": "Python's own logarithm, which raises" },
    printed: ({ loss, back, mean }) => [loss, loss, back, back, mean, mean].map(String),
  }),
  row({
    id: "c5.11",
    network: () =>
      graph({ doubles: f64(3), singles: f32(2) }, ({ doubles, singles }) => ({
        values: negativeLog(doubles),
        singles,
        float32: negativeLog(singles),
      })),
    feeds: () => ({ doubles: [1e-7, 1 + 1e-7, 1 - 1e-7], singles: [1e-7, 1 - 1e-7] }),
    also: ({ singles, float32 }) => ({
      float32: { "-log(f32(1e-7))": float32.data[0], "f32(1-1e-7)": singles.data[1], "-log(f32(1-1e-7))": float32.data[1] },
    }),
    printed: ({ values }) => scalars(values).flatMap((value) => [value, value]),
  }),
  row({
    id: "c5.12",
    network: () =>
      graph({ y_pred: f64(3, 3), beyond: f32(2) }, ({ y_pred, beyond }) => ({
        clipped_f64: clip(y_pred, { min: 1e-7, max: 1 - 1e-7 }),
        clipped_f32: clip(cast(y_pred, { dtype: "float32" }), { min: 1e-7, max: 1 - 1e-7 }),
        bounds_f32: clip(beyond, { min: 1e-7, max: 1 - 1e-7 }),
      })),
    feeds: () => ({ beyond: [-1, 2] }),
  }),
  row({
    id: "c5.13",
    network: () =>
      graph(
        { softmax_outputs: f64(3, 3), sparse: i32(3), one_hot: i32(3, 3), y: f64(1, 3), yhat: f64(1, 3) },
        ({ softmax_outputs, sparse, one_hot, y, yhat }) => ({
          loss_sparse: crossentropy(softmax_outputs, sparse),
          loss_one_hot: crossentropy(softmax_outputs, one_hot),
          asPrinted: mean(negativeLog(sum(mul(y, yhat), { axis: 1 }))),
          soft: crossentropy(yhat, y),
        }),
      ),
    feeds: ({ expected }) => {
      const { y, yhat } = expected.soft_target_example as Record<"y" | "yhat", Parameters<typeof ndarray>[0]>;
      return { y: ndarray(y), yhat: ndarray(yhat) };
    },
    also: ({ asPrinted, soft }, { expected }) => {
      const { y, yhat } = expected.soft_target_example as Record<"y" | "yhat", Parameters<typeof ndarray>[0]>;
      return {
        soft_target_example: {
          y: ndarray(y),
          yhat: ndarray(yhat),
          "class_as_printed = -log(sum y*yhat)": asPrinted,
          "true cross-entropy = -sum y log yhat": soft,
        },
      };
    },
    printed: ({ loss_one_hot }) => [String(loss_one_hot), String(loss_one_hot)],
  }),
  row({
    id: "c5.14",
    network: () =>
      graph(oneHotTargets, ({ softmax_outputs, class_targets }) => ({
        softmax_outputs,
        class_targets,
        correct_confidences: sum(mul(softmax_outputs, cast(class_targets, { dtype: "float64" })), { axis: 1 }),
      })),
    also: ({ class_targets }) => ({ ndim: class_targets.shape.length }),
    printed: ({ softmax_outputs, class_targets, correct_confidences }) => [
      [class_targets.shape.length, correct_confidences, softmax_outputs, class_targets].join("\n"),
    ],
  }),
];
