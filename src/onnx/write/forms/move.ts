import { decodeNumber } from "../../../../graph/attrs.ts";
import { addDims, multiplyDims, subtractDims } from "../../../../graph/dim.ts";
import type { AttrValue } from "../../../../graph/graph.ts";
import type { Dim } from "../../../../graph/shape.ts";
import type { Site } from "../site.ts";
import type { Asked, Form } from "./form.ts";

export const moveForms: Readonly<Record<string, Form>> = {
  transpose: { write: ({ inputs, attrs, to }) => to.node("Transpose", inputs, { perm: attrs.perm as readonly number[] }) },
  broadcastTo: { write: (site) => site.expanded(site.input(0), site.type(0).shape, site.shape) },
  expandDims: { write: ({ inputs, attrs, to }) => to.node("Unsqueeze", [...inputs, to.ints([attrs.axis as number])]) },
  squeeze: {
    when: ({ attrs }) => (attrs.axis as readonly number[]).length > 0,
    write: ({ inputs, attrs, to }) => to.node("Squeeze", [...inputs, to.ints(attrs.axis as readonly number[])]),
  },
  concat: { write: ({ inputs, attrs, to }) => to.node("Concat", inputs, { axis: attrs.axis as number }) },
  slice: { write: writeSlice },
  pad: { when: isWritablePad, write: writePad },
  flip: {
    when: ({ attrs }) => (attrs.axis as readonly number[]).length > 0,
    write: ({ inputs, attrs, to }) => {
      const axes = attrs.axis as readonly number[];
      const each = (value: number | bigint): string => to.ints(axes.map(() => value));
      return to.node("Slice", [...inputs, each(-1), each(beforeAll), to.ints(axes), each(-1)]);
    },
  },
  roll: {
    write: (site) => {
      const { to, attrs } = site;
      const axis = to.ints([attrs.axis as number]);
      const size = to.sizes.of(site.shape[attrs.axis as number] as Dim);
      // Of no elements there is none to divide by.
      const first = to.node("Mod", [to.ints([attrs.shift as number]), to.node("Max", [size, to.ints([1])])]);
      const cut = to.node("Sub", [size, first]);
      const part = (from: string, end: string): string => to.node("Slice", [site.input(0), from, end, axis]);
      return to.node("Concat", [part(cut, size), part(to.ints([0]), cut)], { axis: attrs.axis as number });
    },
  },
  windows: { write: writeWindows },
  shear: { when: ({ attrs, types: [x] }) => typeof x?.shape[attrs.along as number] === "number", write: writeShear },
};

/** Below every place: what a slice that goes backwards to the beginning ends at. */
const beforeAll = -(2n ** 62n);

/** A place that is −1 would be the last one to ONNX: what goes backwards is cut out first, and turned around then. */
function writeSlice(site: Site): string {
  const { to } = site;
  const { axis, start, stop, step } = site.attrs as {
    readonly axis: number;
    readonly start: Dim;
    readonly stop: Dim;
    readonly step: number;
  };
  const sliced = (x: string, ends: readonly [string, string], by: number): string =>
    to.node("Slice", [x, ...ends, to.ints([axis]), to.ints([by])]);
  const part = (by: number): string => sliced(site.input(0), [to.sizes.list([start]), to.sizes.list([stop])], by);
  if (step > 0) return part(step);
  const isWhole = start === 0 && stop === site.type(0).shape[axis];
  return sliced(isWhole ? site.input(0) : part(1), [to.ints([-1]), to.ints([beforeAll])], step);
}

interface PadAttrs {
  readonly pads: readonly Dim[];
  readonly dilation: readonly number[];
  readonly mode: "constant" | "edge" | "reflect";
  readonly value: AttrValue;
}
const padAttrs = ({ attrs }: Pick<Site, "attrs">): PadAttrs => attrs as unknown as PadAttrs;

/** What is cut off, by pads that are negative, is no business of an edge that goes on. */
function isWritablePad(asked: Asked): boolean {
  const { pads, mode } = padAttrs(asked);
  if (pads.length === 0) return false;
  return mode === "constant" || pads.every((pad) => typeof pad === "number" && pad >= 0);
}

/** Elements that lie apart are padded each by itself first: as rows of one element and what stands behind it. */
function writePad(site: Site): string {
  const { to } = site;
  const { pads, dilation, mode, value } = padAttrs(site);
  const fill = to.scalar(decodeNumber(value), site.dtype);
  let x = site.input(0);
  const shape = [...site.type(0).shape];
  const [before, after] = [0, 1].map((side) => shape.map((_, axis) => pads[2 * axis + side] as Dim)) as [Dim[], Dim[]];
  if (dilation.some((by) => by > 1)) {
    const apart = shape.flatMap((dim) => [dim, 1]);
    const behind = to.ints([...apart.map(() => 0), ...dilation.flatMap((by) => [0, by - 1])]);
    const spread = shape.map((dim, axis) => multiplyDims(dim, dilation[axis] as number));
    const rows = to.node("Pad", [site.reshaped(x, shape, apart), behind, fill], { mode: "constant" });
    x = site.reshaped(
      rows,
      shape.flatMap((dim, axis) => [dim, dilation[axis] as number]),
      spread,
    );
    for (const [axis, by] of dilation.entries()) after[axis] = subtractDims(after[axis] as Dim, by - 1);
  }
  return to.node("Pad", mode === "constant" ? [x, to.sizes.list([...before, ...after]), fill] : [x, to.sizes.list([...before, ...after])], {
    mode,
  });
}

