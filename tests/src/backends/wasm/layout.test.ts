import { add, type DType, f32, type Graph, graph, matmul, mul, neg, relu, sum, tanh } from "dagrad";
import { describe, expect, it } from "vitest";
import { bytesOf } from "../../../../graph/dtype.ts";
import type { EngineValue, Group } from "../../../../src/backends/fuse/engine-value.ts";
import { thrown } from "../../../graph/thrown.ts";
import { sizesOf } from "../../bound-dims.ts";
import { type Design, design, groupsIn } from "../fuse/design.ts";
import { type GraphCase, randomGraph } from "../random-graph.ts";
import { randomNetwork } from "../random-network.ts";

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Who wrote which bytes last. */
class Bytes {
  #written: { readonly range: Range; readonly owner: string }[] = [];

  write(range: Range, owner: string): void {
    this.#written = this.#written.filter(({ range: other }) => !overlap(range, other));
    this.#written.push({ range, owner });
  }

  /** True where all bytes of the range are still those of the owner. */
  holds(range: Range, owner: string): boolean {
    if (range.from === range.to) return true;
    return this.#written.some((one) => one.owner === owner && one.range.from <= range.from && one.range.to >= range.to);
  }
}

const overlap = (a: Range, b: Range): boolean => a.from < b.to && b.from < a.to;

const count = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1);
const exactBytes = ({ shape, dtype }: { readonly shape: readonly number[]; readonly dtype: DType }): number =>
  count(shape) * bytesOf(dtype);

/** Bytes that a loop over four lanes may write to: up to a boundary of 16; loops over rows write whole fours of rows. */
function writtenBytes(value: EngineValue, group?: Group): number {
  const whole = 16 * Math.ceil(exactBytes(value) / 16);
  if (group?.kind !== "rows" || value.shape[0] !== group.rows) return whole;
  const [rows, columns = 1] = value.shape as [number, number?];
  return Math.max(whole, 16 * Math.ceil((4 * Math.ceil(rows / 4) * columns * bytesOf(value.dtype)) / 16));
}

/**
 * Follows two runs of a schedule byte by byte: who reads what is found from the steps themselves. A line for each value that is no
 * longer there when it is read, or at the end.
 */
function problems({ values, schedule, layout, scratchBytes, plan }: Design): string[] {
  const found: string[] = [];
  const memory = new Bytes();
  const carriedOut = new Set(groupsIn(schedule).flatMap(({ members }) => members));
  const byId = new Map(values.map((value) => [value.id, value]));
  const rangeAt = (address: number, bytes: number): Range => ({ from: address, to: address + bytes });
  const home = (value: EngineValue, bytes = exactBytes(value)): Range => rangeAt(layout.homes.get(value)?.address ?? Number.NaN, bytes);
  /** What holds the elements of an operand: views and transposes that are not carried out stand for what they see. */
  const holder = (value: EngineValue): EngineValue => {
    if (value.alias !== undefined) return holder(value.alias);
    if (value.step === undefined || value.literal !== undefined || carriedOut.has(value)) return value;
    return holder(value.inputs[0] as EngineValue);
  };
  const check = (value: EngineValue, range: Range, reader: string): void => {
    if (!memory.holds(range, value.id)) found.push(`${reader} reads "${value.id}", which is gone`);
    if (!(range.to <= layout.bytes)) found.push(`"${value.id}" lies outside the memory`);
  };
  const isHeld = (value: EngineValue): boolean => value.alias === undefined && (value.step === undefined || value.literal !== undefined);
  for (const value of values) if (isHeld(value)) memory.write(home(value, writtenBytes(value)), value.id);
  const targets = new Map(schedule.updates.map(({ from, parameter, inPlace }) => [from, inPlace ? parameter : undefined]));

  const runGroup = (group: Group): void => {
    const own = new Set(group.members);
    const reader = group.members.map(({ id }) => id).join(" ");
    const reads = new Set<EngineValue>();
    for (const { inputs } of group.members) {
      for (const input of inputs) {
        if (own.has(input) || (input.literal !== undefined && group.kind !== "kernel")) continue;
        // Steps behind a product read each other in registers, whatever shape they see.
        if (group.kind === "product" && input.alias !== undefined && own.has(input.alias)) continue;
        reads.add(holder(input));
      }
    }
    for (const value of reads) check(value, home(value), reader);
    const readElsewhere = (value: EngineValue): boolean =>
      value.wanted || value.users.some((user) => !own.has(user) || (user.alias === value && readElsewhere(user)));
    const writes = group.members.filter((value) => value.alias === undefined && readElsewhere(value));
    const ranges = writes.map((value) => home(value, writtenBytes(value, group)));
    const scratch = rangeAt(layout.scratch, group.kind === "product" ? scratchBytes : 0);
    for (const [i, range] of [...ranges, scratch].entries()) {
      for (const value of reads)
        if (overlap(range, home(value)) && targets.get(writes[i] as EngineValue) !== value)
          found.push(`${reader} writes over "${value.id}"`);
      if ([...ranges, scratch].some((other, k) => k !== i && overlap(range, other))) found.push(`${reader} writes to one place twice`);
    }
    writes.forEach((value, i) => {
      memory.write(ranges[i] as Range, value.id);
    });
    memory.write(scratch, "scratch");
  };

  for (let run = 1; run <= 2; run++) {
    for (const [value, { address }] of layout.kept) {
      check(value, home(value), `keeping`);
      memory.write(rangeAt(address, writtenBytes(value)), `kept ${value.id}`);
    }
    for (const group of schedule.run) runGroup(group);
    for (const group of schedule.update) runGroup(group);
    const outputs = Object.entries(plan.graph.outputs);
    const keptOr = (value: EngineValue): readonly [string, Range] => {
      const kept = layout.kept.get(value);
      return kept === undefined ? [value.id, home(value)] : [`kept ${value.id}`, rangeAt(kept.address, exactBytes(value))];
    };
    for (const { parameter, from, inPlace } of schedule.updates) {
      const [owner, range] = keptOr(holder(from));
      if (!memory.holds(range, owner)) found.push(`the update of "${parameter.id}" reads "${from.id}", which is gone`);
      if (inPlace && range.from !== home(parameter).from) found.push(`"${from.id}" is not over "${parameter.id}"`);
    }
    for (const { parameter } of schedule.updates) memory.write(home(parameter, writtenBytes(parameter)), parameter.id);
    for (const [name, id] of outputs) {
      const [owner, range] = keptOr(holder(byId.get(id) as EngineValue));
      if (!memory.holds(range, owner)) found.push(`output "${name}" (${id}) is gone`);
    }
    for (const value of values) if (isHeld(value)) check(value, home(value), `the next run`);
  }
  return found;
}

