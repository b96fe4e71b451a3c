import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Graph, NodeId } from "../../graph/graph.ts";
import { type FoldedDrawing, foldedDrawing } from "../export/drawing/fold.ts";
import type { LatexForm } from "../export/latex.ts";
import { lower } from "../passes/lower.ts";
import { type Commands, commands } from "./commands.ts";
import { type Comparing, comparingOf } from "./compare/comparing.ts";
import { type Editing, editingOf } from "./edit/editing.ts";
import { type Exploration, explorationOf, laterExploration } from "./exploration.ts";
import type { Katex } from "./formulas/formulas.ts";
import { isLarge } from "./large/is-large.ts";
import { type Links, linksOf } from "./link.ts";
import type { Look } from "./look.ts";
import { type Loops, loopsOf } from "./loops/loops.ts";
import { type Numbering, numberingOf } from "./numbering.ts";
import { type Stepper, stepperOf } from "./stepper/stepper.ts";
import type { Subject } from "./subject.ts";
import { type Timeline, timelineOf } from "./time/timeline.ts";

/** "layers": as declared; "formula": composites as the textbook writes them; "run": as they run. */
export type View = "layers" | "formula" | "run";

/** What the pointer or the focus is on: a node, or the whole of a declared one with its parts. */
export interface Pointed {
  readonly id: NodeId;
  readonly whole: boolean;
  /** What else stands in the same place, as where one line of code makes several nodes. */
  readonly also?: readonly NodeId[];
}

export type Theme = "light" | "dark" | "auto";

/** The panes beside the picture. */
export type PaneName = "formula" | "code" | "graph" | "numpy" | "value" | "time" | "compare" | "changes";

/** All that an explorer remembers. Nothing that is shown depends on anything else. */
export interface State {
  readonly exploration: Signal<Exploration>;
  /** False for a moment after a large graph was opened: its picture is there before it is run, and nothing has values yet. */
  readonly isRun: Signal<boolean>;
  /** False until its steps may be listed, once its values are there. */
  readonly isListed: Signal<boolean>;
  /** How often parameters of its program were set: values follow it. */
  readonly revision: Signal<number>;
  readonly editing: Editing;
  readonly comparing: Comparing;
  readonly timeline: Timeline;
  /** The values of the run that is shown: none where it failed. */
  readonly look: ReadonlySignal<Look>;
  /** Why a run failed. */
  readonly problem: ReadonlySignal<string | undefined>;
  readonly textbook: ReadonlySignal<Graph>;
  readonly links: ReadonlySignal<Links>;
  /** What stands for ids in the page. */
  readonly numbering: ReadonlySignal<Numbering>;
  readonly view: Signal<View>;
  /** Boxes that are open or closed against the view, by their keys. */
  readonly open: Signal<ReadonlySet<string>>;
  readonly closed: Signal<ReadonlySet<string>>;
  /** What the picture draws. */
  readonly folded: ReadonlySignal<FoldedDrawing>;
  /** One turn of each loop that stands open in it. */
  readonly loops: Loops;
  readonly hot: Signal<Pointed | undefined>;
  readonly selected: Signal<Pointed | undefined>;
  /** Nodes that what is hot covers. */
  readonly marked: ReadonlySignal<ReadonlySet<NodeId>>;
  /** The node that is selected, as a set. */
  readonly chosen: ReadonlySignal<ReadonlySet<NodeId>>;
  /** Counted from 0; undefined: all. */
  readonly sample: Signal<number | undefined>;
  /** Steps done, of the stepper; undefined: none is shown. */
  readonly step: Signal<number | undefined>;
  readonly stepper: Stepper;
  readonly showsGradients: Signal<boolean>;
  /** In boxes of their own, right of those whose gradients they are. */
  readonly gradientsBeside: Signal<boolean>;
  readonly showsCosts: Signal<boolean>;
  /** The output whose formula is shown. */
  readonly output: Signal<string>;
  /** How it is written. */
  readonly form: Signal<LatexForm>;
  readonly numpyForm: Signal<"nested" | "statements">;
  readonly theme: Signal<Theme>;
  /** What is looked for. */
  readonly query: Signal<string>;
  /** The pane that was asked for last: on a phone the only one. */
  readonly pane: Signal<PaneName>;
  /** What writes formulas that change; undefined until it is loaded, where it can be. */
  readonly katex: Signal<Katex | undefined>;
  /** The present picture as SVG text, as long as one is shown. */
  readonly drawn: Signal<(() => string) | undefined>;
  /** Writes a page of its own; undefined where the page that this is in cannot. */
  readonly writePage: ((subject: Subject) => string | Promise<string>) | undefined;
  /** Whether keys of one letter do something: those who speak to their computer may not want that. */
  readonly takesKeys: Signal<boolean>;
  /** A short notice, such as what was copied. */
  readonly notice: Signal<string>;
  /** What keys and buttons ask for. */
  readonly commands: Commands;
}

