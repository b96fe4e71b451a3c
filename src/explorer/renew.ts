import { batch } from "@preact/signals";
import type { Exploration } from "./exploration.ts";
import type { Pointed, State } from "./state.ts";

/**
 * Shows another graph in place of the one before, as when its module was saved. What was selected, opened, stepped to and followed stays, as far
 * as the new graph has it. Edits that were made in the page were of what was.
 */
export function renew(state: State, exploration: Exploration): void {
  batch(() => {
    state.exploration.value = exploration;
    state.editing.restart();
    const kept = (pointed: Pointed | undefined): Pointed | undefined =>
      pointed !== undefined && state.numbering.value.numberOf(pointed.id) !== undefined ? pointed : undefined;
    state.hot.value = kept(state.hot.value);
    state.selected.value = kept(state.selected.value);
    const { samples, of, subject } = exploration;
    const { sample, output } = state;
    if (sample.value !== undefined && sample.value >= (samples ?? 0)) sample.value = undefined;
    if (!Object.hasOwn(subject.graph.outputs, output.value)) output.value = of ?? Object.keys(subject.graph.outputs)[0] ?? "";
  });
}
