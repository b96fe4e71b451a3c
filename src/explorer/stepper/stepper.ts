import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { NodeId } from "../../../graph/graph.ts";
import type { Computed } from "../../explain/computed.ts";
import { explainElement } from "../../explain/explain-element.ts";
import { explainStep } from "../../explain/explain-step.ts";
import { type NotFinite, type NotFiniteRoot, notFinite, notFiniteNodes } from "../../explain/not-finite.ts";
import { readsThrough } from "../../explain/reads-through.ts";
import { joined, type Sentence } from "../../explain/sentence.ts";
import { silentSentence } from "../../explain/silent-sentence.ts";
import { type SilentUnits, silentUnits } from "../../explain/silent-units.ts";
import { type Step, stepsOf } from "../../explain/steps-of.ts";
import { tellingElement } from "../../explain/telling-element.ts";
import { type FoldLevel, isOpen } from "../../export/drawing/fold-view.ts";
import type { Exploration } from "../exploration.ts";
import type { Look } from "../look.ts";
import type { Loops } from "../loops/loops.ts";

/** An element of a node of the graph as it runs, or of a gradient. */
export interface Cell {
  readonly id: NodeId;
  /** Counted in the order in which elements lie in memory. */
  readonly element: number;
}

/** A run gone through step by step, and what is said of it. */
export interface Stepper {
  /** Composites that the picture shows closed are steps as a whole. */
  readonly steps: ReadonlySignal<readonly Step[]>;
  /** Node → the number of the step that computes it, from 1; and the step of a node's gradient, by the node. */
  readonly computedAt: ReadonlySignal<{ readonly forward: ReadonlyMap<NodeId, number>; readonly backward: ReadonlyMap<NodeId, number> }>;
  /** The step that is shown, which `state.step` counts from 1. */
  readonly current: ReadonlySignal<Step | undefined>;
  /** The element that was chosen; undefined: that which says most. */
  readonly cell: Signal<Cell | undefined>;
  /** What the foot says: of the cell, of the step, of what is not finite, of a selected node's silent units; nothing else. */
  readonly told: ReadonlySignal<readonly Sentence[]>;
  /** The elements that the told one was made of, and itself: node → elements. */
  readonly lit: ReadonlySignal<ReadonlyMap<NodeId, ReadonlySet<number>>>;
  readonly notFinite: ReadonlySignal<ReadonlyMap<NodeId, NotFinite>>;
  /** Where NaN and infinities began; those that matter first. */
  readonly roots: ReadonlySignal<readonly NotFiniteRoot[]>;
  /** Of all samples, whichever is shown. */
  readonly silent: ReadonlySignal<ReadonlyMap<NodeId, SilentUnits>>;
  /** Where a node is shown: a gradient at that by which is differentiated. */
  shownAt(id: NodeId): NodeId;
  /** To the step of that number; 0 is before the first, undefined shows the whole run. */
  go(to: number | undefined): void;
  forward(): void;
  back(): void;
  /** To the first step of a phase. */
  goTo(phase: Step["phase"]): void;
  /** Selects the first root that matters. */
  toCause(): void;
}

/** What is said, of which element. */
interface Told extends Cell {
  readonly sentences: readonly Sentence[];
  /** What belongs to it. */
  readonly parts: readonly NodeId[];
}

/** What of an explorer's state a stepper reads, and the steps and the selection that it sets. */
export interface Watched {
  readonly exploration: ReadonlySignal<Exploration>;
  /** False as long as nothing has values; and as long as nobody waits for the steps. */
  readonly isRun: ReadonlySignal<boolean>;
  readonly isListed: ReadonlySignal<boolean>;
  /** Changes where values of parameters do. */
  readonly revision: ReadonlySignal<number>;
  readonly look: ReadonlySignal<Look>;
  readonly sample: ReadonlySignal<number | undefined>;
  readonly step: Signal<number | undefined>;
  readonly selected: Signal<{ readonly id: NodeId; readonly whole: boolean } | undefined>;
  readonly view: ReadonlySignal<FoldLevel>;
  readonly open: ReadonlySignal<ReadonlySet<string>>;
  readonly closed: ReadonlySignal<ReadonlySet<string>>;
  readonly loops: Loops;
}

