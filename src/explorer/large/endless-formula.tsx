import type { Signal } from "@preact/signals";
import { showCount } from "../../export/quantities.ts";
import type { State } from "../state.ts";

/** In the place of a formula that nobody can read, and that takes seconds to write: how it begins is shown to who asks. */
export const EndlessFormula = ({ state, asked }: { readonly state: State; readonly asked: Signal<string> }) => (
  <p class="rest">
    {showCount(Object.keys(state.exploration.value.subject.graph.nodes).length)} nodes make a formula that nobody can read.{" "}
    <button
      type="button"
      onClick={() => {
        asked.value = state.output.value;
      }}
    >
      Show how it begins
    </button>
  </p>
);
