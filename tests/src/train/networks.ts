import { argmaxAccuracy, crossentropy, dense, f32, graph, random, relu, softmax, spiralData, u8 } from "dagrad";

/** A classifier of points in the plane, 2-8-3, small enough to train in a test. */
export const classifier = () =>
  graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const probabilities = softmax(dense(relu(dense(X, { units: 8, init: { randn: 0.5 } })), { units: 3, init: { randn: 0.5 } }));
    return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
  });

/** 30 points of the book's spiral: 3 classes of 10. */
export const points = () => spiralData(10, 3, { random: random(0) });
