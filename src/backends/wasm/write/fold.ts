import { bytesOf, type DType, isFloat } from "../../../../graph/dtype.ts";
import type { Expression } from "../../../../graph/scalar.ts";
import { type EngineValue, type FoldGroup, holderOf } from "../../fuse/engine-value.ts";
import { vectorAxis } from "../../fuse/fold-groups.ts";
import { type FoldAxis, walkOf } from "../../fuse/fold-walk.ts";
import { scalarOf } from "../../fuse/group.ts";
import type { Local } from "../assembler/code.ts";
import type { Registers } from "../kernels/fold.ts";
import { foldOf } from "../kernels/fold-of.ts";
import type { Lane } from "../lanes/lane.ts";
import { type Constants, emitScalar } from "../lanes/scalar.ts";
import type { CheckingSite } from "../site.ts";
import type { Part } from "../threads/split.ts";
import { constantsIn, enterConstants } from "./constants.ts";
import { loadFour, loadSplat, storeFour } from "./four.ts";
import type { HomeOf } from "./loop.ts";
import { type ReductionStages, stagesOf } from "./reduction-stages.ts";

/**
 * Writes a fold whose elements are computed on the way or read through moves: the loops over a window, a depthwise convolution, the
 * gradient of weights. Four results lie in the lanes of a register; some registers side by side, of neighbouring columns or rows, share
 * what they read. Small windows are written out.
 */
export function writeFold(site: CheckingSite, group: FoldGroup, homeOf: HomeOf, part: Part = {}): void {
  new FoldLoops(site, group, homeOf).write(part);
}

/** Registers of results side by side along an axis that is not the vectors', and in all. */
const mostRows = 4;
const mostRegisters = 12;
/** Registers of neighbouring results in one row: two lines of the cache. */
const mostVectors = 8;
/** Terms that are written out one after the other. */
const mostUnrolled = 27;
/** Additions after which a new partial sum begins. */
const block = 1024;

const four: Registers = { type: "v128", lanes: 4, load: "v128.load", store: "v128.store" };

/** Rows and columns of results, and the fewest of a part. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
  readonly shortest: { readonly rows: number; readonly columns: number };
}

/** The lengths along which a fold can be parted: rows, the outermost loop, and columns, the lanes'. With how short a part may be in either. */
export function foldExtent(group: FoldGroup): Extent {
  const walk = walkOf(group);
  const vector = vectorAxis(group.fold, walk) as FoldAxis;
  const [outermost] = walk.kept.filter((axis) => axis !== vector);
  return { rows: outermost?.count ?? 1, columns: vector.count, shortest: { rows: mostRows, columns: 4 * mostVectors } };
}

/** What is read or written: where its first element is, and how far it moves, in bytes. */
interface Stream {
  readonly address: number;
  readonly dtype: DType;
  /** Along an axis of the walk. */
  readonly step: (axis: FoldAxis) => number;
  /** Number of the pointer that it moves with. */
  readonly pointer: number;
}

/** Pointers by their number: offsets in bytes. */
type Pointers = readonly Local[];

class FoldLoops {
  readonly #site: CheckingSite;
  readonly #group: FoldGroup;
  readonly #stages: ReductionStages;
  readonly #count: number;
  /** The axis in the lanes, the one that `#rows` registers lie along, and the others that are kept. */
  readonly #vector: FoldAxis;
  readonly #row: FoldAxis | undefined;
  readonly #outer: readonly FoldAxis[];
  /** The folded axes: loops, and what is written out, in the order in which it is. */
  readonly #loops: readonly FoldAxis[];
  readonly #unrolled: readonly FoldAxis[];
  readonly #rows: number;
  readonly #vectors: number;
  readonly #read = new Map<EngineValue, Stream>();
  readonly #written: readonly { readonly value: EngineValue; readonly stream: Stream }[];
  /** Byte steps of the pointers along the axes that are loops. */
  readonly #pointers: (readonly number[])[] = [];
  readonly #constant: Constants;
  readonly #lanes = new Map<EngineValue, Lane>();
  /** Registers of what has been read at an offset, by stream and offset; and those that are free again. */
  readonly #loaded = new Map<string, Local>();
  readonly #free: Local[] = [];
  readonly #results: readonly Local[];
  readonly #parts: readonly Local[] | undefined;
  readonly #value: Local;

