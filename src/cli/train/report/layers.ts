import { type AttrValue, type Graph, type NodeId, nodeOf } from "../../../../graph/graph.ts";
import type { NdArray } from "../../../../graph/ndarray.ts";
import { consumers } from "../../../../graph/walk.ts";
import { unitsWhere } from "../../../explain/units-where.ts";
import { type Columns, dataset, sampleOf } from "../../../train/dataset.ts";
import { hasRows, layersOf, spreadOf } from "../../../train/signal.ts";
import type { Training } from "../../../train/training.ts";
import type { TrainingSettings } from "../training-of.ts";

/** What the units of a layer give, behind its activation. */
export interface LayerOutputs {
  readonly id: NodeId;
  /** What its weights start from, in words. */
  readonly initializer: string;
  readonly units: number;
  /** By how much they differ from row to row: the standard deviation over rows, its root mean square over units. */
  readonly spread: number;
  /** How many are 0 for every row. */
  readonly dead: number;
}

/** Rows that are looked at, from all over the data: of a network with many units fewer do, as each costs more. */
const lookedAtRows = (units: number): number => Math.min(1024, Math.max(16, Math.floor(4e6 / units)));

/**
 * The layers of a network, from its inputs to its loss, with the parameters as they are now: one run, which changes nothing. Undefined where
 * no layer is seen, and where data comes as a stream, of which a row that is looked at would be lost.
 */
export async function layerOutputs(training: Training, settings: TrainingSettings): Promise<LayerOutputs[] | undefined> {
  const { network, step } = training;
  const { data, minimize, initial } = settings;
  if (typeof data === "function") return undefined;
  const layers = [...layersOf(network.graph, step, minimize).keys()];
  if (layers.length === 0) return undefined;
  const chains = layers.map((id) => unitsOf(network.graph, id, layers));
  const fetch = [...new Set(chains.flat())];
  const needed = network.inputsOf(fetch);
  const columns = Object.fromEntries(needed.map((name) => [name, (data as Columns)[name]])) as Columns;
  const feeds = sampleOf(dataset(network.graph, columns, needed), lookedAtRows(sumOf(fetch.map((id) => unitCount(network.graph, id)))));
  const values = (await network.runAsync(feeds as never, fetch as never)) as Readonly<Record<string, NdArray>>;
  return layers.map((id, i) => {
    const stages = (chains[i] as readonly NodeId[]).map((stage) => values[stage] as NdArray);
    const last = stages.at(-1) as NdArray;
    return {
      id,
      initializer: initializerOf(network.graph, id, step.graph.updates, initial),
      units: last.data.length / (last.shape[0] as number),
      spread: spreadOf(last),
      dead: Math.max(...stages.map((stage) => unitsWhere(stage, (element) => element === 0).length)),
    };
  });
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

/** Elements of a row, as far as its graph says. */
const unitCount = (graph: Graph<any, any>, id: NodeId): number =>
  nodeOf(graph, id).shape.reduce<number>((product, dim) => (typeof dim === "number" ? product * dim : product), 1);

/** A layer and what follows it, value by value: its bias, its activation. */
function unitsOf(graph: Graph<any, any>, layer: NodeId, layers: readonly NodeId[]): NodeId[] {
  const users = consumers(graph);
  const size = String(nodeOf(graph, layer).shape);
  const chain = [layer];
  for (let id = layer; ; ) {
    const [next, ...others] = users.get(id) ?? [];
    if (next === undefined || others.length > 0 || layers.includes(next) || String(nodeOf(graph, next).shape) !== size) return chain;
    if (nodeOf(graph, next).inputs.filter((input) => hasRows(graph, input)).length !== 1) return chain;
    chain.push(next);
    id = next;
  }
}

function initializerOf(graph: Graph<any, any>, layer: NodeId, updates: object, initial: TrainingSettings["initial"]): string {
  const weights = nodeOf(graph, layer).inputs.find(
    (id) => nodeOf(graph, id).op === "parameter" && nodeOf(graph, id).shape.length >= 2 && Object.hasOwn(updates, id),
  ) as NodeId;
  if (initial !== undefined && Object.hasOwn(initial, weights)) return "given numbers";
  return showInitializer(nodeOf(graph, weights).attrs.init);
}

/** The attribute `init` of a parameter as a user writes it. */
function showInitializer(init: AttrValue | undefined): string {
  if (typeof init !== "object" || init === null || Array.isArray(init)) return "given numbers";
  const { fill, scaled, randn } = init as Readonly<Record<string, unknown>>;
  return randn === undefined ? String(fill ?? scaled ?? "given numbers") : `${randn} · randn`;
}

/** From this share of dead units on something is said. */
const many = 0.25;

/** What to say of dead units at the end of a training; undefined where they are few. */
export function deadLayers(end: readonly LayerOutputs[]): string | undefined {
  const found = end.filter(({ dead, units }) => dead >= many * units);
  if (found.length === 0) return undefined;
  const counts = found.map(({ id, dead, units }) => `${dead === units ? `all ${units}` : `${dead} of ${units}`} in ${id}`);
  return (
    `Units give 0 for every row and so learn nothing any more: ${counts.join(", ")}. Where they did not at the start, lower the learning rate; ` +
    'where they did, have inputs lie around 0, or start from other weights (init: "heNormal" for relu).'
  );
}
