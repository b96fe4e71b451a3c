import { Header } from "./header.tsx";
import { Late } from "./late.tsx";
import { NetworkPanel } from "./network-panel.tsx";
import type { Painters } from "./painters.ts";
import { PlanePanel } from "./plane-panel.tsx";
import type { Playground } from "./playground.ts";

interface ViewProps {
  readonly playground: Playground;
  readonly painters: Painters;
  readonly host: HTMLElement;
}

/** The whole playground: what is learned on the left, the network in the middle, what it says on the right, and below how it goes. */
export function View({ playground, painters, host }: ViewProps) {
  return (
    <div class="playground">
      <Header playground={playground} host={host} />
      <Alarm playground={playground} />
      <Late name="GivenNote" playground={playground} host={host} />
      <Late name="Topic" playground={playground} host={host} />
      <main>
        <div class="side">
          <Late name="DataPanel" playground={playground} host={host} height={458} />
          <Late name="TrainingPanel" playground={playground} host={host} height={282} />
        </div>
        <NetworkPanel playground={playground} painters={painters} host={host} />
        <PlanePanel playground={playground} painters={painters} />
        <Late name="Panes" playground={playground} host={host} height={420} />
        <Late name="Curves" playground={playground} host={host} height={360} />
      </main>
      <Late name="ExplorerDialog" playground={playground} host={host} />
    </div>
  );
}

/** Why training stopped, or what could not be built, and what to do. */
function Alarm({ playground }: { readonly playground: Playground }) {
  const stopped = playground.state.value?.stopped;
  const failure = playground.failure.value;
  if (stopped === undefined && failure === undefined) return null;
  const { settings } = playground.controls.value.present;
  return (
    <div class="alarm" role="alert">
      {stopped === undefined ? (
        <p>{failure}</p>
      ) : (
        <p>
          <b>Stopped at epoch {playground.state.value?.epoch.toLocaleString("en")}: the next would not be finite.</b> {stopped.message}. All
          weights are those of the epoch before.
        </p>
      )}
      <div class="run">
        <button type="button" disabled={playground.controls.value.past.length === 0} onClick={() => playground.undo()}>
          Undo the last change
        </button>
        {stopped !== undefined && (
          <>
            <button type="button" onClick={() => playground.change({ rate: settings.rate / 10 })}>
              A tenth of the learning rate
            </button>
            <button type="button" onClick={() => playground.reset()}>
              Reset
            </button>
          </>
        )}
      </div>
    </div>
  );
}