  constructor(site: CheckingSite, group: FoldGroup, homeOf: HomeOf) {
    this.#site = site;
    this.#constant = constantsIn(site.code);
    this.#group = group;
    const { fold, stored } = group;
    const { code } = site;
    const walk = walkOf(group);
    this.#stages = stagesOf(fold);
    this.#count = walk.reduced.reduce((product, { count }) => product * count, 1);
    this.#vector = vectorAxis(fold, walk) as FoldAxis;
    const others = walk.kept.filter((axis) => axis !== this.#vector);
    const last = others.at(-1);
    this.#row = last?.steps.every((step) => step >= 0) ? last : undefined;
    this.#outer = this.#row === undefined ? others : others.slice(0, -1);
    let unrolled = walk.reduced.length;
    for (let terms = 1; unrolled > 0; unrolled--) {
      terms *= (walk.reduced[unrolled - 1] as FoldAxis).count;
      if (terms > mostUnrolled) break;
    }
    this.#loops = walk.reduced.slice(0, unrolled);
    this.#unrolled = inReadingOrder(walk.reduced.slice(unrolled), this.#row, this.#stages.fold !== "max");
    this.#rows = Math.min(mostRows, this.#row?.count ?? 1);
    const wanted = this.#loops.length === 0 && this.#rows > 1 ? 1 : Math.floor(mostRegisters / this.#rows);
    this.#vectors = Math.max(1, Math.min(this.#rows > 1 ? 4 : mostVectors, wanted, Math.floor(this.#vector.count / 4)));

    walk.operands.forEach(({ value, source, from }, i) => {
      const { address, dtype } = homeOf(holderOf(source));
      this.#read.set(value, this.#streamOf(address + from * bytesOf(dtype), dtype, i + 1));
    });
    this.#written = stored.map((value) => ({ value, stream: this.#streamOf(homeOf(value).address, value.dtype, 0) }));
    for (const expression of this.#expressions()) enterConstants(expression, this.#constant);
    for (const { inputs } of group.members)
      for (const input of inputs) if (input.literal !== undefined) this.#lanes.set(input, this.#constant(input.literal, input.dtype));
    const registers = this.#rows * this.#vectors;
    this.#results = code.locals("v128", registers);
    this.#parts =
      this.#stages.fold !== "max" && isFloat(this.#stages.folded) && this.#count > block ? code.locals("v128", registers) : undefined;
    this.#value = code.local("v128");
  }

  #expressions(): readonly Expression[] {
    const { before, after } = this.#stages;
    return [...this.#group.members.map((member) => scalarOf(member) ?? []), before ?? [], after ?? []];
  }

  #streamOf(first: number, dtype: DType, at: number): Stream {
    const bytes = bytesOf(dtype);
    const step = (axis: FoldAxis): number => bytes * (axis.steps[at] as number);
    // Offsets count from the lowest address that is read, since those of WebAssembly are never negative.
    const below = [...this.#outer, ...this.#loops, ...this.#unrolled].reduce(
      (sum, axis) => sum + Math.min(0, (axis.count - 1) * step(axis)),
      0,
    );
    const steps = this.#looped().map(step);
    const known = this.#pointers.findIndex((others) => others.every((one, i) => one === steps[i]));
    return { address: first + below, dtype, step, pointer: known >= 0 ? known : this.#pointers.push(steps) - 1 };
  }

  /** The axes along which pointers move. */
  #looped(): readonly FoldAxis[] {
    return [...this.#outer, ...(this.#row ? [this.#row] : []), this.#vector, ...this.#loops];
  }

  write({ rows, columns }: Part): void {
    const { code } = this.#site;
    const looped = this.#looped();
    const [outermost] = [...this.#outer, ...(this.#row ? [this.#row] : [])];
    const starts = this.#pointers.map((steps) => {
      const start = code.local("i32");
      const behind = steps.reduce((sum, step, i) => {
        const axis = looped[i] as FoldAxis;
        const from = (axis === outermost ? rows?.from : axis === this.#vector ? columns?.from : 0) ?? 0;
        return sum + Math.max(0, -step * (axis.count - 1)) + from * step;
      }, 0);
      code.i32(behind).set(start);
      return start;
    });
    const lengthOf = (axis: FoldAxis | undefined): number => {
      const span = axis === outermost ? rows : axis === this.#vector ? columns : undefined;
      return span === undefined ? (axis?.count ?? 1) : span.to - span.from;
    };
    this.#nest(
      this.#outer,
      starts,
      (outer) =>
        this.#groups(this.#row, lengthOf(this.#row), this.#rows, outer, (at) =>
          this.#groups(this.#vector, lengthOf(this.#vector), 4 * this.#vectors, at, (inner) => this.#fold(inner)),
        ),
      lengthOf(this.#outer[0]),
    );
  }

  /** Loops in loops. */
  #nest([axis, ...inner]: readonly FoldAxis[], pointers: Pointers, body: (pointers: Pointers) => void, count = axis?.count): void {
    if (axis === undefined) body(pointers);
    else this.#steps(axis, count as number, pointers, (at) => this.#nest(inner, at, body));
  }

