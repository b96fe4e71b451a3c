import { valuesAxis } from "../page/chart/axes.ts";
import { Chart, roomForTicks, type ValueCurve } from "../page/chart/chart.tsx";
import type { Axis } from "../page/chart/place-chart.ts";
import { rangeOf } from "../page/chart/scale.ts";
import { wholeTicks } from "../page/chart/ticks.ts";
import { Card } from "./fields.tsx";
import type { Playground } from "./playground.ts";

/** The test's curve is told apart in grey, too. */
const [trained, tested] = [
  { color: "--accent", dash: "" },
  { color: "--negative", dash: "6 4" },
];

/** Loss and accuracy by epoch. */
export function Curves({ playground }: { readonly playground: Playground }) {
  const state = playground.state.value;
  const { epochs, columns } = playground.curves.value;
  const isTested = state?.test !== undefined;
  const curvesOf = (training: readonly (number | null)[], test: readonly (number | null)[]): ValueCurve[] => [
    { name: "training", look: trained, values: training },
    ...(isTested ? [{ name: "test", look: tested, values: test }] : []),
  ];
  const range = [epochs[0] ?? 0, Math.max(1, epochs.at(-1) ?? 1)] as const;
  const across: Axis = { range, ticks: wholeTicks(range, 4) };
  const losses = curvesOf(columns.loss, columns.testLoss);
  const [least, most] = rangeOf(losses.flatMap(({ values }) => values));
  const lossAxis = valuesAxis([Math.min(0, least), most], { count: 3 });
  const shareAxis = valuesAxis([0, 1], { count: 3 });
  const frame = { x: epochs, across, unit: "epoch", height: 120, left: roomForTicks(lossAxis, shareAxis), hasLabels: true };
  return (
    <Card title="Loss and accuracy" name="curves" class="curves">
      <div class="charts">
        <figure>
          <Chart {...frame} curves={losses} up={lossAxis} label="loss by epoch" />
          <figcaption>loss</figcaption>
        </figure>
        {state?.accuracy !== undefined && (
          <figure>
            <Chart
              {...frame}
              curves={curvesOf(columns.accuracy, columns.testAccuracy)}
              up={shareAxis}
              label="share that is right by epoch"
            />
            <figcaption>share that is right</figcaption>
          </figure>
        )}
      </div>
    </Card>
  );
}
