import { bytesOf, type DType } from "../../../../graph/dtype.ts";
import type { FoldAxis } from "../../fuse/fold-walk.ts";
import type { Code, Local } from "../assembler/code.ts";
import type { Part } from "../threads/split.ts";
import type { FoldShape } from "./fold-shape.ts";

/** What is read or written: where its first element is, and how far it moves, in bytes. */
export interface FoldStream {
  readonly address: number;
  readonly dtype: DType;
  /** Along an axis of the walk. */
  readonly step: (axis: FoldAxis) => number;
  /** Number of the pointer that it moves with. */
  readonly pointer: number;
}

/** Pointers by their number: offsets in bytes. */
export type Pointers = readonly Local[];

/** Where four results are, or a term of them. */
export interface FoldPosition {
  readonly pointers: Pointers;
  readonly row: number;
  readonly vector: number;
  /** Along the axes that are written out. */
  readonly position: readonly number[];
}

/** The loops of a fold, and the pointers that move in them: those of streams that move alike are one. */
export class FoldLoops {
  readonly #code: Code;
  readonly #shape: FoldShape;
  /** The axes along which pointers move, and the byte steps of each pointer along them. */
  readonly #looped: readonly FoldAxis[];
  readonly #pointers: (readonly number[])[] = [];

  constructor(code: Code, shape: FoldShape) {
    const { outer, row, vector, loops } = shape;
    this.#code = code;
    this.#shape = shape;
    this.#looped = [...outer, ...(row ? [row] : []), vector, ...loops];
  }

  /** The stream of operand number `at` of the walk, whose first element is there. */
  stream(first: number, dtype: DType, at: number): FoldStream {
    const { outer, loops, unrolled } = this.#shape;
    const bytes = bytesOf(dtype);
    const step = (axis: FoldAxis): number => bytes * (axis.steps[at] as number);
    // Offsets count from the lowest address that is read, since those of WebAssembly are never negative.
    const below = [...outer, ...loops, ...unrolled].reduce((sum, axis) => sum + Math.min(0, (axis.count - 1) * step(axis)), 0);
    const steps = this.#looped.map(step);
    const known = this.#pointers.findIndex((others) => others.every((one, i) => one === steps[i]));
    return { address: first + below, dtype, step, pointer: known >= 0 ? known : this.#pointers.push(steps) - 1 };
  }

  /** The address of a position, behind the pointer of the stream. */
  offset({ address, step }: FoldStream, { row, vector, position }: FoldPosition): number {
    const shape = this.#shape;
    const fixed = position.reduce((sum, one, i) => {
      const axis = shape.unrolled[i] as FoldAxis;
      const by = step(axis);
      return sum + (by < 0 ? (one + 1 - axis.count) * by : one * by);
    }, 0);
    return address + fixed + row * (shape.row === undefined ? 0 : step(shape.row)) + 4 * vector * step(shape.vector);
  }

  /** `body` at the first of each group of results whose registers are side by side, all of them or those of a part. */
  each({ rows, columns }: Part, body: (pointers: Pointers) => void): void {
    const code = this.#code;
    const { outer, row, vector } = this.#shape;
    const [outermost] = [...outer, ...(row ? [row] : [])];
    const starts = this.#pointers.map((steps) => {
      const start = code.local("i32");
      const behind = steps.reduce((sum, step, i) => {
        const axis = this.#looped[i] as FoldAxis;
        const from = (axis === outermost ? rows?.from : axis === vector ? columns?.from : 0) ?? 0;
        return sum + Math.max(0, -step * (axis.count - 1)) + from * step;
      }, 0);
      code.i32(behind).set(start);
      return start;
    });
    const lengthOf = (axis: FoldAxis | undefined): number => {
      const span = axis === outermost ? rows : axis === vector ? columns : undefined;
      return span === undefined ? (axis?.count ?? 1) : span.to - span.from;
    };
    this.#nest(
      outer,
      starts,
      (at) =>
        this.#groups(row, lengthOf(row), this.#shape.rows, at, (inner) =>
          this.#groups(vector, lengthOf(vector), 4 * this.#shape.vectors, inner, body),
        ),
      lengthOf(outer[0]),
    );
  }

  /** `body` at so many positions of an axis, one after the other. */
  steps(axis: FoldAxis, count: number, pointers: Pointers, body: (pointers: Pointers) => void): void {
    const code = this.#code;
    const at = this.#looped.indexOf(axis);
    const own = pointers.map((pointer, i) => (this.#pointers[i]?.[at] === 0 ? pointer : this.#copy(pointer)));
    if (count === 1) body(own);
    else
      code.times(code.local("i32"), count, () => {
        body(own);
        this.#advance(own, axis, 1);
      });
  }

  /** `body` at the first of so many blocks of `length` positions of an axis, and at that of the rest. */
  blocks(axis: FoldAxis, length: number, pointers: Pointers, body: (count: number, pointers: Pointers) => void): void {
    const code = this.#code;
    const blocks = Math.floor(axis.count / length);
    const at = pointers.map((pointer) => this.#copy(pointer));
    const one = (count: number): void => {
      body(count, at);
      this.#advance(at, axis, count);
    };
    if (blocks === 1) one(length);
    else code.times(code.local("i32"), blocks, () => one(length));
    if (axis.count % length > 0) one(axis.count % length);
  }

  #copy(pointer: Local): Local {
    const copy = this.#code.local("i32");
    this.#code.get(pointer).set(copy);
    return copy;
  }

  #advance(pointers: Pointers, axis: FoldAxis, count: number): void {
    const along = this.#looped.indexOf(axis);
    pointers.forEach((local, i) => void this.#code.increase(local, count * (this.#pointers[i]?.[along] as number)));
  }

  /** Loops in loops. */
  #nest([axis, ...inner]: readonly FoldAxis[], pointers: Pointers, body: (pointers: Pointers) => void, count = axis?.count): void {
    if (axis === undefined) body(pointers);
    else this.steps(axis, count as number, pointers, (at) => this.#nest(inner, at, body));
  }

  /** `body` at the first of each `size` neighbours along an axis; the last ones overlap those before them where the axis is no multiple of `size`. */
  #groups(axis: FoldAxis | undefined, count: number, size: number, pointers: Pointers, body: (pointers: Pointers) => void): void {
    const code = this.#code;
    if (axis === undefined || count <= size) {
      body(pointers);
      return;
    }
    const along = this.#looped.indexOf(axis);
    const [at, first] = [code.local("i32"), code.local("i32")];
    const own = pointers.map((pointer, i) => (this.#pointers[i]?.[along] === 0 ? pointer : code.local("i32")));
    const last = count - size;
    code.count(at, 0, count, size, () => {
      code.get(at);
      if (count % size !== 0) code.i32(last).get(at).i32(last).op("i32.lt_u", "select");
      code.set(first);
      own.forEach((local, i) => {
        const step = this.#pointers[i]?.[along] as number;
        if (step !== 0)
          code
            .get(first)
            .i32(step)
            .op("i32.mul")
            .get(pointers[i] as Local)
            .op("i32.add")
            .set(local);
      });
      body(own);
    });
  }
}
