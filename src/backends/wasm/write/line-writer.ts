import { sizeOf } from "../../../../graph/shape.ts";
import { costOf } from "../../fuse/costs.ts";
import type { EngineValue, LinesGroup } from "../../fuse/engine-value.ts";
import { scalarOf } from "../../fuse/group.ts";
import type { LinePass } from "../../fuse/line-passes.ts";
import type { Code, Local } from "../assembler/code.ts";
import type { CheckingSite } from "../site.ts";
import { laneMask, loadFour, loadSplat, storeFour } from "./four.ts";
import { type LineFold, lineMaxOfFloats, lineMaxOfIntegers, lineSum } from "./line-folds.ts";
import { LineLanes } from "./line-lanes.ts";
import type { LineStream, LineStreams } from "./line-streams.ts";
import { stagesOf } from "./reduction-stages.ts";

/** Elements of a long line: how many, and in locals the first one and where its partial results go. */
export interface Chunk {
  readonly count: number;
  readonly first: Local;
  readonly partial: Local;
}

/** Folds of a pass, each with how it is carried out. */
export type LineFolds = readonly (readonly [fold: EngineValue, by: LineFold])[];

/** Vectors of a line from which on so many partial results are worth it. */
const fewestTurns = 8;
/** Partial results of one fold: as many as additions can be under way; fewer where other work fills the time. */
const mostWays = 4;
const heavy = 20;
/** Turns of a block of sums. */
const block = 1024;

/** Writes what is done with the line that the pointers are at: passes along it, and the numbers between them. */
export class LineWriter {
  readonly pointers: readonly Local[];
  readonly #site: CheckingSite;
  readonly #code: Code;
  readonly #group: LinesGroup;
  readonly #streams: LineStreams;
  readonly #lanes: LineLanes;
  readonly #count: number;
  readonly #scratch: number;

  constructor(site: CheckingSite, group: LinesGroup, streams: LineStreams, scratch: number) {
    this.#site = site;
    this.#code = site.code;
    this.#group = group;
    this.#streams = streams;
    this.#scratch = scratch;
    this.#count = sizeOf(group.inner);
    this.#lanes = new LineLanes(site, group.members);
    this.pointers = site.code.locals("i32", streams.pointers);
  }

