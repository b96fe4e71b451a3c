import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../page/icons.tsx";
import { find } from "./find.ts";
import type { State } from "./state.ts";

/** Results that are listed. */
const most = 50;

/** Finds nodes by ids, ops, shapes and what is not finite; arrow keys choose, Enter selects, and all that is found is marked meanwhile. */
export function FindBox({ state }: { readonly state: State }) {
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const at = useSignal(0);
  const isOpen = useSignal(false);
  const found = useComputed(() => find(state.exploration.value, state.look.value, state.query.value));
  useLayoutEffect(() => state.commands.offer("find", () => input.current?.select()), [state]);
  useSignalEffect(() => {
    list.current?.children[at.value]?.scrollIntoView({ block: "nearest" });
  });
  const mark = () => {
    const [first, ...rest] = found.value.slice(0, most);
    state.hot.value = first && { id: first.id, whole: false, also: rest.map(({ id }) => id) };
  };
  const close = () => {
    isOpen.value = false;
    state.hot.value = undefined;
  };
  const choose = (index: number) => {
    const one = found.value[index];
    if (one === undefined) return;
    close();
    state.selected.value = { id: one.id, whole: Object.hasOwn(state.exploration.value.subject.graph.nodes, one.id) };
  };
  const shown = found.value.slice(0, most);
  const isShown = isOpen.value && state.query.value.trim() !== "";
  return (
    <search class="find">
      <Icon name="find" />
      <input
        ref={input}
        type="search"
        {...combobox(isShown, isShown && shown.length > 0 ? `found-${at.value}` : undefined)}
        aria-label="Find nodes: a name, an op, a shape such as [batch, 3], or nan"
        placeholder="find  /"
        autocomplete="off"
        spellcheck={false}
        value={state.query.value}
        onInput={({ currentTarget }) => {
          state.query.value = currentTarget.value;
          at.value = 0;
          isOpen.value = true;
          mark();
        }}
        onFocus={() => {
          isOpen.value = true;
        }}
        onBlur={close}
        onKeyDown={(event) => {
          const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (by !== undefined && shown.length > 0) {
            at.value = (at.value + by + shown.length) % shown.length;
            event.preventDefault();
          }
          if (event.key === "Enter") choose(at.value);
          if (event.key === "Escape") {
            state.query.value = "";
            close();
            input.current?.blur();
          }
          event.stopPropagation();
        }}
      />
      <div ref={list} id="found" role="listbox" aria-label="Nodes that were found" hidden={!isShown}>
        {shown.map(({ id, op, type }, i) => (
          <div
            key={id}
            id={`found-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at.value}
            onPointerDown={(event) => {
              // Before the box loses the focus.
              event.preventDefault();
              choose(i);
            }}
          >
            <strong>{id}</strong> <span class="op">{op}</span> <code>{type}</code>
          </div>
        ))}
        {shown.length === 0 && (
          <div role="option" tabIndex={-1} aria-selected={false} aria-disabled="true" class="hint">
            nothing found
          </div>
        )}
        {found.value.length > most && (
          <div role="option" tabIndex={-1} aria-selected={false} aria-disabled="true" class="hint">
            and {found.value.length - most} more
          </div>
        )}
      </div>
    </search>
  );
}

/** Roles of a box with a list under it that is none of the browser's own, which could say neither op nor type. */
const combobox = (isShown: boolean, active: string | undefined): object => ({
  role: "combobox",
  "aria-autocomplete": "list",
  "aria-expanded": isShown,
  "aria-controls": "found",
  ...(active !== undefined && { "aria-activedescendant": active }),
});
