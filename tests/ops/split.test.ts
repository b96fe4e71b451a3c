import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { concat } from "../../ops/move/concat.ts";
import { split } from "../../ops/shared/split.ts";
import { compile } from "../../src/run/compile.ts";

describe("split(x, { parts | sizes, axis })", () => {
  it("is a list of slices, which concat joins again", () => {
    const network = graph({ x: f32("2*batch", 5) }, ({ x }) => {
      const [first, second] = split(x, { parts: 2 }) as [typeof x, typeof x];
      const columns = split(x, { sizes: [1, 0, 4], axis: -1 });
      return { first, second, left: columns[0] as Tensor, again: concat(columns as never, { axis: 1 }) };
    });
    expect(network.nodes.slice2).toMatchObject({ shape: ["batch", 5], attrs: { axis: 0, start: "batch", stop: "2*batch" } });
    const x = [
      [1, 2, 3, 4, 5],
      [6, 7, 8, 9, 10],
    ];
    const { first, second, left, again } = compile(network).run({ x }) as Record<string, any>;
    expect([first.tolist(), second.tolist(), left.tolist(), again.tolist()]).toEqual([x.slice(0, 1), x.slice(1), [[1], [6]], x]);
  });

  it("refuses parts that are not equally long for every size, and sizes that do not add up", () => {
    const made = (options: object) => graph({ x: f32("batch", 5) }, ({ x }) => ({ y: split(x, options)[0] as typeof x }));
    expect(() => made({ parts: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: split: 2 parts must be equally long, whatever the sizes of names are, got batch for axis 0 of float32[batch, 5] (node "x"); give the sizes]`,
    );
    expect(() => made({ parts: 2, axis: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: split: 2 parts must be equally long, whatever the sizes of names are, got 5 for axis 1 of float32[batch, 5] (node "x"); give the sizes]`,
    );
    expect(() => made({ sizes: [2, 2], axis: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: split: sizes must add up to 5, got [2, 2], which is 4, for axis 1 of float32[batch, 5] (node "x"); correct them]`,
    );
    expect(() => made({ sizes: [2, -2], axis: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: split: sizes must be a list of sizes and names, got -2 (node "x"); correct them]`,
    );
    expect(() => made({ axis: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: split: either parts or sizes must be given, got none (node "x"); pass { parts: 2 } or { sizes: [1, 2] }]`,
    );
    expect(() => made({ parts: 1, sizes: [5], axis: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: split: either parts or sizes must be given, got both (node "x"); pass { parts: 2 } or { sizes: [1, 2] }]`,
    );
    expect(() => made({ parts: 0.5 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: split: parts must be a whole number ≥ 1, got 0.5 (node "x"); correct it]`,
    );
    expect(() => made({ parts: 1, axis: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: split: x must have the axis, got axis 2 for [batch, 5] (node "x"); correct axis]`,
    );
    expect(() => made({ part: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: split: options must be some of { parts, sizes, axis, name }, got "part"; did you mean parts?]`,
    );
  });
});
