import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { isDagradError } from "../../../graph/errors.ts";
import type { NodeId } from "../../../graph/graph.ts";
import type { Editing } from "../edit/editing.ts";
import type { Whole } from "../edit/whole.ts";
import { type Exploration, explorationOf } from "../exploration.ts";
import type { OtherSubject } from "../subject.ts";
import { type Comparison, comparisonOf } from "./comparison.ts";

/** What is compared with what is explored. */
export type With = "nothing" | "before" | "other";

/** A comparison of what is explored with what it was before the edits, or with another graph. */
export interface Comparing {
  readonly with: Signal<With>;
  /** The title of the other graph, where there is one. */
  readonly other: ReadonlySignal<string | undefined>;
  /** Undefined where nothing is compared. */
  readonly comparison: ReadonlySignal<Comparison | undefined>;
  /** max |Δ| of nodes, by id. */
  readonly distances: ReadonlySignal<ReadonlyMap<NodeId, number | undefined>>;
  /** Why the other graph gave no values. */
  readonly problem: ReadonlySignal<string | undefined>;
}

/** Both sides run on the same feeds, those that are explored; before the edits, on the inputs as they were. */
export function comparingOf(
  exploration: Signal<Exploration>,
  revision: Signal<number>,
  sample: Signal<number | undefined>,
  editing: Editing,
): Comparing {
  const other = computed(() => exploration.value.subject.compare);
  const chosen = signal<With>(other.value === undefined ? "nothing" : "other");
  const side = computed(() => {
    if (chosen.value === "nothing") return undefined;
    const { subject, feeds } = exploration.value;
    const whole: Whole | undefined = chosen.value === "before" ? editing.first : otherOn(other.value, feeds);
    if (whole === undefined) return undefined;
    const { seed } = subject;
    const fitting = Object.fromEntries(Object.entries(whole.feeds).filter(([id]) => whole.graph.inputs.includes(id)));
    return run(() =>
      explorationOf({ title: "", ...(seed !== undefined && { seed }), graph: whole.graph, parameters: whole.parameters, feeds: fitting }),
    );
  });
  const looked = computed(() => {
    const made = side.value;
    if (made === undefined || made.problem !== undefined) return made;
    return { ...run(() => made.result.look(sample.value)), graph: made.result.subject.graph };
  });
  const comparison = computed(() => {
    const before = looked.value;
    if (before === undefined || before.problem !== undefined) return undefined;
    revision.value;
    const after = exploration.value.look(sample.value);
    return comparisonOf(
      { graph: before.graph, value: before.result.value },
      { graph: exploration.value.subject.graph, value: after.value },
    );
  });
  return {
    with: chosen,
    other: computed(() => other.value?.title),
    comparison,
    distances: computed(() => new Map(comparison.value?.distances.map(({ node, most }) => [node, most]))),
    problem: computed(() => looked.value?.problem),
  };
}

const otherOn = (other: OtherSubject | undefined, feeds: Whole["feeds"]): Whole | undefined =>
  other && { graph: other.graph, parameters: other.parameters ?? {}, feeds, drawn: [] };

type Ran<T> = { readonly problem?: undefined; readonly result: T } | { readonly problem: string };

/** What dagrad refuses becomes a text: the page goes on. */
function run<T>(make: () => T): Ran<T> {
  try {
    return { result: make() };
  } catch (error) {
    if (!isDagradError(error)) throw error;
    return { problem: error.message };
  }
}
