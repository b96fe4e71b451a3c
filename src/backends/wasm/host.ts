import type { ByteArray } from "../../../graph/dtype.ts";

/** The part of the WebAssembly JavaScript interface that the engine uses. Declared here: it is in neither ECMAScript's nor Node's types. */
export interface WebAssemblyHost {
  validate(bytes: ByteArray): boolean;
  compile(bytes: ByteArray): Promise<WasmModule>;
  readonly Module: new (bytes: ByteArray) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: WasmImports) => WasmInstance;
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number; readonly shared?: boolean }) => WasmMemory;
}

declare const brand: unique symbol;
/** A compiled module: can be sent to threads. */
export interface WasmModule {
  readonly [brand]: "WebAssembly.Module";
}
export interface WasmMemory {
  /** An ArrayBuffer, or a SharedArrayBuffer where threads share it. */
  readonly buffer: ArrayBuffer;
}
export interface WasmInstance {
  readonly exports: Readonly<Record<string, (...values: readonly number[]) => number>>;
}
export interface WasmImports {
  readonly host: Readonly<Record<string, WasmMemory | ((...values: number[]) => unknown)>>;
}

/** The host's WebAssembly; undefined where it has none. */
export const webAssembly = (globalThis as unknown as { readonly WebAssembly?: WebAssemblyHost }).WebAssembly;
