import { argmaxAccuracy, compile, crossentropy, dense, f32, graph, random, reference, relu, softmax, spiralData, u8 } from "dagrad";
import type { Subject } from "../../../src/explorer/subject.ts";

/** The network of chapter 5 of the book on its data, with its weights: loss 1.0986104, accuracy 0.34. */
export function chapter5(): Subject {
  const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const hidden = relu(dense(X, { units: 3 }));
    const probabilities = softmax(dense(hidden, { units: 3 }));
    return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
  });
  const generator = random(0);
  const { X, y } = spiralData(100, 3, { random: generator });
  const { parameters } = compile(network, { random: generator, backend: reference });
  return { title: "Chapter 5", graph: network, parameters, feeds: { X, y } };
}
