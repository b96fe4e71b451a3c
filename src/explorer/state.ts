import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Graph, NodeId } from "../../graph/graph.ts";
import { lower } from "../passes/lower.ts";
import { type Editing, editingOf } from "./edit/editing.ts";
import { type Exploration, explorationOf } from "./exploration.ts";
import { formulaIds } from "./formulas/formulas.ts";
import { type Links, linksOf } from "./link.ts";
import type { Look } from "./look.ts";
import { type Stepper, stepperOf } from "./stepper/stepper.ts";
import type { Subject } from "./subject.ts";

/** "layers": as declared; "formula": composites as the textbook writes them; "run": as they run. */
export type View = "layers" | "formula" | "run";

/** What the pointer or the focus is on: a node, or the whole of a declared one with its parts. */
export interface Pointed {
  readonly id: NodeId;
  readonly whole: boolean;
}

/** All that an explorer remembers. Nothing that is shown depends on anything else. */
export interface State {
  readonly exploration: Signal<Exploration>;
  /** How often parameters of its program were set: values follow it. */
  readonly revision: Signal<number>;
  readonly editing: Editing;
  /** The values of the run that is shown. */
  readonly look: ReadonlySignal<Look>;
  readonly textbook: ReadonlySignal<Graph>;
  readonly links: ReadonlySignal<Links>;
  /** Ids by their numbers in the page, which stand for them in it: names are anybody's text. */
  readonly ids: ReadonlySignal<readonly NodeId[]>;
  readonly numbers: ReadonlySignal<ReadonlyMap<NodeId, number>>;
  readonly view: Signal<View>;
  /** Boxes that are open or closed against the view, by their keys. */
  readonly open: Signal<ReadonlySet<string>>;
  readonly closed: Signal<ReadonlySet<string>>;
  readonly hot: Signal<Pointed | undefined>;
  readonly selected: Signal<Pointed | undefined>;
  /** Nodes that what is hot covers. */
  readonly marked: ReadonlySignal<ReadonlySet<NodeId>>;
  /** Counted from 0; undefined: all. */
  readonly sample: Signal<number | undefined>;
  /** Steps done, of the stepper; undefined: none is shown. */
  readonly step: Signal<number | undefined>;
  readonly stepper: Stepper;
  readonly showsGradients: Signal<boolean>;
  readonly showsCosts: Signal<boolean>;
  /** The output whose formula is shown. */
  readonly output: Signal<string>;
  readonly theme: Signal<"light" | "dark" | "auto">;
  /** What is looked for. */
  readonly query: Signal<string>;
}

/** The state of an explorer that has just been opened. */
export function stateOf(subject: Subject): State {
  const exploration = signal(explorationOf(subject));
  const revision = signal(0);
  const textbook = computed(() => lower(exploration.value.subject.graph, { form: "textbook" }));
  const links = computed(() => linksOf(exploration.value.subject.graph, exploration.value.run, textbook.value));
  const ids = computed(() => {
    const { subject, differentiated } = exploration.value;
    return [...new Set([...formulaIds(subject.graph, textbook.value), ...Object.keys(differentiated.nodes)])];
  });
  const sample = signal<number | undefined>(undefined);
  const hot = signal<Pointed | undefined>(undefined);
  const { of, subject: explored } = exploration.value;
  const state = {
    exploration,
    revision,
    editing: editingOf(exploration, revision),
    look: computed(() => {
      revision.value;
      return exploration.value.look(sample.value);
    }),
    textbook,
    links,
    ids,
    numbers: computed(() => new Map(ids.value.map((id, number) => [id, number]))),
    view: signal<View>("run"),
    open: signal<ReadonlySet<string>>(new Set()),
    closed: signal<ReadonlySet<string>>(new Set()),
    hot,
    selected: signal<Pointed | undefined>(undefined),
    marked: computed(() => {
      const pointed = hot.value;
      if (pointed === undefined) return new Set<NodeId>();
      return new Set(pointed.whole ? links.value.partsOf(pointed.id) : [pointed.id]);
    }),
    sample,
    step: signal<number | undefined>(undefined),
    showsGradients: signal(true),
    showsCosts: signal(false),
    output: signal(of ?? Object.keys(explored.graph.outputs)[0] ?? ""),
    theme: signal<"light" | "dark" | "auto">("auto"),
    query: signal(""),
  };
  return { ...state, stepper: stepperOf(state) };
}
