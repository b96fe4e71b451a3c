import { bytesOf, type DType } from "../../../../graph/dtype.ts";
import type { Expression } from "../../../../graph/scalar.ts";
import { sizeOf, stridesOf } from "../../../../graph/shape.ts";
import { costOf } from "../../fuse/costs.ts";
import { type EngineValue, holderOf, type LinesGroup } from "../../fuse/engine-value.ts";
import { scalarOf } from "../../fuse/group.ts";
import { limits } from "../../fuse/limits.ts";
import { isFold, type LinePass, type LinePasses, linePasses } from "../../fuse/line-passes.ts";
import { Code, type Local } from "../assembler/code.ts";
import { Module } from "../assembler/module.ts";
import { type BroadcastAxis, broadcastStrides, joinAxes } from "../kernels/broadcast-walk.ts";
import type { Lane } from "../lanes/lane.ts";
import { type Constants, emitScalar } from "../lanes/scalar.ts";
import type { CheckingSite } from "../site.ts";
import type { Part } from "../threads/split.ts";
import { constantsIn, enterConstants } from "./constants.ts";
import { laneMask, loadFour, loadSplat, storeFour } from "./four.ts";
import { type LineFold, lineMaxOfFloats, lineMaxOfIntegers, lineSum } from "./line-folds.ts";
import type { HomeOf } from "./loop.ts";
import { unplaced } from "./product.ts";
import { stagesOf } from "./reduction-stages.ts";

/** Bytes that a part of the loop needs for what it keeps of a line: whole cache lines, which no other thread writes to. */
export const linesScratch = (group: LinesGroup): number => linePasses(group).kept.length * keptBytes(group);

/** Bytes for the partial results of a long line, which all parts share. */
export const longLineScratch = (group: LinesGroup): number => (isLong(group) ? 16 * chunksOf(group) * foldsIn(group).length : 0);

/** A single line that is folded in one pass: in chunks of so many elements, which are joined in their order. */
export const isLong = (group: LinesGroup): boolean => {
  const { outer, inner } = group;
  if (sizeOf(outer) !== 1 || sizeOf(inner) < limits.longLine) return false;
  const { passes, kept } = linePasses(group);
  return passes.length === 1 && kept.length === 0;
};
const chunk = 65_536;
const chunksOf = ({ inner }: LinesGroup): number => Math.ceil(sizeOf(inner) / chunk);
const foldsIn = ({ members }: LinesGroup): readonly EngineValue[] => members.filter(isFold);

/** How many parts a loop over lines could have: lines, or chunks of a long one. */
export function linesExtent(group: LinesGroup): number {
  if (isLong(group)) return chunksOf(group);
  return new Lines({ code: new Code(), module: new Module(), checks: true }, group, unplaced, 0).outermost;
}

/** Four lanes of four bytes each, whatever the dtype. */
const keptBytes = ({ inner }: LinesGroup): number => 64 * Math.ceil(sizeOf(inner) / 16);

/** Writes the loop over wide lines, or over a part of them: passes of four elements at a time, with the numbers of the line between them. */
export function writeLines(site: CheckingSite, group: LinesGroup, homeOf: HomeOf, scratch: number, part: Part = {}): void {
  if (sizeOf(group.outer) === 0) return;
  const lines = new Lines(site, group, homeOf, scratch);
  if (isLong(group)) lines.writeChunks(part);
  else lines.write(part);
}

/** Joins what the chunks of a long line have left; to be written behind all its parts. */
export function finishLines(site: CheckingSite, group: LinesGroup, homeOf: HomeOf, scratch: number): void {
  if (isLong(group)) new Lines(site, group, homeOf, scratch).joinChunks();
}

/** Where elements of a line lie: how its first one is found, and how far they are apart. */
interface Stream {
  readonly address: number;
  readonly dtype: DType;
  /** Number of the pointer to the line, among those of all streams. */
  readonly pointer: number;
  /** Bytes from one element to the next, in its lanes' registers or in memory; 0 for a number. */
  readonly step: number;
  /** Lanes as they are, rather than elements. */
  readonly raw: boolean;
}

