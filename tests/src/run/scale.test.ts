import {
  add,
  check,
  compile,
  concat,
  exp,
  f32,
  type Graph,
  graph,
  lower,
  reference,
  relu,
  reshape,
  sub,
  type Tensor,
  topologicalOrder,
  wasm,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { kernelOf } from "../../../src/backends/reference/kernel-of.ts";
import { select } from "../../../src/passes/select.ts";
import { simplify } from "../../../src/passes/simplify.ts";
import { plan } from "../../../src/plan/plan.ts";

const length = 100_000;
/** Named, because `"auto"` takes the reference for a module that overflows. */
const backends = [reference, wasm()];
const isAscending = (order: readonly string[], { nodes }: Graph<any, any>): boolean => {
  const place = new Map(order.map((id, i) => [id, i]));
  return order.every((id, i) => nodes[id]?.inputs.every((input) => (place.get(input) as number) < i));
};

describe("a chain of 100,000 nodes, half of them composites", () => {
  const chain = graph({ x: f32(16) }, ({ x }) => {
    let h: Tensor = x;
    for (let i = 0; i < length / 4; i++) h = sub(relu(add(relu(h), 3)), 2);
    return { y: h };
  });
  const lowered = lower(chain);

  it("is built, checked and ordered without recursion", () => {
    check(chain);
    const order = topologicalOrder(chain);
    expect(order).toHaveLength(length + 3);
    expect(isAscending(order, chain)).toBe(true);
  });

  it("is lowered, selected and simplified without recursion, each node to one primitive", () => {
    check(lowered);
    expect(Object.keys(lowered.nodes)).toHaveLength(length + 4);
    expect(select(lowered, ["y"])).toBe(lowered);
    expect(simplify(lowered, kernelOf)).toBe(lowered);
  });

  it("is planned in place: one arena of 64 bytes, the size of one value", () => {
    const { steps, bytes } = plan(lowered, new Map());
    expect(steps).toHaveLength(length);
    expect(bytes).toBe(64);
  });

  it.each(backends)("runs on $name: every turn of four nodes adds 1, which is exact in float32", (backend) => {
    const program = compile(chain, { backend });
    for (const start of [0, 5]) {
      const { y } = program.run({ x: new Float32Array(16).fill(start) });
      expect(Array.from(y.data)).toEqual(new Array(16).fill(start + length / 4));
    }
  });
});

describe("50,000 nodes side by side, added in pairs", () => {
  const width = 50_000;
  const wide = graph({ x: f32(4) }, ({ x }) => {
    let row: Tensor[] = Array.from({ length: width }, (_, i) => add(x, i));
    while (row.length > 1) {
      const pairs: Tensor[] = [];
      for (let i = 0; i < row.length; i += 2)
        pairs.push(i + 1 < row.length ? add(row[i] as Tensor, row[i + 1] as Tensor) : (row[i] as Tensor));
      row = pairs;
    }
    return { total: row[0] as Tensor };
  });

  it("are planned into an arena of one place per node that is alive at once", () => {
    const { steps, bytes } = plan(wide, new Map());
    expect(steps).toHaveLength(2 * width - 1);
    // The feed, which all read, and one value for each of the nodes side by side; the last of them writes over the feed.
    expect(bytes).toBe(16 * width);
  });

  it.each(backends)("run on $name: the sum of x + 0 … x + 49,999", (backend) => {
    // 50,000 · 2 + Σ i in float32; the pairs are added as here.
    let row = Array.from({ length: width }, (_, i) => Math.fround(2 + i));
    while (row.length > 1) {
      const left = row;
      row = [];
      for (let i = 0; i < left.length; i += 2) row.push(Math.fround((left[i] as number) + (left[i + 1] ?? 0)));
    }
    expect(Array.from(compile(wide, { backend }).run({ x: [2, 2, 2, 2] }).total.data)).toEqual(new Array(4).fill(row[0]));
  });
});

describe.each(backends)("on $name", (backend) => {
  it("a chain of 100,000 views has the elements at its beginning", () => {
    const views = graph({ x: f32(2, 3) }, ({ x }) => {
      let h: Tensor = exp(x);
      for (let i = 0; i < length / 2; i++) h = reshape(reshape(h, { shape: [3, 2] }), { shape: [2, 3] });
      return { last: h, used: sub(h, 1) };
    });
    const { last, used } = compile(views, { backend }).run({ x: new Float32Array(6) });
    expect(Array.from(last.data)).toEqual(new Array(6).fill(1));
    expect(Array.from(used.data)).toEqual(new Array(6).fill(0));
  });

  it("20,000 inputs of one op are joined in order", () => {
    const many = graph({ x: f32(1) }, ({ x }) => ({ y: concat(Array.from({ length: 20_000 }, (_, i) => add(x, i))) }));
    const { y } = compile(many, { backend }).run({ x: [1] });
    expect(Array.from(y.data)).toEqual(Array.from({ length: 20_000 }, (_, i) => i + 1));
  });
});
