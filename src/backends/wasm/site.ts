import type { Code, Local } from "./assembler/code.ts";
import type { Module } from "./assembler/module.ts";

/**
 * Where the instructions of an op are written: a function under construction, and its module, which has the host's functions and may
 * get further ones.
 */
export interface Site {
  readonly code: Code;
  readonly module: Module;
  /** In loops over four lanes: a mask of the lanes that hold elements of the tensor, where not all do. Faults of other lanes do not count. */
  readonly valid?: Local;
}

/**
 * Where an op is written that may stop a run: a fault can be noted at no other site. Ops that ask for one are declared to check, or do not
 * compile, and are run before parameters change.
 */
export interface CheckingSite extends Site {
  readonly checks: true;
}

/** Address of the int32 that is not 0 once an element could not be used, such as a label out of range. */
export const faultAddress = 0;

/** Addresses below this one are the engine's own. */
export const firstAddress = 64;

/** Notes that an element cannot be used. The run goes on with any other element and is thrown away at its end. */
export function fault({ code }: CheckingSite): void {
  code.i32(0).i32(1).at("i32.store", faultAddress);
}
