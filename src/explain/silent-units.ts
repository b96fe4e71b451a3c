import { decodeNumber } from "../../graph/attrs.ts";
import { allocate, isFloat } from "../../graph/dtype.ts";
import { internal } from "../../graph/errors.ts";
import { type AttrValue, type Graph, type Node, type NodeId, nodeOf } from "../../graph/graph.ts";
import type { Elementwise, Op, Value } from "../../graph/op.ts";
import { opOf, opsOf } from "../../graph/ops-of.ts";
import { dtypeOf, expressionOf } from "../../graph/scalar.ts";
import { sizeOf } from "../../graph/shape.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { scalarKernel } from "../backends/reference/scalar.ts";
import type { Computed } from "./computed.ts";
import { isLiteral } from "./names.ts";
import { ownersIn } from "./owners.ts";
import { unitsWhere } from "./units-where.ts";

/** Units of an activation that learn nothing, or next to nothing, of these rows. */
export interface SilentUnits {
  /** How many units it has. */
  readonly count: number;
  /** Those that are 0 in every row though what goes in is not: their gradient is 0, too. */
  readonly dead: readonly number[];
  /** Those whose slope is below 1e-3 in every row, and that are not dead. */
  readonly saturated: readonly number[];
}

/** From this slope on a unit learns. */
const leastSlope = 1e-3;

/**
 * The activations of a graph that have dead or saturated units in a run of two rows or more. An activation is an elementwise function of one node that depends
 * on what is fed, and of numbers; declared, alone or as a composite of elementwise parts. It bends: its slope, that of the function itself, is
 * larger elsewhere. What a composite consists of otherwise is none. Linear in elements.
 */
export function silentUnits(computed: Computed, declared: Graph<any, any> = computed.graph): Map<NodeId, SilentUnits> {
  const found = new Map<NodeId, SilentUnits>();
  for (const { id, input, parts } of activations(computed, declared)) {
    const [x, y] = [computed.value(input), computed.value(id)];
    if (x === undefined || y === undefined || !isTable(x, y)) continue;
    const isZero = (element: number): boolean => element === 0;
    const silentBefore = new Set(unitsWhere(x, isZero));
    const dead = unitsWhere(y, isZero).filter((unit) => !silentBefore.has(unit));
    const slopes = slopesOf(computed, parts, input, x);
    const bends = Math.max(...slopesOf(computed, parts, input, probes).map(Math.abs)) >= 10 * leastSlope;
    const flat = bends ? unitsWhere(y, (_, at) => Math.abs(slopes[at] as number) < leastSlope) : [];
    const deadOnes = new Set(dead);
    const saturated = flat.filter((unit) => !deadOnes.has(unit));
    if (dead.length + saturated.length > 0) found.set(id, { count: y.data.length / (y.shape[0] as number), dead, saturated });
  }
  return found;
}

/** Where a slope is looked for that is larger. */
const probes: Value = { data: Float64Array.of(-2, -1, -0.5, 0.5, 1, 2), shape: [6], dtype: "float64" };

/** Rows of floats go in, and as many come out. */
const isTable = (x: Value, y: Value): boolean =>
  isFloat(x.dtype) && isFloat(y.dtype) && y.shape.length >= 2 && (y.shape[0] as number) >= 2 && String(x.shape) === String(y.shape);

interface Activation {
  readonly id: NodeId;
  readonly input: NodeId;
  /** Of the run, inputs before their users; the last one is the activation. */
  readonly parts: readonly NodeId[];
}

function activations({ graph }: Computed, declared: Graph<any, any>): Activation[] {
  const ops = opsOf(graph);
  const owners = ownersIn(graph, declared);
  const fed = new Set(graph.inputs);
  const groups = new Map<NodeId, NodeId[]>();
  for (const id of topologicalOrder(graph)) {
    const { inputs } = nodeOf(graph, id);
    if (!inputs.some((input) => fed.has(input))) continue;
    fed.add(id);
    if (!Object.hasOwn(declared.nodes, owners.get(id) ?? id)) continue;
    const owner = owners.get(id) ?? id;
    const group = groups.get(owner);
    if (group) group.push(id);
    else groups.set(owner, [id]);
  }
  return [...groups].flatMap(([id, parts]) => {
    const own = new Set(parts);
    const outer = new Set(parts.flatMap((part) => nodeOf(graph, part).inputs.filter((input) => !own.has(input))));
    const tensors = [...outer].filter((input) => !isLiteral(nodeOf(graph, input)));
    const [input] = tensors;
    if (input === undefined || tensors.length > 1 || parts.at(-1) !== id) return [];
    return parts.every((part) => "scalar" in (opOf(nodeOf(graph, part).op, part, ops) as Op)) ? [{ id, input, parts }] : [];
  });
}

/** The derivative of an activation by its input, element by element: half the difference of what it is a little above and below, in float64. */
function slopesOf({ graph }: Computed, parts: readonly NodeId[], input: NodeId, x: Value): number[] {
  const steps = Array.from(x.data, (element) => 1e-4 * Math.max(1, Math.abs(element)));
  const moved = (sign: 1 | -1): ArrayLike<number> => {
    const values = new Map<NodeId, Value>();
    values.set(
      input,
      floats(
        Array.from(x.data, (element, i) => element + sign * (steps[i] as number)),
        x.shape,
      ),
    );
    for (const part of parts) values.set(part, evaluate(graph, part, x.shape, values));
    return (values.get(parts.at(-1) as NodeId) as Value).data;
  };
  const [above, below] = [moved(1), moved(-1)];
  return steps.map((step, i) => ((above[i] as number) - (below[i] as number)) / (2 * step));
}

const floats = (data: ArrayLike<number>, shape: readonly number[]): Value => ({ data: Float64Array.from(data), shape, dtype: "float64" });

/** An elementwise part, floats in float64 whatever they are in the graph. */
function evaluate(graph: Graph<any, any>, id: NodeId, shape: readonly number[], values: ReadonlyMap<NodeId, Value>): Value {
  const node = nodeOf(graph, id);
  const { scalar } = opOf(node.op, id, opsOf(graph)) as Elementwise<any>;
  const operands = node.inputs.map((input) => values.get(input) ?? numberOf(nodeOf(graph, input)));
  const expression = expressionOf(
    scalar,
    operands.map(({ dtype }) => dtype),
    node.attrs,
  );
  const dtype = dtypeOf(expression);
  const y: Value = { data: allocate(dtype, sizeOf(shape)), shape, dtype };
  scalarKernel(expression, operands, y, () => {
    throw internal("an element that ran before is refused");
  })();
  return isFloat(dtype) ? floats(y.data, shape) : y;
}

/** A scalar constant. */
function numberOf({ attrs, dtype }: Node): Value {
  const numbers = (attrs.value as readonly AttrValue[]).map(decodeNumber);
  if (isFloat(dtype)) return floats(numbers, []);
  const data = allocate(dtype, numbers.length);
  data.set(numbers);
  return { data, shape: [], dtype };
}
