import { describe, expect, it } from "vitest";
import { Parameter } from "../../../src/backends/parameter.ts";

const parameter = (...elements: number[]) =>
  new Parameter({ data: Float32Array.from(elements), shape: [elements.length], dtype: "float32" });

describe("a parameter", () => {
  it("is its value until something newer is elsewhere", () => {
    const w = parameter(1, 2, 3);
    expect([w.shape, w.dtype, [...w.data], w.version]).toEqual([[3], "float32", [1, 2, 3], 0]);
  });

  it("fetches what was lent when somebody asks, once, into the same array", () => {
    const w = parameter(1, 2);
    const { data } = w;
    let fetched = 0;
    w.lend((to) => {
      fetched++;
      to.set([5, 6]);
    });
    expect(fetched).toBe(0);
    expect([...w.data]).toEqual([5, 6]);
    expect([...w.data]).toEqual([5, 6]);
    expect([fetched, w.data === data]).toEqual([1, true]);
  });

  it("fetches what was lent last only", () => {
    const w = parameter(1);
    w.lend(() => {
      throw new Error("an old copy was asked for");
    });
    w.lend((to) => {
      to[0] = 7;
    });
    expect([...w.data]).toEqual([7]);
  });

  it("that was overwritten forgets what was lent", () => {
    const w = parameter(1);
    w.lend((to) => {
      to[0] = 7;
    });
    w.data[0] = 3;
    w.changed();
    expect([...w.data]).toEqual([3]);
  });

  it("counts every change, and no mere look", () => {
    const w = parameter(1);
    w.changed();
    w.lend(() => {});
    w.lend(() => {});
    w.data.fill(2);
    expect(w.version).toBe(3);
  });
});
