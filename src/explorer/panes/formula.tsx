import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { showCount } from "../../export/quantities.ts";
import { text } from "../../export/text.ts";
import { loadFonts } from "../../page/load-fonts.ts";
import { Segments } from "../../page/segments.tsx";
import { formulaParts } from "../formulas/parts.ts";
import { large } from "../large/parts.ts";
import { markAll, pointing } from "../mark.ts";
import type { State } from "../state.ts";

/** The formula of the output that is looked at, whose parts are linked with all that they stand for. */
export function Formula({ state }: { readonly state: State }) {
  const root = useRef<HTMLDivElement>(null);
  /** The output whose formula was asked for though nobody reads one so long. */
  const asked = useSignal("");
  const isLeft = useComputed(() => asked.value !== state.output.value && isTooLong(state));
  const shown = useComputed(() => (isLeft.value ? noFormula : formulaOf(state)));
  useSignalEffect(() => loadFonts(shown.value.fonts));
  useSignalEffect(() => {
    shown.value;
    markAll(root.current, state);
  });
  const { lines, style, plain } = shown.value;
  return (
    <>
      <Segments
        label="Form"
        value={state.form}
        options={[
          ["compact", "compact"],
          ["steps", "steps"],
          ["nested", "nested"],
        ]}
      />
      <style>{style}</style>
      <div ref={root} class="formulas" tabIndex={0} role="region" aria-label={`${state.output.value} as a formula`} {...pointing(state)}>
        {isLeft.value ? (
          <large.EndlessFormula state={state} asked={asked} />
        ) : lines === undefined ? (
          <p class="plain">{plain}</p>
        ) : (
          // Trusted: what KaTeX made of LaTeX in which all names are escaped.
          lines.map((line, i) => <div key={`${i} ${line.length}`} dangerouslySetInnerHTML={{ __html: line }} />)
        )}
      </div>
    </>
  );
}

const noFormula: ReturnType<typeof formulaOf> = { style: "", fonts: [], plain: "" };

/** Nodes of a formula in signs of Unicode: of more it is longer than `longest`. */
const mostPlain = 500;

function isTooLong({ exploration, output, form, katex }: State): boolean {
  const { graph, formulas } = exploration.value.subject;
  const isWritten = formulas?.lines[`${output.value} ${form.value}`] !== undefined;
  return !isWritten && formulaParts?.isEndless(graph, output.value, katex.value === undefined ? mostPlain : undefined) === true;
}

/** As it was written when the page was made, else as KaTeX writes it now, else in signs of Unicode. */
function formulaOf({ exploration, output, form, katex, numbering }: State) {
  const { graph, formulas } = exploration.value.subject;
  const written = formulas?.lines[`${output.value} ${form.value}`];
  if (written !== undefined) return { lines: written, style: formulas?.style, fonts: formulas?.fonts ?? [] };
  const lines =
    katex.value && formulaParts?.formulaLines(graph, output.value, form.value, (id) => numbering.value.numberOf(id), katex.value);
  if (katex.value === undefined || lines === undefined) {
    return { style: "", fonts: [], plain: cut(`${output.value} = ${text(graph, output.value)}`) };
  }
  const html = lines.join("");
  return { lines, style: katex.value.styleFor(html), fonts: katex.value.fontsFor(html) };
}

/** Characters of a formula in signs of Unicode, at most: nobody reads a longer one. */
const longest = 2000;

const cut = (formula: string): string =>
  formula.length <= longest ? formula : `${formula.slice(0, longest)} … and ${showCount(formula.length - longest)} characters more`;
