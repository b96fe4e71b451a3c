import { useComputed } from "@preact/signals";
import type { NodeId } from "../../../../graph/graph.ts";
import { isLeaf } from "../../../../graph/leaf.ts";
import type { NdArray } from "../../../../graph/ndarray.ts";
import { toNpy } from "../../../data/npy.ts";
import { showBytes, showTime } from "../../../export/quantities.ts";
import { copyText } from "../../../page/copy-text.ts";
import { fileName } from "../../../page/file-name.ts";
import { printShort } from "../../../page/print-short.ts";
import { saveFile } from "../../../page/save-file.ts";
import type { State } from "../../state.ts";
import { asCsv, asJson, asNumpy } from "./as-text.ts";
import { Histogram } from "./histogram.tsx";
import { summaryOf } from "./summary.ts";
import { Table } from "./table.tsx";

/** What the selected node gave, and beside it what the loss changes by with it, in NumPy's digits. */
export function Value({ state }: { readonly state: State }) {
  const shown = useComputed(() => shownOf(state));
  if (state.selected.value === undefined) return <Outputs state={state} />;
  const { id, value, gradient, facts, type, op } = shown.value as Shown;
  const { of, feeds, run } = state.exploration.value;
  const next = Object.hasOwn(run.updates, id) ? (run.updates[id] as NodeId) : undefined;
  const becomes = next === undefined ? undefined : state.look.value.value(next);
  const by = state.stepper.shownAt(id);
  const sample = state.sample.value;
  const isGiven = ["parameter", "input"].includes(op);
  const set = (at: number, element: number): string | undefined => {
    // Of an input one sample may be shown of all that are fed.
    const isSampled = sample !== undefined && Object.hasOwn(feeds, id) && feeds[id]?.data.length !== value?.data.length;
    const place = isSampled ? sample * (value?.data.length ?? 0) + at : at;
    if (state.editing.edit({ kind: "cell", node: id, at: place, value: element })) return undefined;
    const { message } = state.editing.refusal.value ?? {};
    // It is said here, and not over the picture as well.
    state.editing.refusal.value = undefined;
    return message;
  };
  return (
    <div class="value">
      <p class="selected-node">
        <strong>{id}</strong> <span class="op">{op}</span> <code>{type}</code>
        {facts.map((fact) => (
          <span key={fact} class="fact">
            {fact}
          </span>
        ))}
      </p>
      <div class="arrays">
        {value && (
          <Elements
            key={`${id} value`}
            title={id}
            heading={by === id ? "value" : `∂${of} ⁄ ∂${by}`}
            node={id}
            value={value}
            axes={axesOf(state, id)}
            state={state}
            {...(isGiven && { set })}
          />
        )}
        {gradient && state.showsGradients.value && (
          <Elements
            key={`${id} gradient`}
            title={`∂${of}/∂${id}`}
            heading={`∂${of} ⁄ ∂${id}`}
            node={state.exploration.value.cotangents[id]}
            value={gradient}
            axes={axesOf(state, id)}
            state={state}
          />
        )}
        {becomes && (
          <Elements
            key={`${id} next`}
            title={`next ${id}`}
            heading="next value"
            node={next}
            value={becomes}
            axes={axesOf(state, id)}
            state={state}
          />
        )}
      </div>
      {value === undefined && <p class="hint">{state.problem.value ?? "It has no value in this run."}</p>}
    </div>
  );
}

interface Shown {
  readonly id: NodeId;
  readonly value: NdArray | undefined;
  readonly gradient: NdArray | undefined;
  readonly op: string;
  readonly type: string;
  readonly facts: readonly string[];
}

