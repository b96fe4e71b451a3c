import { GraphError } from "../../../../graph/errors.ts";
import type { WasmMemory } from "../host.ts";
import { pool, type Shared } from "./pool.ts";

/** Names of the host's functions by which a module shares its groups among threads. */
export const hostName = { fork: "fork", take: "take", join: "join" } as const;

/** Most bytes of the weight that hangs on a shared memory: it sets a collector going by itself. */
const mostWeight = 2 ** 26;

/** What a module's threads have done so far. */
export interface Crew {
  /** The host's functions, for the module to import; they keep the crew alive. */
  readonly functions: Readonly<Record<keyof typeof hostName, (...values: number[]) => number>>;
  /** Parts that could be computed by workers, and those that were. */
  readonly offered: number;
  readonly shared: number;
}

/** The threads of one module, whose groups have up to so many parts. */
export function crewOf(shared: Shared, threads: number): Crew {
  const crew = { offered: 0, shared: 0 };
  let begin = 0;
  let open = false;
  const fork = (group = 0, parts = 0): number => {
    crew.offered += parts - 1;
    open = pool.fork(id, shared, group, parts);
    begin = open ? performance.now() : 0;
    return 0;
  };
  const take = (part = 0): number => (!open || pool.take(part) ? 1 : 0);
  const join = (part = 0): number => {
    if (!pool.join(part, performance.now() - begin)) throw lost();
    crew.shared++;
    return 0;
  };
  const id = pool.enter(crew, threads - 1);
  return Object.assign(crew, { functions: { fork, take, join } });
}

/**
 * Collectors count the bytes of memory that is not shared only: without a weight of its size, which nobody touches and for which hosts hand
 * out no pages, a memory is nothing to them, and those of hundreds of programs that are gone pile up. None where the host refuses it: it
 * can do without.
 */
export function weightOf(memory: WasmMemory): ArrayBuffer | undefined {
  try {
    return new ArrayBuffer(Math.min(memory.buffer.byteLength, mostWeight));
  } catch {
    return undefined;
  }
}

/** A part that was begun can be computed by nobody else: it may have written over what it reads. */
function lost(): GraphError {
  pool.fail("a worker did not answer");
  return new GraphError(
    "wasm: each thread must finish its part of a product, got no answer from one; its run is lost, and parameters may be halfway through an update: set them anew, later runs use one thread",
    { code: "lost-thread" },
  );
}
