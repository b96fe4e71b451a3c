import { Bytes } from "./bytes.ts";
import {
  type AtomicInstruction,
  access,
  atomic,
  type Instruction,
  type LaneInstruction,
  type LaneMemory,
  type LoadStore,
  lane,
  laneMemory,
  plain,
  saturating,
  simd,
  simdMemory,
  type ValueType,
  valueTypes,
} from "./instructions.ts";

/** The number of a local variable or parameter of a function. */
export type Local = number;

/** Something that can be called: a function of the module or an imported one. Its number is known once the module is complete. */
export interface Callee {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** The bytes of the instructions of a table: its prefix, the code, and what follows. */
const bytesOf = (table: Readonly<Record<string, number>>, prefix: readonly number[], suffix: readonly number[] = []) =>
  Object.entries(table).map(([name, code]) => [
    name,
    [...prefix, ...(prefix.length === 0 ? [code] : new Bytes().u32(code).toUint8Array()), ...suffix],
  ]);

const op: Readonly<Record<string, readonly number[]>> = Object.fromEntries([
  ...bytesOf(plain, []),
  ...bytesOf(saturating, [0xfc]),
  ...bytesOf({ ...simd, ...lane }, [0xfd]),
  // Nothing is said about alignment: 2⁰ bytes.
  ...bytesOf(access, [], [0]),
  ...bytesOf({ ...simdMemory, ...laneMemory }, [0xfd], [0]),
  ...bytesOf(atomic, [0xfe], [2]),
]);

/** How a block's results are written: none, or one value. */
const blockType = (type: ValueType | undefined): number => (type === undefined ? 0x40 : valueTypes[type]);

/**
 * The body of a function while it is written: each method appends an instruction and returns the code, so that instructions read in
 * the order in which the machine takes them: `code.get(x).get(y).op("f32x4.add").set(x)`.
 */
export class Code implements Callee {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly #locals: ValueType[] = [];
  readonly #body = new Bytes();
  /** Where calls stand in the body, to be given their function's number at the end. */
  readonly #calls: { readonly at: number; readonly callee: Callee }[] = [];
  readonly #temporaries = new Map<ValueType, Local[]>();

  constructor(params: readonly ValueType[] = [], results: readonly ValueType[] = []) {
    this.params = params;
    this.results = results;
  }

  /** A new local variable. */
  local(type: ValueType): Local {
    this.#locals.push(type);
    return this.params.length + this.#locals.length - 1;
  }

  locals(type: ValueType, count: number): Local[] {
    return Array.from({ length: count }, () => this.local(type));
  }

  /** The first `count` locals of that type that are shared for intermediate results: whoever asks again gets the same ones. */
  temporaries(type: ValueType, count: number): readonly Local[] {
    const known = this.#temporaries.get(type) ?? [];
    while (known.length < count) known.push(this.local(type));
    this.#temporaries.set(type, known);
    return known;
  }

  op(...instructions: readonly Instruction[]): this {
    for (const instruction of instructions) this.#body.bytes(op[instruction] as readonly number[]);
    return this;
  }

  get(local: Local): this {
    this.#body.byte(0x20).u32(local);
    return this;
  }

  set(local: Local): this {
    this.#body.byte(0x21).u32(local);
    return this;
  }

  tee(local: Local): this {
    this.#body.byte(0x22).u32(local);
    return this;
  }

  i32(value: number): this {
    this.#body.byte(0x41).s32(value);
    return this;
  }

  i64(value: bigint): this {
    this.#body.byte(0x42).s64(value);
    return this;
  }

  f32(value: number): this {
    this.#body.byte(0x43).f32(value);
    return this;
  }

  f64(value: number): this {
    this.#body.byte(0x44).f64(value);
    return this;
  }

  /** The same float32 in four lanes. */
  f32x4(value: number): this {
    this.#body.bytes([0xfd, 12]).f32(value).f32(value).f32(value).f32(value);
    return this;
  }

  /** The same int32 in four lanes, or one for each. */
  i32x4(...values: readonly [number] | readonly [number, number, number, number]): this {
    this.#body.bytes([0xfd, 12]);
    for (let i = 0; i < 4; i++) this.#body.i32(values[i % values.length] as number);
    return this;
  }

  /** The same float64 in two lanes. */
  f64x2(value: number): this {
    this.#body.bytes([0xfd, 12]).f64(value).f64(value);
    return this;
  }

  /** A load, from the address on the stack plus `offset`; or a store, of the value on the stack. Unaligned addresses are allowed. */
  at(instruction: LoadStore, offset = 0): this {
    this.#body.bytes(op[instruction] as readonly number[]).u32(offset);
    return this;
  }

