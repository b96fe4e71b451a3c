import { decodeNumber } from "../../../../graph/attrs.ts";
import type { TensorType } from "../../../../graph/op.ts";
import type { Dim, Shape } from "../../../../graph/shape.ts";
import type { ConvolutionAttrs } from "../../../../ops/shared/convolution.ts";
import { channelAxis, channelsLast, spatialAxes } from "../../../../ops/shared/layout.ts";
import type { PoolAttrs } from "../../../../ops/shared/pool.ts";
import { padsOf, type SlidingAttrs } from "../../../../ops/shared/sliding.ts";
import type { Site } from "../site.ts";
import { type Attributes, float } from "../tensors.ts";
import { type Asked, type Form, isFloat, isFloat32 } from "./form.ts";

/** ONNX has channels first: x is turned, and the result turned back; what runtimes find between two layers cancels. */
function channelsFirst(site: Site, layout: string, write: (x: string) => string): string {
  if (!channelsLast(layout)) return write(site.input(0));
  const spatial = spatialAxes(layout);
  const y = write(site.to.node("Transpose", [site.input(0)], { perm: [0, layout.length - 1, ...spatial] }));
  return site.to.node("Transpose", [y], { perm: [0, ...spatial.map((axis) => axis + 1), 1] });
}

const slidingAttrs = (attrs: Asked["attrs"]): SlidingAttrs => attrs as unknown as SlidingAttrs;

/** How far each axis is padded, all befores first, as ONNX has it; undefined where it depends on the size of a name. */
function padsAlong(x: TensorType, size: readonly number[], attrs: SlidingAttrs): number[] | undefined {
  const pads = spatialAxes(attrs.layout).map((axis, i) => padsOf(x.shape[axis] as Dim, i, size, attrs));
  const all = [...pads.map(([before]) => before), ...pads.map(([, after]) => after)];
  return all.every((pad) => typeof pad === "number") ? (all as number[]) : undefined;
}

const windowOf = (w: Shape, layout: string): number[] => (channelsLast(layout) ? w.slice(0, -2) : w.slice(2)) as number[];

const convolution: Form = {
  when: (asked) => {
    const [x, w] = asked.types as readonly [TensorType, TensorType];
    const attrs = slidingAttrs(asked.attrs);
    return isFloat32(asked) && padsAlong(x, windowOf(w.shape, attrs.layout), attrs) !== undefined;
  },
  write: (site) => {
    const { to } = site;
    const { layout, stride, dilation, groups } = site.attrs as unknown as ConvolutionAttrs;
    const rank = layout.length;
    const w = channelsLast(layout)
      ? to.node("Transpose", [site.input(1)], { perm: [rank - 1, rank - 2, ...spatialAxes(layout).map((axis) => axis - 1)] })
      : site.input(1);
    const size = windowOf(site.type(1).shape, layout);
    const pads = padsAlong(site.type(0), size, slidingAttrs(site.attrs)) as number[];
    return channelsFirst(site, layout, (x) =>
      to.node("Conv", [x, w, ...site.inputs.slice(2)], { kernel_shape: size, strides: stride, dilations: dilation, pads, group: groups }),
    );
  },
};

/** Under `ceil` runtimes do not agree which windows there are, and none of them takes a padding as large as a window. */
const pool = (opType: string, further: (asked: Asked) => boolean, attributes: (attrs: Asked["attrs"]) => Attributes): Form => ({
  when: (asked) => {
    const attrs = asked.attrs as unknown as PoolAttrs;
    const pads = padsAlong((asked.types as readonly [TensorType])[0], attrs.size, attrs);
    const areInside = pads?.every((pad, i) => pad < (attrs.size[i % attrs.size.length] as number)) === true;
    return isFloat32(asked) && !attrs.ceil && areInside && further(asked);
  },
  write: (site) => {
    const { size, stride, layout } = site.attrs as unknown as PoolAttrs;
    const pads = padsAlong(site.type(0), size, slidingAttrs(site.attrs)) as number[];
    return channelsFirst(site, layout, (x) =>
      site.to.node(opType, [x], { kernel_shape: size, strides: stride, pads, ...attributes(site.attrs) }),
    );
  },
});

const isDense = ({ attrs }: Asked): boolean => (attrs.dilation as readonly number[]).every((one) => one === 1);

/** A scale or a shift that is left out. */
const filled = (site: Site, value: number, shape: Shape): string => site.expanded(site.to.scalar(value, site.dtype), [], shape);

export const layerForms: Readonly<Record<string, Form>> = {
  dense: {
    when: (asked) => isFloat(asked) && asked.shape.length === 2,
    write: ({ inputs, to }) => to.node("Gemm", inputs),
  },
  conv1d: convolution,
  conv2d: convolution,
  conv3d: convolution,
  maxPool: pool(
    "MaxPool",
    () => true,
    ({ dilation }) => ({ dilations: dilation as readonly number[] }),
  ),
  averagePool: pool("AveragePool", isDense, ({ countIncludePad }) => ({ count_include_pad: Number(countIncludePad) })),
  batchNorm: {
    // Of an ε of 0 runtimes make NaN where the book has infinity.
    when: (asked) => isFloat32(asked) && Number(asked.attrs.epsilon) > 0 && (asked.attrs.layout === "NCHW" || asked.shape.length === 2),
    write: (site) => {
      const [x, mean, variance, scale, biases] = site.inputs as readonly [string, string, string, string?, string?];
      const channels = [site.shape[channelAxis(site.attrs.layout as string, site.shape.length)] as Dim];
      const each = (given: string | undefined, at: number, value: number): string =>
        given === undefined ? filled(site, value, channels) : site.expanded(given, site.type(at).shape, channels);
      const parts = [each(scale, 3, 1), each(biases, 4, 0), each(mean, 1, 0), each(variance, 2, 1)];
      return site.to.node("BatchNormalization", [x, ...parts], { epsilon: float(decodeNumber(site.attrs.epsilon as number)) });
    },
  },
  layerNorm: {
    when: (asked) => {
      const axes = asked.attrs.axis as readonly number[];
      return (
        asked.opset >= 17 && isFloat32(asked) && axes.length > 0 && axes.every((axis, i) => axis === asked.shape.length - axes.length + i)
      );
    },
    write: (site) => {
      const [axis] = site.attrs.axis as readonly [number];
      const shape = site.shape.slice(axis);
      const [x, scale, biases] = site.inputs as readonly [string, string?, string?];
      const factor = scale === undefined ? filled(site, 1, shape) : site.expanded(scale, site.type(1).shape, shape);
      const shift = biases === undefined ? [] : [site.expanded(biases, site.type(2).shape, shape)];
      return site.to.node("LayerNormalization", [x, factor, ...shift], {
        axis,
        epsilon: float(decodeNumber(site.attrs.epsilon as number)),
      });
    },
  },
};
