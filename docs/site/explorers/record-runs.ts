import { parse } from "../../../graph/check/parse.ts";
import type { Graph } from "../../../graph/graph.ts";
import { NdArray } from "../../../graph/ndarray.ts";
import { ancestors } from "../../../graph/walk.ts";
import { standardOps } from "../../../ops/standard-ops.ts";
import { explorationOf } from "../../../src/explorer/exploration.ts";
import type { Subject } from "../../../src/explorer/subject.ts";
import * as files from "../../../src/files/index.ts";
import * as dagrad from "../../../src/index.ts";
import type { Program } from "../../../tests/repository/programs.ts";
import type { Clothes } from "./clothes.ts";
import { runListings } from "./run-listings.ts";

type Rows = Readonly<Record<string, NdArray>>;

/** As many rows as an explorer shows well, evenly out of all. */
const shownRows = 10;
/** Enough for the sample to be learnt; all images take 4,690. */
const steps = 40;

const system = await Promise.all(["node:fs", "node:os", "node:path"].map(async (name) => [name, await import(name)] as const));
const modules = new Map<string, unknown>([...system, ["dagrad/files", files]]);

/**
 * Of listings that read their data from files: runs those behind the first two with a sample in place of all images, and gives for each the last graph
 * that it runs, with the rows and the parameters of that run.
 */
export async function recordRuns(program: Program, title: (block: number) => string, sample: Clothes): Promise<Map<number, Subject>> {
  const subjects = new Map<number, Subject>();
  const made = new Map<unknown, number>();
  let block = declared;
  const seen = (graph: Graph, feeds: Rows, { parameters, note }: { readonly parameters?: Rows; readonly note: string }): void => {
    // What a listing declares is what it is about.
    const before = subjects.get(block)?.graph;
    if (before !== undefined && made.get(before) === block && made.get(graph) !== block) return;
    const subject: Subject = { title: title(block), graph, feeds, ...(parameters && { parameters }), notes: [note] };
    explorationOf(subject).look();
    subjects.set(block, subject);
  };
  const recorded = {
    ...dagrad,
    graph: (...parts: Parameters<typeof dagrad.graph>) => {
      const graph = dagrad.graph(...parts);
      made.set(graph, block);
      return graph;
    },
    compile: (...parts: Parameters<typeof dagrad.compile>) => {
      const program = dagrad.compile(...parts);
      const run = program.run.bind(program) as (feeds: Record<string, unknown>, ...rest: unknown[]) => unknown;
      const takes = (feeds: Record<string, unknown>, ...rest: unknown[]) => {
        if (made.get(program.graph) === block) seen(program.graph, arraysOf(program.graph, feeds), { note: "the values of the listing" });
        return run(feeds, ...rest);
      };
      program.run = takes as typeof program.run;
      return program;
    },
    fit: (graph: Graph, options: { readonly data: Rows; readonly validation: Rows }) => {
      const batchSize = options.data.X?.shape[0];
      // The first weights are drawn in the page: they would be half a megabyte.
      seen(graph, fewRows(options.data), { note: `${shownRows} of the images of the first batch, first weights drawn by seed 0` });
      return dagrad.fit(graph, { ...options, batchSize, epochs: steps, validation: fewRows(options.validation) } as never);
    },
    evaluate: (program: dagrad.Program, rows: Rows) => {
      const few = fewRows(rows);
      seen(program.graph, few, { parameters: program.parameters as Rows, note: trainedBriefly(sample) });
      return dagrad.evaluate(program, few);
    },
    predict: (program: dagrad.Program, rows: Rows, options: dagrad.PredictOptions) => {
      const graph = partOf(program.graph, options.output);
      const parameters = Object.fromEntries(Object.entries(program.parameters as Rows).filter(([id]) => graph.nodes[id]));
      seen(graph, fewRows(rows), { parameters, note: trainedBriefly(sample) });
      return dagrad.predict(program, rows, options);
    },
  };
  await runListings(
    program.slice(declared).map(({ block }) => block.code),
    { modules: (name) => modules.get(name) ?? recorded, scope: sample, onNext: () => block++ },
  );
  return subjects;
}

/** The listings whose names the sample declares. */
const declared = 2;

const trainedBriefly = ({ data }: Clothes): string =>
  `the weights are those after ${steps} steps on ${data.X.shape[0]} images; the text has 4,690 on 60,000`;

function fewRows(rows: Rows): Rows {
  const count = Object.values(rows)[0]?.shape[0] ?? 0;
  const index = Array.from({ length: Math.min(count, shownRows) }, (_, i) => Math.floor((i * count) / Math.min(count, shownRows)));
  return Object.fromEntries(Object.entries(rows).map(([name, value]) => [name, value.take(index)]));
}

/** The graph of one output alone. */
function partOf({ gradients: _, ...graph }: Graph, output: string): Graph {
  const id = graph.outputs[output] as string;
  const needed = new Set<string>([...ancestors(graph, [id]), id]);
  const nodes = Object.fromEntries(Object.entries(graph.nodes).filter(([id]) => needed.has(id)));
  return parse(
    { ...graph, nodes, inputs: graph.inputs.filter((id) => needed.has(id)), outputs: { [output]: id }, updates: {} },
    standardOps,
  );
}

/** Feeds of a run as arrays, of which listings write some as their elements. */
function arraysOf(graph: Graph, feeds: Readonly<Record<string, unknown>>): Rows {
  return Object.fromEntries(
    Object.entries(feeds).map(([id, value]) => {
      const { shape, dtype } = graph.nodes[id] as Graph["nodes"][string];
      return [id, value instanceof NdArray ? value : new NdArray(value as NdArray["data"], shape as number[], dtype)];
    }),
  );
}
