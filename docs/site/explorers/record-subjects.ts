import type { Graph } from "../../../graph/graph.ts";
import { explorationOf } from "../../../src/explorer/exploration.ts";
import { subjectOf } from "../../../src/explorer/explorer-options.ts";
import type { Subject } from "../../../src/explorer/subject.ts";
import * as dagrad from "../../../src/index.ts";
import type { Program } from "../../../tests/repository/programs.ts";
import { runListings } from "./run-listings.ts";

type Arrays = Readonly<Record<string, dagrad.NdArray>>;

/** A graph that a listing made, and values that a run gave it: its parameters before that run, and its feeds. */
interface Seen {
  readonly graph: Graph;
  readonly block: number;
  feeds?: Arrays;
  parameters?: Arrays;
}

/** A training is not gone through: what it begins with is what is shown. */
const begun = new Error("a training has begun");

/** Runs a program and gives, for each of its listings that makes a graph, the last one as an explorer shows it, with the values of the listing. */
export async function recordSubjects(program: Program, title: string): Promise<Map<number, Subject>> {
  const seen: Seen[] = [];
  let block = 0;
  const valuesOf = (inputs: readonly string[]): Seen[] => seen.filter(({ graph }) => inputs.every((name) => graph.nodes[name]));
  const take = (feeds: Readonly<Record<string, unknown>>, parameters: Arrays): void => {
    for (const one of valuesOf(Object.keys(feeds))) {
      if (one.feeds !== undefined) continue;
      one.feeds = feeds as Arrays;
      one.parameters = Object.fromEntries(Object.entries(parameters).filter(([id]) => one.graph.nodes[id]));
    }
  };
  const recorded = {
    ...dagrad,
    graph: (...parts: Parameters<typeof dagrad.graph>) => {
      const graph = dagrad.graph(...parts);
      seen.push({ graph, block });
      return graph;
    },
    compile: (...parts: Parameters<typeof dagrad.compile>) => {
      const program = dagrad.compile(...parts);
      const { run } = program;
      let first = true;
      program.run = ((feeds: Record<string, unknown>, ...rest: []) => {
        if (first) take(feeds ?? {}, program.parameters as Arrays);
        first = false;
        return run.call(program, feeds as never, ...rest);
      }) as typeof run;
      return program;
    },
    fit: (graph: Graph, { data, random }: { readonly data: Record<string, unknown>; readonly random?: dagrad.Random }) => {
      take({ ...data }, dagrad.compile(graph, { backend: dagrad.reference, ...(random && { random }) }).parameters as Arrays);
      throw begun;
    },
  };
  try {
    await runListings(
      program.map(({ block }) => block.code),
      { modules: () => recorded, onNext: () => block++ },
    );
  } catch (error) {
    if (error !== begun) throw error;
  }
  const subjects = new Map<number, Subject>();
  for (const one of seen) {
    const subject = shown(one, title);
    if (subject) subjects.set(one.block, subject);
  }
  return subjects;
}

/** With the values of the listing where they fit, else with drawn ones; undefined of what cannot be run. */
function shown({ graph, feeds, parameters }: Seen, title: string): Subject | undefined {
  for (const values of [{ ...(feeds && { feeds: inputsOf(graph, feeds) }), ...(parameters && { parameters }) }, {}]) {
    try {
      const subject = subjectOf("site", graph, { title, ...values });
      explorationOf(subject).look();
      return subject;
    } catch {}
  }
  return undefined;
}

const inputsOf = (graph: Graph, feeds: Arrays): Arrays =>
  Object.fromEntries(Object.entries(feeds).filter(([id]) => graph.inputs.includes(id)));
