import { CodePane } from "./code-pane.tsx";
import { FormulaPane, PicturePane } from "./formula-pane.tsx";
import { LayersPane } from "./layers-pane.tsx";
import { type PaneName, paneNames } from "./pane-names.ts";
import type { Playground } from "./playground.ts";
import { StepsPane } from "./steps-pane.tsx";

const panes = {
  code: ["TypeScript", CodePane],
  steps: ["Step by step", StepsPane],
  layers: ["Layers", LayersPane],
  formula: ["Formula", FormulaPane],
  picture: ["Picture", PicturePane],
} as const satisfies Record<PaneName, unknown>;

/** The program, steps, layers, formula and picture of the network, one at a time. */
export function Panes({ playground, host }: { readonly playground: Playground; readonly host: HTMLElement }) {
  const open = playground.pane.value;
  const Pane = panes[open][1];
  const go = (event: KeyboardEvent, at: number): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    const next = paneNames[(at + by + paneNames.length) % paneNames.length] as PaneName;
    playground.pane.value = next;
    (event.currentTarget as HTMLElement).parentElement?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <section class="card panes" aria-label="Code and numbers">
      <div class="tabs" role="tablist" aria-label="Panes">
        {paneNames.map((name, at) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={name === open}
            aria-controls="pane"
            tabIndex={name === open ? 0 : -1}
            onClick={() => (playground.pane.value = name)}
            onKeyDown={(event) => go(event, at)}
          >
            {panes[name][0]}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="pane" aria-labelledby={`tab-${open}`}>
        <Pane playground={playground} host={host} />
      </div>
    </section>
  );
}
