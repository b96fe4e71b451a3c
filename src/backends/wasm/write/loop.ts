import { bytesOf } from "../../../../graph/dtype.ts";
import type { Expression } from "../../../../graph/scalar.ts";
import { mayStop } from "../../fuse/emitters.ts";
import { countOf, type EngineValue, type LoopGroup } from "../../fuse/engine-value.ts";
import { needsDoubles, scalarOf } from "../../fuse/group.ts";
import type { Local } from "../assembler/code.ts";
import { type BroadcastAxis, broadcastWalk } from "../kernels/broadcast-walk.ts";
import { element } from "../kernels/element.ts";
import type { Span } from "../kernels/gemm/gemm.ts";
import type { Lane } from "../lanes/lane.ts";
import { type Constants, emitScalar } from "../lanes/scalar.ts";
import type { Home } from "../memory.ts";
import type { CheckingSite } from "../site.ts";
import type { Part } from "../threads/split.ts";
import { constantsIn, enterConstants } from "./constants.ts";
import { laneMask, loadFour, loadSplat, pushValid, storeFour } from "./four.ts";

/** Where a value of another group lies in memory. */
export type HomeOf = (value: EngineValue) => Home;

/** Writes the loop of elementwise steps: four elements at a time, or one by one where float64 or a single number is concerned. */
export function writeLoop(site: CheckingSite, group: LoopGroup, homeOf: HomeOf, part: Part = {}): void {
  const count = countOf(group.members.at(-1) as EngineValue);
  if (count === 0) return;
  new Loop(site, group, homeOf, count === 1 || group.members.some(needsDoubles) ? "one" : "four", part).write();
}

/** The axes of the loop's walk; it can be parted along the outermost one, in steps of so many. */
export function loopAxes(group: LoopGroup): { readonly axes: readonly BroadcastAxis[]; readonly step: number } {
  const axes = broadcastWalk(
    (group.members.at(-1) as EngineValue).shape,
    readBy(group).map(({ shape }) => shape),
  );
  // Parts of one line begin at lines of the cache, whatever the dtype.
  return { axes, step: axes.length > 1 ? 1 : 64 };
}

/** What the loop reads from memory. */
function readBy(group: LoopGroup): readonly EngineValue[] {
  const read = new Set<EngineValue>();
  for (const { inputs } of group.members)
    for (const input of inputs) if (input.group !== group && input.literal === undefined) read.add(input);
  return [...read];
}

/** An operand from memory. */
interface LoadedOperand {
  readonly value: EngineValue;
  readonly home: Home;
  readonly register: Local;
  /** Position among the strides of an axis. */
  readonly at: number;
}

class Loop {
  readonly #site: CheckingSite;
  readonly #members: readonly EngineValue[];
  readonly #stored: readonly { readonly value: EngineValue; readonly home: Home }[];
  readonly #kind: "one" | "four";
  readonly #axes: readonly BroadcastAxis[];
  readonly #operands: readonly LoadedOperand[];
  readonly #lanes = new Map<EngineValue, Lane>();
  readonly #constant: Constants;
  /** The same by position among the strides and element size. */
  readonly #pointerAt: Local[] = [];
  /** Byte offsets of the present position, by element size and strides. */
  readonly #pointers = new Map<string, { readonly local: Local; readonly strides: readonly number[]; readonly size: number }>();

  /** Positions along the outermost axis. */
  readonly #span: Span;

  constructor(site: CheckingSite, group: LoopGroup, homeOf: HomeOf, kind: "one" | "four", { rows }: Part) {
    const { members, stored } = group;
    this.#site = site;
    this.#constant = constantsIn(site.code, kind);
    this.#members = members;
    this.#kind = kind;
    this.#stored = stored.map((value) => ({ value, home: homeOf(value) }));
    for (const member of members)
      for (const input of member.inputs) if (input.literal !== undefined && input.group !== group) this.#literal(input, input.literal);
    const read = readBy(group);
    this.#axes = loopAxes(group).axes;
    this.#span = rows ?? { from: 0, to: this.#axes[0]?.count ?? 1 };
    this.#operands = read.map((value, i) => ({ value, home: homeOf(value), register: this.#register(value), at: i + 1 }));
    for (const { value, register } of this.#operands) this.#lanes.set(value, { dtype: value.dtype, local: register });
    for (const member of members) this.#lanes.set(member, { dtype: member.dtype, local: this.#register(member) });
    for (const member of members) enterConstants(scalarOf(member) as Expression, this.#constant);
  }

  write(): void {
    this.#nest(0);
  }

  #register({ dtype }: Pick<EngineValue, "dtype">): Local {
    return this.#site.code.local(this.#kind === "four" ? "v128" : element[dtype].type);
  }

  #literal(value: EngineValue, literal: number): void {
    this.#lanes.set(value, this.#constant(literal, value.dtype));
  }

