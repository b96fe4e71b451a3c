import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { print } from "../../../graph/print/print.ts";
import { markAll, pointing } from "../mark.ts";
import type { State } from "../state.ts";

/** The graph as printed text, a line for each node. */
export function GraphText({ state }: { readonly state: State }) {
  const root = useRef<HTMLPreElement>(null);
  const { graph } = state.exploration.value.subject;
  useSignalEffect(() => markAll(root.current, state));
  return (
    <pre ref={root} class="lines" {...pointing(state)}>
      {print(graph)
        .trimEnd()
        .split("\n")
        .map((line, i) => {
          const id = /^(\S+) = /.exec(line)?.[1] ?? /^output .* = (\S+)$/.exec(line)?.[1] ?? "";
          return (
            <span key={i} class="line" data-node={state.numbers.value.get(id)} data-whole>
              {line}
              {"\n"}
            </span>
          );
        })}
    </pre>
  );
}
