import { graph } from "../../graph/build.ts";
import { dynamic } from "../../graph/dynamic.ts";
import { f32, i32 } from "../../graph/input.ts";
import type { AnyTensor } from "../../graph/op.ts";
import type { Dim, Shape } from "../../graph/shape.ts";
import { shaped } from "../../graph/shaped.ts";
import type { Tensor } from "../../graph/tensor.ts";
import {
  add,
  argmax,
  argmaxAccuracy,
  clip,
  concat,
  crossentropy,
  dense,
  equal,
  expandDims,
  gather,
  matmul,
  mean,
  mul,
  oneHot,
  relu,
  reshape,
  slice,
  softmax,
  sum,
  transpose,
  where,
} from "../../ops/index.ts";
import { exactly } from "./exactly.ts";

/** What the compiler does not know passes the types; what it knows beside it stays known. */

declare const units: number;
declare const axis: number;
declare const keepdims: boolean;
declare const many: number[];
declare const dims: Shape;
declare const anything: any;

export const unknownDims = graph({ x: f32("batch", 4), y: i32("batch") }, ({ x, y }, g) => {
  const wide = dense(x, { units });
  exactly<["batch", number], "float32", "x">()(wide);
  const known = add(wide, g.parameter("b", [3]));
  exactly<["batch", 3], "float32", "x">()(known);
  const stretched = add(wide, [1]);
  exactly<["batch", number], "float32", "x">()(stretched);
  const product = matmul(wide, g.parameter("w", [7, 2]));
  exactly<["batch", 2], "float32", "x">()(product);
  const flat = reshape(wide, { shape: [-1, 2] });
  exactly<[Dim, 2], "float32", "x">()(flat);
  const total = sum(wide, { axis: 1 });
  exactly<["batch"], "float32", "x">()(total);
  const joined = concat([wide, x], { axis: 1 });
  exactly<["batch", number], "float32", "x">()(joined);
  const part = slice(wide, { axis: 1, stop: 3 });
  exactly<["batch", number], "float32", "x">()(part);
  const hot = oneHot(y, { depth: units });
  exactly<["batch", number], "float32", "y">()(hot);
  const list = mul(g.parameter("c", [4]), many);
  exactly<[4], "float32", never>()(list);
  const some = dense(x, { units: units > 3 ? 3 : 4 });
  exactly<["batch", 3 | 4], "float32", "x">()(some);
  const others = dense(x, { units: units > 3 ? 4 : 5 });
  const four = add(some, others);
  exactly<["batch", 4], "float32", "x">()(four);
  const stretching = dense(x, { units: units > 3 ? 1 : 3 });
  const perhaps = add(g.parameter("d", [4]), stretching);
  exactly<["batch", number], "float32", "x">()(perhaps);
  const narrowed = shaped(wide, ["batch", 10]);
  exactly<["batch", 10], "float32", "x">()(narrowed);
  return { known };
});

export const unknownAxes = graph({ x: f32("batch", 4) }, ({ x }) => {
  const reduced = sum(x, { axis });
  exactly<Dim[], "float32", "x">()(reduced);
  const maybe = sum(x, { axis: 1, keepdims });
  exactly<Dim[], "float32", "x">()(maybe);
  const either = sum(x, { axis: units > 0 ? 0 : 1 });
  exactly<Dim[], "float32", "x">()(either);
  const several = mean(x, { axis: many });
  exactly<Dim[], "float32", "x">()(several);
  const permuted = transpose(x, { perm: many });
  exactly<Dim[], "float32", "x">()(permuted);
  const reshaped = reshape(x, { shape: dims });
  exactly<Dim[], "float32", "x">()(reshaped);
  const cut = slice(x, { axis });
  exactly<Dim[], "float32", "x">()(cut);
  const expanded = expandDims(x, { axis });
  exactly<Dim[], "float32", "x">()(expanded);
  const list = concat([x].slice(), { axis: 1 });
  exactly<Dim[], "float32", "x">()(list);
  return { reduced };
});

