import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { markAll, pointing } from "../mark.ts";
import type { Numbering } from "../numbering.ts";
import type { State } from "../state.ts";
import type { Sources } from "../subject.ts";
import { codeLines, type Token } from "./code-tokens.ts";

/** The modules that the graph was written in: what made a node lights up with it, and the line that it stands in. */
export function Code({ state, sources }: { readonly state: State; readonly sources: Sources }) {
  const root = useRef<HTMLDivElement>(null);
  const made = useComputed(() => placesOf(sources, state.numbering.value));
  useSignalEffect(() => markAll(root.current, state));
  return (
    <div ref={root} {...pointing(state)}>
      {Object.entries(sources.files)
        .filter(([file]) => Object.values(sources.places).some((place) => place.file === file))
        .map(([file, text]) => (
          <figure key={file} class="file">
            <figcaption>{file}</figcaption>
            <pre class="program" tabIndex={0} role="region" aria-label={file}>
              {codeLines(text.trimEnd()).map((line, row) => (
                <span key={row} class="line">
                  {line.map((token) => (
                    <Piece key={token.column} token={token} nodes={made.value.get(keyOf(file, row + 1, token))} />
                  ))}
                  {"\n"}
                </span>
              ))}
            </pre>
          </figure>
        ))}
    </div>
  );
}

const Piece = ({ token: { kind, text }, nodes }: { readonly token: Token; readonly nodes: string | undefined }) =>
  nodes === undefined ? (
    kind === "other" || kind === "name" ? (
      text
    ) : (
      <span class={kind}>{text}</span>
    )
  ) : (
    <span class={`${kind} maker`} data-node={nodes} data-whole>
      {text}
    </span>
  );

const keyOf = (file: string, line: number, { column }: Pick<Token, "column">): string => `${file}\n${line}\n${column}`;

/** Place → the numbers of the nodes that were made there, as an element bears them: the last of one call first, which is what the call returns. */
function placesOf({ files, places }: Sources, { numberOf }: Numbering): ReadonlyMap<string, string> {
  const lines = new Map(Object.entries(files).map(([file, text]) => [file, codeLines(text.trimEnd())]));
  const found = new Map<string, number[]>();
  for (const [id, { file, line, column }] of Object.entries(places)) {
    const number = numberOf(id);
    const token = lines.get(file)?.[line - 1]?.findLast((one) => one.column <= column);
    if (number === undefined || token === undefined) continue;
    const key = keyOf(file, line, token);
    const all = found.get(key);
    if (all) all.push(number);
    else found.set(key, [number]);
  }
  return new Map([...found].map(([key, all]) => [key, all.reverse().join(" ")]));
}