  /** A load into, or a store from, one lane of the vector on the stack. */
  laneAt(instruction: LaneMemory, offset: number, index: number): this {
    this.#body
      .bytes(op[instruction] as readonly number[])
      .u32(offset)
      .byte(index);
    return this;
  }

  /** Extracts or replaces one lane. */
  lane(instruction: LaneInstruction, index: number): this {
    this.#body.bytes(op[instruction] as readonly number[]).byte(index);
    return this;
  }

  /** Four 32-bit lanes of the two vectors on the stack: 0 to 3 are the first one's, 4 to 7 the second one's. */
  shuffle32(a: number, b: number, c: number, d: number): this {
    this.#body.bytes([0xfd, 13]);
    for (const word of [a, b, c, d]) for (let i = 0; i < 4; i++) this.#body.byte(4 * word + i);
    return this;
  }

  call(callee: Callee): this {
    this.#body.byte(0x10);
    this.#calls.push({ at: this.#body.length, callee });
    return this;
  }

  block(body: () => void, type?: ValueType): this {
    this.#body.byte(0x02).byte(blockType(type));
    body();
    this.#body.byte(0x0b);
    return this;
  }

  loop(body: () => void): this {
    this.#body.byte(0x03).byte(0x40);
    body();
    this.#body.byte(0x0b);
    return this;
  }

  if(then: () => void, otherwise?: () => void, type?: ValueType): this {
    this.#body.byte(0x04).byte(blockType(type));
    then();
    if (otherwise) {
      this.#body.byte(0x05);
      otherwise();
    }
    this.#body.byte(0x0b);
    return this;
  }

  /** Leaves the enclosing blocks up to number `depth`, or starts that loop again. */
  br(depth: number): this {
    this.#body.byte(0x0c).u32(depth);
    return this;
  }

  brIf(depth: number): this {
    this.#body.byte(0x0d).u32(depth);
    return this;
  }

  /** `body` for variable = from, from + step, … while it is below `end`; all three are known, and one round needs no loop. */
  count(variable: Local, from: number, end: number, step: number, body: () => void): this {
    const rounds = Math.ceil((end - from) / step);
    if (rounds <= 0) return this;
    this.i32(from).set(variable);
    if (rounds > 1)
      return this.loop(() => {
        body();
        this.increase(variable, step)
          .get(variable)
          .i32(from + rounds * step)
          .op("i32.ne")
          .brIf(0);
      });
    body();
    return this;
  }

  /** local += by */
  increase(local: Local, by: number): this {
    return by === 0 ? this : this.get(local).i32(by).op("i32.add").set(local);
  }

  /** The end of a loop: local += by, and round again until it is `end`. */
  repeatUntil(local: Local, by: number, end: Local): this {
    return this.get(local).i32(by).op("i32.add").tee(local).get(end).op("i32.ne").brIf(0);
  }

  /** The end of a loop: count −= by, and round again while it is above 0. */
  countDown(count: Local, by = 1): this {
    return this.get(count).i32(by).op("i32.sub").tee(count).i32(0).op("i32.gt_s").brIf(0);
  }

  /** `body` so many times, at least once; `left` counts down to 1. */
  times(left: Local, rounds: number, body: () => void): this {
    return this.i32(rounds)
      .set(left)
      .loop(() => {
        body();
        this.countDown(left);
      });
  }

  /** memory.copy: bytes, source and destination are on the stack as destination, source, length. */
  copyMemory(): this {
    this.#body.bytes([0xfc, 10, 0, 0]);
    return this;
  }

  /** memory.fill: destination, byte value and length are on the stack. */
  fillMemory(): this {
    this.#body.bytes([0xfc, 11, 0]);
    return this;
  }

  atomic(instruction: AtomicInstruction, offset = 0): this {
    this.#body.bytes(op[instruction] as readonly number[]).u32(offset);
    return this;
  }

  /** The function as the code section holds it, once the numbers of all functions are known. */
  assemble(numberOf: (callee: Callee) => number): Bytes {
    const out = new Bytes();
    const runs: { readonly type: ValueType; count: number }[] = [];
    for (const type of this.#locals) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    out.u32(runs.length);
    for (const { type, count } of runs) out.u32(count).byte(valueTypes[type]);
    const body = this.#body.toUint8Array();
    let from = 0;
    for (const { at, callee } of this.#calls) {
      out.bytes(body.subarray(from, at)).u32(numberOf(callee));
      from = at;
    }
    return out.bytes(body.subarray(from)).byte(0x0b);
  }
}
