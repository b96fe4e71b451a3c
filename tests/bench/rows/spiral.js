import {
  argmaxAccuracy,
  compile,
  crossentropy,
  dense,
  f32,
  graph,
  random,
  relu,
  softmax,
  spiralData,
  u8,
} from "../../../dist/src/index.js";
import { fused, opByOp } from "../hand/spiral.js";
import { compare } from "../measure.js";

/** The book's chapter 5 on its data: 300 rows, loss and accuracy fetched. */
export function spiralProgram() {
  const generator = random(0);
  const { X, y } = spiralData(100, 3, { random: generator });
  const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const probabilities = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
    return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
  });
  return { program: compile(network, { random: generator }), feeds: { X, y }, fetch: ["loss", "accuracy"] };
}

export function spiral() {
  const { program, feeds, fetch } = spiralProgram();
  const parameters = program.parameters;
  const arrays = {
    X: feeds.X.data,
    y: feeds.y.data,
    w1: parameters["dense1.weights"].data,
    b1: parameters["dense1.biases"].data,
    w2: parameters["dense2.weights"].data,
    b2: parameters["dense2.biases"].data,
  };
  // NNFS, chapter 5, prints loss: 1.0986104, acc: 0.34.
  const wrong = ({ loss, accuracy }) =>
    Math.abs(loss - 1.0986104) < 1e-6 && Math.abs(accuracy - 0.34) < 1e-6 ? undefined : `loss ${loss}, accuracy ${accuracy}`;
  const [loops, onePass] = [opByOp(arrays), fused(arrays)];
  const items = () => {
    const { loss, accuracy } = program.run(feeds, fetch);
    return { loss: loss.item(), accuracy: accuracy.item() };
  };
  const times = compare({
    dagrad: { run: () => program.run(feeds, fetch), check: () => wrong(items()) },
    "dagrad, copy: false": { run: () => program.run(feeds, fetch, { copy: false }), check: () => wrong(items()) },
    "loops, op by op": { run: loops, check: () => wrong(loops()) },
    "loops, one pass": { run: onePass, check: () => wrong(onePass()) },
  });
  return [{ name: "spiral forward, 300 rows", unit: "µs", scale: 1000, bound: 20, times }];
}
