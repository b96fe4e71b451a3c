import type { Callee, Code, Local } from "../../assembler/code.ts";
import type { Place } from "../../place.ts";

/** An operand of a product; a matrix may be stored as its transpose. */
export type Factor = Place & {
  /** The shape is that of the stored matrix, of which the transpose is meant: float32 of rank 2 only. */
  readonly transposed?: boolean;
};

/** A leading axis of a stack of products: its length, and by how many elements a and b move along it. */
interface Axis {
  readonly count: number;
  readonly a: number;
  readonly b: number;
}

/** The length of an operand's axis, and its step along it in elements. */
interface Step {
  readonly count: number;
  readonly step: number;
}

/** A stack of products of m × k by k × n matrices, one behind the other in y. */
export interface Stack {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Axes of the stack, none where it is one product. */
  readonly axes: readonly Axis[];
}

/** The products of a matmul: vectors are a row or a column, leading axes broadcast. Axes that can be walked as one are one. */
export function stackOf(a: Factor, b: Factor): Stack {
  const [m, k] = sizes(a, [1, ...a.shape]);
  const [, n] = sizes(b, b.shape.length === 1 ? [...b.shape, 1] : b.shape);
  const rank = Math.max(a.shape.length, b.shape.length, 2) - 2;
  const aSteps = steps(a.shape.slice(0, -2), rank, m * k);
  const bSteps = steps(b.shape.slice(0, -2), rank, k * n);
  const axes: Axis[] = [];
  for (let i = 0; i < rank; i++) {
    const [x, y] = [aSteps[i], bSteps[i]] as [Step, Step];
    // Lengths are equal or 1, which stretches: to 0, too.
    const axis = { count: x.count === 1 ? y.count : x.count, a: x.step, b: y.step };
    if (axis.count === 1) continue;
    const outer = axes.at(-1);
    if (outer?.a === axis.a * axis.count && outer.b === axis.b * axis.count)
      axes.splice(-1, 1, { ...axis, count: outer.count * axis.count });
    else axes.push(axis);
  }
  return { m, n, k, axes };
}

/** A stack whose last axis is more rows of a, all met by the same b, as products of so many more rows. */
export function joinRows({ m, n, k, axes }: Stack): Stack {
  const last = axes.at(-1);
  return last && last.b === 0 && last.a === m * k ? { m: m * last.count, n, k, axes: axes.slice(0, -1) } : { m, n, k, axes };
}

/** Calls a function of three byte offsets, in a, b and y, for each product. */
export function callEach(code: Code, { m, n, axes }: Stack, bytes: number, product: Callee): void {
  if (axes.length === 0) {
    code.i32(0).i32(0).i32(0).call(product);
    return;
  }
  const [a, b, y] = code.locals("i32", 3) as [Local, Local, Local];
  const walk = (from: number): void => {
    const axis = axes[from];
    if (!axis) {
      code.get(a).get(b).get(y).call(product);
      code.increase(y, bytes * m * n);
      return;
    }
    code.count(code.local("i32"), 0, axis.count, 1, () => {
      walk(from + 1);
      code.increase(a, bytes * axis.a);
      code.increase(b, bytes * axis.b);
    });
    if (from === 0) return;
    code.increase(a, -bytes * axis.a * axis.count);
    code.increase(b, -bytes * axis.b * axis.count);
  };
  for (const local of [a, b, y]) code.i32(0).set(local);
  walk(0);
}

/** Rows and columns of an operand's matrices. */
function sizes({ transposed }: Factor, shape: readonly number[]): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}

/** Lengths of an operand's leading axes and its steps along them, 0 where it stands still, for as many axes as the stack has. */
function steps(shape: readonly number[], rank: number, size: number): Step[] {
  let step = size;
  const all = [...Array<number>(rank - shape.length).fill(1), ...shape].reverse().map((count) => {
    const axis = { count, step: count === 1 ? 0 : step };
    step *= count;
    return axis;
  });
  return all.reverse();
}
