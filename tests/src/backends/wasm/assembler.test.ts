import { beforeAll, describe, expect, it } from "vitest";
import wabt from "wabt";
import { Bytes } from "../../../../src/backends/wasm/assembler/bytes.ts";
import type { Code } from "../../../../src/backends/wasm/assembler/code.ts";
import {
  access,
  atomic,
  type LoadStore,
  lane,
  laneMemory,
  plain,
  saturating,
  simd,
  simdMemory,
  type ValueType,
  type WasmInstruction,
} from "../../../../src/backends/wasm/assembler/instructions.ts";
import { Module } from "../../../../src/backends/wasm/assembler/module.ts";
import { host } from "./run-module.ts";

/*
 * Modules are read by WABT, the WebAssembly Binary Toolkit: its validator says whether they are valid, and its disassembler which
 * instruction each code stands for.
 */

const features = { simd: true, relaxed_simd: true, threads: true, bulk_memory: true, sat_float_to_int: true } as const;
let toolkit: Awaited<ReturnType<typeof wabt>>;
beforeAll(async () => {
  toolkit = await wabt();
});

/** The module in the text format. Throws where it is not valid. */
function disassemble(module: Module, { pages = 1, shared = false } = {}): string {
  // The validator takes the features, too; its types leave that out.
  const read = toolkit.readWasm(module.assemble({ pages, shared }), features) as ReturnType<typeof toolkit.readWasm> & {
    validate(enabled: typeof features): void;
  };
  try {
    read.validate(features);
    return read.toText({});
  } finally {
    read.destroy();
  }
}

/** The instructions of each function in the text format. */
const bodiesOf = (text: string): string[][] =>
  text
    .split(/^ {2}\(func /m)
    .slice(1)
    .map((body) =>
      body
        .split("\n")
        .slice(1)
        .map(closed)
        .filter((line) => line !== "" && !line.startsWith("(")),
    );

/** A line without the parentheses that close what was opened on earlier ones. */
function closed(line: string): string {
  const text = line.trim();
  const open = text.split("(").length;
  return text.split(")").slice(0, open).join(")");
}

/** Instantiates a module of functions over one page of memory. */
function run(module: Module, functions: Readonly<Record<string, (...values: number[]) => unknown>> = {}) {
  const memory = new host.Memory({ initial: 1, maximum: 1 });
  const { exports } = new host.Instance(new host.Module(module.assemble({ pages: 1 })), { host: { ...functions, memory } });
  return { exports, memory: new DataView(memory.buffer) };
}

const written = (write: (bytes: Bytes) => Bytes): number[] => [...write(new Bytes()).toUint8Array()];

describe("Bytes", () => {
  // Source: DWARF 4, figures 22 and 23; 624485 and −123456 are Wikipedia's examples (LEB128).
  it.each([
    [2, [2]],
    [127, [127]],
    [128, [0x80, 1]],
    [129, [0x81, 1]],
    [12_857, [0xb9, 0x64]],
    [624_485, [0xe5, 0x8e, 0x26]],
    [0, [0]],
  ])("u32(%d)", (value, bytes) => {
    expect(written((out) => out.u32(value))).toEqual(bytes);
  });

  it.each([
    [2, [2]],
    [-2, [0x7e]],
    [127, [0xff, 0]],
    [-127, [0x81, 0x7f]],
    [128, [0x80, 1]],
    [-128, [0x80, 0x7f]],
    [129, [0x81, 1]],
    [-129, [0xff, 0x7e]],
    [-123_456, [0xc0, 0xbb, 0x78]],
    [0, [0]],
  ])("s32(%d) and s64", (value, bytes) => {
    expect(written((out) => out.s32(value))).toEqual(bytes);
    expect(written((out) => out.s64(BigInt(value)))).toEqual(bytes);
  });

  /** The definition: seven bits a byte, the lowest first, the highest of the last one being the sign. */
  function decode(bytes: readonly number[], signed: boolean): bigint {
    let value = 0n;
    bytes.forEach((byte, i) => {
      expect(byte >= 128).toBe(i < bytes.length - 1);
      value |= BigInt(byte & 127) << BigInt(7 * i);
    });
    return signed && (bytes.at(-1) as number) & 64 ? value - (1n << BigInt(7 * bytes.length)) : value;
  }

  const edges = Array.from({ length: 64 }, (_, bit) => 1n << BigInt(bit)).flatMap((power) => [power - 1n, power, power + 1n]);

  it("u32 is read back at the ends of each byte, up to 2³² − 1", () => {
    for (const value of [...edges, 2n ** 32n - 1n].filter((value) => value < 2n ** 32n)) {
      expect(
        decode(
          written((out) => out.u32(Number(value))),
          false,
        ),
      ).toBe(value);
    }
  });

  it("s32 is read back from −2³¹ to 2³¹ − 1, and takes unsigned words modulo 2³²", () => {
    for (const value of edges.flatMap((edge) => [edge, -edge]).filter((value) => value >= -(2n ** 31n) && value < 2n ** 32n)) {
      const bytes = written((out) => out.s32(Number(value)));
      expect(bytes.length).toBeLessThanOrEqual(5);
      expect(decode(bytes, true)).toBe(BigInt.asIntN(32, value));
    }
  });

  it("s64 is read back from −2⁶³ to 2⁶³ − 1", () => {
    for (const value of edges.flatMap((edge) => [edge, -edge]).filter((value) => value >= -(2n ** 63n) && value < 2n ** 63n)) {
      const bytes = written((out) => out.s64(value));
      expect(bytes.length).toBeLessThanOrEqual(10);
      expect(decode(bytes, true)).toBe(value);
    }
  });

  it("holds floats in little-endian order, text in UTF-8 behind its length, and sections that are not empty", () => {
    expect(written((out) => out.f32(1).f64(-2))).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0]);
    expect(written((out) => out.text("×1"))).toEqual([3, 0xc3, 0x97, 0x31]);
    expect(written((out) => out.section(7, new Bytes().byte(9).byte(8)).section(1, new Bytes()))).toEqual([7, 2, 9, 8]);
  });

  it("grows", () => {
    const long = Array.from({ length: 5000 }, (_, i) => i & 255);
    const out = new Bytes();
    for (const value of long) out.byte(value);
    expect([...out.bytes(out.toUint8Array()).bytes(long).bytes(new Bytes().byte(1)).toUint8Array()]).toEqual([
      ...long,
      ...long,
      ...long,
      1,
    ]);
  });
});

interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** The type of what the lanes of a shape are made of. */
const elements = { i8x16: "i32", i16x8: "i32", i32x4: "i32", i64x2: "i64", f32x4: "f32", f64x2: "f64" } as const satisfies Record<
  string,
  ValueType
>;

const special: Readonly<Record<string, Signature>> = {
  unreachable: { params: [], results: [] },
  nop: { params: [], results: [] },
  return: { params: [], results: [] },
  drop: { params: ["f64"], results: [] },
  select: { params: ["f32", "f32", "i32"], results: ["f32"] },
  "memory.atomic.notify": { params: ["i32", "i32"], results: ["i32"] },
  "memory.atomic.wait32": { params: ["i32", "i32", "i64"], results: ["i32"] },
  "i32.atomic.load": { params: ["i32"], results: ["i32"] },
  "i32.atomic.store": { params: ["i32", "i32"], results: [] },
  "i32.atomic.rmw.add": { params: ["i32", "i32"], results: ["i32"] },
};

/** What an instruction takes and gives, from the rules by which the specification names them. The validator notices a wrong guess. */
function signatureOf(name: string): Signature {
  if (special[name]) return special[name];
  const [prefix, action] = name.split(".") as [string, string];
  if (prefix === "v128" || prefix in elements) return vectorSignature(prefix, action);
  const type = prefix as ValueType;
  if (/^load/.test(action)) return { params: ["i32"], results: [type] };
  if (/^store/.test(action)) return { params: ["i32", type], results: [] };
  if (action === "eqz") return { params: [type], results: ["i32"] };
  if (/^(eq|ne|lt|gt|le|ge)(_|$)/.test(action)) return { params: [type, type], results: ["i32"] };
  const [, source] = /^(?:wrap|extend|convert|demote|promote|reinterpret|trunc_sat)_([if]\d\d)/.exec(action) ?? [];
  if (source) return { params: [source as ValueType], results: [type] };
  if (/^(clz|ctz|popcnt|abs|neg|ceil|floor|trunc|nearest|sqrt)$/.test(action)) return { params: [type], results: [type] };
  return { params: [type, type], results: [type] };
}

