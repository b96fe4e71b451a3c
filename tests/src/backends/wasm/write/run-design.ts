import { type DType, NdArray, type TypedArrayOf } from "dagrad";
import { allocate, bytesOf } from "../../../../../graph/dtype.ts";
import { sizeOf } from "../../../../../graph/shape.ts";
import { type EngineValue, type Group, holderOf } from "../../../../../src/backends/fuse/engine-value.ts";
import type { Layout } from "../../../../../src/backends/wasm/memory.ts";
import { faultAddress } from "../../../../../src/backends/wasm/site.ts";
import { pageBytes, writeModule } from "../../../../../src/backends/wasm/write/write-module.ts";
import { constants } from "../../../../../src/run/state.ts";
import type { Design } from "../../fuse/design.ts";
import { host, hostFunctions } from "../run-module.ts";

/** What a run of a module group by group left behind. */
export interface Ran {
  readonly outputs: Readonly<Record<string, NdArray>>;
  /** Bytes that a group changed though no value of its own is there, as lines to read. */
  readonly strays: readonly string[];
  readonly faulty: boolean;
}

const pattern = 0xa5;

/**
 * Writes the module of a design and runs it group by group in memory that is filled with a pattern: reads behind a value find no
 * friendly zeros, and writes there are seen. `shift` moves all addresses; what lies below them is never touched.
 */
export function runDesign(one: Design, leaves: Readonly<Record<string, NdArray>>, { shift = 0 } = {}): Ran {
  const layout = shifted(one.layout, shift);
  const { values, schedule, plan } = one;
  const { bytes, pages } = writeModule(schedule, layout, { apart: true });
  const memory = new host.Memory({ initial: pages, maximum: pages });
  const exports = new host.Instance(new host.Module(bytes), { host: { ...hostFunctions, memory } }).exports;
  const start = shift === 0 ? 64 : shift;
  const own = new Uint8Array(memory.buffer, start);
  own.fill(pattern);
  const view = (value: EngineValue) => {
    const address = layout.homes.get(holderOf(value))?.address as number;
    return allocate(value.dtype, sizeOf(value.shape), memory.buffer, address);
  };
  const given = new Map([...constants(plan.graph)].map(([id, { data }]) => [id, data]));
  for (const value of values) {
    if (value.alias !== undefined) continue;
    if (value.step === undefined) view(value).set((given.get(value.id) ?? leaves[value.id]?.data) as Float64Array);
    else if (value.literal !== undefined) view(value).fill(value.literal);
  }
  const strays: string[] = [];
  schedule.run.forEach((group, i) => {
    const before = own.slice();
    (exports[i] as () => number)();
    const allowed = rangesOf(group, layout, one.scratchBytes);
    for (let at = 0; at < own.length; at++) {
      const address = start + at;
      if (own[at] === before[at] || allowed.some(({ from, to }) => address >= from && address < to)) continue;
      strays.push(`${group.members.map(({ id }) => id).join(" ")} writes to ${address}`);
      break;
    }
  });
  const byId = new Map(values.map((value) => [value.id, value]));
  const outputs = Object.entries(plan.graph.outputs).map(([name, id]) => {
    const value = byId.get(id) as EngineValue;
    return [name, new NdArray(view(value).slice() as TypedArrayOf<DType>, value.shape, value.dtype)] as const;
  });
  const faulty = new Int32Array(memory.buffer, faultAddress, 1)[0] !== 0;
  return { outputs: Object.fromEntries(outputs), strays, faulty };
}

/** What a group may write to: its values up to a boundary of 16 bytes, whole fours of rows in loops over rows, and scratch memory. */
function rangesOf(group: Group, layout: Layout, scratchBytes: number): { readonly from: number; readonly to: number }[] {
  const ranges = group.stored.map((value) => {
    const { address } = layout.homes.get(value) as { readonly address: number };
    const rows = value.shape[0] ?? 1;
    const whole = group.kind === "rows" && rows === group.rows ? (sizeOf(value.shape) / Math.max(rows, 1)) * 4 * Math.ceil(rows / 4) : 0;
    const elements = Math.max(sizeOf(value.shape), whole);
    return { from: address, to: address + 16 * Math.ceil((elements * bytesOf(value.dtype)) / 16) };
  });
  return [...ranges, { from: layout.scratch, to: layout.scratch + scratchBytes }];
}

function shifted({ homes, kept, parameters, scratch, bytes }: Layout, by: number): Layout {
  return {
    homes: new Map([...homes].map(([value, home]) => [value, { ...home, address: home.address + by }])),
    kept: new Map([...kept].map(([value, place]) => [value, { ...place, address: place.address + by }])),
    parameters: { from: parameters.from + by, to: parameters.to + by },
    scratch: scratch + by,
    bytes: Math.ceil((bytes + by) / pageBytes) * pageBytes,
  };
}
