import { useState } from "preact/hooks";
import { accepted, saveModel, savePlayground, takeFile } from "./files.ts";
import type { Playground } from "./playground.ts";
import { challenges, presets } from "./presets.ts";

/** What chapters show, and what there is to try. */
export function ChapterMenu({ playground }: { readonly playground: Playground }) {
  return (
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
        Presets…
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
  );
}

/** What to look at in a preset, or how far a challenge is. */
export function Topic({ playground }: { readonly playground: Playground }) {
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

/** What saves and loads. */
export function FileMenu({ playground }: { readonly playground: Playground }) {
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
