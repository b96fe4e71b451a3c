import { allocate, type TypedArray } from "../../../graph/dtype.ts";
import type { Block, Fill, Move } from "../../../graph/op.ts";
import { showType, sizeOf, stridesOf } from "../../../graph/shape.ts";
import type { Site } from "./site.ts";

/** Elements in other places, where no op of ONNX says it: all elements in a row, of which each place takes one. */
export function writeMove({ move }: Move<any>, site: Site): string {
  const { to, types, shape, dtype } = site;
  if ([...types.map((type) => type.shape), shape].flat().some((dim) => typeof dim === "string")) {
    const expected = `${site.op} must be of known sizes to be written in ONNX`;
    return site.fail("onnx-size-name", expected, types.map(showType).join(" and "), "give the inputs numbers for names");
  }
  const blocks = move(types as never, { shape: shape as readonly number[] }, site.attrs);
  const starts: number[] = [];
  let end = 0;
  for (const type of types) {
    starts.push(end);
    end += sizeOf(type.shape as readonly number[]);
  }
  const fills = [...new Set(blocks.flatMap((block) => ("fill" in block ? [block.fill] : [])))];
  const from = new Float64Array(sizeOf(shape as readonly number[]));
  for (const block of blocks)
    place(block, from, shape as readonly number[], (fill) => end + fills.findIndex((one) => Object.is(one, fill)), starts);
  const rows = site.inputs.map((input) => to.node("Reshape", [input, to.ints([-1])]));
  if (fills.length > 0) {
    const data = allocate(dtype, fills.length);
    for (const [i, fill] of fills.entries()) data[i] = fill;
    rows.push(to.initializer(`${site.id}:fills`, { type: dtype, shape: [fills.length], data: data as TypedArray }));
  }
  const all = rows.length === 1 ? (rows[0] as string) : to.node("Concat", rows, { axis: 0 });
  return to.node("Gather", [all, to.ints(Array.from(from), shape as readonly number[])]);
}

/** Writes where the elements of a block come from into the places that it takes. */
function place(
  block: Block | Fill,
  from: Float64Array,
  shape: readonly number[],
  fillAt: (fill: number) => number,
  starts: readonly number[],
): void {
  const strides = stridesOf(shape);
  const { at = shape.map(() => 0), shape: size = shape, apart = shape.map(() => 1) } = block;
  const count = sizeOf(size);
  const within = stridesOf(size);
  for (let i = 0; i < count; i++) {
    let target = 0;
    let source = "fill" in block ? fillAt(block.fill) : (starts[block.input] as number) + block.from;
    for (let axis = 0; axis < size.length; axis++) {
      const position = Math.floor(i / (within[axis] as number)) % (size[axis] as number);
      target += ((at[axis] as number) + position * (apart[axis] as number)) * (strides[axis] as number);
      if (!("fill" in block)) source += position * (block.steps[axis] as number);
    }
    from[target] = source;
  }
}
