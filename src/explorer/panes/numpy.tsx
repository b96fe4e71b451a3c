import { useComputed, useSignalEffect } from "@preact/signals";
import { Fragment } from "preact";
import { useRef } from "preact/hooks";
import { numpyStatements } from "../../export/numpy.ts";
import { Segments } from "../../page/segments.tsx";
import { markAll, pointing } from "../mark.ts";
import type { State } from "../state.ts";
import { codeLines } from "./code-tokens.ts";
import { Rest, useLongText } from "./long-text.tsx";

/** The formula as a program in Python with NumPy: a statement lights up with what is written in it. */
export function Numpy({ state }: { readonly state: State }) {
  const root = useRef<HTMLPreElement>(null);
  const written = useComputed(() => {
    const { graph } = state.exploration.value.subject;
    try {
      return numpyStatements(graph, state.output.value, state.numpyForm.value).map(({ text, nodes: ids }) => {
        const numbers = ids.flatMap((id) => state.numbering.value.numberOf(id) ?? []);
        return { text, numbers: numbers.join(" ") };
      });
    } catch (error) {
      // An op without a word in NumPy.
      return (error as Error).message;
    }
  });
  const long = useLongText();
  useSignalEffect(() => {
    long.isWhole.value;
    written.value;
    markAll(root.current, state);
  });
  if (typeof written.value === "string") return <p class="hint">{written.value}</p>;
  return (
    <>
      <Segments
        label="Form"
        value={state.numpyForm}
        options={[
          ["statements", "statements"],
          ["nested", "one expression"],
        ]}
      />
      <pre ref={root} class="program" tabIndex={0} role="region" aria-label="The program in NumPy" {...pointing(state)}>
        {written.value.slice(0, long.shown(written.value.length)).map(({ text, numbers }, i) => (
          <span key={i} class="line" data-node={numbers === "" ? undefined : numbers}>
            {codeLines(text).map((line, row) => (
              <Fragment key={row}>
                {line.map(({ kind, text: piece, column }) => (
                  <span key={column} class={kind}>
                    {piece}
                  </span>
                ))}
                {"\n"}
              </Fragment>
            ))}
          </span>
        ))}
      </pre>
      <Rest text={long} lines={written.value.length} />
    </>
  );
}