function vectorSignature(prefix: string, action: string): Signature {
  const element = elements[prefix as keyof typeof elements];
  if (action.startsWith("load")) return { params: action.endsWith("lane") ? ["i32", "v128"] : ["i32"], results: ["v128"] };
  if (action.startsWith("store")) return { params: ["i32", "v128"], results: [] };
  if (action === "splat") return { params: [element], results: ["v128"] };
  if (action === "extract_lane") return { params: ["v128"], results: [element] };
  if (action === "replace_lane") return { params: ["v128", element], results: ["v128"] };
  if (/^sh[lr]/.test(action)) return { params: ["v128", "i32"], results: ["v128"] };
  if (/_true$|^bitmask$/.test(action)) return { params: ["v128"], results: ["i32"] };
  if (/^(bitselect|relaxed_madd)$/.test(action)) return { params: ["v128", "v128", "v128"], results: ["v128"] };
  if (/^(not|abs|neg|ceil|floor|nearest|sqrt|(trunc|extend|convert|demote|promote).*)$/.test(action))
    return { params: ["v128"], results: ["v128"] };
  return { params: ["v128", "v128"], results: ["v128"] };
}

describe("the instruction tables", () => {
  /** One function per instruction, which takes its operands as parameters. */
  function moduleOf<Name extends string>(names: readonly Name[], write: (code: Code, name: Name) => void): Module {
    const module = new Module();
    for (const name of names) {
      const { params, results } = signatureOf(name);
      const code = module.function(params, results);
      for (const i of params.keys()) code.get(i);
      write(code, name);
    }
    return module;
  }

  /** What the disassembler reads in each function behind the operands. */
  const actions = (module: Module, shared = false): string[] =>
    bodiesOf(disassemble(module, { shared })).map((body) => body.filter((line) => !line.startsWith("local.get")).join(" "));

  const names = <Table extends object>(table: Table): (keyof Table)[] => Object.keys(table) as (keyof Table)[];
  /** The text format leaves out an alignment that is the natural one. */
  const withoutAlignment = (text: string): string => text.replace(/ align=1$| align=1(?= )/, "");

  it.each(Object.entries({ plain, saturating, simd }))("%s: each is valid and reads as its name", (_, table) => {
    const instructions = Object.keys(table) as WasmInstruction[];
    expect(actions(moduleOf(instructions, (code, name) => code.op(name)))).toEqual(instructions);
  });

  it.each(Object.entries({ access, simdMemory }))("%s: each is valid and reads as its name, with its offset", (_, table) => {
    const instructions = Object.keys(table) as LoadStore[];
    const read = actions(moduleOf(instructions, (code, name) => code.at(name, 300)));
    expect(read.map(withoutAlignment)).toEqual(instructions.map((name) => `${name} offset=300`));
  });

  it("laneMemory: each is valid and reads as its name, with its offset and lane", () => {
    const instructions = names(laneMemory);
    const read = actions(moduleOf(instructions, (code, name) => code.laneAt(name, 20, 1)));
    expect(read.map(withoutAlignment)).toEqual(instructions.map((name) => `${name} offset=20 1`));
  });

  it("lane: each is valid and reads as its name, with its lane", () => {
    const instructions = names(lane);
    expect(actions(moduleOf(instructions, (code, name) => code.lane(name, 1)))).toEqual(instructions.map((name) => `${name} 1`));
  });

  it.each([false, true])("atomic: each is valid and reads as its name, with its offset (shared memory: %s)", (shared) => {
    const instructions = names(atomic);
    const module = moduleOf(instructions, (code, name) => code.atomic(name, 8));
    expect(actions(module, shared)).toEqual(instructions.map((name) => `${name} offset=8`));
    expect(host.validate(module.assemble({ pages: 1, shared }))).toBe(true);
  });

  it("the validator is not one that accepts anything", () => {
    const module = new Module();
    module.function(["f32", "i32"], ["f32"]).get(0).get(1).op("f32.add");
    expect(() => disassemble(module)).toThrow("type mismatch");
  });
});

