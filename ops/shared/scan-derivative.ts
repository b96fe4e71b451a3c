import { apply } from "../../graph/apply.ts";
import { finish } from "../../graph/build.ts";
import { builderOf, GraphBuilder } from "../../graph/builder.ts";
import { isFloat } from "../../graph/dtype.ts";
import { type Attrs, type Graph, type Node, type NodeId, nodeOf } from "../../graph/graph.ts";
import { isLeaf } from "../../graph/leaf.ts";
import { literal } from "../../graph/leaves.ts";
import type { AnyTensor, BodyGradient, Composite, Cotangent, Together } from "../../graph/op.ts";
import { opsOf } from "../../graph/ops-of.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ancestors, topologicalOrder } from "../../graph/walk.ts";
import { add } from "../elementwise/add.ts";
import type { ScanAttrs } from "../loops/scan.ts";
import { broadcastTo } from "../move/broadcast-to.ts";
import { type LoopAttrs, partsOf, resultsOf } from "./loop-body.ts";

/**
 * The derivative of a loop is a loop the other way round. It carries the cotangents of the carries back in time, and the sums of the
 * cotangents of what is the same in every step; it goes over the cotangents of stacked results, and over what its step needs of the loop's
 * own step, which that stacks as further results.
 */
export const derivativeOf = (op: () => Composite<ScanAttrs>): Together<ScanAttrs> => ({
  key: ({ body, sequences, reverse }) => [body, sequences, reverse],
  derive: (attrs, results, wanted, differentiate) => {
    const { body } = attrs;
    const names = partsOf(attrs, body.inputs);
    const float = (id: NodeId): boolean => isFloat(nodeOf(body, id).dtype);
    const isWanted = (id: NodeId): boolean => wanted[body.inputs.indexOf(id)] === true;
    const carries = names.carries.filter(float);
    const stacked = results.map(({ result }) => result).filter((name) => !body.inputs.includes(name));
    const outputs = [...carries, ...stacked];
    const by = [...carries, ...[...names.slices, ...names.constants].filter((id) => float(id) && isWanted(id))];
    const gradient = differentiate(body, outputs, by);
    const loop = backwardLoop(attrs, names, gradient, { carries, stacked });
    const extended = (one: ScanAttrs): ScanAttrs => ({ ...one, body: loop.forward });
    return {
      extended,
      vjp: (dys, inputs, another) => {
        const dyOf = (name: string): AnyTensor | undefined => dys[results.findIndex(({ result }) => result === name)];
        const given = partsOf(attrs, inputs as readonly AnyTensor[]);
        let made: readonly AnyTensor[] | undefined;
        const operands = (): readonly AnyTensor[] => {
          made ??= loop.operands.map((operand): AnyTensor => {
            if (operand.kind === "input") return inputs[operand.at] as AnyTensor;
            if (operand.kind === "kept") return another(extended({ ...attrs, result: operand.name }));
            if (operand.kind === "sum") return zerosLike(inputs[operand.at] as AnyTensor);
            const dy = dyOf(operand.name);
            if (dy !== undefined) return dy;
            const at = names.carries.indexOf(operand.name);
            if (at >= 0) return zerosLike(given.carries[at] as AnyTensor);
            // A result that turned out to have no cotangent.
            const { shape, dtype } = another(extended({ ...attrs, result: operand.name }));
            return broadcastTo(literal(0, { ...(inputs[0] as Tensor), dtype } as never) as AnyTensor, { shape: [...shape] }) as AnyTensor;
          });
          return made;
        };
        return body.inputs.map((id): Cotangent | undefined => {
          const result = loop.results.get(id);
          if (result === undefined) return undefined;
          const reversed = { body: loop.body, sequences: loop.sequences, reverse: !attrs.reverse, result };
          return () => {
            const xs = operands();
            builderOf(xs[0] as Tensor).bring(opsOf(loop.body));
            return apply(op(), xs, reversed as unknown as Attrs) as AnyTensor;
          };
        });
      },
    };
  },
});

/** What an input of the backward loop is. */
type Operand =
  /** The cotangent of a result of the loop. */
  | { readonly kind: "cotangent"; readonly name: string }
  /** Zeros: a sum that begins. */
  | { readonly kind: "sum"; readonly at: number }
  /** An input of the loop itself. */
  | { readonly kind: "input"; readonly at: number }
  /** A value of all steps that the loop keeps. */
  | { readonly kind: "kept"; readonly name: string };

interface BackwardLoop {
  readonly body: Graph;
  readonly sequences: number;
  readonly operands: readonly Operand[];
  /** Input of the loop → the result that is its cotangent. */
  readonly results: ReadonlyMap<NodeId, string>;
  /** The body of the loop itself, with what it keeps among its outputs. */
  readonly forward: Graph;
}

interface Differentiated {
  readonly carries: readonly NodeId[];
  readonly stacked: readonly string[];
}

