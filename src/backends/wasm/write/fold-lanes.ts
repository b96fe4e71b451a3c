import { bytesOf } from "../../../../graph/dtype.ts";
import type { Expression } from "../../../../graph/scalar.ts";
import type { EngineValue } from "../../fuse/engine-value.ts";
import type { FoldAxis } from "../../fuse/fold-walk.ts";
import { scalarOf } from "../../fuse/group.ts";
import type { Local } from "../assembler/code.ts";
import type { Lane } from "../lanes/lane.ts";
import { type Constants, emitScalar } from "../lanes/scalar.ts";
import type { CheckingSite } from "../site.ts";
import { constantsIn, enterConstants } from "./constants.ts";
import type { FoldLoops, FoldPosition, FoldStream } from "./fold-loops.ts";
import { loadFour, loadSplat } from "./four.ts";
import type { ReductionStages } from "./reduction-stages.ts";

/** The registers of what a fold reads and computes for four results: those that neighbours read in common are loaded once. */
export class FoldLanes {
  readonly #site: CheckingSite;
  readonly #loops: FoldLoops;
  readonly #vector: FoldAxis;
  readonly #read: ReadonlyMap<EngineValue, FoldStream>;
  readonly #constant: Constants;
  readonly #lanes = new Map<EngineValue, Lane>();
  /** Registers of what has been read at an offset, by stream and offset; and those that are free again. */
  readonly #loaded = new Map<string, Local>();
  readonly #free: Local[] = [];

  constructor(site: CheckingSite, loops: FoldLoops, vector: FoldAxis, read: ReadonlyMap<EngineValue, FoldStream>) {
    this.#site = site;
    this.#loops = loops;
    this.#vector = vector;
    this.#read = read;
    this.#constant = constantsIn(site.code);
  }

  /** Puts known numbers into registers, before the loops. */
  prepare(members: readonly EngineValue[], { before = [], after = [] }: ReductionStages): void {
    for (const expression of [...members.map((member) => scalarOf(member) ?? []), before, after])
      enterConstants(expression, this.#constant);
    for (const { inputs } of members)
      for (const input of inputs) if (input.literal !== undefined) this.#lanes.set(input, this.#constant(input.literal, input.dtype));
  }

  /** The lane of a value: loaded, where it is read from memory. */
  of(value: EngineValue, at: FoldPosition): Lane {
    const stream = this.#read.get(value);
    return stream === undefined ? (this.#lanes.get(value) as Lane) : { dtype: value.dtype, local: this.#load(stream, at) };
  }

  /** The value is in this register. */
  set(value: EngineValue, local: Local): void {
    this.#lanes.set(value, { dtype: value.dtype, local });
  }

  /** An elementwise step, or a view. */
  compute(member: EngineValue, at: FoldPosition): void {
    if (member.alias !== undefined) {
      this.#lanes.set(member, this.#lanes.get(member.alias) as Lane);
      return;
    }
    const operands = member.inputs.map((input) => this.of(input, at));
    const range = emitScalar(this.#site, "four", scalarOf(member) as Expression, operands, this.#constant);
    const local = this.#lanes.get(member)?.local ?? this.#site.code.local("v128");
    this.#site.code.set(local);
    this.#lanes.set(member, { dtype: member.dtype, local, ...(range && { range }) });
  }

  /** What an expression makes of a lane, onto the stack; the lane itself where there is none. */
  push(expression: Expression | undefined, lane: Lane): void {
    if (expression === undefined) this.#site.code.get(lane.local);
    else emitScalar(this.#site, "four", expression, [lane], this.#constant);
  }

  /** What has been loaded is not there any more: its registers are free. */
  forget(): void {
    this.#free.push(...this.#loaded.values());
    this.#loaded.clear();
  }

  /** Four elements of an operand; the register of those that are there already. */
  #load(stream: FoldStream, at: FoldPosition): Local {
    const { code } = this.#site;
    const { dtype } = stream;
    const offset = this.#loops.offset(stream, at);
    const pointer = at.pointers[stream.pointer] as Local;
    const step = stream.step(this.#vector);
    const key = `${pointer} ${offset} ${dtype} ${step}`;
    const known = this.#loaded.get(key);
    if (known !== undefined) return known;
    const local = this.#free.pop() ?? code.local("v128");
    code.get(pointer);
    if (step === 0) loadSplat(code, dtype, offset);
    else if (step === bytesOf(dtype)) loadFour(code, dtype, offset);
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
}
