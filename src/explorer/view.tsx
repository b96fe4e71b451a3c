import { Changes } from "./edit/changes.tsx";
import { EditLayer } from "./edit/edit-layer.tsx";
import { HistoryButtons } from "./edit/history-buttons.tsx";
import { Formula } from "./panes/formula.tsx";
import { GraphText } from "./panes/graph-text.tsx";
import { Value } from "./panes/value.tsx";
import { Picture } from "./picture/picture.tsx";
import type { State } from "./state.ts";
import { Foot } from "./stepper/foot.tsx";
import { StepperControls } from "./stepper/stepper-controls.tsx";

/** The whole explorer: the picture on the left, all that is linked with it on the right, the sentence of the step at the foot. */
export function View({ state }: { readonly state: State }) {
  const { subject } = state.exploration.value;
  return (
    <div class="explorer">
      <header>
        <h1>{subject.title}</h1>
        <StepperControls state={state} />
        <HistoryButtons state={state} />
      </header>
      <main>
        <section class="stage" aria-label="Picture">
          <Picture state={state} />
        </section>
        <div class="panes">
          <section aria-labelledby="formula-title">
            <h2 id="formula-title">Formula</h2>
            <Formula state={state} />
          </section>
          <section aria-labelledby="graph-title">
            <h2 id="graph-title">Graph</h2>
            <GraphText state={state} />
          </section>
          <section aria-labelledby="value-title">
            <h2 id="value-title">Value</h2>
            <Value state={state} />
          </section>
          <Changes state={state} />
        </div>
      </main>
      <Foot state={state} />
      <EditLayer state={state} />
    </div>
  );
}
