import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { print } from "../../../graph/print/print.ts";
import { markAll, pointing } from "../mark.ts";
import type { State } from "../state.ts";
import { Rest, useLongText } from "./long-text.tsx";

/** The graph as printed text, a line for each node: all that the picture shows, as a list. */
export function GraphText({ state }: { readonly state: State }) {
  const root = useRef<HTMLDivElement>(null);
  const lines = useComputed(() => {
    const { graph } = state.exploration.value.subject;
    return print(graph)
      .trimEnd()
      .split("\n")
      .map((line) => {
        const id = /^(\S+) = /.exec(line)?.[1] ?? /^output .* = (\S+)$/.exec(line)?.[1] ?? "";
        return { line, number: state.numbering.value.numberOf(id) };
      });
  });
  const text = useLongText();
  useSignalEffect(() => {
    text.isWhole.value;
    markAll(root.current, state);
  });
  const active = useComputed(() => {
    const id = state.selected.value?.id;
    const owner = id === undefined ? undefined : state.numbering.value.numberOf(state.links.value.ownerOf(id));
    return lines.value.findIndex(({ number }) => number !== undefined && number === owner);
  });
  const move = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    for (let at = active.value + by; at >= 0 && at < text.shown(lines.value.length); at += by) {
      const id = state.numbering.value.idOf(lines.value[at]?.number ?? -1);
      if (id === undefined || id === state.selected.value?.id) continue;
      state.selected.value = { id, whole: true };
      root.current?.children[at]?.scrollIntoView({ block: "nearest" });
      return;
    }
  };
  return (
    <>
      <div
        ref={root}
        class="printed"
        role="listbox"
        aria-label="Nodes, in the order in which they run"
        tabIndex={0}
        aria-activedescendant={active.value < 0 || active.value >= text.shown(lines.value.length) ? undefined : `line-${active.value}`}
        onKeyDown={move}
        {...pointing(state)}
      >
        {lines.value.slice(0, text.shown(lines.value.length)).map(({ line, number }, i) => (
          <div
            key={i}
            id={`line-${i}`}
            class="line"
            role="option"
            tabIndex={-1}
            aria-selected={i === active.value}
            data-node={number}
            data-whole
          >
            <Printed line={line} />
          </div>
        ))}
      </div>
      <Rest text={text} lines={lines.value.length} />
    </>
  );
}

/** A line with what it defines, what is done, and the type told apart. */
function Printed({ line }: { readonly line: string }) {
  const [, name, op, rest, type] = /^(\S+ = |output .* = )(\w+)?(.*?)( : \S.*)?$/.exec(line) ?? [];
  if (name === undefined) return <>{line}</>;
  return (
    <>
      <span class="defined">{name.slice(0, -3)}</span> = <span class="call">{op}</span>
      {rest}
      {type && <span class="type">{type}</span>}
    </>
  );
}
