import {
  array,
  conv2d,
  cumprod,
  cumsum,
  f32,
  f64,
  graph,
  i32,
  layerNorm,
  matmul,
  maxPool,
  mul,
  randomUniform,
  transpose,
  wasm,
} from "dagrad";
import { afterEach, describe, expect, it } from "vitest";
import { extension as groups } from "../../../../src/backends/fuse/extension.ts";
import { extension as writers } from "../../../../src/backends/wasm/extension.ts";
import { writeModule } from "../../../../src/backends/wasm/write/write-module.ts";
import { agree } from "../equivalence.ts";
import { foldCases } from "../fold-cases.ts";
import { design, groupsIn } from "../fuse/design.ts";
import { lineCases } from "../line-cases.ts";

describe("the engine's extension", () => {
  const whole = { groups: groups.groups, writers: writers.writers };
  afterEach(() => {
    groups.groups = whole.groups;
    writers.writers = whole.writers;
  });

  it("is not needed: without it the same steps are written one by one", () => {
    groups.groups = undefined;
    writers.writers = undefined;
    const cases = [...foldCases.slice(0, 12), ...lineCases.slice(0, 12)];
    const kinds = new Set(cases.flatMap(({ graph: one }) => groupsIn(design(one).schedule).map(({ kind }) => kind)));
    expect([...kinds].filter((kind) => kind === "lines" || kind === "fold")).toEqual([]);
    expect(cases.flatMap((one) => agree(one, wasm()).differences)).toEqual([]);
  });

  it.each([
    [
      "running sums and products",
      graph({ x: f32(3, 5), k: i32(7) }, ({ x, k }) => ({
        sums: cumsum(mul(x, 2), { axis: 1 }),
        products: cumprod(x, { axis: 0, reverse: true }),
        whole: cumsum(k, { axis: 0, exclusive: true }),
      })),
      {
        x: array(
          [
            [3, -1, 4, 1, -5],
            [9, 2, -6, 5, 3],
            [5, -8, 9, 7, 9],
          ],
          "float32",
        ),
        k: array([3, -1, 4, 1, -5, 9, 2], "int32"),
      },
    ],
    [
      "random numbers",
      graph({ count: f64() }, ({ count }) => ({ y: mul(randomUniform(count, { shape: [33], seed: 5, stream: 2, dtype: "float32" }), 2) })),
      { count: array(3) },
    ],
  ] as const)("is not needed for %s, which the reference computes without it", (name, one, feeds) => {
    groups.groups = undefined;
    writers.writers = undefined;
    expect(agree({ name, graph: one, feeds, parameters: {} }, wasm()).differences).toEqual([]);
  });

  it.each([
    ["wide lines", graph({ x: f32(4, 40) }, ({ x }) => ({ y: layerNorm(x, { bias: false }) })), "lines"],
    ["folds", graph({ x: f32(2, 8, 8, 8) }, ({ x }) => ({ y: maxPool(x, { size: 2 }) })), "fold"],
    ["products of windows", graph({ x: f32(2, 8, 8, 8) }, ({ x }) => ({ y: conv2d(x, { filters: 4, size: 3 }) })), "product"],
    [
      "products of heads",
      graph({ x: f32(2, 16, 3, 16), w: f32(2, 3, 16, 16) }, ({ x, w }) => ({ y: matmul(transpose(x, { perm: [0, 2, 1, 3] }), w) })),
      "product",
    ],
  ] as const)("leaves nothing out in silence: what it has found is not written without its writers, such as %s", (_name, one, kind) => {
    const { schedule, layout } = design(one);
    expect(groupsIn(schedule).map((group) => group.kind)).toContain(kind);
    expect(() => writeModule(schedule, layout)).not.toThrow();
    writers.writers = undefined;
    expect(() => writeModule(schedule, layout)).toThrow("internal: what the engine's extension has found needs it");
  });
});
