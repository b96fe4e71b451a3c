import {
  adam,
  argmaxAccuracy,
  crossentropy,
  dense,
  type FeedError,
  f32,
  fit,
  graph,
  type NdArray,
  random,
  sgd,
  softmax,
  type Training,
  u8,
} from "dagrad";
import { describe, expect, expectTypeOf, test } from "vitest";
import { classifier, points } from "./networks.ts";

const options = (given: object = {}) =>
  ({
    minimize: "loss",
    optimizer: adam({ learningRate: 0.01 }),
    data: { ...points() },
    batchSize: 10,
    epochs: 5,
    random: random(1),
    ...given,
  }) as const;

/** All parameters and optimiser states, as numbers. */
const bits = ({ step }: Pick<Training<any, any>, "step">): Record<string, number[]> =>
  Object.fromEntries(Object.entries(step.parameters as Record<string, NdArray>).map(([id, { data }]) => [id, [...data]]));

/** A training to its end by a loop, as before. */
async function looped(given: object = {}) {
  const training = fit(classifier(), options(given));
  const epochs = [];
  for await (const epoch of training) epochs.push(epoch);
  return { training, epochs };
}

const timeless = (epochs: readonly { readonly milliseconds: number }[]) => epochs.map(({ milliseconds: _, ...rest }) => rest);

describe("await fit(…)", () => {
  test("trains to the end: epochs, parameters and states are those of a loop, to the bit", async () => {
    const { training, epochs } = await looped();
    const history = await fit(classifier(), options());
    expect(timeless(history.epochs)).toEqual(timeless(epochs));
    expect(bits(history)).toEqual(bits(training));
    expect(history.stoppedBy).toBe("epochs");
    expect(history.network.parameters).toEqual(training.network.parameters);
  });

  test("of a training does so, too; again it gives the same history and trains no further", async () => {
    const training = fit(classifier(), options());
    const history = await training;
    const trained = bits(training);
    expect(await training).toBe(history);
    expect(bits(training)).toEqual(trained);
    expect([history.network, history.step]).toEqual([training.network, training.step]);
  });

  test("goes on where a loop was left, after any of its epochs, and has the loop's epochs in its history", async () => {
    const { training: whole, epochs } = await looped();
    for (const left of [1, 2, 4, 5]) {
      const training = fit(classifier(), options());
      for await (const { epoch } of training) if (epoch === left) break;
      const history = await training;
      expect(timeless(history.epochs)).toEqual(timeless(epochs));
      expect(bits(training)).toEqual(bits(whole));
    }
  });

  test("inside of a loop over the same training ends that loop; at the same time each epoch is done once", async () => {
    const { training: whole, epochs } = await looped();
    const inside = fit(classifier(), options());
    const seen: number[] = [];
    for await (const { epoch } of inside) {
      seen.push(epoch);
      if (epoch === 2) expect((await inside).epochs).toHaveLength(5);
    }
    expect(seen).toEqual([1, 2]);
    expect(bits(inside)).toEqual(bits(whole));

    const both = fit(classifier(), options());
    const [one, other] = await Promise.all([
      both,
      both.then(),
      (async () => {
        for await (const { epoch: _ } of both);
      })(),
    ]);
    expect(one).toBe(other);
    expect(timeless(one.epochs)).toEqual(timeless(epochs));
    expect(bits(both)).toEqual(bits(whole));
  });

  test("rejects with what ends the training, and keeps what was learnt before", async () => {
    const steep = { optimizer: sgd({ learningRate: 1e30 }), clip: undefined, epochs: 50 };
    await expect(fit(classifier(), options({ ...steep, clip: {} })).then()).rejects.toMatchObject({
      name: "FeedError",
      code: "not-finite",
    });
    const caught = await fit(classifier(), options({ ...steep, clip: {} })).catch((error) => (error as FeedError).code);
    expect(caught).toBe("not-finite");
  });

  test("rejects with the reason of a signal, as the loop throws it; awaited again it rejects again", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const training = fit(
      classifier(),
      options({ signal: controller.signal, onBatch: ({ epoch }: { epoch: number }) => epoch === 3 && controller.abort(reason) }),
    );
    await expect(training.then()).rejects.toBe(reason);
    await expect(training.then()).rejects.toBe(reason);
    expect(training.state().epoch).toBe(2);
    let ended = 0;
    await training.finally(() => void ended++).catch(() => {});
    expect(ended).toBe(1);
  });

  test("a training that is neither awaited nor iterated trains nothing", async () => {
    const training = fit(classifier(), options());
    const before = bits(training);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(bits(training)).toEqual(before);
  });
});