  /** `body` at so many positions of an axis, one after the other. */
  #steps(axis: FoldAxis, count: number, pointers: Pointers, body: (pointers: Pointers) => void): void {
    const { code } = this.#site;
    const at = this.#looped().indexOf(axis);
    const own = pointers.map((pointer, i) => {
      if (this.#pointers[i]?.[at] === 0) return pointer;
      const copy = code.local("i32");
      code.get(pointer).set(copy);
      return copy;
    });
    const moved = (): void => own.forEach((local, i) => void code.increase(local, this.#pointers[i]?.[at] as number));
    if (count === 1) body(own);
    else
      code.times(code.local("i32"), count, () => {
        body(own);
        moved();
      });
  }

  /** `body` at the first of each `size` neighbours along an axis; the last ones overlap those before them where the axis is no multiple of `size`. */
  #groups(axis: FoldAxis | undefined, count: number, size: number, pointers: Pointers, body: (pointers: Pointers) => void): void {
    const { code } = this.#site;
    if (axis === undefined || count <= size) {
      body(pointers);
      return;
    }
    const along = this.#looped().indexOf(axis);
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

  /** All results of one position: folded, put through what follows, stored. */
  #fold(pointers: Pointers): void {
    this.#start(this.#results);
    this.#foldLoops(this.#loops, pointers);
    this.#forget();
    for (let row = 0; row < this.#rows; row++) for (let vector = 0; vector < this.#vectors; vector++) this.#finish(pointers, row, vector);
    this.#forget();
  }

  #start(registers: readonly Local[]): void {
    const { code } = this.#site;
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
    else if (inner.length > 0 || parts === undefined) this.#steps(axis, axis.count, pointers, (at) => this.#foldLoops(inner, at));
    else this.#foldBlocks(axis, pointers, parts);
  }

  /** The innermost loop of a long sum: in blocks, each of which is added to the results. */
  #foldBlocks(axis: FoldAxis, pointers: Pointers, parts: readonly Local[]): void {
    const { code } = this.#site;
    const terms = this.#unrolled.reduce((product, { count }) => product * count, 1);
    const length = Math.max(1, Math.min(axis.count, Math.floor(block / terms)));
    const blocks = Math.floor(axis.count / length);
    const along = this.#looped().indexOf(axis);
    const at = pointers.map((pointer) => {
      const copy = code.local("i32");
      code.get(pointer).set(copy);
      return copy;
    });
    const one = (count: number): void => {
      this.#start(parts);
      this.#steps(axis, count, at, (inner) => this.#unroll(inner, parts));
      parts.forEach((part, i) => void this.#add(this.#results[i] as Local, () => code.get(part)));
      at.forEach((local, i) => void code.increase(local, count * (this.#pointers[i]?.[along] as number)));
    };
    if (blocks === 1) one(length);
    else code.times(code.local("i32"), blocks, () => one(length));
    if (axis.count % length > 0) one(axis.count % length);
  }

  #add(to: Local, push: () => void): void {
    const { code } = this.#site;
    push();
    code
      .get(to)
      .op(isFloat(this.#stages.folded) ? "f32x4.add" : "i32x4.add")
      .set(to);
  }

  /** The terms that are written out, into the registers. */
  #unroll(pointers: Pointers, registers: readonly Local[]): void {
    const axes = this.#unrolled;
    const position = axes.map(() => 0);
    const terms = axes.reduce((product, { count }) => product * count, 1);
    this.#forget();
    for (let term = 0; term < terms; term++) {
      for (let row = 0; row < this.#rows; row++)
        for (let vector = 0; vector < this.#vectors; vector++)
          this.#term({ pointers, row, vector, position }, registers[row * this.#vectors + vector] as Local);
      for (let axis = axes.length - 1; axis >= 0; axis--) {
        position[axis] = (position[axis] as number) + 1;
        if ((position[axis] as number) < (axes[axis] as FoldAxis).count) break;
        position[axis] = 0;
        // What neighbours along the last axis read in common is kept, nothing else: there are not so many registers.
        this.#forget();
      }
    }
    this.#forget();
  }

  /** One term of four results. */
  #term(at: At, register: Local): void {
    const { code } = this.#site;
    const { fold, before } = this.#group;
    const { before: first, fold: name, folded } = this.#stages;
    for (const member of this.#group.members) if (before.has(member)) this.#compute(member, at);
    const lane = this.#lane(fold.inputs[0] as EngineValue, at);
    const push = (): void => {
      if (first === undefined) code.get(lane.local);
      else emitScalar(this.#site, "four", first, [lane], this.#constant);
    };
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

  #finish(pointers: Pointers, row: number, vector: number): void {
    const { code } = this.#site;
    const { fold, before, members } = this.#group;
    const { fold: name, folded, after } = this.#stages;
    const at: At = { pointers, row, vector, position: [] };
    const local = this.#results[row * this.#vectors + vector] as Local;
    const { finish } = foldOf(name, { code, take: (type) => code.local(type), zero: 0 }, folded, this.#count, four);
    if (finish !== undefined && name === "mean") {
      code.get(local);
      finish(code);
      code.set(local);
    }
    if (after !== undefined) {
      emitScalar(this.#site, "four", after, [{ dtype: folded, local }], this.#constant);
      code.set(local);
    }
    this.#lanes.set(fold, { dtype: fold.dtype, local });
    for (const member of members) if (member !== fold && !before.has(member)) this.#compute(member, at);
    for (const { value, stream } of this.#written) this.#store(value, stream, at);
  }

  #store(value: EngineValue, stream: Stream, at: At): void {
    const { code } = this.#site;
    const { local } = this.#lanes.get(value) as Lane;
    const pointer = at.pointers[stream.pointer] as Local;
    const offset = this.#offset(stream, at);
    const lanes = Math.min(4, this.#vector.count);
    const step = stream.step(this.#vector);
    if (step === bytesOf(stream.dtype)) storeFour(code, stream.dtype, local, pointer, offset, lanes);
    else
      for (let lane = 0; lane < lanes; lane++)
        code
          .get(pointer)
          .get(local)
          .laneAt("v128.store32_lane", offset + lane * step, lane);
  }

  #compute(member: EngineValue, at: At): void {
    if (member.alias !== undefined) {
      this.#lanes.set(member, this.#lanes.get(member.alias) as Lane);
      return;
    }
    const operands = member.inputs.map((input) => this.#lane(input, at));
    const range = emitScalar(this.#site, "four", scalarOf(member) as Expression, operands, this.#constant);
    const local = this.#lanes.get(member)?.local ?? this.#site.code.local("v128");
    this.#site.code.set(local);
    this.#lanes.set(member, { dtype: member.dtype, local, ...(range && { range }) });
  }

  #lane(value: EngineValue, at: At): Lane {
    const stream = this.#read.get(value);
    return stream === undefined ? (this.#lanes.get(value) as Lane) : { dtype: value.dtype, local: this.#load(stream, at) };
  }

  /** Four elements of an operand; the register of those that are there already. */
  #load(stream: Stream, at: At): Local {
    const { code } = this.#site;
    const offset = this.#offset(stream, at);
    const pointer = at.pointers[stream.pointer] as Local;
    const step = stream.step(this.#vector);
    const key = `${pointer} ${offset} ${stream.dtype} ${step}`;
    const known = this.#loaded.get(key);
    if (known !== undefined) return known;
    const local = this.#free.pop() ?? code.local("v128");
    const bytes = bytesOf(stream.dtype);
    code.get(pointer);
    if (step === 0) loadSplat(code, stream.dtype, offset);
    else if (step === bytes) loadFour(code, stream.dtype, offset);
    // Every second one.
    else
      code
        .at("v128.load", offset)
        .get(pointer)
        .at("v128.load", offset + 16)
        .shuffle32(0, 2, 4, 6);
    code.set(local);
    this.#loaded.set(key, local);
    return local;
  }

  #forget(): void {
    this.#free.push(...this.#loaded.values());
    this.#loaded.clear();
  }

  /** Behind the pointer. */
  #offset({ address, step }: Stream, { row, vector, position }: At): number {
    const fixed = position.reduce((sum, one, i) => {
      const axis = this.#unrolled[i] as FoldAxis;
      const by = step(axis);
      return sum + (by < 0 ? (one + 1 - axis.count) * by : one * by);
    }, 0);
    return address + fixed + row * (this.#row === undefined ? 0 : step(this.#row)) + 4 * vector * step(this.#vector);
  }
}

/** Where four results are, or a term of them. */
interface At {
  readonly pointers: Pointers;
  readonly row: number;
  readonly vector: number;
  /** Along the axes that are written out. */
  readonly position: readonly number[];
}

/** The folded axis along which neighbouring rows read the same comes last, where the order is free. */
function inReadingOrder(axes: readonly FoldAxis[], row: FoldAxis | undefined, anyOrder: boolean): readonly FoldAxis[] {
  if (row === undefined || !anyOrder) return axes;
  const shared = axes.find(({ steps }) =>
    steps.some(
      (step, i) =>
        i > 0 && step !== 0 && row.steps[i] !== 0 && (row.steps[i] as number) % step === 0 && (row.steps[i] as number) / step <= 2,
    ),
  );
  return shared === undefined ? axes : [...axes.filter((axis) => axis !== shared), shared];
}
