import type { Group } from "../fuse/engine-value.ts";
import type { Code } from "./assembler/code.ts";
import type { Module } from "./assembler/module.ts";
import type { WasmMemory } from "./host.ts";
import type { Crew } from "./threads/crew.ts";
import type { Shared } from "./threads/pool.ts";
import type { Part } from "./threads/split.ts";

/** What the engine asks of threads. Handed in, so that a page that wants none does not load them. */
export interface Threading {
  /** The parts in which a group is computed; one where it is not worth sharing. */
  partsOf(group: Group): readonly Part[];
  /** Whether the host grants threads; asked only where there is something to share. */
  granted(): boolean;
  /** Writes a group in parts, the module's number `group` of those; `writers` write a part as the body of a function. */
  writeParts(code: Code, module: Module, group: number, writers: readonly ((code: Code) => void)[]): void;
  /** The threads of a module in its memory, whose groups have up to so many parts. */
  crewOf(shared: Shared, threads: number): Crew;
  /** What hangs on a memory that threads share, so that collectors count it. */
  weightOf(memory: WasmMemory): ArrayBuffer | undefined;
}
