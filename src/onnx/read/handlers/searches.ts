import type { Handler, NodeCall } from "../node-call.ts";
import { upTo } from "../up-to.ts";
import { type Known, known, type Value, wholeNumbers } from "../values.ts";
import { product } from "./sampling.ts";

/** What ops find in numbers, so that the shape of what they give depends on them: the numbers must be known when the graph is built. */

/** Shape and numbers of an input that is known. */
function numbersOf(call: NodeCall, position: number): { readonly shape: readonly number[]; readonly data: readonly number[] } {
  const data = call.numbers(position);
  return { data, shape: (call.value(position) as Known).shape };
}

/** Positions of what is not 0, one column for each. */
function nonZero(call: NodeCall): Known {
  const { shape, data } = numbersOf(call, 0);
  const found = upTo(data.length).filter((i) => data[i] !== 0);
  const rows = shape.map((size, axis) => found.map((i) => Math.floor(i / product(shape.slice(axis + 1))) % size));
  return wholeNumbers(rows.flat(), [shape.length, found.length]);
}

/** Numbers by slices along an axis, or by element where there is none; a few of the slices, put together again. */
function slicesOf({ shape, data }: ReturnType<typeof numbersOf>, axis: number | undefined) {
  const sizes = axis === undefined ? [data.length] : shape;
  const [count, inner] = [sizes[axis ?? 0] as number, product(sizes.slice((axis ?? 0) + 1))];
  const outer = upTo(product(sizes.slice(0, axis ?? 0)));
  const part = (i: number): number[] => outer.flatMap((o) => data.slice((o * count + i) * inner, (o * count + i + 1) * inner));
  const chosen = (list: readonly number[]): { readonly shape: number[]; readonly data: number[] } => ({
    shape: sizes.map((size, one) => (one === (axis ?? 0) ? list.length : size)),
    data: outer.flatMap((o) => list.flatMap((i) => data.slice((o * count + i) * inner, (o * count + i + 1) * inner))),
  });
  return { count, part, chosen };
}

const axisOf = (call: NodeCall, rank: number): number | undefined => {
  const axis = call.attributes.int("axis", undefined);
  return axis === undefined ? undefined : call.axis(axis, rank);
};

/** The slices whose condition is true. */
function compressed(call: NodeCall): Value {
  const kept = call.numbers(1).flatMap((one, i) => (one === 0 ? [] : [i]));
  const given = numbersOf(call, 0);
  const { shape, data } = slicesOf(given, axisOf(call, given.shape.length)).chosen(kept);
  return known(call.type(0), shape, data);
}

/** Each slice once, in order or as they come; where it comes first, which one each is, and how often. */
function unique(call: NodeCall): Value[] {
  const given = numbersOf(call, 0);
  const { count, part, chosen } = slicesOf(given, axisOf(call, given.shape.length));
  const parts = upTo(count).map(part);
  const first = new Map<string, number>();
  for (const [i, one] of parts.entries()) if (!first.has(one.join())) first.set(one.join(), i);
  const byValue = (a: number, b: number): number => {
    const [x, y] = [parts[a], parts[b]] as [number[], number[]];
    const at = x.findIndex((value, i) => value !== y[i]);
    return at < 0 ? 0 : (x[at] as number) - (y[at] as number);
  };
  const firsts = [...first.values()];
  if (call.attributes.flag("sorted", true)) firsts.sort(byValue);
  const number = new Map(firsts.map((i, position) => [(parts[i] as number[]).join(), position]));
  const which = parts.map((one) => number.get(one.join()) as number);
  const { shape, data } = chosen(firsts);
  const counts = firsts.map((_, position) => which.filter((one) => one === position).length);
  return [known(call.type(0), shape, data), wholeNumbers(firsts), wholeNumbers(which), wholeNumbers(counts)];
}

type Box = readonly [top: number, left: number, bottom: number, right: number];

/** The area that two boxes share, of the area that they cover. */
function overlap(a: Box, b: Box): number {
  const side = (from: 0 | 1): number => Math.min(a[from + 2] as number, b[from + 2] as number) - Math.max(a[from], b[from]);
  const [height, width] = [side(0), side(1)];
  const area = ([top, left, bottom, right]: Box): number => (bottom - top) * (right - left);
  // As exact as the limit that it is compared with.
  return height > 0 && width > 0 ? Math.fround((height * width) / (area(a) + area(b) - height * width)) : 0;
}

/** The boxes with the highest scores that do not overlap one before. ONNX NonMaxSuppression-11. */
function suppressed(call: NodeCall): Known {
  const [boxes, scores] = [numbersOf(call, 0), numbersOf(call, 1)];
  const [batch, classes, count] = scores.shape as [number, number, number];
  const [most, limit] = [call.number(2, 0), call.number(3, 0)];
  const least = call.has(4) ? call.number(4, 0) : Number.NEGATIVE_INFINITY;
  const isCentred = call.attributes.flag("center_point_box");
  const boxAt = (at: number): Box => {
    const [a, b, c, d] = boxes.data.slice(4 * at, 4 * at + 4) as [number, number, number, number];
    if (isCentred) return [b - d / 2, a - c / 2, b + d / 2, a + c / 2];
    return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
  };
  const rows = upTo(batch * classes).flatMap((plane) => {
    const image = Math.floor(plane / classes);
    const score = (i: number): number => scores.data[plane * count + i] as number;
    const box = (i: number): Box => boxAt(image * count + i);
    const chosen: number[] = [];
    const ranked = upTo(count).filter((i) => score(i) > least);
    for (const i of ranked.sort((a, b) => score(b) - score(a) || a - b)) {
      if (chosen.length < most && chosen.every((one) => overlap(box(i), box(one)) <= limit)) chosen.push(i);
    }
    return chosen.map((i) => [image, plane % classes, i]);
  });
  return wholeNumbers(rows.flat(), [rows.length, 3]);
}

export const searches: Readonly<Record<string, Handler>> = {
  NonZero: nonZero,
  Compress: compressed,
  Unique: unique,
  NonMaxSuppression: suppressed,
};