/** So many elements of a window are cut out one by one, which runtimes do quickest; more of them are picked by their places. */
const fewCuts = 64;

type Windows = Record<"axes" | "size" | "stride" | "dilation", readonly number[]>;

function writeWindows(site: Site): string {
  const { size } = site.attrs as unknown as Windows;
  return size.length > 0 && size.reduce((a, b) => a * b, 1) <= fewCuts ? cutWindows(site) : pickedWindows(site);
}

/** The elements of all windows that stand at one place of theirs are a slice; the slices one behind the other, then behind all other axes. */
function cutWindows(site: Site): string {
  const { to } = site;
  const { axes, size, stride, dilation } = site.attrs as unknown as Windows;
  const rank = site.type(0).shape.length;
  const x = to.node("Unsqueeze", [site.input(0), to.ints([0])]);
  const [along, steps] = [to.ints(axes.map((axis) => axis + 1)), to.ints(stride)];
  const places = size.reduce<number[][]>(
    (all, count) => all.flatMap((before) => Array.from({ length: count }, (_, k) => [...before, k])),
    [[]],
  );
  const cuts = places.map((place) => {
    const starts = place.map((k, i) => k * (dilation[i] as number));
    // The last window begins at (count − 1) · stride.
    const stops = starts.map((start, i) =>
      addDims(multiplyDims(subtractDims(site.shape[axes[i] as number] as Dim, 1), stride[i] as number), start + 1),
    );
    return to.node("Slice", [x, to.ints(starts), to.sizes.list(stops), along, steps]);
  });
  const all = cuts.length === 1 ? (cuts[0] as string) : to.node("Concat", cuts, { axis: 0 });
  const outer = site.shape.slice(0, rank);
  const apart = site.reshaped(all, [cuts.length, ...outer], [...size, ...outer]);
  const perm = [...outer.map((_, i) => i + size.length), ...size.map((_, i) => i)];
  return to.node("Transpose", [apart], { perm });
}

/** Along each axis, the last one first, the places of the elements of all windows; the elements then stand behind all other axes. */
function pickedWindows(site: Site): string {
  const { to } = site;
  const { axes, size, stride, dilation } = site.attrs as unknown as Windows;
  const order = axes.map((axis, i) => ({ axis, i })).sort((a, b) => b.axis - a.axis);
  let x = site.input(0);
  const marks: (number | undefined)[] = site.type(0).shape.map(() => undefined);
  for (const { axis, i } of order) {
    x = to.node(
      "Gather",
      [x, places(site, axis, { size: size[i] as number, stride: stride[i] as number, dilation: dilation[i] as number })],
      { axis },
    );
    marks.splice(axis + 1, 0, i);
  }
  const outer = [...marks.keys()].filter((at) => marks[at] === undefined);
  const inner = axes.map((_, i) => marks.indexOf(i));
  const perm = [...outer, ...inner];
  return perm.every((at, i) => at === i) ? x : to.node("Transpose", [x], { perm });
}

/** Window → places of its elements along an axis: [windows, size]. */
function places(site: Site, axis: number, window: { readonly size: number; readonly stride: number; readonly dilation: number }): string {
  const { to } = site;
  const { size, stride, dilation } = window;
  const count = site.shape[axis] as Dim;
  const own = Array.from({ length: size }, (_, k) => k * dilation);
  if (typeof count === "number") {
    const all = Array.from({ length: count }, (_, i) => own.map((k) => i * stride + k)).flat();
    return to.ints(all, [count, size]);
  }
  const numbers = to.node("Range", [to.ints([0], []), to.node("Squeeze", [to.sizes.of(count)]), to.ints([1], [])]);
  const starts = to.node("Mul", [to.node("Unsqueeze", [numbers, to.ints([1])]), to.ints([stride])]);
  return to.node("Add", [starts, to.ints(own)]);
}

/** Each position of one axis begins further on along another: they are cut out one by one. */
function writeShear(site: Site): string {
  const { to } = site;
  const { axis, along, step } = site.attrs as unknown as Record<"axis" | "along" | "step", number>;
  const [count, size] = [site.type(0).shape[along] as number, site.shape[axis] as Dim];
  const parts = Array.from({ length: count }, (_, j) => {
    const from = step >= 0 ? step * j : -step * (count - 1 - j);
    const ends = [to.sizes.list([from, j]), to.sizes.list([addDims(size, from), j + 1])];
    return to.node("Slice", [site.input(0), ...ends, to.ints([axis, along])]);
  });
  return to.node("Concat", parts, { axis: along });
}
