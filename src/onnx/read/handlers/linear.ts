import type { AnyTensor } from "../../../../graph/op.ts";
import { as, type Handler, isFloat, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { wrapped } from "./casts.ts";

/** The product; of integers in float64, whose sums are exact up to 2⁵³. */
export const product = (a: AnyTensor, b: AnyTensor): AnyTensor =>
  isFloat(a) ? op.matmul(a, b) : as(op.matmul(as(a, "float64"), as(b, "float64")), "int32");

/** α aᵀ bᵀ + β c, transposed where the file says so. */
function gemm(call: NodeCall): AnyTensor {
  const { attributes } = call;
  const a = attributes.flag("transA") ? op.transpose(call.tensor(0)) : call.tensor(0);
  const b = attributes.flag("transB") ? op.transpose(call.tensor(1)) : call.tensor(1);
  const scaled = (x: AnyTensor, by: number): AnyTensor =>
    by === 1 ? x : isFloat(x) ? op.mul(x, by) : as(op.mul(as(x, "float64"), by), x.dtype);
  const y = scaled(product(a, b), attributes.float("alpha", 1));
  const c = call.optional(2);
  return c === undefined ? y : op.add(y, scaled(c, attributes.float("beta", 1)));
}

export const linear: Readonly<Record<string, Handler>> = {
  MatMul: (call) => wrapped(product(call.tensor(0), call.tensor(1)), call.type(0)),
  Gemm: gemm,
};
