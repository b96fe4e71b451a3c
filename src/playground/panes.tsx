import { useState } from "preact/hooks";
import { CodePane } from "./code-pane.tsx";
import { FormulaPane, PicturePane } from "./formula-pane.tsx";
import { LayersPane } from "./layers-pane.tsx";
import type { Playground } from "./playground.ts";
import { StepsPane } from "./steps-pane.tsx";

const panes = [
  ["code", "TypeScript", CodePane],
  ["steps", "Step by step", StepsPane],
  ["layers", "Layers", LayersPane],
  ["formula", "Formula", FormulaPane],
  ["picture", "Picture", PicturePane],
] as const;

/** The program, steps, layers, formula and picture of the network, one at a time. */
export function Panes({ playground, host }: { readonly playground: Playground; readonly host: HTMLElement }) {
  const [open, setOpen] = useState<string>("code");
  const Pane = (panes.find(([name]) => name === open) ?? panes[0])[2];
  const go = (event: KeyboardEvent, at: number): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    const next = panes[(at + by + panes.length) % panes.length] as (typeof panes)[number];
    setOpen(next[0]);
    (event.currentTarget as HTMLElement).parentElement?.querySelector<HTMLElement>(`#tab-${next[0]}`)?.focus();
  };
  return (
    <section class="card panes" aria-label="Code and numbers">
      <div class="tabs" role="tablist" aria-label="Panes">
        {panes.map(([name, title], at) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={name === open}
            aria-controls="pane"
            tabIndex={name === open ? 0 : -1}
            onClick={() => setOpen(name)}
            onKeyDown={(event) => go(event, at)}
          >
            {title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="pane" aria-labelledby={`tab-${open}`}>
        <Pane playground={playground} host={host} />
      </div>
    </section>
  );
}
