import { useSignal, useSignalEffect } from "@preact/signals";
import type { Step } from "../../explain/steps-of.ts";
import type { State } from "../state.ts";

/** Drawn, as no font has them all: in a square of 16. */
const signs = {
  first: "M3 3h2v10H3zM13 3v10L6 8z",
  back: "M10.5 2.5 12 4 8 8l4 4-1.5 1.5L5 8z",
  play: "M4 2.5v11L13.5 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  forward: "M5.5 2.5 4 4l4 4-4 4 1.5 1.5L11 8z",
  last: "M11 3h2v10h-2zM3 3v10l7-5z",
  close: "M3.5 5 5 3.5 8 6.5l3-3L12.5 5l-3 3 3 3-1.5 1.5-3-3-3 3L3.5 11l3-3z",
} as const;

/** Time of a step that plays, in ms. */
const pace = 1600;

/** To the first step, back, on, to the last, or all by themselves; and to the first of a phase. */
export function StepperControls({ state }: { readonly state: State }) {
  const { stepper, step } = state;
  const isPlaying = useSignal(false);
  useSignalEffect(() => {
    if (!isPlaying.value) return;
    const timer = setInterval(() => {
      if ((step.peek() ?? 0) >= stepper.steps.peek().length) isPlaying.value = false;
      else stepper.forward();
    }, pace);
    return () => clearInterval(timer);
  });
  const count = stepper.steps.value.length;
  const at = step.value;
  const phases = (["forward", "backward", "update"] as const).filter((phase) => stepper.steps.value.some((one) => one.phase === phase));
  const go = (to: () => void) => () => {
    isPlaying.value = false;
    to();
  };
  return (
    <div class="stepper" role="group" aria-label="Steps">
      <Control name="First step" sign="first" isOff={at === 1} onClick={go(() => stepper.go(1))} />
      <Control name="Step back" sign="back" isOff={at === 0} onClick={go(() => stepper.back())} />
      <button
        type="button"
        class="play"
        aria-pressed={isPlaying.value}
        aria-label="Play"
        title="Play, a step after the other"
        onClick={() => {
          if (!isPlaying.value && (at ?? 0) >= count) stepper.go(0);
          if (!isPlaying.value) stepper.forward();
          isPlaying.value = !isPlaying.value;
        }}
      >
        <Sign name={isPlaying.value ? "pause" : "play"} />
      </button>
      <Control name="Step forward" sign="forward" isOff={at === count} onClick={go(() => stepper.forward())} />
      <Control name="Last step" sign="last" isOff={at === count} onClick={go(() => stepper.go(count))} />
      {phases.length > 1 &&
        phases.map((phase) => <Phase key={phase} phase={phase} state={state} onClick={go(() => stepper.goTo(phase))} />)}
      {at !== undefined && <Control name="Show the whole run" sign="close" onClick={go(() => stepper.go(undefined))} />}
    </div>
  );
}

const Sign = ({ name }: { readonly name: keyof typeof signs }) => (
  <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
    <path d={signs[name]} fill="currentcolor" />
  </svg>
);

interface ControlProps {
  readonly name: string;
  readonly sign: keyof typeof signs;
  readonly isOff?: boolean;
  readonly onClick: () => void;
}

const Control = ({ name, sign, isOff = false, onClick }: ControlProps) => (
  <button type="button" aria-label={name} title={name} aria-disabled={isOff} onClick={() => !isOff && onClick()}>
    <Sign name={sign} />
  </button>
);

const Phase = ({ phase, state, onClick }: { readonly phase: Step["phase"]; readonly state: State; readonly onClick: () => void }) => (
  <button type="button" class={`phase ${phase}`} aria-pressed={state.stepper.current.value?.phase === phase} onClick={onClick}>
    {phase}
  </button>
);