describe("its history", () => {
  test("has the best epoch by the loss, by the validation loss where there is validation data, by earlyStopping.metric where it is named", async () => {
    const { data } = options();
    const cases = [
      [{}, "loss"],
      [{ validation: data }, "validation.loss"],
      [{ validation: data, earlyStopping: { metric: "accuracy" } }, "accuracy"],
      [{ validation: data, earlyStopping: { metric: "validation.accuracy" } }, "validation.accuracy"],
    ] as const;
    for (const [given, by] of cases) {
      const { best, bestBy, epochs } = await fit(classifier(), options({ epochs: 8, ...given }));
      expect(bestBy).toBe(by);
      const values = epochs.map((epoch) => {
        const [of, name] = by.startsWith("validation.") ? [epoch.validation, by.slice(11)] : [epoch.metrics, by];
        return (of as Record<string, number>)[name] as number;
      });
      const wanted = by.includes("accuracy") ? Math.max(...values) : Math.min(...values);
      expect(best).toBe(epochs[values.indexOf(wanted)]);
    }
  });

  test("says that early stopping ended it; awaiting or iterating does not go on then", async () => {
    const training = fit(
      classifier(),
      options({ epochs: 500, optimizer: sgd({ learningRate: 1e-30 }), earlyStopping: { metric: "loss", patience: 2 }, restoreBest: true }),
    );
    const { epochs, stoppedBy, best } = await training;
    expect(stoppedBy).toBe("early stopping");
    expect(epochs.at(-1)?.stopped).toBe(true);
    expect(best?.epoch).toBe((epochs.at(-1)?.epoch as number) - 2);
    for await (const _ of training) throw new Error("expected no further epoch");
    expect((await training).epochs).toHaveLength(epochs.length);
  });

  test("a loop that was left at the stop, then awaited, takes back the best parameters", async () => {
    const given = { epochs: 60, optimizer: adam({ learningRate: 0.5 }), earlyStopping: { metric: "loss", patience: 1 }, restoreBest: true };
    const { training: whole } = await looped(given);
    const left = fit(classifier(), options(given));
    for await (const { stopped } of left) if (stopped) break;
    expect((await left).stoppedBy).toBe("early stopping");
    expect(bits(left)).toEqual(bits(whole));
  });

  test("after a checkpoint has the epochs since; none and no best where all were done", async () => {
    const first = fit(classifier(), options({ epochs: 3 }));
    await first;
    const from = first.checkpoint();
    const on = await fit(classifier(), options({ from }));
    expect(on.epochs.map(({ epoch }) => epoch)).toEqual([4, 5]);
    const none = await fit(classifier(), options({ epochs: 3, from }));
    expect([none.epochs, none.best, none.stoppedBy]).toEqual([[], undefined, "epochs"]);
  });

  test("is typed: metrics by the names of the scalar outputs", async () => {
    const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
      const probabilities = softmax(dense(X, { units: 3 }));
      return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
    });
    const history = await fit(network, { minimize: "loss", optimizer: adam(), data: { ...points() }, epochs: 1 });
    expectTypeOf(history.epochs[0]?.metrics).toEqualTypeOf<Readonly<Record<"loss" | "accuracy", number>> | undefined>();
    expectTypeOf(history.bestBy).toEqualTypeOf<"loss" | "accuracy" | "validation.loss" | "validation.accuracy">();
    expectTypeOf(history.stoppedBy).toEqualTypeOf<"epochs" | "early stopping">();
    expect(history.best?.metrics.loss).toBeLessThan(1.2);
  });
});
