import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { diff, type GraphDiff } from "../../../graph/edit/diff.ts";
import { GraphError, isDagradError } from "../../../graph/errors.ts";
import type { Graph, NodeId } from "../../../graph/graph.ts";
import { ownerOf } from "../../export/formula/formula-graph.ts";
import { type Exploration, explorationOf, withFeeds } from "../exploration.ts";
import { keptLook } from "../kept-trace.ts";
import { type CellEdit, editLabel, type GraphEdit } from "./graph-edit.ts";
import { recent } from "./recent.ts";
import { done, noSteps, redone, type Steps, undone } from "./steps.ts";
import { editWhole, type Whole } from "./whole.ts";

/** Why an edit was refused, and where. */
export interface Refusal {
  readonly message: string;
  /** The node that does not fit; the edited one where the error names none. */
  readonly node: NodeId;
}

/** Edits of what is explored, with undo. */
export interface Editing {
  readonly steps: Signal<Steps<Whole>>;
  /** The last edit, where it was refused: nothing has changed then. */
  readonly refusal: Signal<Refusal | undefined>;
  /** What differs from what was explored at first. */
  readonly changes: ReadonlySignal<GraphDiff>;
  /** Parameters and inputs whose numbers differ from those at first. */
  readonly changedValues: ReadonlySignal<readonly NodeId[]>;
  readonly undoLabel: ReadonlySignal<string | undefined>;
  readonly redoLabel: ReadonlySignal<string | undefined>;
  /** What was explored at first. */
  readonly first: Whole;
  readonly firstGraph: Graph;
  /** Takes down what is explored at first: to be called before values of parameters change. */
  hold(): void;
  /** Takes what is explored now for the first: there is nothing to undo. */
  restart(): void;
  /** False where it was refused. */
  edit(change: GraphEdit | CellEdit): boolean;
  /** Makes values that came about otherwise, by training, a step. `before` is what they were. */
  record(label: string, before: Whole): void;
  undo(): void;
  redo(): void;
  /** What is explored now, with its present values. */
  present(): Whole;
}

