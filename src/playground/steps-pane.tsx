import type { Phase, Playground } from "./playground.ts";
import { stepSentences } from "./step-sentences.ts";

const phases: readonly (readonly [Exclude<Phase, "none">, string])[] = [
  ["forward", "1 Forward"],
  ["backward", "2 Backward"],
  ["update", "3 Update"],
];

/** One step of training by hand, in its three parts, with the numbers put in. */
export function StepsPane({ playground }: { readonly playground: Playground }) {
  const phase = playground.phase.value;
  return (
    <div class="steps">
      <div class="phases" role="group" aria-label="Parts of a step">
        {phases.map(([name, words]) => (
          <button key={name} type="button" aria-pressed={phase === name} onClick={() => go(playground, name)}>
            {words}
          </button>
        ))}
      </div>
      <ol class="sentences" aria-live="polite">
        {stepSentences(playground).map((sentence, i) => (
          <li key={i}>{sentence}</li>
        ))}
      </ol>
    </div>
  );
}

/** A forward pass follows a point; the first one where none is. */
function go(playground: Playground, phase: Exclude<Phase, "none">): void {
  const built = playground.built.value;
  if (playground.followed.value === undefined && built !== undefined) {
    const { features } = built.task;
    playground.followed.value = [...built.X.subarray(0, features)];
  }
  playground.by(phase);
}
