import { GraphError } from "../../../graph/errors.ts";
import { sizeOf } from "../../../graph/shape.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Executable, PrepareOptions, State } from "../backend.ts";
import { granted } from "../granted.ts";
import { WasmExecutable } from "./executable.ts";
import { type WasmMemory, type WasmModule, type WebAssemblyHost, webAssembly } from "./host.ts";
import type { ProductGroup } from "./plan/engine-value.ts";
import { groupsOf } from "./plan/fuse.ts";
import { type Layout, layoutOf } from "./plan/memory.ts";
import { type Schedule, scheduleOf } from "./plan/schedule.ts";
import { valuesOf } from "./plan/values.ts";
import type { Threading } from "./threading.ts";
import { productScratch } from "./write/product.ts";
import { pageBytes, type SplitProducts, writeModule } from "./write/write-module.ts";

interface DesignOptions extends PrepareOptions {
  /** Threads that products may be split over; none by default. */
  readonly threading?: Threading | undefined;
}

/** A module that is written, and yet to be compiled. */
interface Design {
  build(): Executable;
  buildAsync(): Promise<Executable>;
}

/** Groups the steps of a plan, gives values their addresses and writes the module. */
export function designOf(plan: Plan, state: State, { observed = false, threading, makeRoom }: DesignOptions = {}): Design {
  const values = valuesOf(plan);
  if (observed) for (const value of values) value.wanted = true;
  const groups = groupsOf(values, { fuse: !observed });
  const schedule = scheduleOf(plan, values, groups, { late: !observed });
  const split = splitOf(schedule, threading);
  const layout = layoutOf(values, schedule, scratchOf(schedule, split));
  const written = writeModule(schedule, layout, { apart: observed, split, ...(threading && { threading }) });
  const host = hostOrError();
  const finish = (module: WasmModule): Executable =>
    new WasmExecutable({
      plan,
      state,
      values,
      schedule,
      layout,
      written,
      threading,
      module,
      memory: granted(
        () => memoryOf(host, layout, split.size > 0),
        makeRoom,
        (error) => refusal(error, layout, plan),
      ),
    });
  return {
    build: () => finish(new host.Module(written.bytes)),
    buildAsync: async () => finish(await host.compile(written.bytes)),
  };
}

function hostOrError(): WebAssemblyHost {
  if (webAssembly !== undefined) return webAssembly;
  throw new GraphError("wasm: the host must have WebAssembly, got none; leave the backend out, or take reference", { code: "no-engine" });
}

const productsOf = ({ run, update }: Schedule): ProductGroup[] => [...run, ...update].filter((group) => group.kind === "product");

const scratchOf = (schedule: Schedule, split: SplitProducts): number =>
  productsOf(schedule).reduce((most, group) => Math.max(most, productScratch(group, split.get(group))), 0);

/** The products that threads share, and how; none where the host grants no threads. */
function splitOf(schedule: Schedule, threading: Threading | undefined): SplitProducts {
  if (threading === undefined) return new Map();
  const parts = productsOf(schedule).map((group) => [group, threading.partsOf(group)] as const);
  const split = parts.filter(([, { length }]) => length > 1);
  return new Map(split.length > 0 && threading.granted() ? split : []);
}

function memoryOf(host: WebAssemblyHost, { bytes }: Layout, shared: boolean): WasmMemory {
  const pages = Math.ceil(bytes / pageBytes);
  return new host.Memory({ initial: pages, maximum: pages, shared });
}

/** Below so many bytes it is not these that a host lacks. */
const small = 2 ** 28;

function refusal(error: unknown, { bytes }: Layout, { slots }: Plan): GraphError {
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
