import { allocate, bytesOf, type TypedArray } from "../../../../graph/dtype.ts";
import type { Value } from "../../../../graph/op.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import { power } from "../../../../src/backends/power.ts";
import { Module } from "../../../../src/backends/wasm/assembler/module.ts";
import { type WebAssemblyHost, webAssembly } from "../../../../src/backends/wasm/host.ts";
import type { Place } from "../../../../src/backends/wasm/place.ts";
import { type CheckingSite, faultAddress, firstAddress } from "../../../../src/backends/wasm/site.ts";

export const host = webAssembly as WebAssemblyHost;

/** What the program gives to its modules. */
export const hostFunctions = { exp: Math.exp, log: Math.log, sin: Math.sin, cos: Math.cos, tanh: Math.tanh, pow: power };

/** A module with one function over tensors in memory. */
export interface Built {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Runs it and returns the elements of the result, as a copy. */
  run(): TypedArray;
  /** True once a run met an element that it could not use. */
  readonly faulty: boolean;
  /** The bytes around the result that are not its own still hold what they did. */
  readonly guarded: boolean;
}

const guard = 0xa5;

/**
 * Writes `emit` into a function over the inputs and a result of that shape and dtype. Bytes that no tensor owns are filled with a
 * pattern, so that reads behind a tensor find no friendly zeros and writes there are seen.
 */
export function build(
  inputs: readonly Value[],
  result: Pick<Value, "shape" | "dtype">,
  emit: (site: CheckingSite, inputs: readonly Place[], y: Place, scratch: number) => void,
  functions: Readonly<Record<string, (...values: number[]) => number>> = {},
  scratchBytes = 0,
): Built {
  let end = firstAddress;
  const place = ({ shape, dtype }: Pick<Value, "shape" | "dtype">): Place => {
    const address = end;
    end += align(sizeOf(shape) * bytesOf(dtype)) + 64;
    return { address, shape, dtype };
  };
  const places = inputs.map(place);
  const y = place(result);
  const scratch = end;
  end += scratchBytes + 64;
  const module = new Module();
  emit({ code: module.function([], [], "run"), module, checks: true }, places, y, scratch);
  const pages = Math.ceil(end / 65_536);
  const bytes = module.assemble({ pages });
  const memory = new host.Memory({ initial: pages, maximum: pages });
  const instance = new host.Instance(new host.Module(bytes), { host: { ...functions, memory } });
  const all = new Uint8Array(memory.buffer);
  all.fill(guard, firstAddress);
  inputs.forEach(({ data }, i) => {
    const { address, shape, dtype } = places[i] as Place;
    allocate(dtype, sizeOf(shape), memory.buffer, address).set(data);
  });
  const size = sizeOf(y.shape);
  const owned = align(size * bytesOf(y.dtype));
  const before = all.slice();
  return {
    bytes,
    run() {
      (instance.exports.run as () => number)();
      return allocate(y.dtype, size, memory.buffer, y.address).slice() as TypedArray;
    },
    get faulty() {
      return new Int32Array(memory.buffer, faultAddress, 1)[0] !== 0;
    },
    get guarded() {
      for (let i = firstAddress; i < scratch; i++) if ((i < y.address || i >= y.address + owned) && all[i] !== before[i]) return false;
      return true;
    },
  };
}

const align = (bytes: number): number => Math.ceil(bytes / 16) * 16;
