import type { Graph } from "../../../graph/graph.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import { standardOps } from "../../all-ops.ts";
import { explorationOf } from "../../explorer/exploration.ts";
import { keptTrace } from "../../explorer/kept-trace.ts";
import { inOwnOps } from "../../explorer/script-for.ts";
import { sketchedOps } from "../../explorer/sketched-op.ts";
import type { Subject } from "../../explorer/subject.ts";
import { lower } from "../../passes/lower.ts";
import type { ChosenFeeds } from "./data-feeds.ts";
import { sourcesOf } from "./node-sources.ts";

/** What is explored of a model. */
export interface Explored extends ChosenFeeds {
  readonly title: string;
  readonly graph: Graph;
  readonly parameters: Readonly<Record<string, NdArray>>;
  readonly seed: number;
  /** The output whose gradients are shown, where one is named. */
  readonly of: string | undefined;
  /** Whether the engine computes in the page. */
  readonly isQuick?: boolean;
}

/** The subject of a page, in ops that the page has, with the modules that the graph was written in. */
export async function modelSubject(
  { title, graph, parameters, feeds, notes, seed, of, isQuick = false }: Explored,
  cwd: string,
): Promise<Subject> {
  const sources = await sourcesOf(graph, cwd);
  return withKeptTrace({
    title,
    graph: inOwnOps(graph),
    ...(Object.keys(parameters).length > 0 && { parameters }),
    ...(Object.keys(feeds).length > 0 && { feeds }),
    seed,
    ...(of !== undefined && Object.hasOwn(graph.outputs, of) && { of }),
    ...(isQuick && { backend: "auto" as const }),
    ...(sources && { sources }),
    ...(notes.length > 0 && { notes }),
  });
}

/** The subject with the values of a run, where ops of the model's own have kernels that a page does not get. */
function withKeptTrace(subject: Subject): Subject {
  const ops = sketchedOps(lower(subject.graph), standardOps);
  if (ops.length === 0) return subject;
  const exploration = explorationOf(subject);
  const [first] = ops;
  const what = ops.length === 1 ? `the op "${first?.name}" is` : `${ops.length} ops are`;
  const note = `${what} the model's own and runs in Node alone: these are the values of one run there, which edits and samples do not change`;
  // With what was drawn, so that the values fit.
  return { ...subject, feeds: exploration.feeds, notes: [...(subject.notes ?? []), note], trace: keptTrace(exploration, ops) };
}
