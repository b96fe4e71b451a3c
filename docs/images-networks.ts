import { add, conv2d, dense, f32, flatten, graph, maxPool, relu, softmax, type Tensor } from "dagrad";

/** The networks of docs/images.md. */

/** LeNet-5, with relu and max pools as it is built today. */
export const leNet = graph({ x: f32("batch", 28, 28, 1) }, ({ x }) => {
  const first = maxPool(conv2d(x, { filters: 6, size: 5, padding: "same", activation: relu }), { size: 2 });
  const second = maxPool(conv2d(first, { filters: 16, size: 5, activation: relu }), { size: 2 });
  const hidden = dense(dense(flatten(second), { units: 120, activation: relu }), { units: 84, activation: relu });
  return { p: softmax(dense(hidden, { units: 10 })) };
});

const block = (x: Tensor<["batch", 28, 28, 64], "float32", "x">) => {
  const inner = conv2d(x, { filters: 64, size: 3, padding: "same", activation: relu });
  return relu(add(conv2d(inner, { filters: 64, size: 3, padding: "same" }), x));
};
export const residual = graph({ x: f32("batch", 28, 28, 64) }, ({ x }) => ({ y: block(x) }));
