import { bytesOf } from "../../../../graph/dtype.ts";
import { GraphError } from "../../../../graph/errors.ts";
import { Arena } from "../../../plan/arena.ts";
import type { Place } from "../place.ts";
import { firstAddress } from "../site.ts";
import { countOf, type EngineValue, type Group } from "./engine-value.ts";
import { mostColumns } from "./rows-groups.ts";
import type { Schedule } from "./schedule.ts";

/** Where a value lies. */
export interface Home extends Place {
  /** Columns one after the other, each as long as the rows rounded up to four; for values that only loops over rows read and write. */
  readonly byColumns: boolean;
}

/** Addresses of everything, before the memory exists. */
export interface Layout {
  readonly homes: ReadonlyMap<EngineValue, Home>;
  /** Copies of parameters as they were before updates, by parameter. */
  readonly kept: ReadonlyMap<EngineValue, Place>;
  /** The parameters lie one after the other in this range, which a snapshot copies. */
  readonly parameters: { readonly from: number; readonly to: number };
  readonly scratch: number;
  /** Bytes of the memory. */
  readonly bytes: number;
}

/** Values start at cache lines. */
const line = 64;

/** Bytes behind the last value that loops may read. */
const slack = 1024;

/** What a 32-bit address reaches. */
const largest = 2 ** 32;

/**
 * Gives every stored value an address. Parameters, constants and inputs keep theirs; the others take turns: memory is used again once
 * the last group that reads a value has run.
 */
export function layoutOf(values: readonly EngineValue[], schedule: Schedule, scratchBytes: number): Layout {
  const homes = new Map<EngineValue, Home>();
  const kept = new Map<EngineValue, Place>();
  let end = firstAddress;
  const fix = (value: EngineValue): Home => {
    const address = end;
    end += roomOf(value);
    return { address, shape: value.shape, dtype: value.dtype, byColumns: false };
  };
  const from = end;
  for (const value of values) if (value.leaf === "parameter") homes.set(value, fix(value));
  const parameters = { from, to: end };
  for (const value of values) if (isFixed(value) && value.leaf !== "parameter") homes.set(value, fix(value));
  for (const value of schedule.kept) kept.set(value, fix(value));

  const arena = new Arena();
  const groups = [...schedule.run, ...schedule.update];
  const ending = lastUses(groups);
  const replaced = new Map<EngineValue, EngineValue>();
  for (const { inPlace, from, parameter } of schedule.updates) if (inPlace) replaced.set(from, parameter);
  const taken = new Map<EngineValue, { readonly offset: number; readonly bytes: number }>();
  for (let time = 0; time < groups.length; time++) {
    for (const value of (groups[time] as Group).stored) {
      const { shape, dtype } = value;
      const parameter = replaced.get(value);
      if (parameter !== undefined) {
        const { address } = homes.get(parameter) as Home;
        homes.set(value, { address, shape, dtype, byColumns: false });
        continue;
      }
      const bytes = roomOf(value);
      const offset = arena.take(bytes);
      taken.set(value, { offset, bytes });
      homes.set(value, { address: end + offset, shape, dtype, byColumns: isByColumns(value) });
    }
    for (const value of ending[time] as readonly EngineValue[]) {
      const range = taken.get(value);
      if (range !== undefined && !staysWanted(value)) arena.give(range.offset, range.bytes);
    }
  }
  const scratch = end + arena.bytes;
  const bytes = scratch + scratchBytes + slack;
  if (bytes > largest) throw tooLarge(homes, bytes);
  return { homes, kept, parameters, scratch, bytes };
}

/** Leaves, and numbers that are known, have places of their own. */
const isFixed = ({ alias, step, literal }: EngineValue): boolean => alias === undefined && (step === undefined || literal !== undefined);

/** For each group the values that it is the last one to read or write, in the order in which they came into use. */
function lastUses(groups: readonly Group[]): readonly (readonly EngineValue[])[] {
  const last = new Map<EngineValue, number>();
  for (let time = 0; time < groups.length; time++) {
    const { stored, operands } = groups[time] as Group;
    for (const value of stored) last.set(value, time);
    for (const value of operands) last.set(value, time);
  }
  const ending: EngineValue[][] = [];
  for (let time = 0; time < groups.length; time++) ending.push([]);
  for (const [value, time] of last) ending[time]?.push(value);
  return ending;
}

/** True for a value that is wanted at the end, as itself or as a view. */
const staysWanted = (value: EngineValue): boolean => value.wanted || value.views.some(({ wanted }) => wanted);

/** Rounded up to whole lines, with room for the lanes of rows that do not exist. */
function roomOf(value: EngineValue): number {
  const { shape } = value;
  const narrow = shape.length === 2 && (shape[1] as number) <= mostColumns;
  const all = narrow ? Math.ceil((shape[0] as number) / 4) * 4 * (shape[1] as number) : countOf(value);
  return Math.max(line, Math.ceil((all * bytesOf(value.dtype)) / line) * line);
}

/** Loops over the same rows hand values to each other column by column, which they load and store whole; others read them row by row. */
function isByColumns(value: EngineValue): boolean {
  const writer = value.group;
  const [rows] = value.shape;
  if (writer?.kind !== "rows" || writer.roles.get(value) !== "row" || value.shape.length !== 2 || rows === 1 || value.wanted) return false;
  return value.users.every(({ alias, group: reader }) => {
    return alias === undefined && reader?.kind === "rows" && reader.rows === writer.rows && !reader.steady.has(value);
  });
}

function tooLarge(homes: ReadonlyMap<EngineValue, Home>, bytes: number): GraphError {
  const sizes = [...homes.keys()].sort((a, b) => roomOf(b) - roomOf(a));
  const worst = sizes
    .slice(0, 3)
    .map((value) => `"${value.id}" ${value.dtype}[${value.shape.join(", ")}] ${(roomOf(value) / 2 ** 20).toFixed(0)} MiB`);
  return new GraphError(
    `wasm: values must fit into 4 GiB, got ${(bytes / 2 ** 30).toFixed(1)} GiB; the largest are ${worst.join(", ")}; feed smaller batches`,
    { code: "too-large", node: sizes[0]?.id ?? "", actual: String(bytes) },
  );
}
