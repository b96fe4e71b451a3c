import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { State } from "../state.ts";
import { Curve, show } from "./curve.tsx";
import type { TrainingPlan } from "./epochs.ts";
import { trainer } from "./trainer.ts";

/** A whole replay takes about this long, in ms. */
const replay = 6000;

/** Trains in the page, and replays what was recorded: all that the explorer shows follows. */
export function Time({ state }: { readonly state: State }) {
  const { timeline } = state;
  const { losses, running, problem, snapshots, curve, at } = timeline;
  const plays = useSignal(false);
  const kept = snapshots.value;
  const last = kept.length - 1;
  useEffect(() => {
    if (!plays.value || last < 1) return undefined;
    const timer = setInterval(
      () => {
        const next = (at.value ?? -1) + 1;
        if (next > last) plays.value = false;
        else timeline.show(next);
      },
      Math.max(40, replay / last),
    );
    return () => clearInterval(timer);
  }, [plays.value, last]);
  if (losses.value.length === 0 && kept.length === 0) return null;
  const shown = at.value === undefined ? undefined : kept[at.value];
  const said = shown === undefined ? "other parameters are shown" : epochText(shown.epoch, shown.loss);
  return (
    <section class="pane time" aria-label="Training">
      <h2>Training</h2>
      {losses.value.length > 0 && <Plan state={state} />}
      {problem.value !== undefined && (
        <p class="refusal" role="alert">
          {problem.value}
        </p>
      )}
      {kept.length > 1 && (
        <>
          <Curve points={curve.value} first={kept[0]?.epoch ?? 0} last={kept.at(-1)?.epoch ?? 0} at={shown?.epoch} />
          <div class="scrub">
            <button
              type="button"
              aria-label={plays.value ? "Pause the replay" : "Replay the training"}
              disabled={running.value !== undefined}
              onClick={() => {
                if (!plays.value && (at.value === undefined || at.value === last)) timeline.show(0);
                plays.value = !plays.value;
              }}
            >
              {plays.value ? "❚❚" : "▶"}
            </button>
            <input
              type="range"
              aria-label="Epoch"
              min={0}
              max={last}
              step={1}
              value={at.value ?? last}
              aria-valuetext={said}
              disabled={running.value !== undefined}
              onInput={({ currentTarget }) => {
                plays.value = false;
                timeline.show(Number(currentTarget.value));
              }}
            />
          </div>
          <p class="ends">
            <output>{said}</output>
            <span>{kept.length} snapshots</span>
          </p>
        </>
      )}
    </section>
  );
}

const epochText = (epoch: number, loss: number | undefined): string =>
  epoch === 0 ? "before the training" : `epoch ${epoch}${loss === undefined ? "" : `, loss ${show(loss)}`}`;

/** How it is trained, and the button that begins or ends it. */
function Plan({ state: { timeline, exploration } }: { readonly state: State }) {
  const { running, losses } = timeline;
  const now = running.value;
  const hasSamples = exploration.value.samples !== undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (now === undefined) void timeline.train(planOf(new FormData(event.currentTarget), losses.value[0] as string));
        else timeline.stop();
      }}
    >
      {losses.value.length > 1 && (
        <label>
          minimize
          <select name="minimize">
            {losses.value.map((name) => (
              <option key={name} value={name} selected={name === exploration.value.of}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        optimizer
        <select name="optimizer">
          {Object.keys(trainer?.optimizers ?? {}).map((name) => (
            <option key={name} value={name} selected={name === "adam"}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        rate
        <input name="learningRate" inputMode="decimal" placeholder="usual" />
      </label>
      <label>
        epochs
        <input name="epochs" type="number" min={1} step={1} defaultValue="200" />
      </label>
      {hasSamples && (
        <label>
          batch
          <input name="batchSize" type="number" min={1} step={1} placeholder="all" />
        </label>
      )}
      <button type="submit" class="go">
        {now === undefined ? "Train" : "Stop"}
      </button>
      {now !== undefined && (
        <output>
          epoch {now.epoch} of {now.epochs}
        </output>
      )}
    </form>
  );
}

function planOf(entered: FormData, loss: string): TrainingPlan {
  const text = (name: string): string => String(entered.get(name) ?? "").trim();
  return {
    minimize: text("minimize") || loss,
    optimizer: text("optimizer") as TrainingPlan["optimizer"],
    epochs: Number(text("epochs")),
    ...(text("learningRate") !== "" && { learningRate: Number(text("learningRate")) }),
    ...(text("batchSize") !== "" && { batchSize: Number(text("batchSize")) }),
  };
}
