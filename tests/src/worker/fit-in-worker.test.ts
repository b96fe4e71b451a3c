import {
  adam,
  apply,
  array,
  atom,
  type BatchProgress,
  crossentropy,
  defineOp,
  dense,
  type Epoch,
  f32,
  fit,
  graph,
  mul,
  type NdArray,
  opSet,
  random,
  reference,
  relu,
  softmax,
  spiralData,
  standardOps,
  type Tensor,
  type Training,
  toCheckpoint,
  u8,
  wasm,
} from "dagrad";
import { fitInWorker } from "dagrad/worker";
import { describe, expect, test } from "vitest";
import type { Start } from "../../../src/worker/messages.ts";
import { inProcess, type Traffic } from "./in-process.ts";

const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const probabilities = softmax(dense(relu(dense(X, { units: 8 })), { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});
const points = () => spiralData(50, 3, { random: random(0) });

const options = (given: object = {}) =>
  ({
    minimize: "loss",
    optimizer: adam({ learningRate: 0.05 }),
    data: points(),
    batchSize: 20,
    epochs: 6,
    random: random(1),
    ...given,
  }) as any;

const inWorker = (given: object = {}) => fitInWorker(network, options(given), { worker: inProcess() });

/** All parameters and optimiser states, as numbers. */
const bits = ({ step }: Pick<Training<any, any>, "step">): Record<string, number[]> =>
  Object.fromEntries(Object.entries(step.parameters as Record<string, NdArray>).map(([id, { data }]) => [id, [...data]]));
const timeless = (epochs: readonly Epoch[]) => epochs.map(({ milliseconds: _, ...rest }) => rest);

const thrownBy = async (training: PromiseLike<unknown>): Promise<any> => {
  try {
    await training;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

describe("fitInWorker", () => {
  test.each([
    ["on the engine", {}],
    ["on the reference", { backend: reference }],
    [
      "with a share for validation, early stopping and restoreBest",
      {
        validation: 0.2,
        epochs: 40,
        earlyStopping: { metric: "validation.loss", patience: 2 },
        restoreBest: true,
      },
    ],
    [
      "with clipping, another seed, columns for validation and no shuffling",
      {
        clip: { globalNorm: 0.01 },
        seed: 7,
        validation: spiralData(20, 3, { random: random(5) }),
        shuffle: false,
      },
    ],
  ])("%s: epochs, parameters, states and history are those of fit, to the bit", async (_, given) => {
    const here = await fit(network, options(given));
    const there = await inWorker(given);
    expect(timeless(there.epochs)).toEqual(timeless(here.epochs));
    expect(bits(there)).toEqual(bits(here));
    expect([there.best?.epoch, there.bestBy, there.stoppedBy]).toEqual([here.best?.epoch, here.bestBy, here.stoppedBy]);
    const [mine, its] = [here, there].map(({ network }) => network.run({ X: [[0.1, 0.2]] }, ["probabilities"]));
    expect(its).toEqual(mine);
  });

  test("after each epoch the parameters are here, and a checkpoint is that of fit", async () => {
    const here = fit(network, options());
    const there = inWorker();
    const epochs = here[Symbol.asyncIterator]();
    for await (const { epoch } of there) {
      await epochs.next();
      expect(bits(there)).toEqual(bits(here));
      expect(toCheckpoint(there.checkpoint())).toEqual(toCheckpoint(here.checkpoint()));
      if (epoch === 2) break;
    }
    expect(there.state().epoch).toBe(2);
  });

  test("a loop that was left goes on where it was, in a new worker; each worker ends", async () => {
    const traffic: Traffic = { sent: [], ended: 0 };
    const training = fitInWorker(network, options(), { worker: inProcess({}, traffic) });
    for await (const { epoch } of training) if (epoch === 2) break;
    expect(traffic.ended).toBe(1);
    const { epochs } = await training;
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(bits(training)).toEqual(bits(await fit(network, options())));
    expect(traffic.ended).toBe(2);
  });

  test("it goes on from a checkpoint, bit for bit", async () => {
    const first = fit(network, options({ epochs: 2 }));
    await first;
    const there = await inWorker({ from: first.checkpoint() });
    expect(bits(there)).toEqual(bits(await fit(network, options())));
  });

  test("without an epoch no worker is started", () => {
    const worker = () => {
      throw new Error("started");
    };
    expect(fitInWorker(network, options(), { worker }).state().epoch).toBe(0);
  });

  test("data are copied, and stay; of a view only its own elements are sent", async () => {
    const traffic: Traffic = { sent: [], ended: 0 };
    const { X, y } = points();
    const long = new Float32Array(10_000);
    long.set(X.data as Float32Array);
    const data = { X: long.subarray(0, X.data.length), y };
    await fitInWorker(network, options({ data }), { worker: inProcess({}, traffic) });
    expect(data.X).toEqual(X.data);
    const start = traffic.sent[0] as Start;
    expect(((start.data as any).X as Float32Array).buffer.byteLength).toBe(X.data.byteLength);
  });

  test("onBatch is told of each batch, notices of what the worker notices", async () => {
    const [here, there]: object[][] = [[], []];
    await fit(network, options({ epochs: 2, onBatch: (progress: object) => here?.push(progress) }));
    await inWorker({ epochs: 2, onBatch: (progress: object) => there?.push(progress) });
    expect(there).toEqual(here);
    expect(here).toHaveLength(16);
  });

  test("what onBatch throws ends the training, as in fit", async () => {
    const error = new Error("no more");
    const onBatch = () => {
      throw error;
    };
    expect(await thrownBy(fit(network, options({ onBatch })))).toBe(error);
    expect(await thrownBy(inWorker({ onBatch }))).toBe(error);
  });

  test("an aborted signal ends the epoch: its reason is thrown, state is that before the epoch, parameters are what was learnt", async () => {
    const controller = new AbortController();
    const training = inWorker({
      epochs: 1e6,
      signal: controller.signal,
      onBatch: ({ epoch, batch }: BatchProgress) => {
        if (epoch === 3 && batch === 2) controller.abort(new Error("enough"));
      },
    });
    const error = await thrownBy(training);
    expect(error).toBe(controller.signal.reason);
    const { epoch, parameters } = training.state();
    expect(epoch).toBeGreaterThanOrEqual(2);
    const there = await fit(network, options({ epochs: epoch }));
    expect(Object.fromEntries(Object.entries(parameters).map(([id, { data }]) => [id, [...data]]))).toEqual(bits(there));
  });

  test("a signal that was aborted before starts no worker", async () => {
    const signal = AbortSignal.abort(new Error("never"));
    expect(await thrownBy(inWorker({ signal }))).toBe(signal.reason);
  });
});

describe("errors of fitInWorker", () => {
  test("those of options and data are those of fit, at once", () => {
    const wrong = (given: object) => () => fitInWorker(network, options(given));
    for (const given of [{ epoch: 3 }, { epochs: 0 }, { data: { X: [[1, 2]] } }, { optimizer: adam }, { minimize: "los" }]) {
      let said: unknown;
      try {
        fit(network, options(given));
      } catch (error) {
        said = error;
      }
      expect(said).toBeInstanceOf(Error);
      expect(wrong(given)).toThrow((said as Error).message);
    }
  });

  test("an error of the training comes back as it is in fit: class, code, node, text", async () => {
    const { X, y } = points();
    const labels = Uint8Array.from(y.data);
    labels[17] = 7;
    const data = { X, y: labels };
    const here = await thrownBy(fit(network, options({ data })));
    const there = await thrownBy(inWorker({ data }));
    expect(there).toBeInstanceOf(here.constructor);
    expect({ ...there, message: there.message }).toEqual({ ...here, message: here.message });
    expect(there.code).toBe("index-range");
  });

  const doubledOp = defineOp({
    name: "doubled",
    inputs: ["x"],
    attrs: {},
    infer: ([x]) => x,
    picture: { role: "function", label: "doubled", title: "Doubled", formula: "2 x" },
    notation: { text: ([x]) => atom(`doubled(${x.text})`), latex: ([x]) => atom(`2 ${x.text}`) },
    definition: ([x]) => mul(x, 2),
  });
  const doubled = <T extends Tensor>(x: T): T => apply(doubledOp, [x], {}) as T;
  const own = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    return { loss: crossentropy(softmax(dense(doubled(X), { units: 3 })), y) };
  });

  test("an op of your own cannot be sent", () => {
    expect(() => fitInWorker(own, options())).toThrowErrorMatchingInlineSnapshot(
      `[GraphError: fitInWorker: a worker must have every op of the graph, got your own "doubled" (node "doubled1"); call serve({ ops: opSet(standardOps, …) }) in a worker file of your own (docs/browser.md), started by { worker }]`,
    );
  });

  test("a worker of your own brings it", async () => {
    const worker = inProcess({ ops: opSet(standardOps, doubledOp) });
    expect(bits(await fitInWorker(own, options(), { worker }))).toEqual(bits(await fit(own, options())));
  });

  test("a worker of your own that lacks it says which", async () => {
    const error = await thrownBy(fitInWorker(own, options(), { worker: inProcess() }));
    expect(error.code).toBe("unknown-op");
    expect(error.message).toContain('"doubled"');
  });

  test("functions and backends cannot be sent", () => {
    function* batches() {
      yield { X: [[0, 1]], y: [0] };
    }
    expect(() => fitInWorker(network, options({ data: batches as never }))).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: fitInWorker: data must be columns, got a function, which cannot be sent to a worker; load all rows, or call fit in a worker of your own]`,
    );
    expect(() => fitInWorker(network, options({ backend: wasm() }))).toThrowErrorMatchingInlineSnapshot(
      `[GraphError: fitInWorker: backend must be "auto" or reference, got "wasm", which cannot be sent to a worker; call serve({ backend }) in a worker file of your own (docs/browser.md), started by { worker }]`,
    );
  });

  test("options of its own are checked", () => {
    expect(() => fitInWorker(network, options(), { workers: 2 } as never)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: fitInWorker: options must be some of { worker }, got "workers"; did you mean worker?]`,
    );
    expect(() => fitInWorker(network, options(), { worker: "worker.js" as never })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: fitInWorker: worker must be a function that starts one, got "worker.js"; write { worker: () => new Worker(…) }]`,
    );
  });

  test("a worker that ends says so", async () => {
    const worker = () => {
      const { port1 } = new MessageChannel();
      return Object.assign(port1, {
        terminate: () => port1.close(),
        postMessage: () => (port1 as unknown as import("node:events").EventEmitter).emit("exit", 1),
      });
    };
    const error = await thrownBy(fitInWorker(network, options(), { worker }));
    expect(error.code).toBe("lost-worker");
    expect(error.message).toMatchInlineSnapshot(
      `"fitInWorker: the worker must load and stay until training ends, got its end with code 1; serve dagrad-worker.js beside the page's scripts and allow it by worker-src, or pass { worker } that starts a file of your own (docs/browser.md)"`,
    );
  });

  test("arrays keep shape and dtype on the way", async () => {
    const data = {
      X: array(
        [
          [0, 1],
          [1, 0],
          [0.5, 0.5],
        ],
        "float32",
      ),
      y: array([0, 1, 2], "uint8"),
    };
    expect(bits(await inWorker({ data, batchSize: 2 }))).toEqual(bits(await fit(network, options({ data, batchSize: 2 }))));
  });
});