  #nest(depth: number): void {
    if (depth >= this.#axes.length - 1) {
      this.#line();
      return;
    }
    const { code } = this.#site;
    code.times(code.local("i32"), this.#dim(depth), () => {
      this.#nest(depth + 1);
      for (const { local, strides, size } of this.#pointers.values()) {
        const by = (strides[depth] as number) * size - this.#travel(depth + 1, strides, size);
        code.increase(local, by);
      }
    });
  }

  /** Bytes by which the axes from `depth` on leave a pointer behind where it was. */
  #travel(depth: number, strides: readonly number[], size: number): number {
    const dim = this.#dim(depth);
    const steps = depth === this.#axes.length - 1 ? this.#rounds() * this.#width() : dim;
    return steps * (strides[depth] as number) * size;
  }

  /** Positions along an axis; of the outermost one those of the part. */
  #dim(depth: number): number {
    return depth <= 0 ? this.#span.to - this.#span.from : (this.#axes[depth] as BroadcastAxis).count;
  }

  /** Where the first element of the part is. */
  #first({ address }: Home, at: number, size: number): number {
    return address + this.#span.from * (this.#axes[0]?.steps[at] ?? 0) * size;
  }

  #rounds(): number {
    const dim = this.#dim(this.#axes.length - 1);
    // A single line may go beyond its end, into room that is its own.
    return this.#axes.length <= 1 ? Math.ceil(dim / this.#width()) : Math.floor(dim / this.#width());
  }

  #width(): number {
    return this.#kind === "four" ? 4 : 1;
  }

  /** The innermost axis. */
  #line(): void {
    const { code } = this.#site;
    const dim = this.#dim(this.#axes.length - 1);
    const width = this.#width();
    const rounds = this.#rounds();
    for (const operand of this.#operands) if (!this.#moves(operand)) this.#load(operand);
    // All pointers of the line must be known before its loop ends.
    const moving = this.#operands.filter((operand) => this.#moves(operand));
    for (const operand of moving) this.#pointer(operand);
    for (const { value } of this.#stored) this.#resultPointer(value);
    if (rounds > 0) {
      const left = code.local("i32");
      const round = (): void => {
        const tail = this.#axes.length <= 1 && width === 4 && dim % 4 !== 0 ? dim % 4 : 0;
        if (tail > 0 && this.#checks()) this.#body(4, () => this.#lastRound(left, tail));
        else this.#body(width);
        for (const { local, strides, size } of this.#pointers.values()) {
          if (strides.at(-1) !== 0) code.increase(local, width * size);
        }
      };
      if (rounds === 1 && !this.#checks()) round();
      else code.times(left, rounds, round);
    }
    const rest = dim - rounds * width;
    if (rest > 0) this.#body(rest, () => this.#mask(rest));
  }

  #checks(): boolean {
    return this.#kind === "four" && this.#members.some(mayStop);
  }

  /** A mask of the lanes that hold elements: all of them but in the last round. */
  #lastRound(left: Local, tail: number): Local {
    const { code } = this.#site;
    const mask = code.local("v128");
    pushValid(code, left, tail).set(mask);
    return mask;
  }

  #mask(lanes: number): Local | undefined {
    if (!this.#checks()) return undefined;
    const mask = this.#site.code.local("v128");
    this.#site.code.i32x4(...laneMask(lanes)).set(mask);
    return mask;
  }

  #body(lanes: number, valid: () => Local | undefined = () => undefined): void {
    const { code } = this.#site;
    for (const operand of this.#operands) if (this.#moves(operand)) this.#load(operand);
    const mask = valid();
    const site: CheckingSite = mask === undefined ? this.#site : { ...this.#site, valid: mask };
    for (const member of this.#members) {
      const operands = member.inputs.map((input) => this.#lanes.get(input) as Lane);
      emitScalar(site, this.#kind, scalarOf(member) as Expression, operands, this.#constant);
      code.set((this.#lanes.get(member) as Lane).local);
    }
    for (const { value, home } of this.#stored) {
      const { local } = this.#lanes.get(value) as Lane;
      const pointer = this.#resultPointer(value);
      const first = this.#first(home, 0, bytesOf(value.dtype));
      if (this.#kind === "four") storeFour(code, value.dtype, local, pointer, first, lanes);
      else code.get(pointer).get(local).at(element[value.dtype].store, first);
    }
  }

  #moves({ at }: LoadedOperand): boolean {
    return (this.#axes.at(-1)?.steps[at] ?? 0) !== 0;
  }

  #load(operand: LoadedOperand): void {
    const { value, home, register, at } = operand;
    const { code } = this.#site;
    const first = this.#first(home, at, bytesOf(value.dtype));
    code.get(this.#pointer(operand));
    if (this.#kind === "one") code.at(element[value.dtype].load, first);
    else if (this.#moves(operand)) loadFour(code, value.dtype, first);
    else loadSplat(code, value.dtype, first);
    code.set(register);
  }

  #pointer({ value, at }: LoadedOperand): Local {
    return this.#pointerOf(at, bytesOf(value.dtype));
  }

  #resultPointer({ dtype }: EngineValue): Local {
    return this.#pointerOf(0, bytesOf(dtype));
  }

  /** The pointer of the operand at that position among the strides. */
  #pointerOf(at: number, size: number): Local {
    const known = this.#pointerAt[16 * at + size];
    if (known !== undefined) return known;
    const local = this.#pointerAlong(
      this.#axes.map(({ steps }) => steps[at] as number),
      size,
    );
    this.#pointerAt[16 * at + size] = local;
    return local;
  }

  #pointerAlong(strides: readonly number[], size: number): Local {
    const key = `${size}:${strides.join()}`;
    const known = this.#pointers.get(key);
    if (known) return known.local;
    const local = this.#site.code.local("i32");
    this.#pointers.set(key, { local, strides, size });
    return local;
  }
}
