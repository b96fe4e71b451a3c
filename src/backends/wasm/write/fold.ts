import { bytesOf, isFloat } from "../../../../graph/dtype.ts";
import { type EngineValue, type FoldGroup, holderOf } from "../../fuse/engine-value.ts";
import { type FoldAxis, walkOf } from "../../fuse/fold-walk.ts";
import type { Code, Local } from "../assembler/code.ts";
import { fourLanes } from "../kernels/fold.ts";
import { foldOf } from "../kernels/fold-of.ts";
import type { CheckingSite } from "../site.ts";
import type { Part } from "../threads/split.ts";
import { FoldLanes } from "./fold-lanes.ts";
import { FoldLoops, type FoldPosition, type FoldStream, type Pointers } from "./fold-loops.ts";
import { type FoldShape, foldShape } from "./fold-shape.ts";
import { storeFour } from "./four.ts";
import type { HomeOf } from "./loop.ts";
import { type ReductionStages, stagesOf } from "./reduction-stages.ts";

/**
 * Writes a fold whose elements are computed on the way or read through moves: the loops over a window, a depthwise convolution, the
 * gradient of weights. Four results lie in the lanes of a register; some registers side by side, of neighbouring columns or rows, share
 * what they read. Small windows are written out.
 */
export function writeFold(site: CheckingSite, group: FoldGroup, homeOf: HomeOf, part: Part = {}): void {
  new FoldWriter(site, group, homeOf).write(part);
}

/** Additions after which a new partial sum begins. */
const block = 1024;

class FoldWriter {
  readonly #code: Code;
  readonly #group: FoldGroup;
  readonly #stages: ReductionStages;
  /** Elements that fall into a result. */
  readonly #count: number;
  readonly #shape: FoldShape;
  readonly #loops: FoldLoops;
  readonly #lanes: FoldLanes;
  readonly #written: readonly { readonly value: EngineValue; readonly stream: FoldStream }[];
  readonly #results: readonly Local[];
  /** Partial sums of the present block, where a sum has several. */
  readonly #parts: readonly Local[] | undefined;
  readonly #value: Local;

  constructor(site: CheckingSite, group: FoldGroup, homeOf: HomeOf) {
    const { fold, stored, members } = group;
    const { code } = site;
    const walk = walkOf(group);
    this.#code = code;
    this.#group = group;
    this.#stages = stagesOf(fold);
    this.#count = walk.reduced.reduce((product, { count }) => product * count, 1);
    this.#shape = foldShape(fold, walk);
    this.#loops = new FoldLoops(code, this.#shape);
    const read = new Map<EngineValue, FoldStream>();
    walk.operands.forEach(({ value, source, from }, i) => {
      const { address, dtype } = homeOf(holderOf(source));
      read.set(value, this.#loops.stream(address + from * bytesOf(dtype), dtype, i + 1));
    });
    this.#written = stored.map((value) => ({ value, stream: this.#loops.stream(homeOf(value).address, value.dtype, 0) }));
    this.#lanes = new FoldLanes(site, this.#loops, this.#shape.vector, read);
    this.#lanes.prepare(members, this.#stages);
    const registers = this.#shape.rows * this.#shape.vectors;
    this.#results = code.locals("v128", registers);
    this.#parts =
      this.#stages.fold !== "max" && isFloat(this.#stages.folded) && this.#count > block ? code.locals("v128", registers) : undefined;
    this.#value = code.local("v128");
  }

  write(part: Part): void {
    this.#loops.each(part, (pointers) => this.#fold(pointers));
  }

  /** All results of one position: folded, put through what follows, stored. */
  #fold(pointers: Pointers): void {
    this.#start(this.#results);
    this.#foldLoops(this.#shape.loops, pointers);
    this.#lanes.forget();
    this.#each((row, vector, i) => this.#finish({ pointers, row, vector, position: [] }, this.#results[i] as Local));
    this.#lanes.forget();
  }

