import { isFloat } from "../../graph/dtype.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { opsOf } from "../../graph/ops-of.ts";
import { ancestors } from "../../graph/walk.ts";
import type { Backend } from "../backends/backend.ts";
import { reference } from "../backends/reference/reference.ts";
import { random } from "../data/random.ts";
import { passesOn } from "../passes/gradient-path.ts";
import { lower } from "../passes/lower.ts";
import { compile } from "../run/compile.ts";
import type { Program } from "../run/program.ts";
import { tracer } from "../run/trace.ts";
import { gradients } from "../train/gradients.ts";
import { type DrawnFeeds, drawnFeeds } from "./drawn-feeds.ts";
import { keptLook } from "./kept-trace.ts";
import type { Look } from "./look.ts";
import { samplesOf, samplingOf } from "./samples.ts";
import type { Subject } from "./subject.ts";

/** A graph that is explored, in all its forms, and what it gives. */
export interface Exploration {
  readonly subject: Subject;
  /** As it runs: composites written out in their safe form. Its ids are those of values. */
  readonly run: Graph;
  /** That with the gradients of every float node by which its output can be differentiated; `run` where there are none. */
  readonly differentiated: Graph;
  /** Node → its cotangent in `differentiated`. */
  readonly cotangents: Readonly<Record<NodeId, NodeId>>;
  /** The scalar output that was differentiated. */
  readonly of: string | undefined;
  /** The program behind the values: parameters can be set. */
  readonly program: Program;
  /** Inputs as they are fed with all samples. */
  readonly feeds: Readonly<Record<NodeId, NdArray>>;
  /** Inputs that were not given: drawn by the seed. */
  readonly drawn: readonly NodeId[];
  /** How many samples the inputs hold; undefined where they have no axis of samples in common. */
  readonly samples: number | undefined;
  /** What a run of all samples gave, with which it was tried out at that revision: it need not be run again. */
  readonly tried?: { readonly look: Look; readonly revision: number };
  /** What a run of one sample gives, counted from 0; of all where none is named. */
  look(sample?: number): Look;
}

export interface ExplorationOptions {
  /** Default as the subject says, else `reference`. */
  readonly backend?: Backend | "auto";
}

/** Errors are those of `gradients`, `compile` and `run`. */
export function explorationOf(subject: Subject, options: ExplorationOptions = {}): Exploration {
  const exploration = laterExploration(subject, options);
  exploration.program;
  return exploration;
}

/** The same, but what it says is made when it is first asked for, and so are the errors: a large graph is shown before it runs. */
export function laterExploration(subject: Subject, { backend = subject.backend ?? reference }: ExplorationOptions = {}): Exploration {
  const { graph, seed = 0, parameters } = subject;
  const of = subject.of ?? lossOf(graph);
  const run = once(() => lower(graph));
  const differentiated = once(() => (of === undefined ? run() : withGradients(run(), of)));
  const program = once((): Program => compile(differentiated(), { backend, random: random(seed), ...(parameters && { parameters }) }));
  const { feeds, drawn } = drawnFeeds(graph, subject.feeds ?? {}, seed);
  return fed(subject, { feeds, drawn }, { of, run, differentiated, program });
}

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

/** The same graph by the same program, with other values of its inputs: nothing is compiled anew. */
export const withFeeds = ({ subject, of, run, differentiated, program }: Exploration, feeds: Exploration["feeds"]): Exploration =>
  fed({ ...subject, feeds }, { feeds, drawn: [] }, { of, run: () => run, differentiated: () => differentiated, program: () => program });

interface Made {
  readonly of: string | undefined;
  readonly run: () => Graph;
  readonly differentiated: () => Graph;
  readonly program: () => Program;
}

function fed(subject: Subject, { feeds, drawn }: DrawnFeeds, { of, run, differentiated, program }: Made): Exploration {
  const { graph } = subject;
  // What only Node can run, it ran with all samples.
  const kept = keptLook(graph, subject.trace);
  const sampling = kept === undefined ? samplingOf(graph, feeds) : undefined;
  const trace = once(() => tracer(program()));
  const cotangents = once(() => gradientsOf(differentiated()));
  return {
    subject,
    of,
    feeds,
    drawn,
    samples: sampling?.count,
    get run() {
      return run();
    },
    get differentiated() {
      return differentiated();
    },
    get cotangents() {
      return cotangents();
    },
    get program() {
      return program();
    },
    look(sample) {
      if (kept !== undefined) return kept;
      const { values, times, bytes } = trace()(sample === undefined || sampling === undefined ? feeds : samplesOf(feeds, sampling, sample));
      const at = <T>(record: Readonly<Record<NodeId, T>>, id: NodeId | undefined): T | undefined =>
        id !== undefined && Object.hasOwn(record, id) ? record[id] : undefined;
      return {
        value: (id) => at(values, id),
        gradient: (id) => at(values, at(cotangents(), id)),
        time: (id) => at(times, id),
        bytes: (id) => at(bytes, id),
      };
    },
  };
}

/** Node → its cotangent: of a training step those that it takes, before those that only the picture has. */
function gradientsOf({ gradients = [] }: Graph): Exploration["cotangents"] {
  const last = gradients.at(-1);
  return Object.assign(
    {},
    ...gradients
      .filter(({ of }) => of === last?.of)
      .reverse()
      .map(({ cotangents }) => cotangents),
  );
}

/** The output called "loss", else the first that is a scalar float. */
function lossOf({ outputs, nodes }: Graph): string | undefined {
  const names = Object.keys(outputs).filter((name) => {
    const { shape, dtype } = nodeOf({ nodes }, outputs[name] as NodeId);
    return shape.length === 0 && isFloat(dtype);
  });
  return names.includes("loss") ? "loss" : names[0];
}

/** With the gradients by all leaves that the output depends on differentiably; the graph itself where there are none. */
function withGradients(run: Graph, of: string): Graph {
  const leaves = differentiableLeaves(run, run.outputs[of] as NodeId);
  for (let with_ = leaves; with_.length > 0; ) {
    try {
      return gradients(run, { of, with: with_ });
    } catch (error) {
      const { code, node } = error as { readonly code?: string; readonly node?: NodeId };
      if (code !== "no-gradient" || node === undefined || !with_.includes(node)) throw error;
      with_ = with_.filter((id) => id !== node);
    }
  }
  return run;
}

/** The float leaves that a path of float nodes with a derivative leads from to the loss. */
function differentiableLeaves(run: Graph, loss: NodeId): NodeId[] {
  const ops = opsOf(run);
  const needed = ancestors(run, [loss]);
  const reached = new Set<NodeId>([loss]);
  const open = [loss];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (!passesOn(nodeOf(run, id).op, id, ops)) continue;
    for (const input of nodeOf(run, id).inputs) {
      if (reached.has(input) || !isFloat(nodeOf(run, input).dtype)) continue;
      reached.add(input);
      open.push(input);
    }
  }
  return [...needed].filter((id) => reached.has(id) && ["input", "parameter"].includes(nodeOf(run, id).op));
}
