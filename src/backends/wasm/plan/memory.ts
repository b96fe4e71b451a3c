import { bytesOf } from "../../../../graph/dtype.ts";
import { GraphError } from "../../../../graph/errors.ts";
import { Arena } from "../../../plan/arena.ts";
import type { Place } from "../place.ts";
import { firstAddress } from "../site.ts";
import { type Group, operandsOf, storedOf } from "./group.ts";
import { mostColumns } from "./rows-groups.ts";
import type { Schedule } from "./schedule.ts";
import { countOf, type EngineValue } from "./values.ts";

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
  const fix = (value: EngineValue): Place => {
    const place = { address: end, shape: value.shape, dtype: value.dtype };
    end += roomOf(value);
    return place;
  };
  const leaves = values.filter((value) => value.alias === undefined && (value.step === undefined || value.literal !== undefined));
  const isParameter = (value: EngineValue): boolean => value.leaf === "parameter";
  const from = end;
  for (const value of leaves) if (isParameter(value)) homes.set(value, { ...fix(value), byColumns: false });
  const parameters = { from, to: end };
  for (const value of leaves) if (!isParameter(value)) homes.set(value, { ...fix(value), byColumns: false });
  for (const value of schedule.kept) kept.set(value, fix(value));

  const arena = new Arena();
  const groups = [...schedule.run, ...schedule.update];
  const lastUse = lastUses(groups);
  const ending = new Map<number, EngineValue[]>();
  for (const [value, time] of lastUse) ending.set(time, [...(ending.get(time) ?? []), value]);
  const replaced = new Map(schedule.updates.filter(({ inPlace }) => inPlace).map((update) => [update.from, update.parameter]));
  const writers = new Map(groups.flatMap((group) => group.members.map((member) => [member, group] as const)));
  const taken = new Map<EngineValue, { readonly offset: number; readonly bytes: number }>();
  groups.forEach((group, time) => {
    for (const value of storedOf(group)) {
      const parameter = replaced.get(value);
      if (parameter !== undefined) {
        homes.set(value, { ...(homes.get(parameter) as Home), shape: value.shape });
        continue;
      }
      const bytes = roomOf(value);
      const offset = arena.take(bytes);
      taken.set(value, { offset, bytes });
      homes.set(value, { address: end + offset, shape: value.shape, dtype: value.dtype, byColumns: isByColumns(value, writers) });
    }
    for (const value of ending.get(time) ?? []) {
      const range = taken.get(value);
      if (range !== undefined && !staysWanted(value)) arena.give(range.offset, range.bytes);
    }
  });
  const scratch = end + arena.bytes;
  const bytes = scratch + scratchBytes + slack;
  if (bytes > largest) throw tooLarge(homes, bytes);
  return { homes, kept, parameters, scratch, bytes };
}

/** Number of the last group that reads or writes a value. */
function lastUses(groups: readonly Group[]): ReadonlyMap<EngineValue, number> {
  const last = new Map<EngineValue, number>();
  groups.forEach((group, time) => {
    for (const value of [...storedOf(group), ...operandsOf(group)]) last.set(value, time);
  });
  return last;
}

/** True for a value that is wanted at the end, as itself or as a view. */
const staysWanted = (value: EngineValue): boolean => value.wanted || value.users.some((user) => user.alias === value && staysWanted(user));

/** Rounded up to whole lines, with room for the lanes of rows that do not exist. */
function roomOf(value: EngineValue): number {
  const [rows = 1] = value.shape;
  const all =
    value.shape.length === 2 && (value.shape[1] as number) <= mostColumns
      ? Math.ceil(rows / 4) * 4 * (value.shape[1] as number)
      : countOf(value);
  return Math.max(line, Math.ceil((all * bytesOf(value.dtype)) / line) * line);
}

/** Loops over the same rows hand values to each other column by column, which they load and store whole; others read them row by row. */
function isByColumns(value: EngineValue, groupOf: ReadonlyMap<EngineValue, Group>): boolean {
  const writer = groupOf.get(value);
  const [rows] = value.shape;
  if (writer?.kind !== "rows" || writer.roles.get(value) !== "row" || value.shape.length !== 2 || rows === 1 || value.wanted) return false;
  return value.users.every((user) => {
    const reader = groupOf.get(user);
    return user.alias === undefined && reader?.kind === "rows" && reader.rows === writer.rows && !reader.steady.has(value);
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
