import { adagrad, adam, compile, type Graph, gradients, type Optimizer, random, reference, rmsprop, sgd, trainStep } from "dagrad";
import { finish } from "../../../graph/build.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { op } from "../../graph/untyped-ops.ts";
import { GraphGrowth } from "./graph-growth.ts";
import type { GraphCase } from "./random-graph.ts";

/** A head: a loss of the last layer, and how right it is. */
type Head = (o: GraphGrowth, z: AnyTensor) => Record<string, AnyTensor>;

const labels = (o: GraphGrowth, z: AnyTensor): AnyTensor =>
  o.leaf(z.shape.slice(0, -1), o.one(["int32", "uint8"]), { kind: "below", limit: z.shape.at(-1) as number });
const targets = (o: GraphGrowth, z: AnyTensor): AnyTensor => o.leaf(z.shape, o.one(["bool", z.dtype]), { kind: "share" });

const heads: readonly Head[] = [
  (o, z) => {
    const p = op.softmax(z);
    const y = labels(o, z);
    return { p, loss: op.crossentropy(p, y), accuracy: op.argmaxAccuracy(p, y) } as Record<string, AnyTensor>;
  },
  (o, z) => {
    const p = op.softmax(z);
    return { p, loss: op.crossentropy(p, targets(o, z)) } as Record<string, AnyTensor>;
  },
  (o, z) => {
    const p = op.sigmoid(z);
    const y = targets(o, z);
    return { loss: op.binaryCrossentropy(p, y), accuracy: op.binaryAccuracy(p, y) } as Record<string, AnyTensor>;
  },
  (o, z) => ({ loss: op.sigmoidCrossentropy(z, targets(o, z)) }) as Record<string, AnyTensor>,
  (o, z) => {
    const y = o.leaf(z.shape, z.dtype, { kind: "share" });
    return { loss: op.meanSquaredError(z, y), accuracy: op.regressionAccuracy(z, y, { precision: 0.1 }) } as Record<string, AnyTensor>;
  },
  (o, z) => ({ loss: op.meanAbsoluteError(z, o.leaf(z.shape, z.dtype, { kind: "share" })) }) as Record<string, AnyTensor>,
];

const optimizers: readonly (() => Optimizer)[] = [
  () => sgd({ learningRate: 0.1 }),
  () => sgd({ learningRate: 0.1, momentum: 0.9 }),
  () => sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  () => adam({ learningRate: 0.01 }),
  () => adagrad({ learningRate: 0.01 }),
  () => rmsprop({ learningRate: 0.01 }),
];

/**
 * The network of that seed: one to three layers of odd widths over 0 to 33 rows, an activation after each, dropout and penalties now
 * and then, a head. Of three networks one is run as it is, one with its gradients, one as a step of training.
 * `weights` seeds the first values of the layers.
 */
export function randomNetwork(seed: number, weights = seed): GraphCase {
  const o = new GraphGrowth(random(100_000 + seed), false);
  const dtype = seed % 7 === 6 ? "float64" : "float32";
  const head = heads[seed % heads.length] as Head;
  const widths = Array.from({ length: o.random.randint(1, 4) }, () => o.one([1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 33, 64]));
  let x = o.leaf(["n", o.one([1, 2, 3, 5, 8, 13, 20])], dtype);
  const penalties: AnyTensor[] = [];
  for (const units of widths) {
    const name = `layer${penalties.length}${o.builder.nodes.size}`;
    const z = op.dense(x, { units, name, init: { randn: 0.5 }, bias: o.chance(0.85) }) as AnyTensor;
    const activation = o.one(["relu", "relu", "sigmoid", "tanh", "linear"] as const);
    x = op[activation](z) as AnyTensor;
    if (o.chance(0.3)) x = op.dropout(x, { rate: 0.2 }) as AnyTensor;
    if (o.chance(0.3)) penalties.push(op[o.one(["l1", "l2"] as const)](o.builder.handle(`${name}.weights`), { lambda: 5e-3 }) as AnyTensor);
  }
  const last = op.dense(x, { units: o.one([1, 2, 3, 5, 10]), name: "last", init: { randn: 0.5 } }) as AnyTensor;
  const outputs = head(o, last);
  outputs.loss = penalties.reduce((sum, penalty) => op.add(sum, penalty) as AnyTensor, outputs.loss as AnyTensor);
  const ids = Object.fromEntries(Object.entries(outputs).map(([name, { id }]) => [name, id]));
  const plain = finish(
    o.builder,
    o.inputs.map(({ id }) => id),
    ids,
  );
  const graph: Graph<any, any> =
    seed % 3 === 0
      ? plain
      : seed % 3 === 1
        ? gradients(plain, { of: "loss" })
        : trainStep(plain, {
            minimize: "loss" as never,
            optimizer: (optimizers[Math.floor(seed / 3) % optimizers.length] as () => Optimizer)(),
            seed,
          });
  const { parameters } = compile(graph, { backend: reference, random: random(weights), parameters: o.valuesOf(o.parameters) });
  return { name: `random network ${seed}`, graph, feeds: o.valuesOf(o.inputs), parameters };
}
