import { Module } from "./assembler/module.ts";
import { webAssembly } from "./host.ts";

let known: { readonly problem: string | undefined } | undefined;

/**
 * Why the host cannot run the engine; undefined where it can. A small module with SIMD is compiled once to find out: asking whether it
 * is valid would not tell what a Content-Security-Policy forbids.
 */
export function whyNoEngine(): string | undefined {
  known ??= { problem: problemOfHost() };
  return known.problem;
}

function problemOfHost(): string | undefined {
  if (webAssembly === undefined) return "the host has none";
  const module = new Module();
  module.function([], []).f32x4(0).op("drop");
  try {
    new webAssembly.Module(module.assemble({ pages: 1 }));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
