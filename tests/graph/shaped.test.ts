import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { shaped } from "../../graph/shaped.ts";
import type { Tensor } from "../../graph/tensor.ts";

describe("shaped(x, shape)", () => {
  it("returns the same handle where x has that shape", () => {
    graph({ x: f32("batch", 4), s: f32() }, ({ x, s }) => {
      expect(shaped(x, ["batch", 4])).toBe(x);
      expect(shaped(s, [])).toBe(s);
      return { x };
    });
  });

  it("refuses another size, another name and another rank", () => {
    graph({ x: f32("batch", 4) }, ({ x }) => {
      const unknown: Tensor = x;
      expect(() => shaped(unknown, ["batch", 3])).toThrowErrorMatchingInlineSnapshot(
        `[GraphError: shaped: x must be [batch, 3], got float32[batch, 4] (node "x"); state the shape it has, or reshape it]`,
      );
      expect(() => shaped(unknown, ["time", 4])).toThrowErrorMatchingInlineSnapshot(
        `[GraphError: shaped: x must be [time, 4], got float32[batch, 4] (node "x"); state the shape it has, or reshape it]`,
      );
      expect(() => shaped(unknown, [])).toThrowErrorMatchingInlineSnapshot(
        `[GraphError: shaped: x must be [], got float32[batch, 4] (node "x"); state the shape it has, or reshape it]`,
      );
      return { x };
    });
  });
});
