import { useComputed } from "@preact/signals";
import { isFloat } from "../../graph/dtype.ts";
import { nodeOf } from "../../graph/graph.ts";
import { Icon } from "../page/icons.tsx";
import { Segments } from "../page/segments.tsx";
import { HistoryButtons } from "./edit/history-buttons.tsx";
import { FindBox } from "./find-box.tsx";
import { nextTheme, views } from "./keys.ts";
import { SaveMenu } from "./save-menu.tsx";
import { share } from "./share.ts";
import type { State } from "./state.ts";
import { StepperControls } from "./stepper/stepper-controls.tsx";

/** What is shown, how much of it, of which sample; and what can be done with the page. */
export function Header({ state }: { readonly state: State }) {
  const { subject, of, samples } = state.exploration.value;
  const outputs = Object.keys(subject.graph.outputs);
  const { theme } = state;
  return (
    <header class="head">
      <h1 title={subject.title}>{subject.title}</h1>
      <div class="controls">
        {outputs.length > 1 && (
          <label class="output">
            <select
              aria-label="Output whose formula is shown"
              title="output whose formula is shown"
              value={state.output.value}
              onChange={({ currentTarget }) => {
                state.output.value = currentTarget.value;
              }}
            >
              {outputs.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <Segments label="View" value={state.view} options={views} />
        {samples !== undefined && samples > 1 && <Sample state={state} samples={samples} />}
        {state.loops.count.value > 1 && <Turn state={state} turns={state.loops.count.value} />}
        {of !== undefined && <Toggle label="gradients" value={state.showsGradients} />}
        <Toggle label="costs" value={state.showsCosts} />
        <StepperControls state={state} />
      </div>
      <div class="tools">
        <HistoryButtons state={state} />
        <FindBox state={state} />
        <button
          type="button"
          class="quiet"
          aria-label={`Theme: ${theme.value === "auto" ? "as the system asks for" : theme.value}`}
          title={`theme: ${theme.value} (t)`}
          onClick={() => {
            theme.value = nextTheme(theme.value);
          }}
        >
          <Icon name="theme" />
        </button>
        <button
          type="button"
          class="quiet"
          aria-label="Share: copy a link to this view"
          title="copy a link to this view"
          onClick={() => share(state)}
        >
          <Icon name="share" />
        </button>
        <SaveMenu state={state} />
        <button type="button" class="quiet" aria-label="Help" title="help (?)" onClick={() => state.commands.run("help")}>
          <Icon name="help" />
        </button>
      </div>
    </header>
  );
}

const Toggle = ({ label, value }: { readonly label: string; readonly value: State["showsCosts"] }) => (
  <button
    type="button"
    class="toggle"
    aria-pressed={value.value}
    onClick={() => {
      value.value = !value.value;
    }}
  >
    {label}
  </button>
);

/** Which sample is followed: all together, or one. */
function Sample({ state, samples }: { readonly state: State; readonly samples: number }) {
  const { sample } = state;
  const told = useComputed(() => (sample.value === undefined ? `all ${samples}` : `#${sample.value}${labelsOf(state)}`));
  return (
    <label class="sample" title="which sample is followed ([ ])">
      <input
        aria-label="sample"
        type="range"
        min={0}
        max={samples}
        value={sample.value === undefined ? 0 : sample.value + 1}
        aria-valuetext={told.value}
        onInput={({ currentTarget }) => {
          const at = Number(currentTarget.value);
          sample.value = at === 0 ? undefined : at - 1;
        }}
      />
      <output>{told}</output>
    </label>
  );
}

/** Which turn of the loops that stand open is shown: the last by default. */
function Turn({ state, turns }: { readonly state: State; readonly turns: number }) {
  const { turn } = state.loops;
  const now = Math.min(turn.value ?? turns, turns);
  const told = `turn ${now} of ${turns}`;
  return (
    <label class="sample" title="which turn of the loop is shown">
      <input
        aria-label="turn of the loop"
        type="range"
        min={1}
        max={turns}
        value={now}
        aria-valuetext={told}
        onInput={({ currentTarget }) => {
          const at = Number(currentTarget.value);
          turn.value = at === turns ? undefined : at;
        }}
      />
      <output>{told}</output>
    </label>
  );
}

/** " · y 1": of inputs of whole numbers, one a sample, what the sample has. */
function labelsOf({ exploration, sample }: State): string {
  const { subject, feeds, samples } = exploration.value;
  return subject.graph.inputs
    .flatMap((id) => {
      const feed = feeds[id];
      if (feed?.shape.length !== 1 || feed.shape[0] !== samples || isFloat(nodeOf(subject.graph, id).dtype)) return [];
      return [` · ${id} ${feed.data[sample.value ?? 0]}`];
    })
    .join("");
}
