import type { Callee, Code, Local } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import { frameOf } from "../frame.ts";
import { move } from "../move.ts";
import { boxesOf, type Stretch, stretchesOf } from "./digit-boxes.ts";
import { digitWalk, lowest } from "./digit-walk.ts";
import type { StridedFactor, StridedProduct } from "./product.ts";
import type { ScatteredPlan } from "./scattered-plan.ts";

/** The most vectors of a row that are copied without a loop. */
const unrolled = 48;

/**
 * A function that copies a block of a scattered a as the plan says: (offset of a, first row, number of rows, first k, number of k, address of
 * the copy). Up to three elements too many may be read and written behind each stretch.
 */
export function gatherFunction(module: Module, product: StridedProduct, plan: ScatteredPlan): Callee {
  return plan.form === "rows" ? gatherRows(module, product, plan) : gatherColumns(module, product, plan);
}

const digitsOf = ({ scattered }: StridedFactor) => scattered as NonNullable<StridedFactor["scattered"]>;

/** Row by row: where a row begins is found while it runs, what of it is copied is known for each run of k. */
function gatherRows(module: Module, { a, k }: StridedProduct, { depth, runs, line }: ScatteredPlan): Callee {
  const code = module.function(["i32", "i32", "i32", "i32", "i32", "i32"], []);
  const [pointer, row, rows, from, , to] = [0, 1, 2, 3, 4, 5] as const;
  const { lines, steps } = digitsOf(a);
  const below = lowest(lines);
  const rowWalk = digitWalk(code, lines, pointer);
  code.increase(pointer, -below);
  rowWalk.start(row);
  for (let run = 0; run < runs; run++) {
    const [start, end] = [run * depth, Math.min(k, (run + 1) * depth)];
    const copy = (): void => {
      code.loop(() => {
        copyStretch(code, a.address + below, steps, start, end, { pointer, to });
        rowWalk.advance();
        code.increase(to, line).countDown(rows);
      });
    };
    if (runs === 1) copy();
    else code.get(from).i32(start).op("i32.eq").if(copy);
  }
  return code;
}

/** The k from start to end of the row at `pointer`, one behind the other at `to`. */
function copyStretch(
  code: Code,
  address: number,
  steps: Parameters<typeof boxesOf>[0],
  start: number,
  end: number,
  { pointer, to }: { readonly pointer: Local; readonly to: Local },
): void {
  const boxes = boxesOf(steps, start, end);
  if (steps.at(-1)?.stride === 1 && boxes.every(({ digits }) => digits.at(-1)?.stride === 1) && end - start <= 4 * unrolled) {
    const vectors = vectorsOf(stretchesOf(steps, start, end));
    if (vectors.length <= unrolled) {
      copyVectors(code, pointer, to, address, vectors, (at) => 4 * (at - start));
      return;
    }
  }
  for (const { at, from, digits } of boxes) {
    let y = 4;
    const axes = digits
      .toReversed()
      .map(({ size, stride }) => {
        const axis = { count: size, x: 4 * stride, y };
        y *= size;
        return axis;
      })
      .toReversed();
    move(frameOf({ code }), { from: address + 4 * from, to: 4 * (at - start), axes, bytes: 4, x: pointer, y: to });
  }
}

/** k by k: where a k begins is found while it runs, which rows are copied is known for each block. */
function gatherColumns(module: Module, { a, rows }: StridedProduct, { form, block, step, depth }: ScatteredPlan): Callee {
  const code = module.function(["i32", "i32", "i32", "i32", "i32", "i32"], []);
  const [pointer, row, , from, count, to] = [0, 1, 2, 3, 4, 5] as const;
  const { lines, steps } = digitsOf(a);
  const only = block === rows.to - rows.from;
  const below = lowest(steps) + (only ? 0 : lowest(lines));
  const start = only ? rows.from : 0;
  const vectors = vectorsOf(stretchesOf(lines, start, start + block));
  const fourBytes = 16 * 4 * Math.ceil(depth / 4);
  code.increase(pointer, -below);
  // Blocks of which there are several each are a part of a stretch.
  if (!only) digitWalk(code, lines, pointer).start(row);
  const walk = digitWalk(code, steps, pointer);
  walk.start(from);
  code.loop(() => {
    copyVectors(code, pointer, to, a.address + below, vectors, (at) =>
      form === "fours" ? ((at - start) / 4) * fourBytes : 4 * (at - start),
    );
    walk.advance();
    code.increase(to, step).countDown(count);
  });
  return code;
}

type Vector = Pick<Stretch, "at" | "from">;

/** Stretches four elements at a time; the last vector of one may run over into the next, which is written after it. */
const vectorsOf = (stretches: readonly Stretch[]): readonly Vector[] =>
  stretches.flatMap(({ at, from, length }) =>
    Array.from({ length: Math.ceil(length / 4) }, (_, i) => ({ at: at + 4 * i, from: from + 4 * i })),
  );

function copyVectors(
  code: Code,
  pointer: Local,
  to: Local,
  address: number,
  vectors: readonly Vector[],
  offsetOf: (at: number) => number,
): void {
  for (const { at, from } of vectors)
    code
      .get(to)
      .get(pointer)
      .at("v128.load", address + 4 * from)
      .at("v128.store", offsetOf(at));
}
