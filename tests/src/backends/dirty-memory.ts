import type { Backend, NodeId } from "dagrad";
import { bytesOf } from "../../../graph/dtype.ts";
import { sizeOf } from "../../../graph/shape.ts";
import type { Executable, PrepareOptions, State } from "../../../src/backends/backend.ts";
import { groupsOf } from "../../../src/backends/fuse/fuse.ts";
import { phasesOf } from "../../../src/backends/fuse/schedule.ts";
import { valuesOf } from "../../../src/backends/fuse/values.ts";
import { layoutOf, parameterPlaces } from "../../../src/backends/wasm/memory.ts";
import { firstAddress } from "../../../src/backends/wasm/site.ts";
import type { Plan } from "../../../src/plan/plan.ts";

/** Bytes from … to − 1 that a run finds as the one before left them. */
interface Kept {
  readonly from: number;
  readonly to: number;
}

/** All ones: a NaN in both float dtypes, −1 in int32, 255 in bytes, which is neither true nor false. */
const dirt = 0xff;

/**
 * The backend in memory without friendly zeros: before each run but the first of an executable, and before the only one of an executable
 * that is observed, every byte is overwritten, but for inputs, parameters, constants and numbers that are known. What a run does not write
 * it then finds as NaN, the second time; and so does what reads behind the end of a value.
 */
export const withDirtyMemory = (backend: Backend): Backend => ({
  name: backend.name,
  executes: (op) => backend.executes(op),
  // With nothing to share each executable has a memory of its own, and nobody else's values are in it.
  prepare: (plan, state, { shared: _, ...options } = {}) => {
    const executable = backend.prepare(plan, state, options);
    const { bytes, kept } = backend.name === "wasm" ? moduleMemory(plan, state, executable, options) : arena(plan, executable);
    return new Dirtied(executable, bytes, kept, options.observed === true);
  },
});

/** Memory that a run works in, and what of it stays as it is. */
interface Memory {
  readonly bytes: Uint8Array;
  readonly kept: readonly Kept[];
}

class Dirtied implements Executable {
  readonly #executable: Executable;
  readonly #bytes: Uint8Array;
  readonly #kept: readonly Kept[];
  #dirty: boolean;

  constructor(executable: Executable, bytes: Uint8Array, kept: readonly Kept[], dirty: boolean) {
    this.#executable = executable;
    this.#bytes = bytes;
    this.#kept = kept;
    this.#dirty = dirty;
  }

  view(id: NodeId): ReturnType<Executable["view"]> {
    return this.#executable.view(id);
  }

  execute(...given: Parameters<Executable["execute"]>): void {
    this.#soil();
    this.#executable.execute(...given);
  }

  update(...given: Parameters<Executable["update"]>): void {
    this.#executable.update(...given);
  }

  steps(count: number): void {
    this.#soil();
    this.#executable.steps(count);
  }

  print(...given: Parameters<Executable["print"]>): string {
    return this.#executable.print(...given);
  }

  #soil(): void {
    if (this.#dirty) {
      const saved = this.#kept.map(({ from, to }) => this.#bytes.slice(from, to));
      this.#bytes.fill(dirt);
      for (const [i, { from }] of this.#kept.entries()) this.#bytes.set(saved[i] as Uint8Array, from);
    }
    this.#dirty = true;
  }
}

/** The memory of a module, and where the values are in it that are there before a run: the engine's own planning, once more. */
function moduleMemory(plan: Plan, { parameters }: State, executable: Executable, { observed = false }: PrepareOptions = {}): Memory {
  const values = valuesOf(plan);
  if (observed) for (const value of values) value.wanted = true;
  const schedule = phasesOf(plan, values, groupsOf(values, { fuse: !observed }), { late: !observed });
  const { homes } = layoutOf(values, schedule, 0, { places: parameterPlaces(parameters) });
  // What is below the first address is the engine's own.
  const kept: Kept[] = [{ from: 0, to: firstAddress }];
  for (const value of values) {
    if (value.alias !== undefined || (value.step !== undefined && value.literal === undefined)) continue;
    const { address } = homes.get(value) as { readonly address: number };
    kept.push({ from: address, to: address + sizeOf(value.shape) * bytesOf(value.dtype) });
    if (value.leaf !== "parameter" && executable.view(value.id).data.byteOffset !== address)
      throw new Error(`"${value.id}" is not where the layout says`);
  }
  const [id] = Object.values(plan.graph.outputs) as [NodeId];
  return { bytes: new Uint8Array(executable.view(id).data.buffer), kept };
}

/** The reference's arena; inputs are all that it holds before a run. */
function arena(plan: Plan, executable: Executable): Memory {
  const inArena = [...plan.slots.values()].filter(({ place }) => place === "arena");
  const kept = inArena
    .filter(({ id }) => plan.graph.inputs.includes(id))
    .map(({ offset, shape, dtype }) => ({ from: offset, to: offset + sizeOf(shape) * bytesOf(dtype) }));
  const [first] = inArena;
  return { bytes: first === undefined ? new Uint8Array() : new Uint8Array(executable.view(first.id).data.buffer), kept };
}