export function stepperOf(watched: Watched): Stepper {
  const { exploration, isRun, isListed, revision, look, sample, step, selected, view, open, closed, loops } = watched;
  const cell = signal<Cell | undefined>(undefined);
  const run = computed((): Computed => ({ graph: exploration.value.differentiated, value: look.value.value }));
  const steps = computed((): readonly Step[] => {
    if (!isListed.value) return [];
    const { differentiated, subject } = exploration.value;
    const shown = { level: view.value, open: open.value, closed: closed.value };
    return stepsOf(differentiated, { declared: subject.graph, isWhole: (id) => !isOpen(shown, "composite", id) });
  });
  const current = computed(() => (step.value === undefined ? undefined : steps.value[step.value - 1]));
  const found = computed(() => (isRun.value ? notFiniteNodes(run.value) : new Map<NodeId, NotFinite>()));
  const roots = computed(() => (found.value.size === 0 ? [] : notFinite(run.value, found.value)));
  const stepOf = computed(() => new Map(steps.value.toReversed().map((one) => [one.node, one])));
  const told = computed((): Told | undefined => {
    const chosen = cell.value;
    const inLoop = toldInLoop(loops, chosen, selected.value?.id);
    if (inLoop !== undefined && (chosen !== undefined || step.value === undefined)) return inLoop;
    const now = chosen === undefined || chosen.id === current.value?.node ? current.value : stepOf.value.get(chosen.id);
    if (chosen !== undefined) {
      const root = roots.value.find(({ node, elements }) => node === chosen.id && elements[0] === chosen.element);
      if (root !== undefined) return { sentences: [root.sentence], ...chosen, parts: [] };
      if (now === undefined) return { sentences: [explainElement(run.value, chosen.id, chosen.element)], ...chosen, parts: [] };
    }
    if (now === undefined) return undefined;
    const value = run.value.value(now.node);
    const element = chosen?.element ?? (value === undefined ? 0 : tellingElement(value, ...followed(watched)));
    return { sentences: explainStep(run.value, now, element, exploration.value.subject.graph), id: now.node, element, parts: now.parts };
  });
  const silent = computed(() => {
    revision.value;
    const { differentiated, subject } = exploration.value;
    // Of all samples: the one that is shown may change as often as it likes.
    const { value } = sample.peek() === undefined ? look.peek() : exploration.value.look();
    return silentUnits({ graph: differentiated, value }, subject.graph);
  });
  const go = (to: number | undefined): void =>
    batch(() => {
      cell.value = undefined;
      step.value = to === undefined ? undefined : Math.max(0, Math.min(to, steps.value.length));
      const now = current.value;
      if (now !== undefined) selected.value = { id: pointedAt(now), whole: now.phase === "forward" && now.isWhole };
    });
  const owners = computed(() => new Map(Object.entries(exploration.value.cotangents).map(([by, id]) => [id, by])));
  const shownAt = (id: NodeId): NodeId => owners.value.get(id) ?? id;
  const toCause = (): void => {
    const root = roots.value.find(({ matters }) => matters);
    if (root === undefined) return;
    batch(() => {
      step.value = undefined;
      cell.value = { id: root.node, element: root.elements[0] as number };
      selected.value = { id: shownAt(root.node), whole: false };
    });
  };
  // A run that is not finite shows where that began, once for each root.
  let shown: NodeId | undefined;
  effect(() => {
    const root = roots.value.find(({ matters }) => matters)?.node;
    if (root !== undefined && root !== shown) toCause();
    shown = root;
  });
  return {
    steps,
    computedAt: computed(() => timesOf(steps.value)),
    current,
    cell,
    told: computed(() => {
      if (told.value !== undefined) return told.value.sentences;
      const id = selected.value?.id;
      const units = id === undefined ? undefined : silent.value.get(id);
      return id === undefined || units === undefined ? [] : [silentSentence(id, units)];
    }),
    lit: computed(() => (told.value === undefined ? new Map() : litBy(loops.at.value(told.value.id) ?? run.value, told.value))),
    notFinite: found,
    roots,
    silent,
    shownAt,
    go,
    forward: () => go(step.value === undefined ? 1 : step.value + 1),
    back: () => go(step.value === undefined ? steps.value.length : step.value - 1),
    goTo: (phase) => {
      const at = steps.value.findIndex((one) => one.phase === phase);
      if (at >= 0) go(at + 1);
    },
    toCause,
  };
}

/** What is said of a node of a loop, in the turn that is shown: of the chosen element, else of that which says most. */
function toldInLoop({ at }: Loops, chosen: Cell | undefined, selected: NodeId | undefined): Told | undefined {
  const id = chosen?.id ?? selected;
  const inLoop = id === undefined ? undefined : at.value(id);
  const value = id === undefined ? undefined : inLoop?.value(id);
  if (id === undefined || inLoop === undefined || value === undefined) return undefined;
  const element = chosen?.element ?? tellingElement(value);
  const { turn, count, loop } = inLoop;
  return { id, element, parts: [], sentences: [joined(`turn ${turn} of ${count} of ${loop}: `, explainElement(inLoop, id, element))] };
}

/** The node that a step is about in the picture: of a gradient that by which is differentiated. */
export const pointedAt = (step: Step): NodeId =>
  step.phase === "backward" ? step.by : step.phase === "update" ? step.parameter : step.node;

/** The row that steps follow where all samples are shown, and how many there are: the first that is not all zeros. */
function followed({ exploration, sample }: Pick<Watched, "exploration" | "sample">): [row: number, rows: number | undefined] {
  const { samples, feeds } = exploration.value;
  if (sample.value !== undefined || samples === undefined) return [0, undefined];
  const tables = Object.values(feeds).filter(({ shape, dtype }) => shape[0] === samples && dtype.startsWith("float"));
  for (let row = 0; row < samples; row++) {
    const isSeen = tables.some(({ data }) => {
      const width = data.length / samples;
      return data.subarray(row * width, (row + 1) * width).some((element) => element !== 0);
    });
    if (isSeen) return [row, samples];
  }
  return [0, samples];
}

function timesOf(steps: readonly Step[]): { readonly forward: Map<NodeId, number>; readonly backward: Map<NodeId, number> } {
  const forward = new Map<NodeId, number>();
  const backward = new Map<NodeId, number>();
  for (const [i, step] of steps.entries()) {
    if (step.phase === "backward") backward.set(step.by, i + 1);
    for (const id of [step.node, ...step.parts]) if (!forward.has(id)) forward.set(id, i + 1);
  }
  return { forward, backward };
}

/** An element and what it was made of, through what belongs to its step. */
function litBy(run: Computed, told: Told): ReadonlyMap<NodeId, ReadonlySet<number>> {
  const { id, element, parts } = told;
  const own = new Set(parts);
  return readsThrough(run, id, element, (part) => own.has(part)).set(id, new Set([element]));
}
