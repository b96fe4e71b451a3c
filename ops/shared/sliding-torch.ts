import { namesIn } from "../../graph/dim.ts";
import { isFloat } from "../../graph/dtype.ts";
import { atom, binding, grouped, type NotationSite, type Term } from "../../graph/notation.ts";
import type { Operands } from "../../graph/op.ts";
import type { Dim, Shape } from "../../graph/shape.ts";
import type { ConvolutionAttrs } from "./convolution.ts";
import { channelsLast, spatialAxes } from "./layout.ts";
import { givenPads, padsOf, type SlidingAttrs } from "./sliding.ts";

/** How PyTorch slides windows: channels first, weights as filters, channels, window, and one padding for both ends of an axis. */

type Pads = readonly (readonly [before: Dim, after: Dim])[];

/** 2, or (2, 3) where axes differ. */
export const torchNumbers = (numbers: readonly (number | Dim)[]): string =>
  new Set(numbers).size === 1 ? String(numbers[0]) : `(${numbers.join(", ")})`;

/** ", stride=2" unless it is what PyTorch takes where nothing is said. */
const unlessUsual = (name: string, numbers: readonly Dim[], usual: Dim): string =>
  numbers.every((one) => one === usual) ? "" : `, ${name}=${torchNumbers(numbers)}`;

export const padsAlong = (shape: Shape, size: readonly number[], attrs: SlidingAttrs): Pads =>
  spatialAxes(attrs.layout).map((axis, i) => padsOf(shape[axis] as Dim, i, size, attrs));

/** (1, 1, 0, 2): the last axis first. */
export const torchPads = (pads: Pads, sign = ""): string =>
  `(${[...pads]
    .reverse()
    .flat()
    .map((one) => (one === 0 ? "0" : `${sign}${namesIn(one).length > 0 && sign ? `(${one})` : one}`))
    .join(", ")})`;

const isEven = (pads: Pads): boolean => pads.every(([before, after]) => before === after);
const isNone = (pads: Pads): boolean => pads.every(([before, after]) => before === 0 && after === 0);

/** A result that was made with the channels first, as the layout has it. */
const placed = (text: string, layout: string): Term => atom(channelsLast(layout) ? `${text}.movedim(1, -1)` : text);

/** x with its channels first. */
const channelsFirst = (x: Term, layout: string): string => (channelsLast(layout) ? `${grouped(x, binding.atom)}.movedim(-1, 1)` : x.text);

/** Of weights with the window first, [...window, C, F], those with the filters first. */
const filtersFirst = (w: Term, axes: number, layout: string): string => {
  if (!channelsLast(layout)) return w.text;
  return `${grouped(w, binding.atom)}.permute(${[axes + 1, axes, ...Array.from({ length: axes }, (_, i) => i)].join(", ")})`;
};

/** F.conv2d(x, w, b, stride=2, padding=1); `weights` and `groups` are those of PyTorch's. */
function convolved(
  [x, w, b]: readonly [x: string, w: string, b: string | undefined],
  pads: Pads,
  { stride, dilation, layout }: SlidingAttrs,
  groups: Dim,
): Term {
  const even = isEven(pads);
  const operands = [even ? x : `F.pad(${x}, ${torchPads(pads)})`, w, ...(b === undefined ? [] : [b])].join(", ");
  const padding = even
    ? unlessUsual(
        "padding",
        pads.map(([before]) => before),
        0,
      )
    : "";
  const further = `${unlessUsual("stride", stride, 1)}${padding}${unlessUsual("dilation", dilation, 1)}${unlessUsual("groups", [groups], 1)}`;
  return placed(`F.conv${stride.length}d(${operands}${further})`, layout);
}

export function torchConvolution([x, w, b]: Operands<Term>, attrs: ConvolutionAttrs, { shapes = [] }: NotationSite): Term {
  const axes = attrs.stride.length;
  const weights = shapes[1] as readonly number[];
  const size = channelsLast(attrs.layout) ? weights.slice(0, axes) : weights.slice(2);
  const pads = padsAlong(shapes[0] as Shape, size, attrs);
  return convolved([channelsFirst(x, attrs.layout), filtersFirst(w, axes, attrs.layout), b?.text], pads, attrs, attrs.groups);
}

