import { useComputed, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { compareParts } from "./compare/parts.ts";
import { Changes } from "./edit/changes.tsx";
import { EditLayer } from "./edit/edit-layer.tsx";
import { Header } from "./header.tsx";
import { Help } from "./help.tsx";
import { large } from "./large/parts.ts";
import { Code } from "./panes/code.tsx";
import { Formula } from "./panes/formula.tsx";
import { GraphText } from "./panes/graph-text.tsx";
import { Numpy } from "./panes/numpy.tsx";
import { Value } from "./panes/value/value.tsx";
import { Picture } from "./picture/picture.tsx";
import { PrintedParameters } from "./printed-parameters.tsx";
import type { PaneName, State } from "./state.ts";
import { Foot } from "./stepper/foot.tsx";
import { timeParts } from "./time/parts.ts";

/** The whole explorer: the picture on the left, all that is linked with it on the right, the sentence of the step at the foot. */
export function View({ state }: { readonly state: State }) {
  const panes = useRef<HTMLDivElement>(null);
  const comparison = state.comparing.comparison.value;
  const { sources } = state.exploration.value.subject;
  const isChanged = useComputed(() => !state.editing.changes.value.same || state.editing.changedValues.value.length > 0).value;
  // What is compared stays until it is put back, also where undo has taken the last difference away.
  const { other, with: compared } = state.comparing;
  const compare = isChanged || other.value !== undefined || compared.value !== "nothing" ? compareParts : undefined;
  const names: readonly (readonly [PaneName, string])[] = [
    ["formula", "Formula"],
    ...(sources === undefined ? [] : ([["code", "Code"]] as const)),
    ["graph", "Graph"],
    ["numpy", "NumPy"],
    ["value", "Value"],
    ...(state.timeline.losses.value.length === 0 && state.timeline.snapshots.value.length === 0 ? [] : ([["time", "Training"]] as const)),
    ...(compare ? ([["compare", "Compare"]] as const) : []),
    ...(isChanged ? ([["changes", "Changes"]] as const) : []),
  ];
  // A page has one main part: where it has one, an explorer is none.
  const Main = document.querySelector("main") === null ? "main" : "div";
  return (
    <div class="explorer">
      <Header state={state} />
      <Main class="main">
        <section class="stage" aria-label="Picture">
          {comparison === undefined || compareParts === undefined ? (
            <Picture state={state} />
          ) : (
            <compareParts.UnionPicture state={state} comparison={comparison} />
          )}
        </section>
        <div class="beside" data-pane={state.pane.value}>
          <nav class="tabs" aria-label="Panes">
            {names.map(([name, title]) => (
              <button
                key={name}
                type="button"
                aria-current={state.pane.value === name}
                onClick={() => {
                  state.pane.value = name;
                  panes.current?.querySelector(`.pane.${name}`)?.scrollIntoView({ block: "start" });
                }}
              >
                {title}
              </button>
            ))}
          </nav>
          <div ref={panes} class="panes">
            <Pane name="formula" title="Formula">
              <Formula state={state} />
            </Pane>
            {sources && (
              <Pane name="code" title="Code">
                <Code state={state} sources={sources} />
              </Pane>
            )}
            <Pane name="graph" title="Graph">
              <GraphText state={state} />
            </Pane>
            <Pane name="numpy" title="NumPy">
              <large.WhenSeen state={state}>
                <Numpy state={state} />
              </large.WhenSeen>
            </Pane>
            {timeParts && <timeParts.Time state={state} />}
            {compare && <compare.Compare state={state} />}
            {isChanged && <Changes state={state} />}
          </div>
          <Pane name="value" title="Value">
            <Value state={state} />
          </Pane>
        </div>
      </Main>
      <Foot state={state} />
      <EditLayer state={state} />
      <Notice state={state} />
      <Help state={state} />
      <PrintedParameters state={state} />
    </div>
  );
}

interface PaneProps {
  readonly name: PaneName;
  readonly title: string;
  readonly children: ComponentChildren;
}

const Pane = ({ name, title, children }: PaneProps) => (
  <section class={`pane ${name}`} aria-labelledby={`${name}-title`}>
    <h2 id={`${name}-title`}>{title}</h2>
    {children}
  </section>
);

/** How long a notice is shown, in ms. */
const shownFor = 2500;

/** What was just copied or saved, for a moment. */
function Notice({ state: { notice } }: { readonly state: State }) {
  useSignalEffect(() => {
    if (notice.value === "") return;
    const timer = setTimeout(() => {
      notice.value = "";
    }, shownFor);
    return () => clearTimeout(timer);
  });
  return (
    <p class="notice" role="status" data-shown={notice.value !== ""}>
      {notice}
    </p>
  );
}
