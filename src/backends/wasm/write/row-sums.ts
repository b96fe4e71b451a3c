import type { DType } from "../../../../graph/dtype.ts";
import type { EngineValue } from "../../fuse/engine-value.ts";
import type { Local } from "../assembler/code.ts";
import type { Lane } from "../lanes/lane.ts";
import { fourOf, oneOf } from "../lanes/registers.ts";
import type { Site } from "../site.ts";

/** Rounds of four rows after which sums are added to those of before, so that their error does not grow with the rows. */
const block = 1024;

interface Sum {
  readonly dtype: DType;
  /** Of the present block, and of the blocks before it where there is more than one. */
  readonly present: readonly Local[];
  readonly settled: readonly Local[] | undefined;
  readonly divisor: number | undefined;
}

/**
 * Sums over all rows of a loop: each lane adds every fourth row, in blocks of 4096 rows, whose sums are added in turn; at the end
 * lanes 0 and 2, 1 and 3, and then both are added. The order depends on nothing but the number of rows.
 */
export class RowSums {
  readonly #site: Site;
  readonly #blocks: boolean;
  readonly #sums = new Map<EngineValue, Sum>();
  readonly #round: Local | undefined;

  constructor(site: Site, rows: number) {
    this.#site = site;
    this.#blocks = rows > 4 * block;
    this.#round = this.#blocks ? site.code.local("i32") : undefined;
  }

  has(value: EngineValue): boolean {
    return this.#sums.has(value);
  }

  /** Adds the present rows: each column to its sum, or all columns to one. */
  add(value: EngineValue, lanes: readonly Lane[], { together, divisor }: { together: boolean; divisor: number | undefined }): void {
    const sum = this.#start(value, together ? 1 : lanes.length, divisor);
    lanes.forEach(({ local }, column) => {
      this.#accumulate(sum, together ? 0 : column, () => this.#site.code.get(local));
    });
  }

  /** Adds the products of each column of x with each column of d: xᵀ · d. */
  addProducts(value: EngineValue, x: readonly Lane[], d: readonly Lane[]): void {
    const sum = this.#start(value, x.length * d.length, undefined);
    const { code } = this.#site;
    x.forEach((a, row) => {
      d.forEach((b, column) => {
        this.#accumulate(sum, row * d.length + column, () => code.get(a.local).get(b.local).op("f32x4.mul"));
      });
    });
  }

  /** The sum of the columns in each lane, divided where it is a mean. */
  ofColumns(lanes: readonly Lane[], dtype: DType, divisor: number | undefined): Local {
    const { code } = this.#site;
    const sum = code.local("v128");
    code.i32x4(0);
    for (const { local } of lanes) code.get(local).op(addOf(dtype));
    code.set(sum);
    if (divisor !== undefined) code.get(sum).f32x4(divisor).op("f32x4.div").set(sum);
    return sum;
  }

  /** To be called at the end of each round. */
  settle(): void {
    if (this.#round === undefined || this.#sums.size === 0) return;
    const { code } = this.#site;
    code
      .get(this.#round)
      .i32(1)
      .op("i32.add")
      .tee(this.#round)
      .i32(block)
      .op("i32.eq")
      .if(() => {
        code.i32(0).set(this.#round as Local);
        this.#settleAll();
      });
  }

  /** Adds the lanes of each sum and stores it; after the loop. */
  store(value: EngineValue, address: number): void {
    const { code } = this.#site;
    const sum = this.#sums.get(value) as Sum;
    const [one, four] = [oneOf(sum.dtype) as "f32" | "i32", fourOf(sum.dtype)];
    const sums = sum.settled ?? sum.present;
    if (sum.settled !== undefined) this.#settle(sum);
    sums.forEach((local, at) => {
      const [folded] = code.temporaries("v128", 1) as readonly [Local];
      code.get(local).get(local).get(local).shuffle32(2, 3, 2, 3).op(`${four}.add`).set(folded);
      code.i32(0).get(folded).lane(`${four}.extract_lane`, 0).get(folded).lane(`${four}.extract_lane`, 1).op(`${one}.add`);
      if (sum.divisor !== undefined) code.f32(sum.divisor).op("f32.div");
      code.at(`${one}.store`, address + 4 * at);
    });
  }

  #start(value: EngineValue, count: number, divisor: number | undefined): Sum {
    const { code } = this.#site;
    const settled = this.#blocks ? code.locals("v128", count) : undefined;
    const sum = { dtype: value.dtype, present: code.locals("v128", count), settled, divisor };
    this.#sums.set(value, sum);
    return sum;
  }

  /** Locals are 0 when the function starts. Lanes of rows that do not exist add nothing. */
  #accumulate({ dtype, present }: Sum, at: number, push: () => void): void {
    const { code, valid } = this.#site;
    const local = present[at] as Local;
    code.get(local);
    push();
    if (valid !== undefined) code.get(valid).op("v128.and");
    code.op(addOf(dtype)).set(local);
  }

  #settleAll(): void {
    for (const sum of this.#sums.values()) this.#settle(sum);
  }

  #settle({ dtype, present, settled }: Sum): void {
    const { code } = this.#site;
    present.forEach((local, at) => {
      const total = (settled as readonly Local[])[at] as Local;
      code.get(total).get(local).op(addOf(dtype)).set(total).i32x4(0).set(local);
    });
  }
}

const addOf = (dtype: DType) => `${fourOf(dtype)}.add` as const;
