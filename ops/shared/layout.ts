import type { Fail, TensorType } from "../../graph/op.ts";
import { type Shape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { LastDim } from "../../graph/types/dims.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";

/** Where the channels of a batch lie: behind all other axes, or right behind the batch. The letters stand for any number of axes between. */
export const layouts = ["NHWC", "NCHW"] as const;
export type Layout = (typeof layouts)[number];

/** The option, with what other libraries call it. */
export const layoutNames = "layout data_format";

/** The axis of the channels. */
export const channelAxis = (layout: Layout, rank: number): number => (layout === "NCHW" ? 1 : rank - 1);

/** x must have an axis of rows and one of channels. */
export function requireChannels(x: TensorType, fail: Fail): void {
  if (x.shape.length >= 2) return;
  const expected = "x must have an axis of rows and one of channels";
  fail({ code: "rank", expected, actual: showType(x), cure: "give it as [batch, …, channels]" });
}

/** ", NCHW" where that is not the usual one. */
export const layoutWords = (layout: Layout): string => (layout === "NHWC" ? "" : `, ${layout}`);

/** The position of the channels, as a type. */
export type ChannelAxis<L> = L extends "NCHW" ? 1 : -1;
/** The dim of the channels; `number` where it is not known. */
export type ChannelDim<S extends Shape, L> = L extends "NCHW"
  ? S extends readonly [unknown, infer C, ...unknown[]]
    ? C
    : number
  : LastDim<S>;

/** T, where x has rows and channels; or why not. */
export type WithChannels<Op extends string, X extends Tensor, T> = Checked<
  X["shape"] extends readonly [] | readonly [unknown]
    ? `${Op}: x must have an axis of rows and one of channels, got ${ShowShape<X["shape"]>}`
    : never,
  T
>;
