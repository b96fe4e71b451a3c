import { attrsProblem, decodeNumber } from "../../graph/attrs.ts";
import { GraphBuilder } from "../../graph/builder.ts";
import { allocate, type DType, type TypedArrayOf } from "../../graph/dtype.ts";
import type { Attrs, AttrValue, NodeId } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import {
  type AnyTensor,
  type Composite,
  checkArity,
  failAt,
  isPrimitive,
  type Op,
  type Operands,
  type Primitive,
  type Value,
} from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { kernelOf } from "../../src/backends/reference/kernel-of.ts";

/*
 * Runs ops on values without the compiler, so that an op is tested by itself.
 *
 * `runOp` runs one op, `runFormula` what a function over handles builds, `runDefinition` the textbook formula of a composite.
 * Every kernel run here runs twice over an output filled with rubbish: it must write every element, give the same result
 * again, and leave its inputs as they are.
 */

/** The value of one op: a primitive's kernel, or the executed (lowered) form of a composite. */
export function runOp(op: Op, inputs: readonly NdArray[], attrs: Attrs = {}): NdArray {
  const fail = failAt(op.name, `${op.name}1`);
  checkArity(op, inputs.length, fail);
  const problem = attrsProblem(attrs, op.attrs);
  if (problem) throw new Error(`${op.name}: attribute ${problem.attr} must be ${problem.expected}, got ${JSON.stringify(attrs)}`);
  if (isPrimitive(op)) return runKernel(op, inputs, attrs);
  return runFormula((...x) => (op.lower ?? op.definition)(x as unknown as Operands<AnyTensor>, attrs), inputs);
}

/** The value of a composite's textbook formula, which pictures show. */
export const runDefinition = (op: Composite<any>, inputs: readonly NdArray[], attrs: Attrs = {}): NdArray =>
  runFormula((...x) => op.definition(x as unknown as Operands<AnyTensor>, attrs), inputs);

/** The value of `build(...inputs)`: runFormula((x) => sub(1, x), [array([1, 2])]). */
export function runFormula(build: (...inputs: AnyTensor[]) => Tensor, inputs: readonly NdArray[]): NdArray {
  const builder = new GraphBuilder();
  const values = new Map<NodeId, NdArray>();
  const handles = inputs.map((input, i) => {
    const handle = builder.leaf("input", {}, input, `x${i + 1}`);
    values.set(handle.id, input);
    return handle;
  });
  const output = build(...(handles as AnyTensor[]));
  // Nodes stand in the order in which they were made, so every node comes after its inputs.
  for (const [id, node] of builder.nodes) {
    if (values.has(id)) continue;
    if (node.op === "constant") {
      values.set(id, constant(node.attrs, { shape: node.shape as readonly number[], dtype: node.dtype }));
      continue;
    }
    const op = builder.ops.get(node.op);
    if (!op) throw new Error(`${id}: a leaf without a value (${node.op})`);
    const operands = node.inputs.map((input) => values.get(input) as NdArray);
    values.set(id, runOp(op, operands, node.attrs));
  }
  return values.get(output.id) as NdArray;
}

/** The value of an elementwise op that writes its result over input number `over`, which has the output's type. */
export function runInPlace(op: Primitive<any>, inputs: readonly NdArray[], attrs: Attrs, over: number): NdArray {
  const copies = inputs.map(copyOf);
  const output = copies[over] as NdArray;
  kernelOf(op, copies, output, attrs, failAt(op.name, `${op.name}1`))();
  return output;
}

function runKernel(op: Primitive<any>, inputs: readonly NdArray[], attrs: Attrs): NdArray {
  const fail = failAt(op.name, `${op.name}1`);
  const { shape, dtype } = op.infer(inputs as unknown as Operands<NdArray>, attrs, fail);
  const concrete = shape as readonly number[];
  const output = new NdArray(allocate(dtype, sizeOf(concrete)), concrete, dtype);
  const before = inputs.map(copyOf);
  const run = kernelOf(op, inputs, output, attrs, fail);
  output.data.fill(77);
  run();
  const first = copyOf(output);
  output.data.fill(99);
  run();
  if (!sameElements(first, output))
    throw new Error(`${op.name}: the kernel leaves elements unwritten or gives another result when run again`);
  if (!inputs.every((input, i) => sameElements(input, before[i] as NdArray))) throw new Error(`${op.name}: the kernel changes an input`);
  if (dtype === "bool" && output.data.some((element) => element > 1)) throw new Error(`${op.name}: a bool other than 0 and 1`);
  return output;
}

function constant(attrs: Attrs, { shape, dtype }: Omit<Value, "data">): NdArray {
  const value = new NdArray(allocate(dtype, sizeOf(shape)), shape, dtype);
  value.data.set((attrs.value as readonly AttrValue[]).map(decodeNumber));
  return value;
}

const copyOf = <D extends DType>(value: NdArray<D>): NdArray<D> =>
  new NdArray(value.data.slice() as TypedArrayOf<D>, value.shape, value.dtype);
const sameElements = (a: NdArray, b: NdArray): boolean => a.data.every((element, i) => Object.is(element, b.data[i]));
