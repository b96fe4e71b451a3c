import { useState } from "preact/hooks";
import { CodePane } from "./code-pane.tsx";
import { Curves } from "./curves.tsx";
import { DataPanel } from "./data-panel.tsx";
import { ExplorerDialog } from "./explorer-dialog.tsx";
import { FormulaPane, PicturePane } from "./formula-pane.tsx";
import { Header } from "./header.tsx";
import { LayersPane } from "./layers-pane.tsx";
import { NetworkPanel } from "./network-panel.tsx";
import type { Painters } from "./painters.ts";
import { PlanePanel } from "./plane-panel.tsx";
import type { Playground } from "./playground.ts";
import { StepsPane } from "./steps-pane.tsx";
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
      <Topic playground={playground} />
      <main>
        <div class="side">
          <DataPanel playground={playground} />
          <TrainingPanel playground={playground} />
        </div>
        <NetworkPanel playground={playground} painters={painters} />
        <PlanePanel playground={playground} painters={painters} />
        <Panes playground={playground} host={host} />
        <Curves playground={playground} />
      </main>
      <ExplorerDialog playground={playground} />
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

/** What to look at in a preset, or how far a challenge is. */
function Topic({ playground }: { readonly playground: Playground }) {
  const topic = playground.topic.value;
  const [built, state] = [playground.built.value, playground.state.value];
  if (topic === undefined || !built || !state) return null;
  const isChallenge = "done" in topic;
  const isDone = isChallenge && topic.done(playground.settings.value, built, state);
  return (
    <div class={isDone ? "alarm note-bar done" : "alarm note-bar"} role="status">
      <p>
        <b>{isChallenge ? (isDone ? "Done ✓" : "Challenge") : topic.name}</b> {isChallenge ? topic.name : topic.says}
      </p>
      <button type="button" aria-label="Close this note" class="icon" onClick={() => (playground.topic.value = undefined)}>
        ×
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

const panes = [
  ["code", "TypeScript", CodePane],
  ["steps", "Step by step", StepsPane],
  ["layers", "Layers", LayersPane],
  ["formula", "Formula", FormulaPane],
  ["picture", "Picture", PicturePane],
] as const;

function Panes({ playground, host }: Omit<ViewProps, "painters">) {
  const [open, setOpen] = useState<string>("code");
  const Pane = (panes.find(([name]) => name === open) ?? panes[0])[2];
  const go = (event: KeyboardEvent, at: number): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    const next = panes[(at + by + panes.length) % panes.length] as (typeof panes)[number];
    setOpen(next[0]);
    (event.currentTarget as HTMLElement).parentElement?.querySelector<HTMLElement>(`#tab-${next[0]}`)?.focus();
  };
  return (
    <section class="card panes" aria-label="Code and numbers">
      <div class="tabs" role="tablist" aria-label="Panes">
        {panes.map(([name, title], at) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={name === open}
            aria-controls="pane"
            tabIndex={name === open ? 0 : -1}
            onClick={() => setOpen(name)}
            onKeyDown={(event) => go(event, at)}
          >
            {title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="pane" aria-labelledby={`tab-${open}`}>
        <Pane playground={playground} host={host} />
      </div>
    </section>
  );
}
