import type { State } from "../state.ts";

/** Undo and redo, each with what it does. */
export function HistoryButtons({ state: { editing } }: { readonly state: State }) {
  const [undo, redo] = [editing.undoLabel.value, editing.redoLabel.value];
  return (
    <span class="history" role="group" aria-label="History">
      <button type="button" disabled={undo === undefined} onClick={() => editing.undo()} {...said("Undo", undo, "⌘Z or Ctrl Z")}>
        ↶
      </button>
      <button type="button" disabled={redo === undefined} onClick={() => editing.redo()} {...said("Redo", redo, "⇧⌘Z or Ctrl Shift Z")}>
        ↷
      </button>
    </span>
  );
}

const said = (what: string, label: string | undefined, keys: string) => {
  const text = label === undefined ? `${what}: nothing to ${what.toLowerCase()}` : `${what}: ${label}`;
  return { "aria-label": text, title: `${text} (${keys})` };
};
