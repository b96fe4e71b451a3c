import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { text } from "../../export/text.ts";
import { markAll, pointing } from "../mark.ts";
import type { State } from "../state.ts";

/** The formulas of the outputs. */
export function Formula({ state }: { readonly state: State }) {
  const root = useRef<HTMLDivElement>(null);
  const { graph } = state.exploration.value.subject;
  useSignalEffect(() => markAll(root.current, state));
  return (
    <div ref={root} class="formulas" {...pointing(state)}>
      {Object.keys(graph.outputs).map((output) => (
        <p key={output}>
          {output} = {text(graph, output)}
        </p>
      ))}
    </div>
  );
}
