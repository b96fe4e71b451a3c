import { internal } from "../../../graph/errors.ts";
import type { Attrs } from "../../../graph/graph.ts";
import type { Fail, Operands, PrepareBody, Primitive, Value } from "../../../graph/op.ts";
import { expressionOf } from "../../../graph/scalar.ts";
import { accumulateKernel } from "./accumulate.ts";
import { indexKernel } from "./indexed.ts";
import { productKernel } from "./matrix.ts";
import { moveKernel } from "./move.ts";
import { randomKernel } from "./random.ts";
import { reduceKernel } from "./reduce.ts";
import { scalarKernel } from "./scalar.ts";

/**
 * What each run of a primitive executes, in NumPy's arithmetic: it reads the inputs, writes the output and allocates nothing. Looks
 * once at its operands, whose memory stays theirs for the life of the program. `fail` reports a bad element. Lines are summed in pieces of
 * at most `piece` elements, where it is given. `prepare` is for ops with a body.
 */
export function kernelOf(
  op: Primitive<any>,
  inputs: readonly Value[],
  y: Value,
  attrs: Attrs,
  fail: Fail,
  prepare?: PrepareBody,
  piece?: number,
): () => void {
  const [x, w] = inputs as readonly [Value, Value];
  if ("scalar" in op) {
    const expression = expressionOf(
      op.scalar,
      inputs.map(({ dtype }) => dtype),
      attrs,
    );
    return scalarKernel(expression, inputs, y, fail);
  }
  if ("reduce" in op) return reduceKernel(op, x, y, attrs, fail, piece);
  if ("move" in op) return moveKernel(op.move(inputs as unknown as Operands<Value>, y, attrs), inputs, y);
  if ("view" in op) {
    const seen = inputs[op.inputs.indexOf(op.view)] as Value;
    return () => y.data.set(seen.data);
  }
  if ("index" in op) return indexKernel(op, inputs, y, attrs, fail);
  if ("accumulate" in op) return accumulateKernel(op.accumulate, x, y, attrs);
  if ("product" in op) return productKernel(x, w, y);
  if ("random" in op) return randomKernel(x, y, attrs, fail);
  if ("known" in op) {
    const number = op.known(inputs as unknown as Operands<Value>, attrs);
    return () => {
      for (let i = 0; i < y.data.length; i++) y.data[i] = number + i;
    };
  }
  if ("kernel" in op) return op.kernel(inputs as unknown as Operands<Value>, y, attrs, fail, prepare);
  throw internal(`"${(op satisfies never as Primitive<any>).name}" declares no computation`);
}
