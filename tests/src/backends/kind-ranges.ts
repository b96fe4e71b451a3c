import type { NdArray } from "dagrad";
import { foldedAxes, type Value } from "../../../graph/op.ts";
import { filled } from "./instruction-ranges.ts";
import { atEnds, masksOf, type Site } from "./monotone-range.ts";
import { runPrimitive } from "./run-primitive.ts";
import { exactly, isExact, isKnown, type Range, rangeBetween } from "./value-range.ts";

// Where the result of an op lies that is neither elementwise nor a sum, for every choice of operands within their ranges.

/** Elements in other places: each is what it was. */
export function moved({ op, inputs, attrs, type, ...site }: Site): Range {
  const run = (values: readonly Value[], dtype = type.dtype): NdArray => runPrimitive(op, values, attrs, type.shape, dtype);
  const [lows, highs] = [inputs.map(({ low }) => low), inputs.map(({ high }) => high)];
  const masks = masksOf({ op, inputs, attrs, type, ...site });
  const open = run(masks, "float32");
  // A number that the op puts there itself is the same whatever the operands are.
  const own = run(
    masks.map((mask) => ({ ...mask, data: mask.data.map(() => 0) })),
    "float32",
  );
  return rangeBetween(
    run(lows).data,
    run(highs).data,
    type,
    Uint8Array.from(open.data, (one, i) => Number(!Object.is(one, own.data[i]))),
  );
}

export function indexed(site: Site): Range {
  const { op, attrs, inputs } = site;
  if (!("index" in op)) throw new Error(`"${op.name}" has no indices`);
  const { does } = op.index;
  const indices = inputs[does === "mark" ? 0 : 1] as Range;
  if (does !== "mark" && isExact(indices)) return atKnown(site, indices);
  if ((attrs.axis ?? site.type.shape.length) === site.type.shape.length - (does === "mark" ? 1 : 0))
    return does === "pick" ? picked(site) : marked(site);
  return anything(site);
}

/** Elements that go to places which are known: what is added grows with its operands. */
function atKnown({ op, inputs, attrs, type, ...site }: Site, indices: Range): Range {
  const run = (values: readonly Value[], dtype = type.dtype): NdArray =>
    runPrimitive(
      op,
      values.map((value, i) => (inputs[i] === indices ? indices.low : value)),
      attrs,
      type.shape,
      dtype,
    );
  const open = run(masksOf({ op, inputs, attrs, type, ...site }), "float32");
  const [lows, highs] = [inputs.map(({ low }) => low), inputs.map(({ high }) => high)];
  return rangeBetween(
    run(lows).data,
    run(highs).data,
    type,
    Uint8Array.from(open.data, (count) => (count === 0 ? 0 : 1)),
  );
}

/** The hull of all elements that the index may name. */
function picked(site: Site): Range {
  const [x, indices] = site.inputs as [Range, Range];
  const size = x.low.shape.at(-1) as number;
  const open = new Uint8Array(indices.low.data.length);
  const candidates = (row: number): number[] => {
    const [from, to] = [indices.low.data[row] as number, indices.high.data[row] as number];
    return Array.from({ length: to - from + 1 }, (_, k) => row * size + from + k);
  };
  const hull = (data: NdArray["data"], most: (...list: number[]) => number): number[] =>
    Array.from(open, (_, row) => most(...candidates(row).map((at) => data[at] as number)));
  for (let row = 0; row < open.length; row++) {
    const from = candidates(row);
    if (from.some((at) => x.open?.[at] === 1) || (from.length > 1 && from.some((at) => Number.isNaN(x.low.data[at])))) open[row] = 1;
  }
  return rangeBetween(hull(x.low.data, Math.min), hull(x.high.data, Math.max), site.type, open);
}

function marked(site: Site): Range {
  const [indices] = site.inputs as [Range];
  const depth = site.type.shape.at(-1) as number;
  return filled(site, (i) => {
    const [row, at] = [Math.floor(i / depth), i % depth];
    const [from, to] = [indices.low.data[row] as number, indices.high.data[row] as number];
    return at < from || at > to ? [0, 0] : from === to ? [1, 1] : [0, 1];
  });
}

export const drawn = (site: Site): Range => filled(site, () => [0, 1]);

/** What shapes tell depends on no element. */
export const known = (site: Site): Range => exactly(atEnds(site, 0));

/** Of a kernel in TypeScript nothing is known but that every engine calls it. */
export function anything({ type }: Site): Range {
  const none = new Float64Array(type.shape.reduce((product, dim) => product * dim, 1));
  return rangeBetween(none, none, type, new Uint8Array(none.length).fill(1));
}

/** Every position that may hold the largest element, from the first to the last of them; the first of those that are equal for sure. */
export function positionOfLargest(site: Site): Range {
  const [x] = site.inputs as [Range];
  const axis = foldedAxes(site.attrs, x.low.shape.length)[0] as number;
  const length = x.low.shape[axis] as number;
  const inner = x.low.shape.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  return filled(site, (i) => {
    const start = Math.floor(i / inner) * inner * length + (i % inner);
    const places = Array.from({ length }, (_, k) => start + k * inner);
    if (places.some((at) => x.open?.[at] === 1)) return [0, length - 1];
    const missing = places.findIndex((at) => Number.isNaN(x.low.data[at]));
    if (missing >= 0) return [missing, missing];
    const least = Math.max(...places.map((at) => x.low.data[at] as number));
    const possible = places.flatMap((at, k) => ((x.high.data[at] as number) >= least ? [k] : []));
    const [first, last] = [possible[0] as number, possible.at(-1) as number];
    return possible.every((k) => isKnown(x, places[k] as number)) ? [first, first] : [first, last];
  });
}