export const unknownRank = graph({ x: f32("batch", 4), y: i32("batch") }, ({ x, y }, g) => {
  const d = dynamic(x);
  exactly<Dim[], "float32", "x">()(d);
  const w = g.parameter("w", [9, 3]);
  let h = d;
  for (const size of many) h = relu(dense(h, { units: size }));
  exactly<Dim[], "float32", "x">()(h);
  const both = add(d, w);
  exactly<Dim[], "float32", "x">()(both);
  const product = matmul(d, w);
  exactly<Dim[], "float32", "x">()(product);
  const total = sum(d);
  exactly<[], "float32", "x">()(total);
  const row = sum(d, { axis: "anything", keepdims: true });
  exactly<Dim[], "float32", "x">()(row);
  const loss = crossentropy(softmax(d, { axis: 3 }), y);
  exactly<[], "float32", "x" | "y">()(loss);
  const losses = crossentropy(d, y, { reduction: "none" });
  exactly<Dim[], "float32", "x" | "y">()(losses);
  const accuracy = argmaxAccuracy(x, dynamic(y));
  exactly<[], "float64", "x" | "y">()(accuracy);
  const best = argmax(d, { axis: 7 });
  exactly<Dim[], "int32", "x">()(best);
  const picked = gather(d, y);
  exactly<Dim[], "float32", "x" | "y">()(picked);
  const choice = where(equal(d, 0), x, 0);
  exactly<Dim[], "float32", "x">()(choice);
  const shape = reshape(d, { shape: ["batch", -1] });
  exactly<["batch", Dim], "float32", "x">()(shape);
  const back = shaped(d, ["batch", 4]);
  exactly<["batch", 4], "float32", "x">()(back);
  return { loss };
});

/** A block over any tensor: nothing is known, everything is checked when the graph is built. */
export const block = (x: Tensor): Tensor => add(x, relu(dense(clip(x, { min: 0, max: 1 }), { units: 4 })));
export const composite = (x: AnyTensor, y: AnyTensor): AnyTensor => mean(mul(softmax(x), matmul(y, x)), { axis: -1 });

export const anyValue = graph({ x: f32("batch", 4) }, ({ x }) => ({ y: add(x, anything), z: relu(anything) }));

export const branches = graph({ x: f32("batch", 4) }, ({ x }) => {
  const either = units > 3 ? dense(x, { units: 8 }) : x;
  const h = relu(either);
  const p: Tensor<readonly ["batch", 8] | readonly ["batch", 4], "float32", "x"> = h;
  const y = dense(h, { units: 3 });
  exactly<["batch", 3], "float32", "x">()(y);
  return { y, p };
});

/** Precise handles are handles of less precise types, and never the other way round. */
export function assignability(
  precise: Tensor<["batch", 3], "float32", "x">,
  wide: Tensor,
  sized: Tensor<["batch", number], "float32", "x" | "y">,
) {
  const anyTensor: Tensor = precise;
  const dim: Tensor<["batch", number], "float32", "x" | "y"> = precise;
  const readOnly: Tensor<readonly ["batch", 3], "float32"> = precise;
  const rank: Tensor<readonly Dim[], "float32"> = precise;
  // @ts-expect-error nothing is known of the shape
  const fromWide: Tensor<["batch", 3], "float32", "x"> = wide;
  // @ts-expect-error the size may be another
  const fromSized: Tensor<["batch", 3], "float32", "x" | "y"> = sized;
  // @ts-expect-error the dtype is another
  const otherDType: Tensor<["batch", 3], "float64", "x"> = precise;
  // @ts-expect-error it needs y, too
  const fewerNeeds: Tensor<["batch", number], "float32", "x"> = sized;
  return [anyTensor, dim, readOnly, rank, fromWide, fromSized, otherDType, fewerNeeds];
}
