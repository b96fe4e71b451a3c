import { bytesOf } from "../../../../graph/dtype.ts";
import type { Step } from "../../../plan/plan.ts";
import type { Local } from "../assembler/code.ts";
import type { CheckingElementwise, Elementwise, Lane } from "../lanes/lane.ts";
import { type EngineValue, holderOf, type RowsGroup } from "../plan/engine-value.ts";
import { isFolded, lanesOf, unfolded } from "../plan/group.ts";
import type { Home } from "../plan/memory.ts";
import { columnsOf } from "../plan/rows-groups.ts";
import type { CheckingSite } from "../site.ts";
import { Columns } from "./columns.ts";
import { literalFour, loadSplat, pushValid } from "./four.ts";
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

  constructor(site: CheckingSite, group: RowsGroup, homeOf: HomeOf) {
    const { code } = site;
    this.#group = group;
    this.#homeOf = homeOf;
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
    const { code } = this.#site;
    for (const member of this.#group.members) {
      for (const input of member.inputs) {
        if (input.literal === undefined || this.#lanes.has(input)) continue;
        const local = code.local("v128");
        literalFour(code, input.dtype, input.literal);
        code.set(local);
        this.#lanes.set(input, [{ dtype: input.dtype, local, literal: input.literal }]);
      }
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
    const { step, inputs, dtype, alias } = member;
    const [x, w] = inputs as readonly [EngineValue, EngineValue];
    if (alias !== undefined) return this.#row(x);
    const elementwise = lanesOf(member);
    if (elementwise !== undefined) return this.#elementwise(member, elementwise);
    switch (step?.op.name) {
      case "matmul":
        return this.#product(member);
      case "max":
      case "argmax":
      case "sum":
      case "mean":
        return this.#reduction(member);
      case "gather":
        return [{ dtype, local: gatherColumn(this.#site, this.#row(x), this.#single(w)) }];
      case "oneHot":
        return Array.from({ length: columnsOf(member) }, (_, column) => ({
          dtype,
          local: oneHotColumn(this.#site, this.#single(x), column, columnsOf(member), dtype),
        }));
      default:
        throw new Error(`internal: no loop over rows for ${step?.op.name}`);
    }
  }

  #elementwise(member: EngineValue, { four, range }: Elementwise | CheckingElementwise): readonly Lane[] {
    const { code } = this.#site;
    const { dtype, step } = member;
    const known = range && { range: range(step?.attrs ?? {}) };
    return Array.from({ length: columnsOf(member) }, (_, column) => {
      const operands = member.inputs.map((input) => this.#lane(input, member, column));
      four(this.#site, operands, dtype, step?.attrs ?? {});
      const local = code.local("v128");
      code.set(local);
      return { dtype, local, ...known };
    });
  }

  #reduction(member: EngineValue): readonly Lane[] | undefined {
    const { step, inputs, dtype } = member;
    const [x] = inputs as readonly [EngineValue];
    const { axis } = (step as Step).attrs as { readonly axis: number | readonly number[] };
    const alongRow = x.shape.length === 2 && (axis === 1 || (Array.isArray(axis) && axis.length === 1 && axis[0] === 1));
    const lanes = this.#row(x);
    const { name } = (step as Step).op;
    if (!alongRow) {
      const together = typeof axis !== "number" && axis.length === x.shape.length;
      this.#sums.add(member, lanes, { together, divisor: name === "mean" ? this.#group.rows * (together ? columnsOf(x) : 1) : undefined });
      return undefined;
    }
    if (name === "max") return [{ dtype, local: maxOfColumns(this.#site, lanes) }];
    if (name === "argmax") return [{ dtype, local: argmaxOfColumns(this.#site, lanes) }];
    return [{ dtype, local: this.#sums.ofColumns(lanes, dtype, name === "mean" ? columnsOf(x) : undefined) }];
  }

  /** x · w for a small w, or xᵀ · d, summed over the rows. */
  #product(member: EngineValue): readonly Lane[] | undefined {
    const { code } = this.#site;
    const [a, b] = member.inputs as readonly [EngineValue, EngineValue];
    if (isFolded(a)) {
      this.#sums.addProducts(member, this.#row(unfolded(a)), this.#row(b));
      return undefined;
    }
    const x = this.#row(a);
    const columns = columnsOf(member);
    const home = this.#homeOf(holderOf(unfolded(b)));
    const [down, right] = isFolded(b) ? [1, x.length] : [columns, 1];
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
