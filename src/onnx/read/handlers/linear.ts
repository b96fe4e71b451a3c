import type { AnyTensor } from "../../../../graph/op.ts";
import { add } from "../../../../ops/elementwise/add.ts";
import { mul } from "../../../../ops/elementwise/mul.ts";
import { matmul } from "../../../../ops/linear/matmul.ts";
import { transpose } from "../../../../ops/move/transpose.ts";
import { as, type Handler, isFloat, type NodeCall } from "../node-call.ts";
import { wrapped } from "./casts.ts";

/** The product; of integers in float64, whose sums are exact up to 2⁵³. */
export const product = (a: AnyTensor, b: AnyTensor): AnyTensor =>
  isFloat(a) ? matmul(a, b) : as(matmul(as(a, "float64"), as(b, "float64")), "int32");

/** α aᵀ bᵀ + β c, transposed where the file says so. */
function gemm(call: NodeCall): AnyTensor {
  const { attributes } = call;
  const a = attributes.flag("transA") ? transpose(call.tensor(0)) : call.tensor(0);
  const b = attributes.flag("transB") ? transpose(call.tensor(1)) : call.tensor(1);
  const scaled = (x: AnyTensor, by: number): AnyTensor => (by === 1 ? x : isFloat(x) ? mul(x, by) : as(mul(as(x, "float64"), by), x.dtype));
  const y = scaled(product(a, b), attributes.float("alpha", 1));
  const c = call.optional(2);
  return c === undefined ? y : add(y, scaled(c, attributes.float("beta", 1)));
}

export const linear: Readonly<Record<string, Handler>> = {
  MatMul: (call) => wrapped(product(call.tensor(0), call.tensor(1)), call.type(0)),
  Gemm: gemm,
};
