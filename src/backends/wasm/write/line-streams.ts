import { bytesOf, type DType } from "../../../../graph/dtype.ts";
import { sizeOf, stridesOf } from "../../../../graph/shape.ts";
import { type EngineValue, holderOf, type LinesGroup } from "../../fuse/engine-value.ts";
import { isFold } from "../../fuse/line-passes.ts";
import { type BroadcastAxis, broadcastStrides, joinAxes } from "../kernels/broadcast-walk.ts";
import type { HomeOf } from "./loop.ts";

/** Where elements of a line lie: how its first one is found, and how far they are apart. */
export interface LineStream {
  readonly address: number;
  readonly dtype: DType;
  /** Number of the pointer to the line, among those of all streams. */
  readonly pointer: number;
  /** Bytes from one element to the next, in its lanes' registers or in memory; 0 for a number. */
  readonly step: number;
  /** Lanes as they are, rather than elements. */
  readonly raw: boolean;
}

/** Four lanes of four bytes each, whatever the dtype. */
export const keptBytes = ({ inner }: LinesGroup): number => 64 * Math.ceil(sizeOf(inner) / 16);

/** What the lines of a group have in memory: kept for a later pass, stored, or read. Those that move alike along the outer axes share a pointer. */
export class LineStreams {
  /** The outer axes, in which each pointer has its step. */
  readonly axes: readonly BroadcastAxis[];
  readonly #group: LinesGroup;
  readonly #streams = new Map<EngineValue, LineStream>();
  /** Byte strides along the outer axes of the pointers. */
  readonly #strides: (readonly number[])[] = [];

  constructor(group: LinesGroup, kept: readonly EngineValue[], homeOf: HomeOf, scratch: number) {
    const { members, stored, outer, roles } = group;
    this.#group = group;
    kept.forEach((value, i) => {
      const address = scratch + i * keptBytes(group);
      this.#streams.set(value, { address, dtype: value.dtype, pointer: this.#pointerAlong(outer.map(() => 0)), step: 4, raw: true });
    });
    for (const value of stored) this.#addStored(value, homeOf);
    for (const member of members)
      for (const input of member.inputs)
        if (input.literal === undefined && !roles.has(input) && !this.#streams.has(input)) this.#addOperand(input, member, homeOf);
    this.axes = joinAxes(outer, this.#strides);
  }

  /** How many pointers there are. */
  get pointers(): number {
    return this.#strides.length;
  }

  of(value: EngineValue): LineStream | undefined {
    return this.#streams.get(value);
  }

  /** Numbers of a line that others have put into memory. */
  get numbers(): readonly EngineValue[] {
    return [...this.#streams].flatMap(([value, { step }]) => (step === 0 && !this.#group.roles.has(value) ? [value] : []));
  }

  #addStored(value: EngineValue, homeOf: HomeOf): void {
    const { outer, inner, roles } = this.#group;
    const bytes = bytesOf(value.dtype);
    const isLine = roles.get(value) === "line";
    const apart = bytes * (isLine ? sizeOf(inner) : 1);
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
}
