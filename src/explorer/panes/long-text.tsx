import { type Signal, useSignal } from "@preact/signals";
import { showCount } from "../../export/quantities.ts";

/** Lines of a text that are shown at once, where it is longer than can be drawn at once. */
const most = 1000;
const first = 250;

export interface LongText {
  /** How many of its lines are shown. */
  shown(lines: number): number;
  readonly isWhole: Signal<boolean>;
}

/** Of a text with many lines only the first are shown, until all are asked for. */
export function useLongText(): LongText {
  const isWhole = useSignal(false);
  return { isWhole, shown: (lines) => (isWhole.value || lines <= most ? lines : first) };
}

/** Asks for the lines that are not shown. */
export function Rest({ text: { shown, isWhole }, lines }: { readonly text: LongText; readonly lines: number }) {
  const left = lines - shown(lines);
  if (left <= 0) return null;
  return (
    <p class="rest">
      <button
        type="button"
        onClick={() => {
          isWhole.value = true;
        }}
      >
        Show {showCount(left)} more lines
      </button>
    </p>
  );
}
