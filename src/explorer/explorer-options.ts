import { checkGraph, checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { Graph, NodeId } from "../../graph/graph.ts";
import { isRecord } from "../../graph/is-record.ts";
import { array, NdArray } from "../../graph/ndarray.ts";
import type { NestedNumbers } from "../../graph/nested.ts";
import { explorationOf } from "./exploration.ts";
import type { Sources, Subject } from "./subject.ts";

/** What an explorer is told of a graph. */
export interface ExplorerOptions {
  /** One line, at the top. Default "dagrad". */
  readonly title?: string;
  /** Values of parameters by id: NdArrays or nested lists. Those that are not given start as their initialisers say. */
  readonly parameters?: Readonly<Record<NodeId, NdArray | NestedNumbers>>;
  /** Values of inputs by name: NdArrays or nested lists. Those that are not given are drawn by the seed, and the page says so. */
  readonly feeds?: Readonly<Record<NodeId, NdArray | NestedNumbers>>;
  /** Of what is drawn. Default 0. */
  readonly seed?: number;
  /** The scalar output whose gradients are shown. Default "loss", else the first scalar float output; where there is none, none are shown. */
  readonly of?: string;
  /** The modules that the graph was written in, by name, and where in them its nodes were made: lines and columns from 1. */
  readonly sources?: Sources;
}

const options = ["title name", "parameters weights", "feeds data inputs", "seed", "of loss output minimize", "sources"];

/**
 * What is explored, checked. Errors: OpError for an unknown option or one of another kind; where values are given, or an output named, those of
 * `gradients`, `compile` and `run`.
 */
export function subjectOf(where: string, graph: Graph<any, any>, given: ExplorerOptions = {}): Subject {
  checkGraph(where, graph);
  checkOptions(where, given, options);
  const { title = "dagrad", parameters, feeds, seed, of, sources } = given;
  checkKind(typeof title === "string", where, "title", "a text", title, "pass one, or leave it out");
  checkKind(seed === undefined || Number.isSafeInteger(seed), where, "seed", "a whole number", seed, "correct it, or leave it out");
  checkKind(of === undefined || typeof of === "string", where, "of", "the name of an output", of, "name one, or leave it out");
  const areSources = sources === undefined || (isRecord(sources) && isRecord(sources.files) && isRecord(sources.places));
  checkKind(areSources, where, "sources", "{ files, places }", sources, "pass both, or leave it out");
  const subject: Subject = {
    title,
    graph,
    ...(parameters && { parameters: arraysOf(graph, parameters) }),
    ...(feeds && { feeds: arraysOf(graph, feeds) }),
    ...(seed !== undefined && { seed }),
    ...(of !== undefined && { of }),
    ...(sources && { sources }),
  };
  if (parameters !== undefined || feeds !== undefined || of !== undefined) explorationOf(subject).look();
  return subject;
}

const arraysOf = (graph: Graph, values: Readonly<Record<NodeId, NdArray | NestedNumbers>>): Record<NodeId, NdArray> =>
  Object.fromEntries(
    Object.entries(values).map(([id, value]) => [id, value instanceof NdArray ? value : array(value, graph.nodes[id]?.dtype ?? "float64")]),
  );
