import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { isFloat } from "../../../graph/dtype.ts";
import { isDagradError } from "../../../graph/errors.ts";
import { type Graph, nodeOf } from "../../../graph/graph.ts";
import type { Editing } from "../edit/editing.ts";
import type { Exploration } from "../exploration.ts";
import type { EndedEpoch, TrainingPlan } from "./epochs.ts";
import { isKept, noSnapshots, recorded, type Snapshot, type Snapshots, thinned } from "./snapshots.ts";
import { trainer } from "./trainer.ts";
import { turn } from "./turn.ts";

/** Between two looks at a training, in ms: the page shows it as it goes on. */
const pause = 60;
/** A network whose values take longer to show, in ms, is shown at the end. */
const quick = 40;

/** A training that was recorded, and what of it is shown. */
export interface Timeline {
  /** Snapshots of the graph that is explored, in order. */
  readonly snapshots: ReadonlySignal<readonly Snapshot[]>;
  /** What was minimised, epoch by epoch. */
  readonly curve: ReadonlySignal<readonly Point[]>;
  /** Which snapshot is shown; undefined where other parameters are. */
  readonly at: ReadonlySignal<number | undefined>;
  /** A training under way. */
  readonly running: Signal<{ readonly epoch: number; readonly epochs: number } | undefined>;
  /** Why a training did not begin, or stopped. */
  readonly problem: Signal<string | undefined>;
  /** The outputs that can be minimised; none where the graph cannot be trained, or the page does not train. */
  readonly losses: ReadonlySignal<readonly string[]>;
  /** Shows the parameters of a snapshot, by its position. */
  show(position: number): void;
  /** Trains from the present parameters on, and records it: one step that can be undone. */
  train(plan: TrainingPlan): Promise<void>;
  stop(): void;
}

export interface Point {
  readonly epoch: number;
  readonly loss: number;
}

/** What was recorded, and of which graph. */
interface Recording {
  readonly graph: Graph;
  readonly snapshots: Snapshots;
  readonly curve: readonly Point[];
}

/** Snapshots of a training that was recorded elsewhere come with the subject. */
export function timelineOf(exploration: Signal<Exploration>, revision: Signal<number>, editing: Editing): Timeline {
  const given = computed((): Recording => {
    const { snapshots = [] } = exploration.value.subject;
    return {
      graph: editing.firstGraph,
      snapshots: { kept: thinned(snapshots), stride: 1 },
      curve: snapshots.flatMap(({ epoch, loss }) => (loss === undefined ? [] : [{ epoch, loss }])),
    };
  });
  const trained = signal<Recording | undefined>(undefined);
  const recording = computed(() => (trained.value?.graph === exploration.value.subject.graph ? trained.value : given.value));
  const shown = signal<{ readonly position: number; readonly revision: number } | undefined>(undefined);
  const running = signal<Timeline["running"]["value"]>(undefined);
  const problem = signal<string | undefined>(undefined);
  const fits = computed(() => recording.value.graph === exploration.value.subject.graph);
  let control: AbortController | undefined;

  const show = (position: number): void => {
    const snapshot = recording.value.snapshots.kept[position];
    if (snapshot === undefined || !fits.value) return;
    editing.hold();
    batch(() => {
      exploration.value.program.setParameters(snapshot.parameters);
      revision.value++;
      shown.value = { position, revision: revision.value };
    });
  };

  const train = async (plan: TrainingPlan): Promise<void> => {
    if (running.value !== undefined || trainer === undefined) return;
    const { subject, feeds, samples } = exploration.value;
    const { graph } = subject;
    const before = editing.present();
    control = new AbortController();
    const { signal: stopped } = control;
    running.value = { epoch: 0, epochs: plan.epochs };
    problem.value = undefined;
    let snapshots = recorded(noSnapshots, { epoch: 0, parameters: before.parameters });
    let curve: Point[] = [];
    let last: EndedEpoch | undefined;
    let looked = performance.now();
    let isQuick = true;
    const publish = (): void => {
      batch(() => {
        if (last !== undefined) snapshots = recorded(snapshots, { epoch: last.epoch, loss: last.loss, parameters: last.parameters() });
        trained.value = { graph, snapshots, curve: [...curve] };
        running.value = { epoch: last?.epoch ?? 0, epochs: plan.epochs };
        if (isQuick) show(snapshots.kept.length - 1);
      });
    };
    try {
      for await (const ended of trainer.epochsOf(graph, before.parameters, feeds, samples !== undefined, plan, stopped)) {
        const { epoch, loss } = ended;
        last = ended;
        curve.push({ epoch, loss });
        if (curve.length > 2 * mostPoints) curve = thinnedCurve(curve);
        if (isKept(snapshots, epoch)) snapshots = recorded(snapshots, { epoch, loss, parameters: ended.parameters() });
        if (performance.now() - looked < pause) continue;
        await turn();
        const began = performance.now();
        publish();
        isQuick = performance.now() - began < quick;
        await turn();
        looked = performance.now();
        // Another graph is explored by now: this training is of none.
        if (exploration.value.subject.graph !== graph) break;
      }
    } catch (error) {
      if (!stopped.aborted && !isDagradError(error)) throw error;
      if (!stopped.aborted) problem.value = (error as Error).message;
    } finally {
      running.value = undefined;
    }
    curve = thinnedCurve(curve);
    isQuick = exploration.value.subject.graph === graph;
    publish();
    running.value = undefined;
    if (last !== undefined && isQuick) editing.record(`train ${last.epoch} ${last.epoch === 1 ? "epoch" : "epochs"}`, before);
  };

  return {
    snapshots: computed(() => (fits.value ? recording.value.snapshots.kept : [])),
    curve: computed(() => (fits.value ? recording.value.curve : [])),
    at: computed(() => (fits.value && shown.value?.revision === revision.value ? shown.value.position : undefined)),
    running,
    problem,
    losses: computed(() => (trainer === undefined ? [] : trainable(exploration.value.subject.graph))),
    show,
    train,
    stop: () => control?.abort(),
  };
}

/** Points of a curve that are drawn, at most. */
const mostPoints = 2000;
const thinnedCurve = (curve: Point[]): Point[] => {
  const every = Math.ceil(curve.length / mostPoints);
  return every <= 1 ? curve : curve.filter((_, i) => i % every === 0 || i === curve.length - 1);
};

/** The scalar float outputs of a graph that is no training step already and has something to train. */
function trainable(graph: Graph): string[] {
  if (Object.keys(graph.updates).length > 0 || !Object.values(graph.nodes).some(({ op }) => op === "parameter")) return [];
  return Object.keys(graph.outputs).filter((name) => {
    const { shape, dtype } = nodeOf(graph, graph.outputs[name] as string);
    return shape.length === 0 && isFloat(dtype);
  });
}
