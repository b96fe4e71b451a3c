import { internal } from "../../../../graph/errors.ts";
import { Bytes, lengthOfU32 } from "./bytes.ts";
import {
  type AtomicInstruction,
  access,
  atomic,
  type LaneAccess,
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
  type WasmInstruction,
} from "./instructions.ts";

/** The number of a local variable or parameter of a function. */
export type Local = number;

/** Something that can be called: a function of the module or an imported one. Its number is known once the module is complete. */
export interface Callee {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Tables of instructions, and what stands before the codes of each. */
const tables: readonly (readonly [codes: Readonly<Record<string, number>>, prefix: number])[] = [
  [plain, 0],
  [access, 0],
  [saturating, 0xfc],
  [simd, 0xfd],
  [lane, 0xfd],
  [simdMemory, 0xfd],
  [laneMemory, 0xfd],
  [atomic, 0xfe],
];

type AnyInstruction = WasmInstruction | LoadStore | LaneMemory | LaneAccess | AtomicInstruction;

/** Instruction → its one byte, or its prefix · 2¹⁶ + its code. Found when it is written first: a module has a tenth of them. */
const known = new Map<AnyInstruction, number>();

function findCode(instruction: AnyInstruction): number {
  for (const [codes, prefix] of tables) {
    const code = codes[instruction];
    if (code === undefined) continue;
    known.set(instruction, (prefix << 16) | code);
    return (prefix << 16) | code;
  }
  throw internal(`no instruction ${instruction}`);
}

/** What is said about alignment: nothing, 2⁰ bytes; of atomics 2². */
const unaligned = 0;
const aligned = 2;

/** Four lanes on their way to bytes; WebAssembly is where numbers are little-endian. */
const lanes = new Int32Array(4);
const floatLanes = new Float32Array(lanes.buffer);
const laneBytes = new Uint8Array(lanes.buffer);

/** How a block's results are written: none, or one value. */
const blockType = (type: ValueType | undefined): number => (type === undefined ? 0x40 : valueTypes[type]);

/**
 * The body of a function while it is written: each method appends an instruction and returns the code, so that instructions read in
 * the order in which the machine takes them: `code.get(x).get(y).op("f32x4.add").set(x)`.
 */
export class Code implements Callee {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  /** Types of locals in order, equal neighbours as one. */
  readonly #locals: { readonly type: ValueType; count: number }[] = [];
  #next: Local;
  readonly #body = new Bytes();
  /** Where calls stand in the body, to be given their function's number at the end. */
  readonly #calls: { readonly at: number; readonly callee: Callee }[] = [];
  readonly #temporaries = new Map<ValueType, Local[]>();

  constructor(params: readonly ValueType[] = [], results: readonly ValueType[] = []) {
    this.params = params;
    this.results = results;
    this.#next = params.length;
  }

  /** A new local variable. */
  local(type: ValueType): Local {
    const last = this.#locals.at(-1);
    if (last !== undefined && last.type === type) last.count++;
    else this.#locals.push({ type, count: 1 });
    return this.#next++;
  }

  locals(type: ValueType, count: number): Local[] {
    const locals: Local[] = [];
    for (let i = 0; i < count; i++) locals.push(this.local(type));
    return locals;
  }

  /** The first `count` locals of that type that are shared for intermediate results: whoever asks again gets the same ones. */
  temporaries(type: ValueType, count: number): readonly Local[] {
    let known = this.#temporaries.get(type);
    if (known === undefined) {
      known = [];
      this.#temporaries.set(type, known);
    }
    while (known.length < count) known.push(this.local(type));
    return known;
  }

  op(...instructions: readonly WasmInstruction[]): this {
    for (let i = 0; i < instructions.length; i++) this.#write(instructions[i] as WasmInstruction);
    return this;
  }

  get(local: Local): this {
    this.#body.pair(0x20, local);
    return this;
  }

  set(local: Local): this {
    this.#body.pair(0x21, local);
    return this;
  }

  tee(local: Local): this {
    this.#body.pair(0x22, local);
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
    floatLanes.fill(value);
    this.#body.pair(0xfd, 12).bytes(laneBytes);
    return this;
  }

  /** The same int32 in four lanes, or one for each. */
  i32x4(first: number, ...others: readonly [] | readonly [number, number, number]): this {
    lanes.fill(first);
    if (others.length > 0) lanes.set(others, 1);
    this.#body.pair(0xfd, 12).bytes(laneBytes);
    return this;
  }

  /** The same float64 in two lanes. */
  f64x2(value: number): this {
    this.#body.pair(0xfd, 12).f64(value).f64(value);
    return this;
  }

  /** A load, from the address on the stack plus `offset`; or a store, of the value on the stack. Unaligned addresses are allowed. */
  at(instruction: LoadStore, offset = 0): this {
    this.#write(instruction).pair(unaligned, offset);
    return this;
  }

  /** A load into, or a store from, one lane of the vector on the stack. */
  laneAt(instruction: LaneMemory, offset: number, index: number): this {
    this.#write(instruction).pair(unaligned, offset).byte(index);
    return this;
  }

  /** Extracts or replaces one lane. */
  lane(instruction: LaneAccess, index: number): this {
    this.#write(instruction).byte(index);
    return this;
  }

  /** Four 32-bit lanes of the two vectors on the stack: 0 to 3 are the first one's, 4 to 7 the second one's. */
  shuffle32(a: number, b: number, c: number, d: number): this {
    lanes[0] = wordBytes(a);
    lanes[1] = wordBytes(b);
    lanes[2] = wordBytes(c);
    lanes[3] = wordBytes(d);
    this.#body.pair(0xfd, 13).bytes(laneBytes);
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
    this.#write(instruction).pair(aligned, offset);
    return this;
  }

  #write(instruction: AnyInstruction): Bytes {
    const code = known.get(instruction) ?? findCode(instruction);
    return code < 256 ? this.#body.byte(code) : this.#body.pair(code >> 16, code & 0xffff);
  }

  /** Adds the function as the code section holds it, its length first, once the numbers of all functions are known. */
  assemble(out: Bytes, numberOf: (callee: Callee) => number): void {
    const body = this.#body;
    const head = new Bytes().u32(this.#locals.length);
    for (const { type, count } of this.#locals) head.u32(count).byte(valueTypes[type]);
    let length = head.length + body.length + 1;
    for (const { callee } of this.#calls) length += lengthOfU32(numberOf(callee));
    out.u32(length).bytes(head);
    let from = 0;
    for (const { at, callee } of this.#calls) {
      out.range(body, from, at).u32(numberOf(callee));
      from = at;
    }
    out.range(body, from, body.length).byte(0x0b);
  }
}

/** The numbers of the four bytes of a word of two vectors, as one. */
const wordBytes = (word: number): number => 0x0302_0100 + 0x0404_0404 * word;