describe("Code", () => {
  it.each([
    [0, 0, 1],
    [5, 5, 1],
    [7, 3, 2],
    [0, 1, 1],
    [0, 3, 4],
    [0, 4, 4],
    [0, 5, 4],
    [0, 10, 1],
    [0, 10, 3],
    [2, 11, 4],
    [-5, 5, 2],
    [0, 1000, 7],
    [4096, 4096 + 64, 16],
  ])("count from %d to below %d by %d runs its body as often as a for loop", (from, end, step) => {
    const module = new Module();
    const code = module.function([], ["i32"], "run");
    const [variable, sum] = code.locals("i32", 2) as [number, number];
    const fold = () => void code.get(sum).i32(31).op("i32.mul").get(variable).op("i32.add").i32(1).op("i32.add").set(sum);
    code.count(variable, from, end, step, fold).get(sum);
    let expected = 0;
    let rounds = 0;
    for (let i = from; i < end; i += step, rounds++) expected = (Math.imul(expected, 31) + i + 1) | 0;
    expect(run(module).exports.run?.()).toBe(expected);
    // One round needs no loop, and none no code.
    const [body] = bodiesOf(disassemble(module)) as [string[]];
    expect(body.some((line) => line.startsWith("loop"))).toBe(rounds > 1);
    if (rounds === 0) expect(body).toEqual(["local.get 1"]);
  });

  it("count loops nest, and keep what their bodies leave in locals", () => {
    const module = new Module();
    const code = module.function([], ["i32"], "run");
    const [i, j, sum] = code.locals("i32", 3) as [number, number, number];
    code.count(i, 0, 7, 2, () => {
      code.count(j, 10, 40, 10, () => void code.get(sum).get(i).get(j).op("i32.mul", "i32.add").set(sum));
    });
    code.get(sum);
    expect(run(module).exports.run?.()).toBe((0 + 2 + 4 + 6) * (10 + 20 + 30));
  });

  it("constants are the numbers that they are given as", () => {
    const module = new Module();
    const ints = [0, -1, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 32 - 1];
    const floats = [0, -0, 1 / 3, Number.NaN, Number.NEGATIVE_INFINITY, 5e-324, Number.MAX_VALUE];
    const longs = [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)];
    ints.forEach((value, i) => void module.function([], ["i32"], `i32 ${i}`).i32(value));
    longs.forEach((value, i) => void module.function([], ["i64"], `i64 ${i}`).i64(value));
    floats.forEach((value, i) => void module.function([], ["f32"], `f32 ${i}`).f32(value));
    floats.forEach((value, i) => void module.function([], ["f64"], `f64 ${i}`).f64(value));
    const { exports } = run(module);
    const given = (type: string, count: number): unknown[] => Array.from({ length: count }, (_, i) => exports[`${type} ${i}`]?.());
    expect(given("i32", ints.length)).toEqual(ints.map((value) => value | 0));
    expect(given("i64", longs.length)).toEqual(longs);
    expect(given("f32", floats.length)).toEqual(floats.map(Math.fround));
    expect(given("f64", floats.length)).toEqual(floats);
  });

  it("vectors have their lanes in order; shuffle32 takes words of both", () => {
    const module = new Module();
    const code = module.function([], [], "run");
    code.i32(0).f32x4(-1.5).at("v128.store", 0);
    code.i32(0).i32x4(7).at("v128.store", 16);
    code
      .i32(0)
      .i32x4(1, -2, 2 ** 31, 4)
      .at("v128.store", 32);
    code.i32(0).f64x2(0.1).at("v128.store", 48);
    code.i32(0).i32x4(0, 1, 2, 3).i32x4(4, 5, 6, 7).shuffle32(7, 0, 2, 5).at("v128.store", 64);
    code.i32(80).i32(0xab).i32(3).fillMemory();
    code.i32(96).i32(32).i32(8).copyMemory();
    const { exports, memory } = run(module);
    exports.run?.();
    const words = (from: number): number[] => [0, 4, 8, 12].map((offset) => memory.getInt32(from + offset, true));
    expect([0, 4, 8, 12].map((offset) => memory.getFloat32(offset, true))).toEqual([-1.5, -1.5, -1.5, -1.5]);
    expect(words(16)).toEqual([7, 7, 7, 7]);
    expect(words(32)).toEqual([1, -2, -(2 ** 31), 4]);
    expect([memory.getFloat64(48, true), memory.getFloat64(56, true)]).toEqual([0.1, 0.1]);
    expect(words(64)).toEqual([7, 0, 2, 5]);
    expect(words(80)).toEqual([0xababab, 0, 0, 0]);
    expect(words(96)).toEqual([1, -2, 0, 0]);
  });

  it("blocks, loops and branches read as they are written", () => {
    const module = new Module();
    const code = module.function(["i32"], ["i32"]);
    code.block(() => {
      code.loop(() => void code.get(0).brIf(1).br(0));
    });
    code.block(() => void code.i32(4), "i32").op("drop");
    code.get(0).if(() => code.op("nop"));
    code.get(0).if(
      () => code.i32(1),
      () => code.i32(2),
      "i32",
    );
    expect(bodiesOf(disassemble(module))[0]?.map((line) => line.replace(/ +;; .*/, ""))).toEqual([
      ...["block", "loop", "local.get 0", "br_if 1 (;@1;)", "br 0 (;@2;)", "end", "end"],
      ...["block (result i32)", "i32.const 4", "end", "drop", "local.get 0", "if", "nop", "end"],
      ...["local.get 0", "if (result i32)", "i32.const 1", "else", "i32.const 2", "end"],
    ]);
  });

  it("locals follow the parameters; temporaries are shared, a type each, and grow", () => {
    const code = new Module().function(["i32", "f32"], []);
    expect(code.local("v128")).toBe(2);
    expect(code.locals("f64", 2)).toEqual([3, 4]);
    expect(code.temporaries("v128", 2)).toEqual([5, 6]);
    expect(code.temporaries("i32", 1)).toEqual([7]);
    expect(code.temporaries("v128", 3).slice(0, 3)).toEqual([5, 6, 8]);
    expect(code.temporaries("v128", 1)[0]).toBe(5);
  });

  it("locals of all types are declared in runs", () => {
    const module = new Module();
    const code = module.function(["i32"], []);
    for (const type of ["v128", "v128", "f64", "i64", "f32", "i32", "v128"] as const) code.local(type);
    code.get(1).set(7);
    expect(disassemble(module)).toContain("(local v128 v128 f64 i64 f32 i32 v128)");
  });
});

