import { Late } from "./late.tsx";
import type { Playground } from "./playground.ts";
import { short } from "./unit-formula.ts";

/** What runs the training, and what acts on the page as a whole. */
export function Header({ playground, host }: { readonly playground: Playground; readonly host: HTMLElement }) {
  const running = playground.running.value;
  return (
    <header>
      <div class="brand">
        <span class="logo" aria-hidden="true">
          ∇
        </span>
        <h1>dagrad playground</h1>
      </div>
      <div class="run">
        <button type="button" class="go" aria-pressed={running} onClick={() => playground.train()}>
          <span aria-hidden="true">{running ? "❚❚" : "▶"}</span> {running ? "Pause" : "Train"}
        </button>
        <button type="button" title="One epoch" onClick={() => playground.stepOnce()}>
          +1 epoch
        </button>
        <button type="button" title="The first weights again" onClick={() => playground.reset()}>
          Reset
        </button>
        <button
          type="button"
          title="Other points and other first weights"
          onClick={() => playground.change({ seed: (playground.settings.value.seed + 1) % 2 ** 32 })}
        >
          New seed
        </button>
      </div>
      <Progress playground={playground} />
      <div class="tools">
        <Late name="HeaderTools" playground={playground} host={host} />
      </div>
    </header>
  );
}

function Progress({ playground }: { readonly playground: Playground }) {
  const state = playground.state.value;
  const speed = playground.running.value ? playground.speed.value : 0;
  return (
    <p class="progress">
      <span>
        epoch <b>{(state?.epoch ?? 0).toLocaleString("en")}</b>
      </span>
      {speed > 0 && <span class="soft">{short(Math.round(speed))} a second</span>}
    </p>
  );
}
