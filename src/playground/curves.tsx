import uPlot from "uplot";
import { Chart } from "../page/chart.tsx";
import { Card } from "./fields.tsx";
import type { Playground } from "./playground.ts";
import { short } from "./unit-formula.ts";

/** Loss and accuracy by epoch. */
export function Curves({ playground }: { readonly playground: Playground }) {
  const state = playground.state.value;
  const { epochs, columns } = playground.curves.value;
  const version = `${state?.epoch} ${epochs.length}`;
  const isTested = state?.test !== undefined;
  return (
    <Card
      title="Loss and accuracy"
      name="curves"
      class="curves"
      extra={
        <p class="legend keys">
          <i class="key train" /> training{" "}
          {isTested && (
            <>
              <i class="key test" /> test
            </>
          )}
        </p>
      }
    >
      <div class="charts">
        <figure>
          <Chart
            make={uPlot}
            label={`Loss by epoch, now ${state ? short(state.loss) : "unknown"}`}
            x={epochs}
            height={120}
            version={version}
            curves={[
              { label: "loss", color: "--accent", values: columns.loss },
              ...(isTested ? [{ label: "test loss", color: "--negative", values: columns.testLoss, isDashed: true }] : []),
            ]}
          />
          <figcaption>loss</figcaption>
        </figure>
        {state?.accuracy !== undefined && (
          <figure>
            <Chart
              make={uPlot}
              label={`Share that is right by epoch, now ${short(state.accuracy)}`}
              x={epochs}
              height={120}
              range={[0, 1]}
              version={version}
              curves={[
                { label: "accuracy", color: "--accent", values: columns.accuracy },
                ...(isTested ? [{ label: "test accuracy", color: "--negative", values: columns.testAccuracy, isDashed: true }] : []),
              ]}
            />
            <figcaption>share that is right</figcaption>
          </figure>
        )}
      </div>
    </Card>
  );
}