describe("Module", () => {
  it("calls functions that are written later, and imports that are added later", () => {
    const module = new Module();
    const run1 = module.function(["f64"], ["f64"], "run");
    const square = module.function(["f64"], ["f64"]);
    run1.get(0).call(square);
    square.get(0).get(0).op("f64.mul");
    run1
      .call(module.import("exp", ["f64"], ["f64"]))
      .get(0)
      .call(module.import("pow", ["f64", "f64"], ["f64"]))
      .call(square);
    const { exports } = run(module, { exp: Math.exp, pow: (x, y) => (x as number) ** (y as number) });
    expect(exports.run?.(1.5)).toBeCloseTo((Math.exp(2.25) ** 1.5) ** 2, 9);
    expect(Object.keys(exports)).toEqual(["run"]);
    disassemble(module);
  });

  it("imports a function once, and keeps each signature once", () => {
    const module = new Module();
    expect(module.import("sin", ["f64"], ["f64"])).toBe(module.import("sin", ["f64"], ["f64"]));
    module.import("cos", ["f64"], ["f64"]);
    module.function([], []);
    module.function([], []);
    const text = disassemble(module);
    expect(text.match(/\(type \(;\d+;\)/g)).toHaveLength(2);
    expect(text.match(/\(import "host" "\w+"/g)).toEqual(['(import "host" "sin"', '(import "host" "cos"', '(import "host" "memory"']);
  });

  it("asks for as much memory as it is given, shared where threads share it", () => {
    expect(disassemble(new Module(), { pages: 3 })).toContain('(import "host" "memory" (memory (;0;) 3))');
    expect(disassemble(new Module(), { pages: 65_536, shared: true })).toContain(
      '(import "host" "memory" (memory (;0;) 65536 65536 shared))',
    );
  });
});
