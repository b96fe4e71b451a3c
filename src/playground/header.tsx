import { useState } from "preact/hooks";
import { accepted, saveModel, savePlayground, takeFile } from "./files.ts";
import type { Playground } from "./playground.ts";
import { challenges, presets } from "./presets.ts";
import { short } from "./unit-formula.ts";

/** What runs the training, and what acts on the page as a whole. */
export function Header({ playground, host }: { readonly playground: Playground; readonly host: HTMLElement }) {
  const running = playground.running.value;
  const { past, future } = playground.controls.value;
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
        <select
          aria-label="Preset of a chapter"
          value=""
          onChange={({ currentTarget }) => {
            const chosen = presets[Number(currentTarget.value)] ?? challenges[Number(currentTarget.value) - presets.length];
            currentTarget.value = "";
            if (chosen === undefined) return;
            playground.change(chosen.settings, { fresh: true });
            playground.topic.value = chosen;
          }}
        >
          <option value="" disabled>
            Chapters, challenges…
          </option>
          <optgroup label="Chapters of the book">
            {presets.map(({ name }, i) => (
              <option key={name} value={i}>
                {name}
              </option>
            ))}
          </optgroup>
          <optgroup label="Challenges">
            {challenges.map(({ name }, i) => (
              <option key={name} value={presets.length + i}>
                {name}
              </option>
            ))}
          </optgroup>
        </select>
        <button
          type="button"
          class="icon"
          aria-label="Undo"
          title="Undo (Ctrl Z)"
          disabled={past.length === 0}
          onClick={() => playground.undo()}
        >
          ↶
        </button>
        <button
          type="button"
          class="icon"
          aria-label="Redo"
          title="Redo (Ctrl Shift Z)"
          disabled={future.length === 0}
          onClick={() => playground.redo()}
        >
          ↷
        </button>
        <FileMenu playground={playground} />
        <ThemeButton host={host} />
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

/** What saves and loads. */
function FileMenu({ playground }: { readonly playground: Playground }) {
  const [copied, setCopied] = useState(false);
  return (
    <details class="menu">
      <summary aria-label="Files and link">⋯</summary>
      <div class="pop">
        <button
          type="button"
          onClick={() => {
            void navigator.clipboard?.writeText(location.href).then(() => setCopied(true));
          }}
        >
          {copied ? "Link copied" : "Copy link to this setting"}
        </button>
        <button type="button" onClick={() => savePlayground(playground)}>
          Save all as .dagrad.json
        </button>
        <button type="button" onClick={() => void saveModel(playground)}>
          Save network as .safetensors
        </button>
        <label class="file">
          Load a file of data, weights or a playground
          <input
            type="file"
            accept={accepted}
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file !== undefined) void file.arrayBuffer().then((buffer) => takeFile(playground, file.name, new Uint8Array(buffer)));
              currentTarget.value = "";
            }}
          />
        </label>
        <p class="soft">CSV, .npy and .npz may also be dropped or pasted anywhere.</p>
      </div>
    </details>
  );
}

const themes = ["auto", "light", "dark"] as const;

function ThemeButton({ host }: { readonly host: HTMLElement }) {
  const [theme, setTheme] = useState<(typeof themes)[number]>("auto");
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] as (typeof themes)[number];
  return (
    <button
      type="button"
      class="icon"
      aria-label={`Theme: ${theme}`}
      title={`Theme: ${theme}`}
      onClick={() => {
        setTheme(next);
        if (next === "auto") host.removeAttribute("data-theme");
        else host.setAttribute("data-theme", next);
        (host as HTMLElement & { painters: { request(): void } }).painters.request();
      }}
    >
      {theme === "dark" ? "☾" : theme === "light" ? "☀" : "◐"}
    </button>
  );
}
