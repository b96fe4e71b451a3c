import { useSignal } from "@preact/signals";
import { suitsLog, valuesAxis } from "../../page/chart/axes.ts";
import { Chart } from "../../page/chart/chart.tsx";
import { lookOf } from "../../page/chart/looks.ts";
import { rangeOf } from "../../page/chart/scale.ts";
import { wholeTicks } from "../../page/chart/ticks.ts";
import type { Point } from "./timeline.ts";

/** px left of the scrubber's first value, and what a thumb takes of it on the right: the curve stands above it, epoch above epoch. */
const left = 52;

/** The curve of a loss over the scrubber, as wide as it: epochs from `first` to `last`, and a line at the epoch that is shown. */
export function Curve({
  points,
  first,
  last,
  at,
}: {
  readonly points: readonly Point[];
  readonly first: number;
  readonly last: number;
  readonly at: number | undefined;
}) {
  const chosen = useSignal<boolean | undefined>(undefined);
  const losses = points.map(({ loss }) => loss);
  const range = rangeOf(losses);
  if (losses.filter(Number.isFinite).length < 2) return null;
  const isLog = range[0] > 0 && (chosen.value ?? suitsLog(range));
  const epochs = [first, Math.max(last, points.at(-1)?.epoch ?? last)] as const;
  return (
    <div class="curve">
      <Chart
        label="loss by epoch"
        unit="epoch"
        x={points.map(({ epoch }) => epoch)}
        curves={[{ name: "loss", look: lookOf(0), values: losses }]}
        across={{ range: epochs, ticks: wholeTicks(epochs, 6) }}
        up={valuesAxis(range, { isLog, count: 4 })}
        height={150}
        left={left}
        at={at}
      />
      {range[0] > 0 && (
        <label>
          <input type="checkbox" checked={isLog} onChange={({ currentTarget }) => (chosen.value = currentTarget.checked)} /> logarithmic
          axis
        </label>
      )}
    </div>
  );
}

/** A loss as a reader compares it. */
export const show = (loss: number): string => (Number.isFinite(loss) ? loss.toPrecision(4) : String(loss));
