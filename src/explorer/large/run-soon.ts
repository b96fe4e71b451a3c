import type { State } from "../state.ts";

/**
 * Runs a large graph once its picture stands in the page, part by part, so that the page answers in between; then lists its steps. What is returned breaks it off.
 */
export function runSoon({ exploration, isRun, isListed }: State): () => void {
  let stopped = false;
  const go = async (): Promise<void> => {
    // The page, and in the next frame the picture, once its window has a size.
    await painted();
    await painted();
    for (const part of ["run", "differentiated", "program"] as const) {
      if (stopped) return;
      try {
        exploration.value[part];
      } catch {
        // The run says it.
        break;
      }
      await painted();
    }
    if (stopped) return;
    isRun.value = true;
    await painted();
    await painted();
    if (!stopped) isListed.value = true;
  };
  if (!isListed.value) void go();
  return () => {
    stopped = true;
  };
}

/** How long at most one waits for a frame, in ms: a page that is not seen has none. */
const patience = 100;

/** After what has been drawn is seen. */
const painted = (): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, patience);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(resolve, 0);
    });
  });
