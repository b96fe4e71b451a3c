import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { text } from "../../export/text.ts";
import { loadFonts } from "../../page/load-fonts.ts";
import { markAll, pointing } from "../mark.ts";
import type { State } from "../state.ts";

/** The formula of the output that is looked at. */
export function Formula({ state }: { readonly state: State }) {
  const root = useRef<HTMLDivElement>(null);
  const shown = useComputed(() => {
    const { graph, formulas } = state.exploration.value.subject;
    const output = state.output.value;
    return { graph, output, formulas, lines: formulas?.lines[`${output} compact`] };
  });
  useSignalEffect(() => loadFonts(shown.value.formulas?.fonts ?? []));
  useSignalEffect(() => markAll(root.current, state));
  const { graph, output, formulas, lines } = shown.value;
  return (
    <div ref={root} class="formulas" {...pointing(state)}>
      <style>{formulas?.style}</style>
      {lines === undefined ? (
        <p>
          {output} = {text(graph, output)}
        </p>
      ) : (
        // Trusted: KaTeX's own HTML, of the page that holds it.
        lines.map((line, i) => <div key={i} dangerouslySetInnerHTML={{ __html: line }} />)
      )}
    </div>
  );
}
