import { argmaxAccuracy, crossentropy, dense, f32, graph, random, relu, sgd, softmax, spiralData, trainStep, u8 } from "dagrad";

/** A small classifier of points, a step that trains it, and what both are fed. */
export const network = graph({ X: f32("n", 2), y: u8("n") }, ({ X, y }) => {
  const p = softmax(dense(relu(dense(X, { units: 5, init: { randn: 0.5 } })), { units: 3, init: { randn: 0.5 } }));
  return { p, loss: crossentropy(p, y), accuracy: argmaxAccuracy(p, y) };
});
export const step = trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.5, momentum: 0.9 }) });
export const data = spiralData(20, 3, { random: random(4) });
export const feedsOf = (n: number) => ({
  X: Array.from({ length: n }, (_, i) => [Math.sin(i), Math.cos(i)]),
  y: Array.from({ length: n }, (_, i) => i % 3),
});
