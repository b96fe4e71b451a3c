import type { PictureModel } from "./model.ts";

/** Has badges of dead and saturated units follow a moment after the picture: to find them takes longer than to draw it. */
export function followSilent({ state, silent }: PictureModel): () => void {
  const { exploration, revision, isRun, stepper } = state;
  exploration.value;
  revision.value;
  if (!isRun.value) return () => {};
  const timer = setTimeout(() => {
    const found = stepper.silent.peek();
    if (found.size > 0 || silent.peek().size > 0) silent.value = found;
  }, 60);
  return () => clearTimeout(timer);
}
