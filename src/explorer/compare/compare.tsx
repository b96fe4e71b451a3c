import { useComputed, useSignalEffect } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { markAll, pointing } from "../mark.ts";
import type { State } from "../state.ts";
import type { With } from "./comparing.ts";
import { showDistance } from "./show-distance.ts";

/** Nodes that are listed, at most. */
const most = 200;

/** What is compared with what, and how far the values of each node lie apart. */
export function Compare({ state }: { readonly state: State }) {
  const list = useRef<HTMLOListElement>(null);
  const id = useId();
  const { comparing, numbering } = state;
  const shown = useComputed(() => {
    const comparison = comparing.comparison.value;
    const apart = comparison?.distances.filter((one) => one.most !== 0) ?? [];
    const largest = Math.max(...apart.flatMap((one) => (one.most !== undefined && Number.isFinite(one.most) ? [one.most] : [])), 0);
    return { comparison, apart, largest };
  });
  useSignalEffect(() => {
    shown.value;
    markAll(list.current, state);
  });
  const { comparison, apart, largest } = shown.value;
  const problem = comparing.problem.value;
  const other = comparing.other.value;
  return (
    <section class="pane compare" aria-label="Compare">
      <h2>Compare</h2>
      <label for={id}>This graph with </label>
      <select
        id={id}
        value={comparing.with.value}
        onChange={({ currentTarget }) => {
          comparing.with.value = currentTarget.value as With;
        }}
      >
        <option value="nothing">nothing</option>
        <option value="before">what it was before the edits</option>
        {other !== undefined && <option value="other">{other || "the other graph"}</option>}
      </select>
      {problem !== undefined && <p role="alert">{problem}</p>}
      {comparison !== undefined && <p aria-live="polite">{summary(comparison.isSame, comparison.diff, apart.length)}</p>}
      {apart.length > 0 && (
        <ol ref={list} aria-label="max |Δ| by node" {...pointing(state)}>
          {apart.slice(0, most).map(({ node, most: distance }) => (
            <li key={node} data-node={numbering.value.numberOf(node)} data-whole>
              <button type="button">
                <span class="name">{node}</span>
                <span>{showDistance(distance)}</span>
                <span class="bar" aria-hidden="true">
                  <span style={{ width: `${share(distance, largest)}%` }} />
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
      {apart.length > most && (
        <p class="hint">
          The {most} largest of {apart.length}.
        </p>
      )}
    </section>
  );
}

function summary(
  isSame: boolean,
  { added, removed, changed, same }: { readonly same: boolean } & Record<"added" | "removed" | "changed", object>,
  apart: number,
): string {
  if (isSame) return "No difference: the same graph, and the same numbers at every node.";
  const counts = [`+ ${count(added)} added`, `− ${count(removed)} removed`, `~ ${count(changed)} changed`].join(", ");
  const values =
    apart === 0 ? "all numbers that both have are the same" : `${apart} ${apart === 1 ? "node has" : "nodes have"} other numbers`;
  return `${same ? "The same graph" : counts}; ${values}.`;
}

const count = (nodes: object): number => Object.keys(nodes).length;

const share = (distance: number | undefined, largest: number): number =>
  distance === undefined || !Number.isFinite(distance) ? 100 : largest === 0 ? 0 : Math.max(2, (100 * distance) / largest);
