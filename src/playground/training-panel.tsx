import { Card, Choice, NumberField, Slider } from "./fields.tsx";
import type { Playground } from "./playground.ts";
import { bounds, type InitName, type OptimizerName } from "./settings.ts";

const optimizers: readonly (readonly [OptimizerName, string])[] = [
  ["sgd", "SGD"],
  ["adagrad", "AdaGrad"],
  ["rmsprop", "RMSProp"],
  ["adam", "Adam"],
];
const inits: readonly (readonly [InitName, string])[] = [
  ["fitting", "He/Glorot"],
  ["book", "0.01·randn"],
  ["he", "He"],
  ["glorot", "Glorot"],
];
/** A rate at which each optimiser usually learns. */
const usualRate: Readonly<Record<OptimizerName, number>> = { sgd: 1, adagrad: 0.1, rmsprop: 0.02, adam: 0.02 };

/** How it is learned: optimiser, batches and first weights. */
export function TrainingPanel({ playground }: { readonly playground: Playground }) {
  const { optimizer, rate, decay, momentum, batch, init, until } = playground.settings.value;
  return (
    <Card title="Training" name="training">
      <Choice
        label="Optimiser"
        value={optimizer}
        options={optimizers}
        onChange={(next) => playground.change({ optimizer: next, rate: usualRate[next] })}
      />
      <NumberField
        label="Learning rate"
        value={rate}
        min={bounds.rate[0]}
        max={bounds.rate[1]}
        list="rates"
        onChange={(next) => playground.change({ rate: next })}
      />
      <datalist id="rates">
        {[1, 0.5, 0.1, 0.05, 0.02, 0.01, 0.005, 0.001].map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
      <NumberField
        label="Decay"
        title="lr ÷ (1 + decay · step)"
        value={decay}
        min={0}
        max={1}
        onChange={(next) => playground.change({ decay: next })}
      />
      {optimizer === "sgd" && (
        <Slider
          label="Momentum"
          value={momentum}
          min={0}
          max={0.99}
          step={0.01}
          onInput={(next) => playground.change({ momentum: next }, { gesture: "momentum" })}
        />
      )}
      <Choice
        label="Batch"
        title="Rows of one step"
        value={String(batch)}
        options={[...new Set([0, 8, 16, 32, 64, 128, batch])]
          .sort((a, b) => a - b)
          .map((size) => [String(size), size === 0 ? "All points" : `${size} points`] as const)}
        onChange={(size) => playground.change({ batch: Number(size) })}
      />
      <Choice
        label="First weights"
        title="He/Glorot: He for units that cut off at 0, as relu, Glorot for others; 0.01·randn: as in the book"
        value={init}
        options={inits}
        onChange={(next) => playground.change({ init: next })}
      />
      <NumberField
        label="Pause at"
        title="The epoch to pause at; 0: none"
        value={until}
        min={0}
        max={bounds.until[1]}
        onChange={(next) => playground.change({ until: Math.round(next) })}
      />
    </Card>
  );
}
