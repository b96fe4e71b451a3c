import type { Feed } from "../../graph/types/run.ts";
import type { Printers } from "../backends/backend.ts";
import { printEngine } from "../backends/wasm/print.ts";
import { printPlan } from "../plan/print-plan.ts";
import { checkProgram } from "./check-program.ts";
import type { Program } from "./program.ts";

const printers = { plan: printPlan, engine: printEngine } satisfies Printers;

/**
 * How the backend of a program carries out a run of these feeds, as text: the engine's groups of steps, their memory, the size of its module;
 * on the reference the plan.
 *
 *     console.log(explain(program, { X, y }))
 *
 * Errors: OpError for what is no program; as `run` for feeds that do not fit; GraphError where a backend that answers later has not
 * prepared for them.
 */
export function explain(program: Program<any, any>, feeds: Readonly<Record<string, Feed>>, fetch?: readonly string[]): string {
  checkProgram("explain", program);
  return program.executableOf(feeds, fetch).print(printers);
}
