import type { Fail, TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { LastDim } from "../../graph/types/dims.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";

/**
 * What the axes of a tensor are: N the batch; C the channels, behind all other axes or right behind the batch; the others, of depth, height
 * and width, are what windows slide over. Where nothing slides the letters between stand for any number of axes.
 */

/** Where channels lie, of layers that look at nothing else. */
export const layouts = ["NHWC", "NCHW"] as const;
export type Layout = (typeof layouts)[number];

/** The option, with what other libraries call it. */
export const layoutNames = "layout data_format";

const words: Readonly<Record<string, string>> = { N: "batch", C: "channels", D: "depth", H: "height", W: "width" };
/** [batch, height, width, channels] */
export const axesOf = (layout: string): string => `[${[...layout].map((letter) => words[letter]).join(", ")}]`;

export const channelsLast = (layout: string): boolean => layout.endsWith("C");
/** The axis of the channels, of as many axes. */
export const channelAxis = (layout: string, rank: number = layout.length): number => (channelsLast(layout) ? rank - 1 : 1);
/** The axes that windows slide over. */
export const spatialAxes = (layout: string): number[] => {
  const first = channelsLast(layout) ? 1 : 2;
  return Array.from({ length: layout.length - 2 }, (_, i) => first + i);
};

/** A shape of these parts. */
export const shapeIn = (layout: string, batch: Dim, spatial: readonly Dim[], channels: Dim): Dim[] =>
  channelsLast(layout) ? [batch, ...spatial, channels] : [batch, channels, ...spatial];

/** x must have the axes of the layout. */
export function requireLayout(x: TensorType, layout: string, fail: Fail): void {
  if (x.shape.length === layout.length) return;
  fail({
    code: "rank",
    expected: `x must be ${axesOf(layout)}`,
    actual: showType(x),
    cure:
      x.shape.length === layout.length - 1
        ? `expandDims(x, { axis: ${channelAxis(layout)} }) gives it one channel, { axis: 0 } makes a batch of one`
        : "reshape it",
  });
}

/** x must have an axis of rows and one of channels. */
export function requireChannels(x: TensorType, fail: Fail): void {
  if (x.shape.length >= 2) return;
  const expected = "x must have an axis of rows and one of channels";
  fail({ code: "rank", expected, actual: showType(x), cure: "give it as [batch, …, channels]" });
}

/** ", NCHW" where that is not the usual one. */
export const layoutWords = (layout: string): string => (channelsLast(layout) ? "" : `, ${layout}`);

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
