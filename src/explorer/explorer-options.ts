import { checkGraph, checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { Graph, NodeId } from "../../graph/graph.ts";
import { isGraph } from "../../graph/is-graph.ts";
import { isRecord } from "../../graph/is-record.ts";
import { array, NdArray } from "../../graph/ndarray.ts";
import type { NestedNumbers } from "../../graph/nested.ts";
import { checkFeeds, checkOf, checkParameters } from "./check-given.ts";
import { explorationOf } from "./exploration.ts";
import { type GivenSources, sourcesIn } from "./recorded-sources.ts";
import type { Subject } from "./subject.ts";
import { thinned } from "./time/snapshots.ts";

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
  /**
   * The modules that the graph was written in, by name, and where in them its nodes were made: lines and columns from 1. Places that are left out are those
   * that `recordSources` has remembered. Default: in Node what it has remembered, read from the disk; else none.
   */
  readonly sources?: GivenSources;
  /** Another graph that it is compared with, on the same feeds; its parameters as for this one. */
  readonly compare?: ComparedGraph;
  /** Parameters as they were in the course of a training, in the order of its epochs: a scrubber replays them. At most 200 are kept, evenly. */
  readonly snapshots?: readonly GivenSnapshot[];
}

/** A graph beside the one that is explored. */
export interface ComparedGraph {
  readonly graph: Graph<any, any>;
  /** Default "the other graph". */
  readonly title?: string;
  readonly parameters?: Readonly<Record<NodeId, NdArray | NestedNumbers>>;
}

/** The parameters after an epoch of a training, as `training.network.parameters` has them; of epoch 0, before it. */
export interface GivenSnapshot {
  readonly epoch: number;
  /** What was minimised, over that epoch. */
  readonly loss?: number;
  readonly parameters: Readonly<Record<NodeId, NdArray | NestedNumbers>>;
}

const options = [
  "title name",
  "parameters weights",
  "feeds data inputs",
  "seed",
  "of loss output minimize",
  "sources",
  "compare other",
  "snapshots checkpoints",
];

/**
 * What is explored, checked. Errors: OpError for an unknown option or one of another kind; where values are given, or an output named, those of
 * `gradients`, `compile` and `run`.
 */
export function subjectOf(where: string, graph: Graph<any, any>, given: ExplorerOptions = {}): Subject {
  checkGraph(where, graph);
  checkOptions(where, given, options);
  const { title = "dagrad", parameters, feeds, seed, of, sources, compare, snapshots } = given;
  checkKind(typeof title === "string", where, "title", "a text", title, "pass one, or leave it out");
  checkKind(seed === undefined || Number.isSafeInteger(seed), where, "seed", "a whole number", seed, "correct it, or leave it out");
  checkOf(where, of, graph);
  checkParameters(where, parameters);
  checkFeeds(where, feeds, graph);
  const areSources =
    sources === undefined || (isRecord(sources) && isTexts(sources.files) && (sources.places === undefined || isRecord(sources.places)));
  checkKind(
    areSources,
    where,
    "sources",
    "{ files, places }, files the texts by name",
    sources,
    "pass { files: { name: text } }, or leave it out",
  );
  if (sources !== undefined) checkOptions(`${where}: sources`, sources, ["files texts code", "places"]);
  checkCompared(where, compare);
  checkSnapshots(where, snapshots);
  const subject: Subject = {
    title,
    graph,
    ...(parameters && { parameters: arraysOf(graph, parameters) }),
    ...(feeds && { feeds: arraysOf(graph, feeds) }),
    ...(seed !== undefined && { seed }),
    ...(of !== undefined && { of }),
    ...(sources && { sources: sourcesIn(sources, graph) }),
    ...(compare && {
      compare: {
        title: compare.title ?? "the other graph",
        graph: compare.graph,
        parameters: arraysOf(compare.graph, compare.parameters ?? {}),
      },
    }),
    ...(snapshots && { snapshots: thinned(snapshots.map((one) => ({ ...one, parameters: arraysOf(graph, one.parameters) }))) }),
  };
  if (parameters !== undefined || feeds !== undefined || of !== undefined || snapshots !== undefined) {
    const { look, program } = explorationOf(subject);
    look();
    // Each of them must fit.
    for (const { parameters: values } of subject.snapshots ?? []) program.setParameters(values);
  }
  return subject;
}

const isTexts = (files: unknown): boolean => isRecord(files) && Object.values(files).every((text) => typeof text === "string");

function checkCompared(where: string, compare: ComparedGraph | undefined): void {
  if (compare === undefined) return;
  checkKind(isRecord(compare) && isGraph(compare.graph), where, "compare", "{ graph }", compare, "pass { graph: other }, or leave it out");
  checkOptions(`${where}: compare`, compare, ["graph", "title name", "parameters weights"]);
  checkKind(
    compare.title === undefined || typeof compare.title === "string",
    where,
    "compare.title",
    "a text",
    compare.title,
    "pass one, or leave it out",
  );
}

function checkSnapshots(where: string, snapshots: readonly GivenSnapshot[] | undefined): void {
  if (snapshots === undefined) return;
  const areSnapshots =
    Array.isArray(snapshots) && snapshots.every((one) => isRecord(one) && Number.isSafeInteger(one.epoch) && isRecord(one.parameters));
  const cure = "push { epoch, loss: metrics.loss, parameters: training.network.parameters } after each epoch";
  checkKind(areSnapshots, where, "snapshots", "a list of { epoch, parameters }", snapshots, cure);
  const epochs = (snapshots as readonly GivenSnapshot[]).map(({ epoch }) => epoch);
  const isOrdered = epochs.every((epoch, i) => i === 0 || epoch > (epochs[i - 1] as number));
  checkKind(isOrdered, where, "snapshots", "in the order of their epochs", epochs, "sort them by epoch");
}

const arraysOf = (graph: Graph, values: Readonly<Record<NodeId, NdArray | NestedNumbers>>): Record<NodeId, NdArray> =>
  Object.fromEntries(
    Object.entries(values).map(([id, value]) => [id, value instanceof NdArray ? value : array(value, graph.nodes[id]?.dtype ?? "float64")]),
  );
