import { DataPanel } from "./data-panel.tsx";
import { Header } from "./header.tsx";
import { Late } from "./late.tsx";
import { NetworkPanel } from "./network-panel.tsx";
import type { Painters } from "./painters.ts";
import { PlanePanel } from "./plane-panel.tsx";
import type { Playground } from "./playground.ts";
import { TrainingPanel } from "./training-panel.tsx";

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
      <GivenNote playground={playground} />
      <Late name="Topic" playground={playground} host={host} />
      <main>
        <div class="side">
          <DataPanel playground={playground} />
          <TrainingPanel playground={playground} />
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

/** Of a page whose network is a program's. */
function GivenNote({ playground }: { readonly playground: Playground }) {
  const given = playground.given.value;
  if (given === undefined) return null;
  return (
    <div class="alarm note-bar" role="status">
      <p>
        Network, points and training are those of <b>{given.title}</b>.
      </p>
      <button type="button" onClick={() => playground.change({})}>
        Use the controls
      </button>
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