function backwardLoop(
  attrs: LoopAttrs,
  names: ReturnType<typeof partsOf<NodeId>>,
  gradient: BodyGradient,
  { carries, stacked }: Differentiated,
): BackwardLoop {
  const { graph, forward, seeds, cotangents } = gradient;
  const at = (id: NodeId): number => attrs.body.inputs.indexOf(id);
  const seedOf = (name: string): NodeId => seeds.get(name) as NodeId;
  const summed = names.constants.filter((id) => cotangents.has(id));
  const sliced = names.slices.filter((id) => cotangents.has(id));
  const steady = steadyNodes(graph, names.constants, forward);
  const needed = ancestors(graph, [...cotangents.values()]);
  // What a step back reads of the step forward: as it is, or computed again where it is the same in every step.
  const read = new Set<NodeId>();
  const again = new Set<NodeId>();
  for (const id of needed) {
    const node = nodeOf(graph, id);
    if (!forward.has(id)) for (const input of node.inputs) if (forward.has(input)) read.add(input);
  }
  for (const id of cotangents.values()) if (forward.has(id)) read.add(id);
  for (const id of read) {
    if (!steady.has(id) || isLeaf(nodeOf(graph, id).op)) continue;
    for (const one of ancestors(graph, [id])) again.add(one);
  }
  const isInput = (id: NodeId): boolean => nodeOf(graph, id).op === "input";
  const kept = [...read].filter((id) => !steady.has(id) && !names.slices.includes(id));
  const slices = names.slices.filter((id) => read.has(id));
  const constants = names.constants.filter((id) => read.has(id) || again.has(id));
  if (stacked.length + kept.length + slices.length === 0) slices.push(names.slices[0] as NodeId);

  const keep = keepIn(graph, forward, attrs.body, kept);
  const builder = new GraphBuilder(opsOf(graph));
  const leaf = (id: NodeId, name = id): Tensor => {
    const { shape, dtype } = nodeOf(graph, id);
    return builder.leaf("input", {}, { shape, dtype }, name);
  };
  const sumOf = new Map<NodeId, Tensor>();
  for (const name of carries) leaf(seedOf(name));
  for (const id of summed) sumOf.set(id, leaf(id, free(graph, `sum_${id}`)));
  for (const id of [...stacked.map(seedOf), ...kept, ...slices, ...constants]) leaf(id);
  const there = new Set<NodeId>([...kept, ...slices, ...constants, ...seeds.values()]);
  for (const id of topologicalOrder(graph)) {
    const node = nodeOf(graph, id);
    const computed = !forward.has(id) || again.has(id) || (read.has(id) && node.op === "constant");
    if (needed.has(id) && computed && !there.has(id) && !isInput(id)) builder.adopt(id, { ...node, scope: scopeOf(node) });
  }
  const outputs: Record<string, NodeId> = {};
  for (const name of carries) {
    const before = cotangents.get(name);
    outputs[seedOf(name)] = before ?? zerosLike(builder.handle(seedOf(name)) as AnyTensor).id;
  }
  for (const [id, sum] of sumOf) outputs[sum.id] = add(sum as AnyTensor, builder.handle(cotangents.get(id) as NodeId) as AnyTensor).id;
  const results = new Map<NodeId, string>();
  for (const name of carries) results.set(name, seedOf(name));
  for (const [id, sum] of sumOf) results.set(id, sum.id);
  for (const id of sliced) {
    const name = free(graph, `d_${id}`);
    outputs[name] = cotangents.get(id) as NodeId;
    results.set(id, name);
  }
  const inputs = [
    ...carries.map(seedOf),
    ...[...sumOf.values()].map(({ id }) => id),
    ...stacked.map(seedOf),
    ...kept,
    ...slices,
    ...constants,
  ];
  return {
    body: finish(builder, inputs, outputs),
    sequences: stacked.length + kept.length + slices.length,
    operands: [
      ...carries.map((name): Operand => ({ kind: "cotangent", name })),
      ...summed.map((id): Operand => ({ kind: "sum", at: at(id) })),
      ...stacked.map((name): Operand => ({ kind: "cotangent", name })),
      ...kept.map((id): Operand => ({ kind: "kept", name: keep.names.get(id) as string })),
      ...[...slices, ...constants].map((id): Operand => ({ kind: "input", at: at(id) })),
    ],
    results,
    forward: keep.body,
  };
}

/** Nodes that are the same in every step. */
function steadyNodes(graph: Graph, constants: readonly NodeId[], forward: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
  const steady = new Set(constants);
  for (const id of topologicalOrder(graph)) {
    const { op, inputs } = nodeOf(graph, id);
    if (op === "constant" || (op !== "input" && forward.has(id) && inputs.every((one) => steady.has(one)))) steady.add(id);
  }
  return steady;
}

/** The body, written out as it is differentiated, with those nodes among its outputs. */
function keepIn(
  graph: Graph,
  forward: ReadonlySet<NodeId>,
  body: Graph,
  kept: readonly NodeId[],
): { readonly body: Graph; readonly names: ReadonlyMap<NodeId, string> } {
  const builder = new GraphBuilder(opsOf(graph));
  for (const id of topologicalOrder(graph)) if (forward.has(id)) builder.adopt(id, nodeOf(graph, id));
  const outputs: Record<string, NodeId> = { ...graph.outputs };
  const names = new Map<NodeId, string>();
  const stacked = resultsOf(body).filter((result) => result.stacked);
  for (const id of kept) {
    const known = stacked.find(({ name }) => outputs[name] === id)?.name;
    let name = known ?? id;
    // An input's name would be that of a carry.
    if (known === undefined) while (Object.hasOwn(outputs, name) || body.inputs.includes(name)) name = `${name}_`;
    outputs[name] = id;
    names.set(id, name);
  }
  return { body: finish(builder, body.inputs, outputs), names };
}

/** Parts of a step back are in no box of the graph around. */
const scopeOf = ({ scope }: Node): readonly string[] => Object.freeze(scope.filter((title) => title !== "backward"));

const zerosLike = (x: AnyTensor): AnyTensor => broadcastTo(literal(0, x as Tensor) as AnyTensor, { shape: [...x.shape] }) as AnyTensor;

function free(graph: Graph, wanted: string): string {
  let name = wanted.replaceAll(".", "_");
  while (Object.hasOwn(graph.nodes, name)) name += "_";
  return name;
}
