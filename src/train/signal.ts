import { isDagradError } from "../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { isName } from "../../graph/names.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { ancestors } from "../../graph/walk.ts";
import { add } from "../../ops/elementwise/add.ts";
import { reference } from "../backends/reference/reference.ts";
import { differentiate, lastOf } from "../passes/differentiate.ts";
import { programOf } from "../run/compile.ts";
import type { Program } from "../run/program.ts";
import type { Columns } from "./dataset.ts";

/** What comes through a layer, a node that multiplies rows with weights that are trained. */
export interface LayerSignal {
  readonly id: NodeId;
  /** By how much its input differs from row to row: the standard deviation over rows, its root mean square over columns. */
  readonly spread: number;
  /** The root mean square of ∂loss/∂(its output). */
  readonly gradient: number;
}

export interface Signal {
  /** From the inputs to the loss. */
  readonly layers: readonly LayerSignal[];
  /**
   * Of the layer that can learn most, spread · gradient, the size of what its weights are taught by the differences of rows; as a share of
   * what it would be if the first layer's input and the last layer's gradient met in one layer. 1 for a network of one layer.
   */
  readonly share: number;
}

/**
 * What comes through a network, with the parameters as they are: one run on the reference, which changes nothing. Undefined where no layer
 * is seen, and where all rows are alike or the loss asks for nothing.
 */
export function signalOf(network: Graph<any, any>, step: Program<any, any>, minimize: string, feeds: Columns): Signal | undefined {
  try {
    return heard(network, step, minimize, feeds);
  } catch (error) {
    // A layer without a differentiable path, a row that no batch has had: training itself says what is wrong.
    if (isDagradError(error)) return undefined;
    throw error;
  }
}

function heard(network: Graph<any, any>, step: Program<any, any>, minimize: string, feeds: Columns): Signal | undefined {
  const found = layersOf(network, step, minimize);
  const layers = [...found.keys()];
  if (layers.length === 0) return undefined;
  const derived = differentiate(network, { of: minimize, with: layers, add });
  const { cotangents } = lastOf(derived);
  const outputs = Object.fromEntries([
    ["loss", network.outputs[minimize] as NodeId],
    ...layers.map((id) => [`gradient ${id}`, cotangents[id] as NodeId]),
    ...[...found.values()].flat().map((id) => [`value ${id}`, id]),
  ]);
  const watching = programOf(Object.freeze({ ...derived, outputs }) as Graph, { backend: reference, sharing: step });
  const values = watching.run(feeds, Object.keys(outputs), { copy: false }) as Readonly<Record<string, NdArray>>;
  const signals = layers.map((id): LayerSignal => {
    const spreads = (found.get(id) as NodeId[]).map((input) => spreadOf(values[`value ${input}`] as NdArray));
    return { id, spread: Math.max(...spreads), gradient: rootMeanSquare((values[`gradient ${id}`] as NdArray).data) };
  });
  const before = new Map(layers.map((id) => [id, ancestors(network, found.get(id) as NodeId[])]));
  const isFirst = ({ id }: LayerSignal): boolean => !layers.some((other) => other !== id && before.get(id)?.has(other));
  const isLast = ({ id }: LayerSignal): boolean => !layers.some((other) => other !== id && before.get(other)?.has(id));
  const whole =
    Math.max(...signals.filter(isFirst).map(({ spread }) => spread)) * Math.max(...signals.filter(isLast).map(({ gradient }) => gradient));
  // Where the loss asks for something and no layer hears of it, nothing is taught.
  const isDeaf = signals.every(({ gradient }) => gradient === 0) && values.loss?.data[0] !== 0;
  const share = isDeaf ? 0 : Math.max(...signals.map(({ spread, gradient }) => spread * gradient)) / whole;
  return Number.isFinite(share) ? { layers: signals, share } : undefined;
}

/** The layers that the output depends on, and of each the inputs that have rows. */
export function layersOf(network: Graph<any, any>, step: Program<any, any>, minimize: string): Map<NodeId, NodeId[]> {
  const needed = ancestors(network, [network.outputs[minimize] as NodeId]);
  const isTrained = (id: NodeId): boolean =>
    nodeOf(network, id).op === "parameter" && nodeOf(network, id).shape.length >= 2 && Object.hasOwn(step.graph.updates, id);
  const layers = new Map<NodeId, NodeId[]>();
  for (const id of Object.keys(network.nodes)) {
    const { inputs } = nodeOf(network, id);
    if (!needed.has(id) || !hasRows(network, id) || !inputs.some(isTrained)) continue;
    const rows = inputs.filter((input) => hasRows(network, input));
    if (rows.length > 0) layers.set(id, rows);
  }
  return layers;
}

/** True of a table of rows, as the batch has. */
export const hasRows = (network: Graph<any, any>, id: NodeId): boolean =>
  nodeOf(network, id).shape.length >= 2 && isName(nodeOf(network, id).shape[0]);

/** By how much rows differ: the standard deviation over rows, its root mean square over columns. */
export function spreadOf({ data, shape: [rows = 0] }: NdArray): number {
  const width = data.length / rows;
  let sum = 0;
  for (let j = 0; j < width; j++) {
    let mean = 0;
    for (let i = j; i < data.length; i += width) mean += (data[i] as number) / rows;
    for (let i = j; i < data.length; i += width) sum += ((data[i] as number) - mean) ** 2;
  }
  return Math.sqrt(sum / data.length);
}

function rootMeanSquare(data: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += (data[i] as number) ** 2;
  return Math.sqrt(sum / data.length);
}
