import { GraphError } from "../../../graph/errors.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { type Plan, plan as planOf } from "../../plan/plan.ts";
import type { Executable, PrepareOptions, State } from "../backend.ts";
import type { EngineValue, Group } from "../fuse/engine-value.ts";
import { groupsOf } from "../fuse/fuse.ts";
import { type Phases, phasesOf } from "../fuse/schedule.ts";
import { valuesOf } from "../fuse/values.ts";
import { granted } from "../granted.ts";
import { WasmExecutable } from "./executable.ts";
import { type WasmModule, type WebAssemblyHost, webAssembly } from "./host.ts";
import { layoutOf } from "./memory.ts";
import { memoryAmong, ProgramMemory, type Region } from "./program-memory.ts";
import type { Threading } from "./threading.ts";
import { groupScratch } from "./write/group-scratch.ts";
import { type OwnEmitter, type SplitGroups, writeModule } from "./write/write-module.ts";

interface DesignOptions extends PrepareOptions {
  /** Threads that groups may be split over; none by default. */
  readonly threading?: Threading | undefined;
}

/** A module that is written, and yet to be compiled. */
interface Design {
  build(): Executable;
  buildAsync(): Promise<Executable>;
}

/** Groups the steps of a plan, gives values their addresses and writes the module. */
export function designOf(
  plan: Plan,
  state: State,
  { observed = false, threading, makeRoom, shared = new Map() }: DesignOptions = {},
): Design {
  const { values, schedule, split, scratch } = arranged(plan, observed, threading);
  const host = hostOrError();
  const memory = memoryAmong(
    shared,
    split.size > 0,
    () => new ProgramMemory(host, state.parameters, split.size > 0 ? threading?.weightOf : undefined),
  );
  let region: Region | undefined;
  const take = (bytes: number): number => {
    region = granted(
      () => memory.take(bytes),
      makeRoom,
      (error) => refusal(error, memory.places.to + bytes, plan),
    );
    return region.address;
  };
  const layout = layoutOf(values, schedule, scratch, { places: memory.places, take });
  const own = region as unknown as Region;
  const refused = (error: unknown): never => {
    memory.give(own);
    throw error;
  };
  try {
    const written = writeModule(schedule, layout, { apart: observed, split, ...(threading && { threading }) });
    const finish = (module: WasmModule): Executable =>
      new WasmExecutable({ plan, state, values, schedule, layout, written, threading, module, memory, region: own });
    return {
      build() {
        try {
          return finish(new host.Module(written.bytes));
        } catch (error) {
          return refused(error);
        }
      },
      buildAsync: () => host.compile(written.bytes).then(finish).catch(refused),
    };
  } catch (error) {
    return refused(error);
  }
}

/** A plan in groups, and the bytes that these need while they run. */
export interface Arranged {
  readonly values: readonly EngineValue[];
  readonly schedule: Phases;
  readonly split: SplitGroups;
  readonly scratch: number;
}

function arranged(plan: Plan, observed = false, threading?: Threading): Arranged {
  const values = valuesOf(plan);
  if (observed) for (const value of values) value.wanted = true;
  const groups = groupsOf(values, { fuse: !observed });
  const schedule = phasesOf(plan, values, groups, { late: !observed });
  const split = splitOf(schedule, threading);
  const scratchOf = (group: Group): number => {
    const emitter = group.members[0]?.emitter;
    if (emitter?.kind !== "own") return groupScratch(group, split.get(group));
    return (emitter as OwnEmitter).scratch((body) => arranged(planOf(body, plan.binding)), layoutOf);
  };
  const scratch = groups.reduce((most, group) => Math.max(most, scratchOf(group)), 0);
  return { values, schedule, split, scratch };
}

function hostOrError(): WebAssemblyHost {
  if (webAssembly !== undefined) return webAssembly;
  throw new GraphError("wasm: the host must have WebAssembly, got none; leave the backend out, or take reference", { code: "no-engine" });
}

/** The groups that threads share, and how; none where the host grants no threads. */
function splitOf({ run, update }: Phases, threading: Threading | undefined): SplitGroups {
  if (threading === undefined) return new Map();
  const parts = [...run, ...update].map((group) => [group, threading.partsOf(group)] as const);
  const split = parts.filter(([, { length }]) => length > 1);
  return new Map(split.length > 0 && threading.granted() ? split : []);
}

/** Below so many bytes it is not these that a host lacks. */
const small = 2 ** 28;

function refusal(error: unknown, bytes: number, { slots }: Plan): GraphError {
  const sizes = [...slots.values()].sort((a, b) => sizeOf(b.shape) - sizeOf(a.shape));
  const worst = sizes.slice(0, 3).map(({ id, dtype, shape }) => `"${id}" ${dtype}[${shape.join(", ")}]`);
  const [of, cure] =
    bytes < small
      ? ["in address space of their own, some 10 GB for each module", "raise the limit (ulimit -v) or keep fewer programs"]
      : ["for the values of a run", `the largest are ${worst.join(", ")}; feed smaller batches`];
  return new GraphError(`wasm: the host must grant ${bytes} bytes ${of}, got ${String(error)}; ${cure}`, {
    code: "too-large",
    node: sizes[0]?.id ?? "",
    actual: String(bytes),
  });
}
