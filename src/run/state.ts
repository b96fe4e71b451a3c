import { decodeNumber } from "../../graph/attrs.ts";
import { canonicalOrder } from "../../graph/canonical-order.ts";
import { checkKept } from "../../graph/check-kept.ts";
import { checkKind } from "../../graph/check-kind.ts";
import { convert } from "../../graph/convert.ts";
import { allocate, type TypedArray } from "../../graph/dtype.ts";
import { FeedError, GraphError } from "../../graph/errors.ts";
import type { AttrValue, Graph, Node, NodeId } from "../../graph/graph.ts";
import { isRecord } from "../../graph/is-record.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { type NestedNumbers, nestedShape } from "../../graph/nested.ts";
import { isNumberBuffer } from "../../graph/number-buffer.ts";
import type { Value } from "../../graph/op.ts";
import { type FannedInitializer, type ScaledInitializer, type Spread, spreadOf } from "../../graph/scaled-initializer.ts";
import { sameShape, showType, sizeOf } from "../../graph/shape.ts";
import { exact } from "../../graph/store.ts";
import { Parameter } from "../backends/parameter.ts";
import { type Random, random as seeded } from "../data/random.ts";
import { isOptimizerState } from "./optimizer-state.ts";

/** Values for parameters by id, in place of what their initialisers say. */
export type GivenParameters = Readonly<Record<string, NdArray | NestedNumbers>>;

/**
 * The first values of a graph's parameters: given ones, else what each initialiser says, drawn in the canonical order of the graph.
 * Given ones are drawn all the same, so that the others do not depend on them; where all are given, nothing is.
 */
export function initialParameters(
  graph: Graph,
  random?: Random,
  given: GivenParameters = {},
  shared: ReadonlyMap<NodeId, Parameter> = new Map(),
): Map<NodeId, Parameter> {
  const made = new Map<NodeId, Parameter>();
  const sharedAs = (id: NodeId, { dtype, shape }: Node): Parameter | undefined => {
    const known = shared.get(id);
    return known !== undefined && known.dtype === dtype && sameShape(known.shape, shape) ? known : undefined;
  };
  const declared: NodeId[] = [];
  let draws = false;
  for (const id in graph.nodes) {
    const node = graph.nodes[id] as Node;
    if (node.op !== "parameter") continue;
    declared.push(id);
    if (isDrawn(node) && !Object.hasOwn(given, id) && sharedAs(id, node) === undefined) draws = true;
  }
  const source = draws ? (random ?? seeded(0)) : undefined;
  for (const id of draws ? canonicalOrder(graph) : declared) {
    const node = graph.nodes[id] as Node;
    if (node.op !== "parameter") continue;
    const known = sharedAs(id, node);
    made.set(id, known ?? new Parameter(filledValue(id, node, (data) => initialise(data, node, source))));
  }
  // They are listed as they are declared.
  const parameters = new Map<NodeId, Parameter>();
  for (const id of declared) parameters.set(id, made.get(id) as Parameter);
  setParameters(parameters, given);
  return parameters;
}

/** True for a parameter whose initialiser draws random numbers. */
function isDrawn({ op, attrs }: Node): boolean {
  const { init } = attrs;
  return op === "parameter" && typeof init === "object" && init !== null && !Array.isArray(init) && !("fill" in init);
}

/** The values of a graph's constants. */
export function constants(graph: Graph): Map<NodeId, Value> {
  const values = new Map<NodeId, Value>();
  for (const id in graph.nodes) {
    const node = graph.nodes[id] as Node;
    if (node.op === "constant")
      values.set(
        id,
        filledValue(id, node, (data) => decodeInto(data, node.attrs.value as readonly AttrValue[])),
      );
  }
  return values;
}

/**
 * Writes values over those of parameters. The state of an optimiser, which a trained program has among its parameters, is left out where
 * there is none. FeedError on another unknown name, a wrong shape or dtype; then nothing is changed.
 */
