import { decodeNumber } from "../../graph/attrs.ts";
import { allocate } from "../../graph/dtype.ts";
import type { AttrValue, Node } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { type ScaledInitializer, spreadOf } from "../../graph/scaled-initializer.ts";
import { sizeOf } from "../../graph/shape.ts";
import { torchDType } from "./from-numpy.ts";
import { torchArray } from "./torch-dialect.ts";

/** How PyTorch draws or makes what a parameter begins with, as dagrad would: other numbers of the same spread. */
export function firstValue({ attrs, shape, dtype }: Node): string {
  const sizes = shape as readonly number[];
  const type = dtype === "float32" ? "" : `dtype=${torchDType(dtype)}`;
  const made = (name: string): string =>
    `torch.${name}(${[sizes.length === 0 ? "()" : sizes.join(", "), type].filter((one) => one !== "").join(", ")})`;
  const init = attrs.init as AttrValue;
  if (Array.isArray(init)) {
    const data = allocate(dtype, sizeOf(sizes));
    for (const [i, value] of init.entries()) data[i] = decodeNumber(value as number | string);
    return ofRuns(data, sizes, type) ?? torchArray(new NdArray(data, sizes, dtype));
  }
  const { fill, randn, scaled } = init as { fill?: "zeros" | "ones"; randn?: number; scaled?: ScaledInitializer };
  if (fill !== undefined) return made(fill);
  if (scaled === undefined) return randn === 1 ? made("randn") : `${randn} * ${made("randn")}`;
  const { distribution, scale } = spreadOf(scaled, sizes);
  const short = Number(scale.toPrecision(6));
  return distribution === "normal" ? `${short} * ${made("randn")}` : `${made("empty")}.uniform_(-${short}, ${short})`;
}

/** torch.cat([torch.zeros(96), torch.ones(96), torch.zeros(192)]), as the biases of an LSTM begin; undefined where that would be no shorter. */
function ofRuns(data: ArrayLike<number>, sizes: readonly number[], type: string): string | undefined {
  const runs: { value: number; count: number }[] = [];
  for (let i = 0; i < data.length; i++) {
    const last = runs.at(-1);
    if (last !== undefined && Object.is(last.value, data[i])) last.count++;
    else runs.push({ value: data[i] as number, count: 1 });
  }
  if (sizes.length !== 1 || runs.length > 4 || data.length < 4 * runs.length) return undefined;
  const given = type === "" ? "" : `, ${type}`;
  const parts = runs.map(({ value, count }) =>
    value === 0 || value === 1 ? `torch.${value === 0 ? "zeros" : "ones"}(${count}${given})` : `torch.full((${count},), ${value}${given})`,
  );
  return parts.length === 1 ? parts[0] : `torch.cat([${parts.join(", ")}])`;
}
