import { type ByteArray, bytesOf } from "../../../../graph/dtype.ts";
import { internal } from "../../../../graph/errors.ts";
import type { Graph } from "../../../../graph/graph.ts";
import { countOf, type EngineValue, type Group, holderOf, type KernelGroup } from "../../fuse/engine-value.ts";
import { given } from "../../fuse/extension.ts";
import type { Phases, Update } from "../../fuse/schedule.ts";
import type { Callee, Code } from "../assembler/code.ts";
import { Module } from "../assembler/module.ts";
import { extension } from "../extension.ts";
import { writeKernelOf } from "../kernels/write-kernel.ts";
import type { Home, Layout, layoutOf } from "../memory.ts";
import type { Place } from "../place.ts";
import { type CheckingSite, faultAddress } from "../site.ts";
import type { Threading } from "../threading.ts";
import type { Part } from "../threads/split.ts";
import { scratchOfPart } from "./group-scratch.ts";
import { writeLoop } from "./loop.ts";
import { writeProduct } from "./product.ts";
import { writeRows } from "./rows.ts";

/** A module in its binary format, and the steps whose kernels the host must give to it. */
export interface Written {
  readonly bytes: ByteArray;
  readonly pages: number;
  /** Steps whose ops have a kernel in TypeScript: the module calls function "kernel0", "kernel1", … of the host for them. */
  readonly hosted: readonly EngineValue[];
  /** The groups that threads share. */
  readonly split: SplitGroups;
}

/** Writes a step by what its op says: a body, in a loop. */
export interface OwnEmitter {
  readonly kind: "own";
  readonly mayFail: boolean;
  /** Bytes that it needs while it runs; asked before it is written. */
  scratch(arrange: Arrange, lay: typeof layoutOf): number;
  /** `layout` is that of the values around it, and says where its own bytes are. */
  write(site: CheckingSite, layout: Layout, hosted: EngineValue[], inputs: readonly Place[], y: Place, writeBody: typeof writePhases): void;
}

/** A body in groups, under the sizes of the plan around it. */
export type Arrange = (body: Graph) => { readonly values: readonly EngineValue[]; readonly schedule: Phases; readonly scratch: number };

/** Groups that threads share, with the part of each thread. */
export type SplitGroups = ReadonlyMap<Group, readonly Part[]>;

/** What the module exports. */
export const exported = { keep: "keep", run: "run", update: "update", steps: "steps" } as const;

/** One page of WebAssembly memory, in bytes. */
export const pageBytes = 65_536;

interface WriteOptions {
  readonly apart?: boolean;
  readonly split?: SplitGroups;
  readonly threading?: Threading;
}

/**
 * Writes the module of a schedule: a function for each group, `run` that calls those which outputs need, `update` that gives
 * parameters their new values, and `steps(n)` that does both n times, or until an element cannot be used, and returns how many are left. With `apart`, each group of
 * `run` is exported, too, as "0", "1", …. Threads share the groups in `split`, and then the memory.
 */
export function writeModule(schedule: Phases, layout: Layout, options: WriteOptions = {}): Written {
  const { split = new Map() } = options;
  const module = new Module();
  const hosted: EngineValue[] = [];
  const { run, update } = writePhases(module, schedule, layout, hosted, options, exported);
  writeSteps(module, run, update);
  const pages = Math.ceil(layout.bytes / pageBytes);
  return { bytes: module.assemble({ pages, shared: split.size > 0 }), pages, hosted, split };
}