/** Vectors of a line from which on so many partial results are worth it. */
const fewestTurns = 8;
/** Partial results of one fold: as many as additions can be under way; fewer where other work fills the time. */
const mostWays = 4;
const heavy = 20;
/** Turns of a block of sums. */
const block = 1024;

class Lines {
  readonly #site: CheckingSite;
  readonly #group: LinesGroup;
  readonly #plan: LinePasses;
  readonly #streams = new Map<EngineValue, Stream>();
  /** Byte strides along the outer axes of the pointers. */
  readonly #strides: (readonly number[])[] = [];
  readonly #pointers: Local[];
  readonly #axes: readonly BroadcastAxis[];
  readonly #lanes = new Map<EngineValue, Lane>();
  readonly #constant: Constants;
  readonly #count: number;
  readonly #scratch: number;

  constructor(site: CheckingSite, group: LinesGroup, homeOf: HomeOf, scratch: number) {
    const { members, stored, inner, outer } = group;
    this.#site = site;
    this.#constant = constantsIn(site.code);
    this.#group = group;
    this.#scratch = scratch;
    this.#count = sizeOf(inner);
    this.#plan = linePasses(group);
    this.#plan.kept.forEach((value, i) => {
      const address = scratch + i * keptBytes(group);
      this.#streams.set(value, { address, dtype: value.dtype, pointer: this.#pointerAlong(outer.map(() => 0)), step: 4, raw: true });
    });
    for (const value of stored) this.#addStored(value, homeOf);
    for (const member of members)
      for (const input of member.inputs) {
        if (input.literal !== undefined) this.#lanes.set(input, this.#constant(input.literal, input.dtype));
        else if (!group.roles.has(input) && !this.#streams.has(input)) this.#addOperand(input, member, homeOf);
      }
    for (const member of members) enterConstants(expressionsOf(member).flat(), this.#constant);
    this.#axes = joinAxes(outer, this.#strides);
    this.#pointers = site.code.locals("i32", this.#strides.length);
  }

  write({ rows }: Part): void {
    const { code } = this.#site;
    const [outermost] = this.#axes;
    this.#pointers.forEach((pointer, i) => void code.i32((rows?.from ?? 0) * (outermost?.steps[i] ?? 0)).set(pointer));
    this.#nest(0, rows && rows.to - rows.from);
  }

  /** Steps of the outermost loop. */
  get outermost(): number {
    return this.#axes[0]?.count ?? 1;
  }

  /** Folds chunks of the only line and leaves the partial results in scratch memory. */
  writeChunks({ rows }: Part): void {
    const { code } = this.#site;
    const [pass] = this.#plan.passes as readonly [LinePass];
    const all = chunksOf(this.#group);
    const { from, to } = rows ?? { from: 0, to: all };
    const bytes = 16 * pass.folds.length;
    const [first, partial] = code.locals("i32", 2) as [Local, Local];
    code
      .i32(from * chunk)
      .set(first)
      .i32(from * bytes)
      .set(partial);
    this.#loadNumbers();
    for (const value of pass.numbers) this.#number(value);
    const rest = to === all ? this.#count % chunk : 0;
    const whole = to - from - (rest > 0 ? 1 : 0);
    if (whole > 0)
      code.times(code.local("i32"), whole, () => {
        this.#pass(pass, { count: chunk, first, partial });
        code.increase(first, chunk).increase(partial, bytes);
      });
    if (rest > 0) this.#pass(pass, { count: rest, first, partial });
  }

  joinChunks(): void {
    const { code } = this.#site;
    const { passes, last } = this.#plan;
    const [pass] = passes as readonly [LinePass];
    const partial = code.local("i32");
    const bytes = 16 * pass.folds.length;
    const folds = pass.folds.map((value) => [value, this.#foldOf(value, 1, false)] as const);
    this.#loadNumbers();
    for (const value of pass.numbers) this.#number(value);
    for (const [, fold] of folds) fold.start();
    code.i32(0).set(partial);
    code.times(code.local("i32"), chunksOf(this.#group), () => {
      folds.forEach(([, fold], i) => {
        code.get(partial).at("v128.load", this.#scratch + 16 * i);
        fold.step(0);
      });
      code.increase(partial, bytes);
    });
    this.#finish(folds);
    for (const value of last) this.#number(value);
  }

  #addStored(value: EngineValue, homeOf: HomeOf): void {
    const { outer, roles } = this.#group;
    const bytes = bytesOf(value.dtype);
    const isLine = roles.get(value) === "line";
    const apart = bytes * (isLine ? this.#count : 1);
    const pointer = this.#pointerAlong(stridesOf(outer).map((stride) => stride * apart));
    this.#streams.set(value, { address: homeOf(value).address, dtype: value.dtype, pointer, step: isLine ? bytes : 0, raw: false });
  }

  /** An operand from memory, as the step reads it that is the first to do so. */
  #addOperand(value: EngineValue, reader: EngineValue, homeOf: HomeOf): void {
    const { outer, inner } = this.#group;
    const bytes = bytesOf(value.dtype);
    const result = isFold(reader) ? [...outer, ...inner] : reader.shape;
    const strides = broadcastStrides(value.shape, result);
    const pointer = this.#pointerAlong(outer.map((_, axis) => (strides[axis] as number) * bytes));
    const moves = strides.slice(outer.length).some((stride) => stride !== 0);
    this.#streams.set(value, {
      address: homeOf(holderOf(value)).address,
      dtype: value.dtype,
      pointer,
      step: moves ? bytes : 0,
      raw: false,
    });
  }

  #pointerAlong(strides: readonly number[]): number {
    const known = this.#strides.findIndex((others) => others.every((stride, axis) => stride === strides[axis]));
    return known >= 0 ? known : this.#strides.push(strides) - 1;
  }

  #nest(depth: number, count?: number): void {
    const axis = this.#axes[depth];
    if (axis === undefined) {
      this.#line();
      return;
    }
    const { code } = this.#site;
    const inner = this.#axes[depth + 1];
    code.times(code.local("i32"), count ?? axis.count, () => {
      this.#nest(depth + 1);
      this.#pointers.forEach((pointer, i) => {
        // The inner axis has left the pointer behind its own end.
        const back = inner === undefined ? 0 : inner.count * (inner.steps[i] as number);
        code.increase(pointer, (axis.steps[i] as number) - back);
      });
    });
  }

  #line(): void {
    const { passes, last } = this.#plan;
    this.#loadNumbers();
    for (const pass of passes) {
      for (const value of pass.numbers) this.#number(value);
      this.#pass(pass);
    }
    for (const value of last) this.#number(value);
  }

  /** Numbers of the line that are in memory. */
  #loadNumbers(): void {
    for (const [value, { step }] of this.#streams) if (step === 0 && !this.#group.roles.has(value)) this.#loadNumber(value);
  }

  #loadNumber(value: EngineValue): void {
    const { code } = this.#site;
    const { address, dtype, pointer } = this.#streams.get(value) as Stream;
    code.get(this.#pointers[pointer] as Local);
    loadSplat(code, dtype, address);
    code.set(this.#register(value));
  }

  /** A number of the line that is no fold. */
  #number(value: EngineValue): void {
    if (value.alias !== undefined) {
      this.#lanes.set(value, this.#lanes.get(value.inputs[0] as EngineValue) as Lane);
      return;
    }
    this.#compute(value, this.#site);
    this.#storeNumber(value);
  }

  #storeNumber(value: EngineValue): void {
    if (!this.#group.stored.includes(value)) return;
    const { address, dtype, pointer } = this.#streams.get(value) as Stream;
    storeFour(this.#site.code, dtype, (this.#lanes.get(value) as Lane).local, this.#pointers[pointer] as Local, address, 1);
  }

  /** All of the line, or a chunk of it. */
  #pass(pass: LinePass, one?: Chunk): void {
    const { code } = this.#site;
    const count = one?.count ?? this.#count;
    const read = this.#readIn(pass);
    const streams = [...new Set([...read, ...pass.written])].map((value) => this.#streams.get(value) as Stream);
    /** Moving pointers, by pointer to the line and bytes that they move by. */
    const moving = new Map<string, { readonly local: Local; readonly bytes: number }>();
    for (const { pointer, step } of streams) {
      const key = movingKey({ pointer, step });
      if (moving.has(key)) continue;
      const local = code.local("i32");
      code.get(this.#pointers[pointer] as Local);
      if (one !== undefined) code.get(one.first).i32(step).op("i32.mul", "i32.add");
      code.set(local);
      moving.set(key, { local, bytes: 4 * step });
    }
    const at = (stream: Stream): Local => (moving.get(movingKey(stream)) as { readonly local: Local }).local;
    const vectors = Math.floor(count / 4);
    const ways = this.#waysOf(pass, vectors);
    const turns = Math.floor(vectors / ways);
    const folds = pass.folds.map((fold) => [fold, this.#foldOf(fold, ways, turns > block)] as const);
    for (const [, fold] of folds) fold.start();
    const vector = (way: number, ahead: number, lanes = 4): void => {
      const mask = lanes < 4 ? this.#mask(lanes) : undefined;
      for (const value of read) this.#load(value, at, ahead);
      const site = mask === undefined ? this.#site : { ...this.#site, valid: mask };
      for (const value of pass.computed) this.#compute(value, site);
      for (const value of pass.written) this.#store(value, at, ahead, lanes);
      for (const [value, fold] of folds) {
        this.#folded(value, site);
        if (mask !== undefined) {
          fold.neutral();
          code.get(mask).op("v128.bitselect");
        }
        fold.step(way);
      }
    };
    const turn = (width: number): void => {
      for (let way = 0; way < width; way++) vector(way, way);
      for (const { local, bytes } of moving.values()) code.increase(local, width * bytes);
    };
    const loop = (rounds: number): void => {
      if (rounds === 1) turn(ways);
      else if (rounds > 1) code.times(code.local("i32"), rounds, () => turn(ways));
    };
    const join = (): void => {
      for (const [, fold] of folds) fold.join();
    };
    const settle = (): void => {
      for (const [, fold] of folds) fold.settle?.();
    };
    if (turns > block && folds.length > 0) {
      code.times(code.local("i32"), Math.floor(turns / block), () => {
        loop(block);
        join();
        settle();
      });
      loop(turns % block);
    } else loop(turns);
    join();
    for (let left = vectors - turns * ways; left > 0; left--) turn(1);
    if (count % 4 !== 0) vector(0, 0, count % 4);
    settle();
    if (one === undefined) this.#finish(folds);
    else
      folds.forEach(([, fold], i) => {
        code.get(one.partial);
        fold.partial();
        code.at("v128.store", this.#scratch + 16 * i);
      });
  }

  /** The results of folds, known from here on. */
  #finish(folds: readonly (readonly [EngineValue, LineFold])[]): void {
    for (const [value, fold] of folds) {
      this.#lanes.set(value, { dtype: value.dtype, local: fold.finish() });
      this.#after(value);
      this.#storeNumber(value);
    }
  }

  /** What of memory a pass reads element by element. */
  #readIn({ computed, folds }: LinePass): readonly EngineValue[] {
    const read = new Set<EngineValue>();
    for (const { inputs } of [...computed, ...folds])
      for (const input of inputs) if (!computed.includes(input) && (this.#streams.get(input)?.step ?? 0) > 0) read.add(input);
    return [...read];
  }

  #waysOf({ computed, folds }: LinePass, vectors: number): number {
    if (folds.length === 0) return 1;
    const work = computed.reduce(
      (sum, member) =>
        sum +
        costOf(
          scalarOf(member) ?? [],
          member.inputs.map(({ literal }) => literal),
        ),
      0,
    );
    let ways = 1;
    while (2 * ways <= (work >= heavy ? 2 : mostWays) && vectors >= 2 * ways * fewestTurns) ways *= 2;
    return ways;
  }

  #mask(lanes: number): Local {
    const { code } = this.#site;
    const mask = code.local("v128");
    code.i32x4(...laneMask(lanes)).set(mask);
    return mask;
  }

  /** Four elements of a value that is in memory. */
  #load(value: EngineValue, at: (stream: Stream) => Local, ahead: number): void {
    const { code } = this.#site;
    const stream = this.#streams.get(value) as Stream;
    code.get(at(stream));
    if (stream.raw) code.at("v128.load", stream.address + 16 * ahead);
    else loadFour(code, stream.dtype, stream.address + 4 * stream.step * ahead);
    code.set(this.#register(value));
  }

  #store(value: EngineValue, at: (stream: Stream) => Local, ahead: number, lanes: number): void {
    const { code } = this.#site;
    const stream = this.#streams.get(value) as Stream;
    const { local } = this.#lanes.get(value) as Lane;
    if (stream.raw)
      code
        .get(at(stream))
        .get(local)
        .at("v128.store", stream.address + 16 * ahead);
    else storeFour(code, stream.dtype, local, at(stream), stream.address + 4 * stream.step * ahead, lanes);
  }

  /** The register of a value: the same one whenever it is computed or read. */
  #register(value: EngineValue): Local {
    const known = this.#lanes.get(value);
    if (known !== undefined) return known.local;
    const local = this.#site.code.local("v128");
    this.#lanes.set(value, { dtype: value.dtype, local });
    return local;
  }

  #compute(value: EngineValue, site: CheckingSite): void {
    const operands = value.inputs.map((input) => this.#lanes.get(input) as Lane);
    const range = emitScalar(site, "four", scalarOf(value) as Expression, operands, this.#constant);
    const local = this.#register(value);
    this.#site.code.set(local);
    const known = isBelowMaximum(value) ? belowZero : range;
    if (known !== undefined) this.#lanes.set(value, { dtype: value.dtype, local, range: known });
  }

  /** What is folded of the present elements, onto the stack. */
  #folded(value: EngineValue, site: CheckingSite): void {
    const [x] = value.inputs as readonly [EngineValue];
    const lane = this.#lanes.get(x) as Lane;
    const { before } = stagesOf(value);
    if (before === undefined) site.code.get(lane.local);
    else emitScalar(site, "four", before, [lane], this.#constant);
  }

  #after(value: EngineValue): void {
    const { after, folded } = stagesOf(value);
    if (after === undefined) return;
    const { local } = this.#lanes.get(value) as Lane;
    emitScalar(this.#site, "four", after, [{ dtype: folded, local }], this.#constant);
    this.#site.code.set(local);
  }

  #foldOf(value: EngineValue, ways: number, blocks: boolean): LineFold {
    const { code } = this.#site;
    const { fold, folded } = stagesOf(value);
    if (fold !== "max") return lineSum(code, fold, folded, this.#count, ways, blocks);
    if (folded !== "float32") return lineMaxOfIntegers(code, ways);
    return lineMaxOfFloats(code, ways, () => this.#firstZero(value));
  }

  /** The first zero of those that are folded, onto the stack: there is one. */
  #firstZero(value: EngineValue): void {
    const { code } = this.#site;
    const [x] = value.inputs as readonly [EngineValue];
    const { address, pointer, dtype, step } = this.#streams.get(x) as Stream;
    const [at, zero] = [code.local("i32"), code.local("v128")];
    code.get(this.#pointers[pointer] as Local).set(at);
    code.loop(() => {
      code.get(at);
      loadSplat(code, dtype, address);
      code.set(this.#register(x));
      this.#folded(value, this.#site);
      code.set(zero).increase(at, step);
      code.get(zero).f32x4(0).op("f32x4.eq", "v128.any_true", "i32.eqz").brIf(0);
    });
    code.get(zero);
  }
}

/** Elements of a long line: how many, and in locals the first one and where its partial results go. */
interface Chunk {
  readonly count: number;
  readonly first: Local;
  readonly partial: Local;
}

const movingKey = ({ pointer, step }: { readonly pointer: number; readonly step: number }): string => `${pointer} ${step}`;

const belowZero = [Number.NEGATIVE_INFINITY, 0] as const;

/** x − max x, as the first step of softmax. */
function isBelowMaximum(value: EngineValue): boolean {
  const [x, m] = value.inputs as readonly [EngineValue, EngineValue?];
  const [first, second, last] = scalarOf(value) ?? [];
  if (last?.instruction !== "sub" || first?.instruction !== "operand" || second?.instruction !== "operand") return false;
  if (first.number !== 0 || second.number !== 1 || m?.emitter?.kind !== "reduce") return false;
  const { fold, before, after } = m.emitter.reduce;
  return fold === "max" && m.inputs[0] === x && before === undefined && after === undefined;
}

function expressionsOf(member: EngineValue): readonly Expression[] {
  if (!isFold(member)) return [scalarOf(member) ?? []];
  const { before, after } = stagesOf(member);
  return [before ?? [], after ?? []];
}