/** `revision` counts how often the values of parameters were set: what shows values follows it. */
export function editingOf(exploration: Signal<Exploration>, revision: Signal<number>): Editing {
  /** What was taken down last: steps of which each changes one array have the others in common. */
  let taken: { readonly of: Exploration; readonly revision: number; readonly whole: Whole } | undefined;
  const take = (parameters: Whole["parameters"]): Whole => {
    const of = exploration.value;
    const whole: Whole = { graph: of.subject.graph, parameters, feeds: of.feeds, drawn: of.drawn };
    taken = { of, revision: revision.value, whole };
    return whole;
  };
  const present = (): Whole =>
    taken?.of === exploration.value && taken.revision === revision.value ? taken.whole : take(exploration.value.program.parameters);
  const first = signal(firstOf());
  // Formulas of the page were written of that graph.
  const formulas = signal(exploration.value.subject.formulas);
  const steps = signal<Steps<Whole>>(noSteps);
  const refusal = signal<Refusal | undefined>(undefined);
  let known = recent();

  /** A copy of all parameters is made when it is needed, and a large graph has none before it runs. */
  function firstOf() {
    let whole: Whole | undefined;
    return { exploration: exploration.peek(), revision: revision.peek(), whole: (): Whole => (whole ??= present()) };
  }

  /** Shows a whole: as other values of the same program where the graph is the same. Throws, and shows what was, where it cannot run. */
  const show = (next: Whole): void => {
    const now = exploration.value;
    if (next.graph === now.subject.graph) {
      const fed = sameArrays(next.feeds, now.feeds) ? undefined : withFeeds(now, next.feeds);
      fed?.look();
      now.program.setParameters(next.parameters);
      if (fed !== undefined) exploration.value = { ...fed, drawn: next.drawn };
      revision.value++;
      take(next.parameters);
      return;
    }
    known.add(now);
    const { drawn, ...opened } = openedWith(next);
    // Labels out of range and their like show in a run alone.
    const look = opened.look();
    exploration.value = { ...opened, drawn, tried: { look, revision: revision.value } };
    take({ ...opened.program.parameters, ...next.parameters });
  };

  /** As it was, where its graph was shown a moment ago. */
  function openedWith(next: Whole): Exploration {
    const before = known.of(next.graph);
    if (before !== undefined) {
      before.program.setParameters(next.parameters);
      return sameArrays(next.feeds, before.feeds) ? before : { ...withFeeds(before, next.feeds), drawn: next.drawn };
    }
    const { of, formulas: _, ...subject } = exploration.value.subject;
    const opened = explorationOf({
      ...subject,
      graph: next.graph,
      parameters: next.parameters,
      feeds: next.feeds,
      ...(of !== undefined && Object.hasOwn(next.graph.outputs, of) && { of }),
      ...(formulas.value !== undefined && next.graph === first.value.exploration.subject.graph && { formulas: formulas.value }),
    });
    return { ...opened, drawn: [...next.drawn, ...opened.drawn] };
  }

  const go = (way: typeof undone<Whole>): void => {
    const moved = way(steps.value, present());
    if (moved === undefined) return;
    batch(() => {
      show(moved.to);
      steps.value = moved.steps;
      refusal.value = undefined;
    });
  };

  return {
    steps,
    refusal,
    get first() {
      return first.value.whole();
    },
    get firstGraph() {
      return first.value.exploration.subject.graph;
    },
    hold: () => void first.peek().whole(),
    restart() {
      batch(() => {
        first.value = firstOf();
        known = recent();
        formulas.value = exploration.value.subject.formulas;
        steps.value = noSteps;
        refusal.value = undefined;
      });
    },
    changes: computed(() => diff(first.value.exploration.subject.graph, exploration.value.subject.graph)),
    changedValues: computed(() => {
      if (first.value.exploration === exploration.value && first.value.revision === revision.value) return [];
      const { parameters, feeds } = present();
      const before = first.value.whole();
      return [...changedArrays(before.parameters, parameters), ...changedArrays(before.feeds, feeds)];
    }),
    undoLabel: computed(() => steps.value.past.at(-1)?.label),
    redoLabel: computed(() => steps.value.future.at(-1)?.label),
    present,
    edit(change) {
      first.value.whole();
      const before = present();
      try {
        if (change.kind === "cell") requireRuns(exploration.value, change.node);
        batch(() => {
          show(editWhole(before, change));
          steps.value = done(steps.value, editLabel(change), before);
          refusal.value = undefined;
        });
        return true;
      } catch (error) {
        if (!isDagradError(error)) throw error;
        refusal.value = { message: error.message, node: ownerOf(error.node ?? change.node, before.graph) ?? change.node };
        return false;
      }
    },
    record(label, before) {
      steps.value = done(steps.value, label, before);
    },
    undo: () => go(undone),
    redo: () => go(redone),
  };
}

/** GraphError where the values are those of a run in Node, which the page cannot do again. */
function requireRuns({ subject: { graph, trace } }: Exploration, node: NodeId): void {
  if (keptLook(graph, trace) === undefined) return;
  const actual = (trace?.ops ?? []).map(({ name }) => `"${name}"`).join(", ");
  throw new GraphError(`explore: ops of a model's own run in Node alone, got ${actual} (node "${node}"); change the module instead`, {
    code: "sketched-op",
    node,
    actual,
  });
}

const sameArrays = (a: Whole["feeds"], b: Whole["feeds"]): boolean =>
  a === b || (Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((id) => a[id] === b[id]));

/** Of arrays that both have, by id, those that differ in a number. */
const changedArrays = (a: Whole["feeds"], b: Whole["feeds"]): NodeId[] =>
  Object.keys(b).filter((id) => {
    const [from, to] = [a[id], b[id]];
    if (from === undefined || to === undefined || from === to) return false;
    return from.data.length !== to.data.length || from.data.some((element, i) => !Object.is(element, to.data[i]));
  });