/** The functions of a schedule, exported where they are given names. */
export function writePhases(
  module: Module,
  schedule: Phases,
  layout: Layout,
  hosted: EngineValue[],
  { apart = false, split = new Map(), threading }: WriteOptions,
  names: { readonly [phase in Exclude<keyof typeof exported, "steps">]?: string } = {},
): { readonly run: Code; readonly update: Code } {
  const homeOf = (value: EngineValue): Home => {
    const home = layout.homes.get(holderOf(value));
    if (home === undefined) throw internal(`"${value.id}" is read from memory but has no place there`);
    return home;
  };
  const functionOf = (group: Group, name?: string): Code => {
    const code = module.function([], [], name);
    const site: CheckingSite = { code, module, checks: true };
    const parts = split.get(group);
    if (parts !== undefined && threading !== undefined) writeSplit(threading, code, group, parts);
    else writeGroup(site, group, homeOf, layout, layout.scratch, hosted);
    if (group.kind === "lines") given(extension.writers).finishLines(site, group, homeOf, layout.scratch);
    return code;
  };
  let number = 0;
  const writeSplit = (by: Threading, code: Code, group: Group, parts: readonly Part[]): void => {
    let scratch = layout.scratch;
    const writers = parts.map((part) => {
      const own = scratch;
      scratch += scratchOfPart(group, part);
      return (body: Code) => writeGroup({ code: body, module, checks: true }, group, homeOf, layout, own, hosted, part);
    });
    by.writeParts(code, module, number++, writers);
  };
  const keep: Callee[] = schedule.kept.size === 0 ? [] : [keepFunction(module, layout, names.keep)];
  const run = module.function([], [], names.run);
  const groups = schedule.run.map((group, i) => functionOf(group, apart ? String(i) : undefined));
  for (const code of [...keep, ...groups]) run.call(code);
  const update = module.function([], [], names.update);
  for (const group of schedule.update) update.call(functionOf(group));
  for (const one of schedule.updates) if (!one.inPlace) writeCopy(update, one, layout, homeOf);
  return { run, update };
}

/** A group, or a part of it. */
function writeGroup(
  site: CheckingSite,
  group: Group,
  homeOf: (value: EngineValue) => Home,
  layout: Layout,
  scratch: number,
  hosted: EngineValue[],
  part: Part = {},
): void {
  switch (group.kind) {
    case "loop":
      writeLoop(site, group, homeOf, part);
      return;
    case "rows":
      writeRows(site, group, homeOf);
      return;
    case "lines":
      given(extension.writers).writeLines(site, group, homeOf, scratch, part);
      return;
    case "fold":
      given(extension.writers).writeFold(site, group, homeOf, part);
      return;
    case "product":
      writeProduct(site, group, homeOf, scratch, part);
      return;
    default:
      writeKernel(site, group, homeOf, layout, hosted);
  }
}

function writeKernel(
  site: CheckingSite,
  { members }: KernelGroup,
  homeOf: (value: EngineValue) => Home,
  layout: Layout,
  hosted: EngineValue[],
): void {
  const [value] = members;
  if (value?.step === undefined) throw internal("a kernel without a step");
  const { step, inputs, shape, dtype, emitter } = value;
  if (emitter === undefined) {
    site.code.call(site.module.import(`kernel${hosted.length}`, [], []));
    hosted.push(value);
    return;
  }
  const places = inputs.map((input): Place => ({ address: homeOf(input).address, shape: input.shape, dtype: input.dtype }));
  const y = { address: homeOf(value).address, shape, dtype };
  if (emitter.kind === "own") (emitter as OwnEmitter).write(site, layout, hosted, places, y, writePhases);
  else writeKernelOf(emitter, site, places, y, step.attrs);
}

/** Copies of parameters as they are before they are updated, for those who see them afterwards. */
function keepFunction(module: Module, { homes, kept }: Layout, name: string | undefined): Code {
  const code = module.function([], [], name);
  for (const [value, { address }] of kept) copy(code, address, (homes.get(value) as Home).address, value);
  return code;
}

function writeCopy(code: Code, { parameter, from }: Update, { kept }: Layout, homeOf: (value: EngineValue) => Home): void {
  const source = kept.get(holderOf(from)) ?? homeOf(from);
  copy(code, homeOf(parameter).address, source.address, parameter);
}

function copy(code: Code, to: number, from: number, value: EngineValue): void {
  code
    .i32(to)
    .i32(from)
    .i32(countOf(value) * bytesOf(value.dtype))
    .copyMemory();
}

function writeSteps(module: Module, run: Callee, update: Callee): void {
  const code = module.function(["i32"], ["i32"], exported.steps);
  code.block(() => {
    code.get(0).op("i32.eqz").brIf(0);
    code.loop(() => {
      code.call(run);
      code.i32(0).at("i32.load", faultAddress).brIf(1);
      code.call(update);
      code.get(0).i32(1).op("i32.sub").tee(0).brIf(0);
    });
  });
  code.get(0);
}
