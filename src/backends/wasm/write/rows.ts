import { bytesOf } from "../../../../graph/dtype.ts";
import { internal } from "../../../../graph/errors.ts";
import { type FoldName, foldedAxes } from "../../../../graph/op.ts";
import type { Expression } from "../../../../graph/scalar.ts";
import type { Step } from "../../../plan/plan.ts";
import { type EngineValue, holderOf, type RowsGroup } from "../../fuse/engine-value.ts";
import { scalarOf, unfolded } from "../../fuse/group.ts";
import { columnsOf } from "../../fuse/rows-groups.ts";
import type { Local } from "../assembler/code.ts";
import type { Lane } from "../lanes/lane.ts";
import { type Constants, emitScalar } from "../lanes/scalar.ts";
import type { Home } from "../memory.ts";
import type { CheckingSite } from "../site.ts";
import { Columns } from "./columns.ts";
import { constantsIn, enterConstants } from "./constants.ts";
import { loadSplat, pushValid } from "./four.ts";
import type { HomeOf } from "./loop.ts";
import { argmaxOfColumns, gatherColumn, maxOfColumns, oneHotColumn } from "./row-ops.ts";
import { RowSums } from "./row-sums.ts";

/** Writes the loop over the rows of narrow matrices: rows r … r + 3 in the lanes, each column in a register. */
export function writeRows(site: CheckingSite, group: RowsGroup, homeOf: HomeOf): void {
  new Rows(site, group, homeOf).write();
}

class Rows {
  readonly #site: CheckingSite;
  readonly #group: RowsGroup;
  readonly #homeOf: HomeOf;
  readonly #columns: Columns;
  readonly #sums: RowSums;
  /** The columns of the values in registers. */
  readonly #lanes = new Map<EngineValue, readonly Lane[]>();
  readonly #constant: Constants;

  constructor(site: CheckingSite, group: RowsGroup, homeOf: HomeOf) {
    const { code } = site;
    this.#group = group;
    this.#homeOf = homeOf;
    this.#constant = constantsIn(code);
    this.#site = group.rows % 4 === 0 ? site : { ...site, valid: code.local("v128") };
    this.#columns = new Columns(code, group.rows);
    this.#sums = new RowSums(this.#site, group.rows);
  }