export function setParameters(parameters: ReadonlyMap<NodeId, Parameter>, values: GivenParameters): void {
  checkKind(isRecord(values), "parameters", "values", "arrays by id", values, "pass { id: array }");
  const fitting = Object.entries(values)
    .filter(([id]) => parameters.has(id) || !isOptimizerState(id, values, parameters))
    .map(([id, value]) => checkedValue(parameters, id, value));
  for (const { to, from } of fitting) to.set(from);
}

function checkedValue(
  parameters: ReadonlyMap<NodeId, Parameter>,
  id: string,
  value: NdArray | NestedNumbers,
): { readonly to: Parameter; readonly from: TypedArray } {
  const parameter = parameters.get(id);
  if (parameter === undefined) {
    const known = [...parameters.keys()];
    const shown = known.slice(0, 8).join(", ") + (known.length > 8 ? ", …" : "");
    throw new FeedError(`parameters: a name must be a parameter's (${shown}), got "${id}"; correct the name`, {
      code: "unknown-parameter",
      actual: id,
    });
  }
  const { dtype, shape } = parameter;
  // A typed array says nothing of its shape, which is known.
  const flat = isNumberBuffer(value) && value.length === sizeOf(shape);
  const given = value instanceof NdArray ? value : { dtype, shape: flat ? shape : nestedShape(value) };
  if (!sameShape(given.shape, shape) || (given.dtype === "bool" && dtype !== "bool")) {
    throw new FeedError(
      `parameters: "${id}" must be ${showType(parameter)}, got ${showType(given)} (node "${id}"); reshape or convert it`,
      {
        code: "parameter-type",
        node: id,
        expected: showType(parameter),
        actual: showType(given),
      },
    );
  }
  const elements = value instanceof NdArray ? value.data : value;
  if (value instanceof NdArray) checkKept(value.data, sizeOf(shape), `parameters: "${id}"`, id);
  if (given.dtype === dtype && value instanceof NdArray) return { to: parameter, from: value.data };
  const from = allocate(dtype, sizeOf(shape));
  convert(elements, { data: from, shape, dtype }, exact, `parameters: "${id}" must hold whole numbers`, id);
  return { to: parameter, from };
}

function filledValue(id: NodeId, node: Node, fill: (data: TypedArray) => void): Value {
  const shape = node.shape as readonly number[];
  let data: TypedArray;
  try {
    data = allocate(node.dtype, sizeOf(shape));
  } catch (error) {
    throw new GraphError(`${node.op}: the host must grant memory for ${showType(node)}, got ${error} (node "${id}"); make it smaller`, {
      code: "too-large",
      node: id,
      actual: showType(node),
    });
  }
  fill(data);
  return { data, shape, dtype: node.dtype };
}

/** Without a source what would be drawn stays 0: it is given. */
function initialise(data: TypedArray, { attrs, shape, dtype }: Node, source: Random | undefined): void {
  const init = attrs.init as AttrValue;
  if (Array.isArray(init)) {
    decodeInto(data, init);
    return;
  }
  const rule = init as { readonly fill?: string; readonly randn?: number; readonly scaled?: ScaledInitializer | FannedInitializer };
  if (rule.fill !== undefined) {
    // Zeros are there already.
    if (rule.fill === "ones") data.fill(1);
    return;
  }
  if (source === undefined) return;
  const spread = rule.scaled === undefined ? normal(decodeNumber(rule.randn as number)) : spreadOf(rule.scaled, shape as readonly number[]);
  if (spread.distribution === "uniform") {
    for (let i = 0; i < data.length; i++) data[i] = source.uniform(-spread.scale, spread.scale);
    return;
  }
  // As the book does in float32: the scale and each draw are rounded first, then their product.
  const round = dtype === "float32" ? Math.fround : (x: number) => x;
  const scale = round(spread.scale);
  for (let i = 0; i < data.length; i++) data[i] = scale * round(source.randn());
}

const normal = (scale: number): Spread => ({ distribution: "normal", scale });

function decodeInto(data: TypedArray, values: readonly AttrValue[]): void {
  for (let i = 0; i < data.length; i++) data[i] = decodeNumber(values[i] as AttrValue);
}