const nothingSeen: Look = { value: () => undefined, gradient: () => undefined, time: () => undefined, bytes: () => undefined };

/** Graphs that run as more nodes are opened folded, as layers. */
const mostOpen = 400;

export interface StateOptions {
  readonly writePage?: State["writePage"];
}

/** The state of an explorer that has just been opened. */
export function stateOf(subject: Subject, { writePage }: StateOptions = {}): State {
  const isLater = isLarge(subject.graph);
  const exploration = signal(isLater ? laterExploration(subject) : explorationOf(subject));
  const isRun = signal(!isLater);
  const isListed = signal(!isLater);
  const revision = signal(0);
  const textbook = computed(() => lower(exploration.value.subject.graph, { form: "textbook" }));
  const links = computed(() => {
    const now = exploration.value;
    return linksOf(now.subject.graph, () => [now.run, textbook.value]);
  });
  const sample = signal<number | undefined>(undefined);
  const looked = computed((): { readonly look: Look; readonly problem?: string } => {
    revision.value;
    if (!isRun.value) return { look: nothingSeen };
    const { tried } = exploration.value;
    if (tried?.revision === revision.value && sample.value === undefined) return { look: tried.look };
    try {
      return { look: exploration.value.look(sample.value) };
    } catch (error) {
      return { look: nothingSeen, problem: (error as Error).message };
    }
  });
  const look = computed(() => looked.value.look);
  const view = signal<View>(isLater || Object.keys(exploration.value.run.nodes).length > mostOpen ? "layers" : "run");
  const open = signal<ReadonlySet<string>>(new Set());
  const closed = signal<ReadonlySet<string>>(new Set());
  const folded = computed(() =>
    foldedDrawing(exploration.value.subject.graph, { level: view.value, open: open.value, closed: closed.value }),
  );
  const loops = loopsOf({ exploration, isRun, look, folded });
  const numbering = computed(() => numberingOf(exploration.value, () => textbook.value, loops.inside.value));
  const hot = signal<Pointed | undefined>(undefined);
  const selected = signal<Pointed | undefined>(undefined);
  const { of, subject: explored } = exploration.value;
  const editing = editingOf(exploration, revision);
  const state = {
    exploration,
    isRun,
    isListed,
    revision,
    editing,
    comparing: comparingOf(exploration, revision, sample, editing),
    timeline: timelineOf(exploration, revision, editing),
    look,
    problem: computed(() => looked.value.problem),
    textbook,
    links,
    numbering,
    view,
    open,
    closed,
    folded,
    loops,
    hot,
    selected,
    marked: computed(() => {
      const pointed = hot.value;
      if (pointed === undefined) return new Set<NodeId>();
      const all = [pointed.id, ...(pointed.also ?? [])];
      return new Set(pointed.whole ? all.flatMap((id) => links.value.partsOf(id)) : all);
    }),
    chosen: computed(() => new Set(selected.value === undefined ? [] : [selected.value.id])),
    sample,
    step: signal<number | undefined>(undefined),
    showsGradients: signal(true),
    gradientsBeside: signal(false),
    showsCosts: signal(false),
    output: signal(of ?? Object.keys(explored.graph.outputs)[0] ?? ""),
    form: signal<LatexForm>("compact"),
    numpyForm: signal<"nested" | "statements">("statements"),
    theme: signal<Theme>("auto"),
    query: signal(""),
    pane: signal<PaneName>("formula"),
    katex: signal<Katex | undefined>(undefined),
    drawn: signal<(() => string) | undefined>(undefined),
    writePage,
    takesKeys: signal(true),
    notice: signal(""),
    commands: commands(),
  };
  return { ...state, stepper: stepperOf(state) };
}
