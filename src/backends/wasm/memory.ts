import { bytesOf } from "../../../graph/dtype.ts";
import { GraphError } from "../../../graph/errors.ts";
import type { NodeId } from "../../../graph/graph.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { Arena } from "../../plan/arena.ts";
import type { EngineValue, Group } from "../fuse/engine-value.ts";
import { limits } from "../fuse/limits.ts";
import type { Phases } from "../fuse/schedule.ts";
import type { Place } from "./place.ts";
import { firstAddress } from "./site.ts";

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
  /** The range of the parameters of the program. */
  readonly parameters: Pick<ParameterPlaces, "from" | "to">;
  readonly scratch: number;
  /** Bytes of the memory, up to the end of the module's own. */
  readonly bytes: number;
}

/** Where the parameters of a program lie: one after the other in a range, which a snapshot copies. */
export interface ParameterPlaces {
  readonly from: number;
  readonly to: number;
  readonly at: ReadonlyMap<NodeId, number>;
}

type Sized = Pick<EngineValue, "shape" | "dtype">;

export function parameterPlaces(parameters: Iterable<readonly [NodeId, Sized]>): ParameterPlaces {
  const at = new Map<NodeId, number>();
  let to = firstAddress;
  for (const [id, value] of parameters) {
    at.set(id, to);
    to += roomOf(value);
  }
  return { from: firstAddress, to, at };
}

/** Values start at cache lines. */
const line = 64;

/** Bytes behind the last value that loops may read. */
const slack = 1024;

/** What a 32-bit address reaches. */
export const mostBytes = 2 ** 32;

export interface LayoutOptions {
  /** The parameters of the program; those of the values where it has no others. */
  readonly places?: ParameterPlaces;
  /** Gives the address of so many bytes that are the module's own; right behind the parameters where nobody else has any. */
  readonly take?: (bytes: number) => number;
}

/**
 * Gives every stored value an address. Parameters, constants and inputs keep theirs; the others take turns: memory is used again once
 * the last group that reads a value has run.
 */
export function layoutOf(
  values: readonly EngineValue[],
  schedule: Phases,
  scratchBytes: number,
  { places = parametersAmong(values), take = () => places.to }: LayoutOptions = {},
): Layout {
  const homes = new Map<EngineValue, Home>();
  const kept = new Map<EngineValue, Place>();
  // First as if it were right behind the parameters; how much it is, is known at the end.
  let end = places.to;
  const fix = (value: EngineValue): Home => {
    const address = end;
    end += roomOf(value);
    return { address, shape: value.shape, dtype: value.dtype, byColumns: false };
  };
  for (const value of values) if (isFixed(value) && value.leaf !== "parameter") homes.set(value, fix(value));
  for (const value of schedule.kept) kept.set(value, fix(value));

  const arena = new Arena();
  const groups = [...schedule.run, ...schedule.update];
  const ending = lastUses(groups);
  const replaced = new Map<EngineValue, EngineValue>();
  for (const { inPlace, from, parameter } of schedule.updates) if (inPlace) replaced.set(from, parameter);
  /** New values of parameters that are written over the old ones. */
  const replacing = new Set<EngineValue>();
  /** Behind the arena: small values take no room of large ones, so that a hole that a large one leaves is there for the next one. */
  const smallArena = new Arena();
  const isSmall = smallOnes(groups);
  const smallHomes: (readonly [EngineValue, Home])[] = [];
  const taken = new Map<EngineValue, { readonly arena: Arena; readonly offset: number; readonly bytes: number }>();
  for (let time = 0; time < groups.length; time++) {
    for (const value of (groups[time] as Group).stored) {
      const { shape, dtype } = value;
      const parameter = replaced.get(value);
      if (parameter !== undefined) {
        homes.set(value, { address: places.at.get(parameter.id) as number, shape, dtype, byColumns: false });
        replacing.add(value);
        continue;
      }
      const bytes = roomOf(value);
      const own = isSmall(bytes) ? smallArena : arena;
      const offset = own.take(bytes);
      taken.set(value, { arena: own, offset, bytes });
      const home = { address: end + offset, shape, dtype, byColumns: isByColumns(value) };
      if (own === arena) homes.set(value, home);
      else smallHomes.push([value, home]);
    }
    for (const value of ending[time] as readonly EngineValue[]) {
      const range = taken.get(value);
      if (range !== undefined && !staysWanted(value)) range.arena.give(range.offset, range.bytes);
    }
  }
  for (const [value, home] of smallHomes) homes.set(value, { ...home, address: home.address + arena.bytes });
  const scratch = end + arena.bytes + smallArena.bytes;
  const used = scratch + scratchBytes + slack;
  if (used > mostBytes) throw tooLarge([...values.filter(({ leaf }) => leaf === "parameter"), ...homes.keys()], used);
  const shift = take(used - places.to) - places.to;
  if (shift !== 0) {
    for (const [value, home] of homes) if (!replacing.has(value)) homes.set(value, { ...home, address: home.address + shift });
    for (const [value, place] of kept) kept.set(value, { ...place, address: place.address + shift });
  }
  for (const value of values) {
    const { leaf, id, shape, dtype } = value;
    if (leaf === "parameter") homes.set(value, { address: places.at.get(id) as number, shape, dtype, byColumns: false });
  }
  return { homes, kept, parameters: places, scratch: scratch + shift, bytes: used + shift };
}

/** Where the largest of the stored values has so many bytes, those that are less than a thousandth of it are small. */
const large = 2 ** 20;

function smallOnes(groups: readonly Group[]): (bytes: number) => boolean {
  let largest = 0;
  for (const { stored } of groups) for (const value of stored) largest = Math.max(largest, roomOf(value));
  return (bytes) => largest >= large && 1000 * bytes < largest;
}

const parametersAmong = (values: readonly EngineValue[]): ParameterPlaces =>
  parameterPlaces(values.filter(({ leaf }) => leaf === "parameter").map((value) => [value.id, value]));

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
function roomOf({ shape, dtype }: Sized): number {
  const narrow = shape.length === 2 && (shape[1] as number) <= limits.rowColumns;
  const all = narrow ? Math.ceil((shape[0] as number) / 4) * 4 * (shape[1] as number) : sizeOf(shape);
  return Math.max(line, Math.ceil((all * bytesOf(dtype)) / line) * line);
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

function tooLarge(values: readonly EngineValue[], bytes: number): GraphError {
  const sizes = [...values].sort((a, b) => roomOf(b) - roomOf(a));
  const worst = sizes
    .slice(0, 3)
    .map((value) => `"${value.id}" ${value.dtype}[${value.shape.join(", ")}] ${(roomOf(value) / 2 ** 20).toFixed(0)} MiB`);
  return new GraphError(
    `wasm: values must fit into 4 GiB, got ${(bytes / 2 ** 30).toFixed(1)} GiB; the largest are ${worst.join(", ")}; feed smaller batches`,
    { code: "too-large", node: sizes[0]?.id ?? "", actual: String(bytes) },
  );
}