  write(): void {
    const { code } = this.#site;
    this.#prepare();
    const rounds = Math.ceil(this.#group.rows / 4);
    if (rounds > 0) {
      const left = code.local("i32");
      code.times(left, rounds, () => {
        this.#maskLastRound(left);
        this.#body();
        this.#columns.advance();
        this.#sums.settle();
      });
    } else {
      // Sums over no rows are 0: the body is written for them, and never run.
      code.i32(0).if(() => this.#body());
    }
    for (const member of this.#group.members) if (this.#sums.has(member)) this.#sums.store(member, this.#homeOf(member).address);
  }

  /** Lanes of the last round that belong to no row must not be added to sums, nor be at fault. */
  #maskLastRound(left: Local): void {
    const { code, valid } = this.#site;
    if (valid === undefined) return;
    pushValid(code, left, this.#group.rows % 4).set(valid);
  }

  /** Known numbers are put into registers once; sums start at 0. */
  #prepare(): void {
    for (const member of this.#group.members) {
      for (const input of member.inputs) {
        if (input.literal === undefined || this.#lanes.has(input)) continue;
        this.#lanes.set(input, [this.#constant(input.literal, input.dtype)]);
      }
      enterConstants(scalarOf(member) ?? [], this.#constant);
    }
  }

  #body(): void {
    const { members, stored } = this.#group;
    for (const member of members) {
      const lanes = this.#write(member);
      if (lanes === undefined) continue;
      this.#lanes.set(member, lanes);
      if (stored.includes(member)) {
        this.#columns.store(
          this.#homeOf(member),
          lanes.map(({ local }) => local),
        );
      }
    }
  }

  /** The columns of a step; nothing for a sum over the rows, which is known at the end. */
  #write(member: EngineValue): readonly Lane[] | undefined {
    const { inputs, dtype, alias, emitter } = member;
    const [x, w] = inputs as readonly [EngineValue, EngineValue];
    if (alias !== undefined) return this.#row(x);
    switch (emitter?.kind) {
      case "elementwise":
        return this.#elementwise(member, emitter.expression);
      case "product":
        return this.#product(member);
      case "reduce":
        return this.#reduction(member, emitter.reduce.fold);
      case "index":
        if (emitter.index.does === "pick") return [{ dtype, local: gatherColumn(this.#site, this.#row(x), this.#single(w)) }];
        return Array.from({ length: columnsOf(member) }, (_, column) => ({
          dtype,
          local: oneHotColumn(this.#site, this.#single(x), column, columnsOf(member), dtype),
        }));
      default:
        throw internal(`no loop over rows for "${member.id}"`);
    }
  }

  #elementwise(member: EngineValue, expression: Expression): readonly Lane[] {
    const { code } = this.#site;
    const { dtype } = member;
    return Array.from({ length: columnsOf(member) }, (_, column) => {
      const operands = member.inputs.map((input) => this.#lane(input, member, column));
      const range = emitScalar(this.#site, "four", expression, operands, this.#constant);
      const local = code.local("v128");
      code.set(local);
      return { dtype, local, ...(range && { range }) };
    });
  }

  #reduction(member: EngineValue, fold: FoldName): readonly Lane[] | undefined {
    const { step, inputs, dtype } = member;
    const [x] = inputs as readonly [EngineValue];
    const axes = foldedAxes((step as Step).attrs, x.shape.length);
    const alongRow = x.shape.length === 2 && axes.length === 1 && axes[0] === 1;
    const lanes = this.#row(x);
    if (!alongRow) {
      const together = axes.length === x.shape.length;
      this.#sums.add(member, lanes, { together, divisor: fold === "mean" ? this.#group.rows * (together ? columnsOf(x) : 1) : undefined });
      return undefined;
    }
    if (fold === "max") return [{ dtype, local: maxOfColumns(this.#site, lanes) }];
    if (fold === "argmax") return [{ dtype, local: argmaxOfColumns(this.#site, lanes) }];
    return [{ dtype, local: this.#sums.ofColumns(lanes, dtype, fold === "mean" ? columnsOf(x) : undefined) }];
  }

  /** x · w for a small w, or xᵀ · d, summed over the rows. */
  #product(member: EngineValue): readonly Lane[] | undefined {
    const { code } = this.#site;
    const [a, b] = member.inputs as readonly [EngineValue, EngineValue];
    if (a.folded) {
      this.#sums.addProducts(member, this.#row(unfolded(a)), this.#row(b));
      return undefined;
    }
    const x = this.#row(a);
    const columns = columnsOf(member);
    const home = this.#homeOf(holderOf(unfolded(b)));
    const [down, right] = b.folded ? [1, x.length] : [columns, 1];
    return Array.from({ length: columns }, (_, column) => {
      const local = code.local("v128");
      code.f32x4(0);
      x.forEach((lane, k) => {
        code.get(lane.local).i32(0);
        loadSplat(code, "float32", home.address + 4 * (k * down + column * right));
        code.op("f32x4.mul", "f32x4.add");
      });
      code.set(local);
      return { dtype: "float32", local };
    });
  }

  /** The lanes of an operand that belong to a column of the result. */
  #lane(input: EngineValue, result: EngineValue, column: number): Lane {
    if (input.literal !== undefined) return this.#lanes.get(input)?.[0] as Lane;
    if (input.shape.length === result.shape.length && input.shape[0] === this.#group.rows) {
      const lanes = this.#row(input);
      return (lanes.length === 1 ? lanes[0] : lanes[column]) as Lane;
    }
    return this.#steady(input, input.shape.at(-1) === 1 || input.shape.length === 0 ? 0 : column);
  }

  /** One number of a value that is the same for all rows, in four lanes. */
  #steady(input: EngineValue, element: number): Lane {
    const { code } = this.#site;
    const { address, dtype } = this.#homeOf(holderOf(input));
    const local = code.local("v128");
    code.i32(0);
    loadSplat(code, dtype, address + element * bytesOf(dtype));
    code.set(local);
    return { dtype, local };
  }

  /** All columns of a value of these rows; loaded where it comes from memory. */
  #row(value: EngineValue): readonly Lane[] {
    const known = this.#lanes.get(value);
    if (known !== undefined) return known;
    const home: Home = this.#homeOf(holderOf(value));
    const lanes = this.#columns.load(home, columnsOf(value)).map((local) => ({ dtype: value.dtype, local }));
    this.#lanes.set(value, lanes);
    return lanes;
  }

  #single(value: EngineValue): Lane {
    return this.#row(value)[0] as Lane;
  }
}
