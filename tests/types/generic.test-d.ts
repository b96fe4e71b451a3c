import { graph } from "../../graph/build.ts";
import type { FloatType } from "../../graph/dtype.ts";
import { dynamic } from "../../graph/dynamic.ts";
import { f32, i32 } from "../../graph/input.ts";
import type { Dim, Shape } from "../../graph/shape.ts";
import { shaped } from "../../graph/shaped.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, argmax, crossentropy, dense, matmul, mean, relu, reshape, softmax, sub, sum, transpose } from "../../ops/index.ts";
import { exactly } from "./exactly.ts";

/** Functions over any batch, size, dtype or needs: what users write to name a block of their network. */

/** Dims as type parameters. */
export const layer = <B extends Dim, F extends number, N extends string>(x: Tensor<readonly [B, F], "float32", N>) =>
  relu(dense(x, { units: 8 }));
export const product = <M extends Dim, K extends Dim, P extends Dim, N extends string>(
  a: Tensor<readonly [M, K], "float32", N>,
  b: Tensor<readonly [NoInfer<K>, P], "float32", N>,
) => matmul(a, b);
export const biased = <B extends Dim, F extends number, N extends string>(
  x: Tensor<readonly [B, F], "float32", N>,
  b: Tensor<readonly [F], "float32", N>,
) => add(x, b);
export const back = <B extends Dim, F extends number, N extends string>(x: Tensor<readonly [B, F], "float32", N>, features: F) =>
  add(x, dense(relu(dense(x, { units: 32 })), { units: features }));
export const total = <B extends Dim, F extends number, N extends string>(x: Tensor<readonly [B, F], "float32", N>) => sum(x, { axis: 1 });
export const classes = <B extends Dim, F extends number, N extends string>(x: Tensor<readonly [B, F], "float32", N>) => argmax(softmax(x));
export const loss = <B extends Dim, C extends number, N extends string, M extends string>(
  p: Tensor<readonly [B, C], "float32", N>,
  y: Tensor<readonly [B], "int32", M>,
) => mean(crossentropy(p, y, { reduction: "none" }));
export const turned = <B extends Dim, N extends string>(x: Tensor<readonly [B, 4, 5], "float32", N>) => transpose(x, { perm: [0, 2, 1] });
// Whether B is a size, a name or unknown decides what fits, so reshape cannot be checked here.
export const flat = <B extends Dim, N extends string>(x: Tensor<readonly [B, 4, 5], "float32", N>): Tensor<[B, 20], "float32", N> =>
  shaped(dynamic(reshape(dynamic(x), { shape: [-1, 20] })), [x.shape[0], 20]);

/** A whole shape and a dtype as type parameters, for ops that keep them. */
export const residual = <S extends Shape, D extends FloatType, N extends string>(x: Tensor<S, D, N>) => add(x, relu(x));
export const complement = <S extends Shape, D extends FloatType, N extends string>(x: Tensor<S, D, N>) => sub(1, relu(x));

/** A mismatch inside is an error there. */
export const mismatch = <M extends Dim, K extends Dim, L extends Dim>(
  a: Tensor<readonly [M, K], "float32">,
  b: Tensor<readonly [L, K], "float32">,
) =>
  // @ts-expect-error K against L
  matmul(a, b);
/** A whole shape says nothing of its last dim: name the dims, or use dynamic(). */
export const limit = <S extends Shape>(x: Tensor<S, "float32">) =>
  // @ts-expect-error S may be a scalar
  dense(x, { units: 8 });

export const uses = graph({ x: f32("batch", 4), y: i32("batch"), z: f32("batch", 4, 5) }, ({ x, y, z }, g) => {
  exactly<["batch", 8], "float32", "x">()(layer(x));
  exactly<["batch", 9], "float32", "x">()(product(x, g.parameter("w", [4, 9])));
  // @ts-expect-error 4 against 5
  product(x, g.parameter("v", [5, 9]));
  exactly<["batch", 4], "float32", "x">()(biased(x, g.parameter("b", [4])));
  exactly<["batch", 4], "float32", "x">()(back(x, 4));
  exactly<["batch"], "float32", "x">()(total(x));
  exactly<["batch"], "int32", "x">()(classes(x));
  exactly<[], "float32", "x" | "y">()(loss(x, y));
  exactly<["batch", 5, 4], "float32", "z">()(turned(z));
  exactly<["batch", 20], "float32", "z">()(flat(z));
  exactly<["batch", 4, 5], "float32", "z">()(residual(z));
  exactly<["batch", 4], "float32", "x">()(complement(x));
  return { h: layer(x) };
});