  /** Each of the registers that are side by side. */
  #each(body: (row: number, vector: number, register: number) => void): void {
    const { rows, vectors } = this.#shape;
    for (let row = 0; row < rows; row++) for (let vector = 0; vector < vectors; vector++) body(row, vector, row * vectors + vector);
  }

  #start(registers: readonly Local[]): void {
    const code = this.#code;
    const { fold, folded } = this.#stages;
    for (const register of registers) {
      if (fold !== "max") code.i32x4(0);
      else if (folded === "float32") code.f32x4(Number.NEGATIVE_INFINITY);
      else code.i32x4(-(2 ** 31));
      code.set(register);
    }
  }

  #foldLoops([axis, ...inner]: readonly FoldAxis[], pointers: Pointers): void {
    const parts = this.#parts;
    if (axis === undefined) this.#unroll(pointers, parts ?? this.#results);
    else if (inner.length > 0 || parts === undefined) this.#loops.steps(axis, axis.count, pointers, (at) => this.#foldLoops(inner, at));
    else this.#foldBlocks(axis, pointers, parts);
  }

  /** The innermost loop of a long sum: in blocks, each of which is added to the results. */
  #foldBlocks(axis: FoldAxis, pointers: Pointers, parts: readonly Local[]): void {
    const terms = this.#shape.unrolled.reduce((product, { count }) => product * count, 1);
    const length = Math.max(1, Math.min(axis.count, Math.floor(block / terms)));
    this.#loops.blocks(axis, length, pointers, (count, at) => {
      this.#start(parts);
      this.#loops.steps(axis, count, at, (inner) => this.#unroll(inner, parts));
      parts.forEach((part, i) => void this.#add(this.#results[i] as Local, () => this.#code.get(part)));
    });
  }

  #add(to: Local, push: () => void): void {
    push();
    this.#code
      .get(to)
      .op(isFloat(this.#stages.folded) ? "f32x4.add" : "i32x4.add")
      .set(to);
  }

  /** The terms that are written out, into the registers. */
  #unroll(pointers: Pointers, registers: readonly Local[]): void {
    const axes = this.#shape.unrolled;
    const position = axes.map(() => 0);
    const terms = axes.reduce((product, { count }) => product * count, 1);
    this.#lanes.forget();
    for (let term = 0; term < terms; term++) {
      this.#each((row, vector, i) => this.#term({ pointers, row, vector, position }, registers[i] as Local));
      for (let axis = axes.length - 1; axis >= 0; axis--) {
        position[axis] = (position[axis] as number) + 1;
        if ((position[axis] as number) < (axes[axis] as FoldAxis).count) break;
        position[axis] = 0;
        // What neighbours along the last axis read in common is kept, nothing else: there are not so many registers.
        this.#lanes.forget();
      }
    }
    this.#lanes.forget();
  }

  /** One term of four results. */
  #term(at: FoldPosition, register: Local): void {
    const code = this.#code;
    const { fold, before, members } = this.#group;
    const { before: first, fold: name, folded } = this.#stages;
    for (const member of members) if (before.has(member)) this.#lanes.compute(member, at);
    const lane = this.#lanes.of(fold.inputs[0] as EngineValue, at);
    const push = (): void => this.#lanes.push(first, lane);
    if (name !== "max") this.#add(register, push);
    else if (folded === "float32") {
      push();
      code.set(this.#value);
      // pmax keeps the first of equal ones, and a NaN that is the first; where the other is one, all ones are a NaN.
      code.get(register).get(this.#value).op("f32x4.pmax").get(this.#value).get(this.#value).op("f32x4.ne", "v128.or").set(register);
    } else {
      code.get(register);
      push();
      code.op("i32x4.max_s").set(register);
    }
  }

  #finish(at: FoldPosition, local: Local): void {
    const code = this.#code;
    const { fold, before, members } = this.#group;
    const { fold: name, folded, after } = this.#stages;
    if (name === "mean") {
      code.get(local);
      foldOf(name, { code, take: (type) => code.local(type), zero: 0 }, folded, this.#count, fourLanes).finish?.(code);
      code.set(local);
    }
    if (after !== undefined) {
      this.#lanes.push(after, { dtype: folded, local });
      code.set(local);
    }
    this.#lanes.set(fold, local);
    for (const member of members) if (member !== fold && !before.has(member)) this.#lanes.compute(member, at);
    for (const { value, stream } of this.#written) this.#store(value, stream, at);
  }

  #store(value: EngineValue, stream: FoldStream, at: FoldPosition): void {
    const code = this.#code;
    const { vector } = this.#shape;
    const { local } = this.#lanes.of(value, at);
    const pointer = at.pointers[stream.pointer] as Local;
    const offset = this.#loops.offset(stream, at);
    const lanes = Math.min(4, vector.count);
    const step = stream.step(vector);
    if (step === bytesOf(stream.dtype)) storeFour(code, stream.dtype, local, pointer, offset, lanes);
    else
      for (let lane = 0; lane < lanes; lane++)
        code
          .get(pointer)
          .get(local)
          .laneAt("v128.store32_lane", offset + lane * step, lane);
  }
}
