import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { NodeId } from "../../../graph/graph.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import type { Computed } from "../../explain/computed.ts";
import type { FoldedDrawing } from "../../export/drawing/fold.ts";
import type { Exploration } from "../exploration.ts";
import type { Look } from "../look.ts";
import { runIds } from "../picture/run-ids.ts";
import { type LoopRun, loopRuns, type Turns } from "./loop-run.ts";

/** A node of a loop that stands open: one turn as a run of its own, and which one it is. */
export interface InLoop extends Computed {
  readonly loop: string;
  /** From 1. */
  readonly turn: number;
  readonly count: number;
  value(id: NodeId): NdArray | undefined;
}

/** The loops that the picture shows open, and what their nodes are in one turn. */
export interface Loops {
  /** Which turn is shown, from 1; undefined: the last. Of a loop of fewer turns its last. */
  readonly turn: Signal<number | undefined>;
  /** Turns of the longest loop; 0 where none is open. */
  readonly count: ReadonlySignal<number>;
  /** All nodes of turns. */
  readonly inside: ReadonlySignal<readonly NodeId[]>;
  /** The turn in which a node stands; undefined for what is in no loop, or has no value. */
  readonly at: ReadonlySignal<(id: NodeId) => InLoop | undefined>;
}

export interface LoopsWatched {
  readonly exploration: ReadonlySignal<Exploration>;
  /** Whether it ran: before, there is no turn. */
  readonly isRun: ReadonlySignal<boolean>;
  readonly look: ReadonlySignal<Look>;
  readonly folded: ReadonlySignal<Pick<FoldedDrawing, "graph" | "loops">>;
}

/** The same list whenever no loop is open, so that nothing follows. */
const none: readonly NodeId[] = [];

export function loopsOf({ exploration, isRun, look, folded }: LoopsWatched): Loops {
  const turn = signal<number | undefined>(undefined);
  const runs = computed(() => loopRuns(folded.value.graph, folded.value.loops));
  const ran = computed(() => {
    if (!isRun.value || runs.value.length === 0) return [];
    const { subject, run } = exploration.value;
    const ids = runIds(folded.value.graph, subject.graph, run);
    const { value } = look.value;
    return runs.value.flatMap((one): { readonly run: LoopRun; readonly turns: Turns }[] => {
      const turns = one.of((id) => {
        const own = ids.get(id);
        return own === undefined ? undefined : value(own);
      });
      return turns === undefined ? [] : [{ run: one, turns }];
    });
  });
  return {
    turn,
    inside: computed(() => (runs.value.length === 0 ? none : runs.value.flatMap(({ inside }) => [...inside]))),
    count: computed(() => Math.max(0, ...ran.value.map(({ turns }) => turns.count))),
    at: computed(() => {
      const of = new Map<NodeId, InLoop>();
      for (const { run, turns } of ran.value) {
        const { count } = turns;
        const now = Math.max(1, Math.min(turn.value ?? count, count));
        const one: InLoop = {
          graph: run.turn,
          loop: run.loop.name,
          turn: now,
          count,
          value: (id) => turns.at(now - 1)[id],
        };
        for (const id of run.inside) of.set(id, one);
      }
      return (id) => of.get(id);
    }),
  };
}
