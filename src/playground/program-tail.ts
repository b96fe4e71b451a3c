/** What the page puts behind a program that somebody edits: its network and training as plain data, which workers can send. */
export const programTail = `
import { array as pageArray, trainStep as pageStep } from "dagrad";
const pageGiven = (() => {
  const { optimizer, data, validation = 0, random, batchSize = 32, shuffle = true, seed = 0 } = training as any;
  const nodes = network.nodes as any;
  const X = network.inputs.find((name: string) => nodes[name].dtype === "float32" && nodes[name].shape.length === 2) as string;
  const y = network.inputs.find((name: string) => name !== X) as string;
  if (X === undefined || y === undefined) throw new Error("a network to play with must have two inputs, float32 rows of features and targets");
  const column = (name: string) => {
    const { dtype } = nodes[name];
    const whole = data[name]?.data === undefined ? pageArray(data[name], dtype) : data[name];
    return { name, dtype, shape: [...whole.shape], data: [...whole.data] };
  };
  const features = column(X);
  const test = typeof validation === "number" ? validation : (validation?.share ?? 0);
  const isWhole = !shuffle && batchSize >= Math.round(features.shape[0] * (1 - test));
  return {
    title: "the code below",
    network: JSON.stringify(network),
    step: JSON.stringify(pageStep(network as any, { minimize: "loss", optimizer, seed })),
    X: features,
    y: column(y),
    ...(random && { random: random.state() }),
    test,
    batch: isWhole ? 0 : batchSize,
    seed,
  };
})();
`;

/** The name of what the tail has made. */
export const givenName = "pageGiven";

/** A program without its own training, which the page does instead. */
export const withoutTraining = (code: string): string =>
  code.replace(/\n*for await \(const [\s\S]*?\n\}\n?$/, "\n").replace(/, fit(?=[, ])/, "");