/** What is told of the selected node; its textbook parts have the value of the node that runs under their name. */
function shownOf(state: State): Shown | undefined {
  const id = state.selected.value?.id;
  if (id === undefined) return undefined;
  const look = state.look.value;
  const { run, differentiated, subject, drawn } = state.exploration.value;
  const node = [subject.graph, run, differentiated, state.textbook.value, state.folded.value.graph]
    .map(({ nodes }) => nodes[id])
    .find((one) => one !== undefined);
  const inLoop = state.loops.at.value(id);
  const value = look.value(id) ?? inLoop?.value(id);
  const time = look.time(id);
  const bytes = look.bytes(id);
  return {
    id,
    value,
    gradient: look.gradient(id),
    op: node?.op ?? "",
    type: value ? `${value.dtype}[${value.shape.join(", ")}]` : node ? `${node.dtype}[${node.shape.join(", ")}]` : "",
    facts: [
      ...(inLoop ? [`turn ${inLoop.turn} of ${inLoop.count}`] : []),
      ...(drawn.includes(id) ? [`drawn by seed ${subject.seed ?? 0}`] : []),
      // A clock that is too coarse for it says 0.
      ...(time !== undefined && time > 0 && !isLeaf(node?.op ?? "") ? [showTime(time)] : []),
      ...(bytes !== undefined ? [showBytes(bytes)] : []),
    ],
  };
}

const axesOf = ({ exploration }: State, id: NodeId): readonly string[] =>
  (exploration.value.run.nodes[id]?.shape ?? []).map((dim, axis) => (typeof dim === "string" ? dim : `axis ${axis}`));

interface ElementsProps {
  readonly title: string;
  readonly heading: string;
  /** That of the run which holds them. */
  readonly node: NodeId | undefined;
  readonly value: NdArray;
  readonly axes: readonly string[];
  readonly state: State;
  readonly set?: (at: number, value: number) => string | undefined;
}

/** One array: what is told of all elements, how they are spread, and the elements. */
function Elements({ title, heading, node, value, axes, state, set }: ElementsProps) {
  const { cell, lit } = state.stepper;
  const summary = summaryOf(value.data);
  const told: readonly (readonly [string, string])[] = [
    ["min", printShort(summary.min)],
    ["max", printShort(summary.max)],
    ["mean", printShort(summary.mean)],
    ["std", printShort(summary.std)],
    ["zeros", `${printShort(Number((summary.zeros * 100).toPrecision(3)))} %`],
  ];
  const copy = async (as: string, text: string) => {
    state.notice.value = (await copyText(text)) ? `${title} copied as ${as}` : "This page may not copy.";
  };
  return (
    <figure class="elements">
      <figcaption>{heading}</figcaption>
      {value.data.length > 1 && (
        <>
          <dl>
            {told.map(([name, text]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
            {summary.notFinite > 0 && (
              <div class="alarm">
                <dt>not finite</dt>
                <dd>{summary.notFinite}</dd>
              </div>
            )}
          </dl>
          <Histogram summary={summary} />
        </>
      )}
      <Table
        title={title}
        value={value}
        axes={axes}
        {...(set && { set })}
        {...(node !== undefined && { choose: (element: number) => void (cell.value = { id: node, element }), lit: lit.value.get(node) })}
      />
      <div class="copies" role="group" aria-label={`copy or save ${title}`}>
        <button type="button" onClick={() => copy("NumPy", asNumpy(value))}>
          NumPy
        </button>
        <button type="button" onClick={() => copy("JSON", asJson(value))}>
          JSON
        </button>
        <button type="button" onClick={() => copy("CSV", asCsv(value))}>
          CSV
        </button>
        <button type="button" onClick={() => saveFile(`${fileName(title)}.npy`, toNpy(value) as BlobPart, "application/octet-stream")}>
          .npy
        </button>
      </div>
    </figure>
  );
}

/** Where nothing is selected, the outputs that are single numbers. */
function Outputs({ state }: { readonly state: State }) {
  const look = state.look.value;
  const scalars = Object.entries(state.isRun.value ? state.exploration.value.run.outputs : {}).flatMap(([name, id]) => {
    const value = look.value(id);
    return value?.data.length === 1 ? [{ name, id, text: String(value).trim() }] : [];
  });
  return (
    <div class="value">
      {scalars.length > 0 && (
        <dl class="outputs">
          {scalars.map(({ name, id, text }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <button type="button" onClick={() => (state.selected.value = { id, whole: false })}>
                  {text}
                </button>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p class="hint">Select a node, anywhere, to see its numbers.</p>
    </div>
  );
}