/** Each channel has filters of its own: [h, w, C, M] is [C·M, 1, h, w]. */
export function torchDepthwise([x, w, b]: Operands<Term>, attrs: SlidingAttrs, { shapes = [] }: NotationSite): Term {
  const weights = shapes[1] as readonly number[];
  const isLast = channelsLast(attrs.layout);
  const size = isLast ? weights.slice(0, 2) : weights.slice(2);
  const pads = padsAlong(shapes[0] as Shape, size, attrs);
  const filters = isLast ? `${grouped(w, binding.atom)}.permute(2, 3, 0, 1).flatten(0, 1).unsqueeze(1)` : w.text;
  return convolved([channelsFirst(x, attrs.layout), filters, b?.text], pads, attrs, (shapes[0] as Shape)[isLast ? 3 : 1] as Dim);
}

/** F.conv_transpose2d(x, w, b, stride=2); what lies in the padding is dropped. */
export function torchTransposed(
  [x, w, b]: Operands<Term>,
  { stride, dilation, groups, layout, outputPadding }: ConvolutionAttrs & { readonly outputPadding: readonly number[] },
  pads: Pads,
): Term {
  const operands = [channelsFirst(x, layout), filtersFirst(w, stride.length, layout), ...(b === undefined ? [] : [b.text])].join(", ");
  // output_padding must be less than the stride or the dilation in PyTorch, as here less than the stride.
  const further = `${unlessUsual("stride", stride, 1)}${unlessUsual("output_padding", outputPadding, 0)}${unlessUsual("groups", [groups], 1)}${unlessUsual("dilation", dilation, 1)}`;
  const even = isEven(pads);
  const cut = even
    ? unlessUsual(
        "padding",
        pads.map(([before]) => before),
        0,
      )
    : "";
  const whole = `F.conv_transpose${stride.length}d(${operands}${further}${cut})`;
  return placed(even ? whole : `F.pad(${whole}, ${torchPads(pads, "-")})`, layout);
}

/** F.max_pool2d(x, 2) */
export function torchMaxPool(
  [x]: Operands<Term>,
  attrs: SlidingAttrs & { readonly size: readonly number[] },
  { shapes = [], dtypes: [dtype = "float32"] = [] }: NotationSite,
): Term | undefined {
  // Whole numbers have no −∞ to pad with.
  if (!isFloat(dtype)) return undefined;
  const { size, stride, dilation, layout } = attrs;
  const pads = padsAlong(shapes[0] as Shape, size, attrs);
  // PyTorch pads by at most half a window.
  const inside = isEven(pads) && pads.every(([before], i) => typeof before === "number" && 2 * before <= (size[i] as number));
  const first = channelsFirst(x, layout);
  const operand = inside ? first : `F.pad(${first}, ${torchPads(pads)}, value=-torch.inf)`;
  const padding = inside
    ? unlessUsual(
        "padding",
        pads.map(([before]) => before),
        0,
      )
    : "";
  const step = stride.every((one, i) => one === size[i]) ? "" : `, stride=${torchNumbers(stride)}`;
  return placed(
    `F.max_pool${size.length}d(${operand}, ${torchNumbers(size)}${step}${padding}${unlessUsual("dilation", dilation, 1)})`,
    layout,
  );
}

/** F.avg_pool2d(x, 2), or average_pool(…) of src/torch/functions.ts where windows reach beyond x in a way that PyTorch does not count. */
export function torchAveragePool(
  [x]: Operands<Term>,
  attrs: SlidingAttrs & { readonly size: readonly number[]; readonly countIncludePad: boolean },
  { shapes = [] }: NotationSite,
): Term {
  const { size, stride, dilation, layout, countIncludePad } = attrs;
  const pads = padsAlong(shapes[0] as Shape, size, attrs);
  const first = channelsFirst(x, layout);
  const step = stride.every((one, i) => one === size[i]) ? "" : `, stride=${torchNumbers(stride)}`;
  if (isNone(pads) && dilation.every((one) => one === 1)) {
    return placed(`F.avg_pool${size.length}d(${first}, ${torchNumbers(size)}${step})`, layout);
  }
  const tuple = (numbers: readonly number[]): string => `(${numbers.join(", ")}${numbers.length === 1 ? "," : ""})`;
  const counted = spatialAxes(layout).map((axis, i) =>
    countIncludePad ? givenPads((shapes[0] as Shape)[axis] as Dim, i, size, attrs) : ([0, 0] as const),
  );
  return placed(
    `average_pool(${first}, ${tuple(size)}, ${tuple(stride)}, ${tuple(dilation)}, ${torchPads(pads)}, ${torchPads(counted)})`,
    layout,
  );
}