  /** Numbers of the line that are in memory. */
  loadNumbers(): void {
    for (const value of this.#streams.numbers) {
      const { address, dtype, pointer } = this.#streamOf(value);
      this.#code.get(this.pointers[pointer] as Local);
      loadSplat(this.#code, dtype, address);
      this.#code.set(this.#lanes.register(value));
    }
  }

  /** Numbers of the line that are no folds. */
  numbers(values: readonly EngineValue[]): void {
    for (const value of values) {
      this.#lanes.compute(value);
      if (value.alias === undefined) this.#storeNumber(value);
    }
  }

  /** All of the line; or a chunk of it, of which partial results are left in scratch memory. */
  pass(pass: LinePass, one?: Chunk): void {
    const code = this.#code;
    const count = one?.count ?? this.#count;
    const read = this.#readIn(pass);
    const streams = [...new Set([...read, ...pass.written])].map((value) => this.#streamOf(value));
    /** Moving pointers, by pointer to the line and bytes that they move by. */
    const moving = new Map<string, { readonly local: Local; readonly bytes: number }>();
    for (const { pointer, step } of streams) {
      const key = movingKey(pointer, step);
      if (moving.has(key)) continue;
      const local = code.local("i32");
      code.get(this.pointers[pointer] as Local);
      if (one !== undefined) code.get(one.first).i32(step).op("i32.mul", "i32.add");
      code.set(local);
      moving.set(key, { local, bytes: 4 * step });
    }
    const at = (stream: LineStream): Local => (moving.get(movingKey(stream.pointer, stream.step)) as { readonly local: Local }).local;
    const vectors = Math.floor(count / 4);
    const ways = waysOf(pass, vectors);
    const turns = Math.floor(vectors / ways);
    const folds = this.foldsOf(pass, ways, turns > block);
    for (const [, fold] of folds) fold.start();
    const vector = (way: number, ahead: number, lanes = 4): void => {
      const mask = lanes < 4 ? this.#mask(lanes) : undefined;
      for (const value of read) this.#load(value, at, ahead);
      const site = mask === undefined ? this.#site : { ...this.#site, valid: mask };
      for (const value of pass.computed) this.#lanes.compute(value, site);
      for (const value of pass.written) this.#store(value, at, ahead, lanes);
      for (const [value, fold] of folds) {
        this.#lanes.folded(value, site);
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
    if (one === undefined) this.finish(folds);
    else
      folds.forEach(([, fold], i) => {
        code.get(one.partial);
        fold.partial();
        code.at("v128.store", this.#scratch + 16 * i);
      });
  }

  /** The folds of a pass, in so many partial results, with blocks or without. */
  foldsOf({ folds }: LinePass, ways: number, blocks: boolean): LineFolds {
    return folds.map((fold) => [fold, this.#foldOf(fold, ways, blocks)]);
  }

  /** The results of folds, known from here on. */
  finish(folds: LineFolds): void {
    for (const [value, fold] of folds) {
      this.#lanes.finish(value, fold.finish());
      this.#storeNumber(value);
    }
  }

  #streamOf(value: EngineValue): LineStream {
    return this.#streams.of(value) as LineStream;
  }

  #storeNumber(value: EngineValue): void {
    if (!this.#group.stored.includes(value)) return;
    const { address, dtype, pointer } = this.#streamOf(value);
    storeFour(this.#code, dtype, this.#lanes.of(value).local, this.pointers[pointer] as Local, address, 1);
  }

  /** What of memory a pass reads element by element. */
  #readIn({ computed, folds }: LinePass): readonly EngineValue[] {
    const read = new Set<EngineValue>();
    for (const { inputs } of [...computed, ...folds])
      for (const input of inputs) if (!computed.includes(input) && (this.#streams.of(input)?.step ?? 0) > 0) read.add(input);
    return [...read];
  }

  #mask(lanes: number): Local {
    const mask = this.#code.local("v128");
    this.#code.i32x4(...laneMask(lanes)).set(mask);
    return mask;
  }

  /** Four elements of a value that is in memory. */
  #load(value: EngineValue, at: (stream: LineStream) => Local, ahead: number): void {
    const code = this.#code;
    const stream = this.#streamOf(value);
    code.get(at(stream));
    if (stream.raw) code.at("v128.load", stream.address + 16 * ahead);
    else loadFour(code, stream.dtype, stream.address + 4 * stream.step * ahead);
    code.set(this.#lanes.register(value));
  }

  #store(value: EngineValue, at: (stream: LineStream) => Local, ahead: number, lanes: number): void {
    const code = this.#code;
    const stream = this.#streamOf(value);
    const { local } = this.#lanes.of(value);
    if (stream.raw)
      code
        .get(at(stream))
        .get(local)
        .at("v128.store", stream.address + 16 * ahead);
    else storeFour(code, stream.dtype, local, at(stream), stream.address + 4 * stream.step * ahead, lanes);
  }

  #foldOf(value: EngineValue, ways: number, blocks: boolean): LineFold {
    const code = this.#code;
    const { fold, folded } = stagesOf(value);
    if (fold !== "max") return lineSum(code, fold, folded, this.#count, ways, blocks);
    if (folded !== "float32") return lineMaxOfIntegers(code, ways);
    return lineMaxOfFloats(code, ways, () => this.#firstZero(value));
  }

  /** The first zero of those that are folded, onto the stack: there is one. */
  #firstZero(value: EngineValue): void {
    const code = this.#code;
    const [x] = value.inputs as readonly [EngineValue];
    const { address, pointer, dtype, step } = this.#streamOf(x);
    const [at, zero] = [code.local("i32"), code.local("v128")];
    code.get(this.pointers[pointer] as Local).set(at);
    code.loop(() => {
      code.get(at);
      loadSplat(code, dtype, address);
      code.set(this.#lanes.register(x));
      this.#lanes.folded(value);
      code.set(zero).increase(at, step);
      code.get(zero).f32x4(0).op("f32x4.eq", "v128.any_true", "i32.eqz").brIf(0);
    });
    code.get(zero);
  }
}

const movingKey = (pointer: number, step: number): string => `${pointer} ${step}`;

/** How many partial results the folds of a pass have. */
function waysOf({ computed, folds }: LinePass, vectors: number): number {
  if (folds.length === 0) return 1;
  let work = 0;
  for (const member of computed) {
    const literals = member.inputs.map(({ literal }) => literal);
    work += costOf(scalarOf(member) ?? [], literals);
  }
  let ways = 1;
  while (2 * ways <= (work >= heavy ? 2 : mostWays) && vectors >= 2 * ways * fewestTurns) ways *= 2;
  return ways;
}