const bindingOf = ({ graph, feeds }: GraphCase): Record<string, number> => Object.fromEntries(sizesOf(graph, feeds));

const layoutProblems = (one: GraphCase): string[] => {
  const outputs = Object.keys(one.graph.outputs);
  const fetched = [outputs, outputs.filter((output) => ["n", "m"].includes(output) || output === outputs.at(-1))];
  return fetched.flatMap((fetch) => problems(design(one.graph, bindingOf(one), fetch)).map((problem) => `${one.name}: ${problem}`));
};

describe("no value is written over while it is needed, inputs and constants never", () => {
  it("in 300 random graphs, with all outputs and with one", () => {
    for (let seed = 0; seed < 300; seed++) expect(layoutProblems(randomGraph(seed))).toEqual([]);
  });

  it("in 120 random networks, their gradients and steps of training, from 0 to 33 rows", () => {
    for (let seed = 0; seed < 120; seed++) expect(layoutProblems(randomNetwork(seed))).toEqual([]);
  });
});

describe("the layout", () => {
  const deep = (layers: number): Graph<any, any> =>
    graph({ x: f32("n", 32) }, ({ x }, g) => {
      let y = x as never as ReturnType<typeof neg>;
      for (let i = 0; i < layers; i++) y = tanh(matmul(y as never, g.parameter(`w${i}`, [32, 32]) as never) as never) as never;
      return { y };
    });

  it("uses memory again: ten layers lie in as much as three, beside their weights", () => {
    const values = (layers: number): number => design(deep(layers), { n: 100 }).layout.bytes - layers * 32 * 32 * 4;
    expect(values(10)).toBe(values(3));
  });

  it("puts everything on cache lines, and parameters side by side", () => {
    const { layout, values } = design(deep(3), { n: 7 });
    for (const { address } of layout.homes.values()) expect(address % 64).toBe(0);
    const parameters = values.filter(({ leaf }) => leaf === "parameter").map((value) => layout.homes.get(value)?.address as number);
    const { from } = layout.parameters;
    // 32 · 32 · 4 bytes each.
    expect(parameters).toEqual([from, from + 4096, from + 8192]);
    expect(layout.parameters.to).toBe(from + 3 * 4096);
  });

  it("gives inputs memory that nothing else takes, though a run would be done with them", () => {
    const { layout, values } = design(
      graph({ x: f32(1000) }, ({ x }) => {
        const total = sum(x);
        return { y: relu(mul(neg(x), total)) };
      }),
    );
    const input = values.find(({ leaf }) => leaf === "input") as EngineValue;
    const start = layout.homes.get(input)?.address as number;
    for (const [value, { address }] of layout.homes) if (value !== input) expect(address < start || address >= start + 4000).toBe(true);
  });

  it("of more than 4 GiB is refused with the names of the largest values", () => {
    // 512 Ki rows of 4 KiB are 2 GiB: w, x and y are 6 GiB to the engine; to the planner, who leaves w out and writes y over x, 2 GiB.
    const large = graph({ x: f32(2 ** 19, 1024), small: f32(2 ** 19) }, ({ x, small }, g) => ({
      y: add(x, g.parameter("w", [2 ** 19, 1024]) as never, { name: "y" }),
      s: neg(small),
    }));
    expect(thrown(() => design(large))).toMatchInlineSnapshot(`
      "GraphError too-large at w
      wasm: values must fit into 4 GiB, got 6.0 GiB; the largest are "w" float32[524288, 1024] 2048 MiB, "x" float32[524288, 1024] 2048 MiB, "y" float32[524288, 1024] 2048 MiB; feed smaller batches"
    `);
  });
});
