import { batch } from "@preact/signals";
import { options } from "preact";

/** Changes signals, and draws what shows them before it returns: a printer does not wait. */
export function atOnce(change: () => void): void {
  const before = options.debounceRendering;
  options.debounceRendering = (render) => render();
  try {
    batch(change);
  } finally {
    if (before === undefined) delete options.debounceRendering;
    else options.debounceRendering = before;
  }
}
