import { type Graph, isDagradError, type NdArray, type Op, random, standardOps } from "dagrad";
import { finish } from "../../../graph/build.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { sameShape } from "../../../graph/shape.ts";
import { op } from "../../graph/untyped-ops.ts";
import { GraphGrowth } from "./graph-growth.ts";
import { growOp } from "./grow-op.ts";

/** A graph, and what a run of it starts from. */
export interface GraphCase {
  readonly name: string;
  readonly graph: Graph<any, any>;
  readonly feeds: Readonly<Record<string, NdArray>>;
  /** Values of all parameters. */
  readonly parameters: Readonly<Record<string, NdArray>>;
}

/** Loops, whose bodies are graphs themselves, and what is made of them are in graphs of their own: tests/ops/scan.test.ts, recurrent.test.ts. */
export const randomOps: readonly Op[] = [...standardOps.values()].filter(
  ({ attrs }) => !("body" in attrs) && !("returnSequences" in attrs),
);

/**
 * The graph of that seed: about ten of these ops over any dtypes, ranks 0 to 4 and named dims of 0 to 33, with leaves of all kinds, shared
 * subexpressions, several outputs and updates. Seeds that follow each other take turns in which ops they surely contain; two of
 * five have NaN, infinities, signed zeros, subnormals and the largest floats among their values.
 */
export function randomGraph(seed: number, ops: readonly Op[] = randomOps): GraphCase {
  const o = new GraphGrowth(random(seed), seed % 5 < 2);
  const featured = [ops[seed % ops.length], ops[(3 * seed + Math.floor(seed / ops.length)) % ops.length]] as Op[];
  const chosen = [...featured, ...Array.from({ length: o.random.randint(3, 12) }, () => o.one(ops)), ...featured];
  for (const op of chosen) attempt(o, op);
  const outputs = outputsOf(o);
  grown(o, outputs);
  const graph = finish(
    o.builder,
    o.inputs.map(({ id }) => id),
    Object.fromEntries(Object.entries(outputs).map(([name, { id }]) => [name, id])),
  );
  return { name: `random graph ${seed}`, graph, feeds: o.valuesOf(o.inputs), parameters: o.valuesOf(o.parameters) };
}

/** One op more. Draws that do not fit these shapes are drawn anew some times, then the op is left out. */
function attempt(o: GraphGrowth, op: Op): void {
  for (let draw = 0; draw < 5; draw++) {
    try {
      o.add(growOp(o, op));
      return;
    } catch (error) {
      if (!isDagradError(error)) throw error;
    }
  }
}

/** The last node, some others, and now and then a leaf of each kind and one node under two names. */
function outputsOf(o: GraphGrowth): Record<string, AnyTensor> {
  const last = o.made.at(-1) as AnyTensor;
  const chosen = [last, ...o.made.filter(() => o.chance(0.25)).slice(0, 5)];
  for (const leaves of [o.inputs, o.parameters, o.constants]) if (leaves.length > 0 && o.chance(0.15)) chosen.push(o.one(leaves));
  if (o.chance(0.15)) chosen.push(last);
  const outputs = Object.fromEntries(chosen.map((tensor, i) => [`y${i}`, tensor]));
  // A shape that is an attribute binds no dim: an input that has it must be fed. The output has the name of the dim.
  for (const dim of o.binding.keys()) if (namesInAttributes(o).has(dim)) outputs[dim] = o.leaf([dim], "float32");
  return outputs;
}

/** Names that an attribute says and no operand has. */
const namesInAttributes = (o: GraphGrowth): Set<unknown> =>
  new Set(
    [...o.builder.nodes.values()].flatMap(({ attrs, inputs }) => {
      if (!Array.isArray(attrs.shape)) return [];
      const there = inputs.flatMap((id) => o.builder.nodes.get(id)?.shape ?? []);
      return attrs.shape.filter((dim) => !there.includes(dim as string));
    }),
  );

/** Updates of some parameters: from a value of the same type, another parameter, or a step of descent. */
function grown(o: GraphGrowth, outputs: Record<string, AnyTensor>): void {
  for (const parameter of o.parameters) {
    if (!o.chance(0.3)) continue;
    const alike = o.made.filter(({ dtype, shape }) => dtype === parameter.dtype && sameShape(shape, parameter.shape));
    const value =
      o.chance(0.5) || parameter.dtype === "bool"
        ? o.one(alike)
        : op.sub(parameter, op.mul(o.one(alike), parameter.dtype.startsWith("float") ? 0.1 : 2));
    o.g.update(parameter, value);
    if (o.chance(0.3)) outputs[`before${parameter.id}`] = parameter;
  }
}
