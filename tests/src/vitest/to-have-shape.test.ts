import { describe, expect, it } from "vitest";
import { graph } from "../../../graph/build.ts";
import { f32 } from "../../../graph/input.ts";
import { array, zeros } from "../../../graph/ndarray.ts";
import "../../../src/vitest/index.ts";

describe("toHaveShape", () => {
  it("reads the shape of arrays, typed arrays, nested lists and numbers", () => {
    expect(zeros([2, 0, 3])).toHaveShape([2, 0, 3]);
    expect(new Float32Array(5)).toHaveShape([5]);
    expect([[1, 2, 3]]).toHaveShape([1, 3]);
    expect([]).toHaveShape([0]);
    expect(1).toHaveShape([]);
    expect(array([[1], [2]])).not.toHaveShape([2]);
    expect(array([[1], [2]])).not.toHaveShape([1, 2]);
    expect({ out: zeros([4]) }).toEqual({ out: expect.toHaveShape([4]) });
  });

  it("reads the shape of tensors and nodes, with names of dims", () => {
    const network = graph({ X: f32("batch", 4) }, ({ X }) => {
      expect(X).toHaveShape(["batch", 4]);
      expect(X).not.toHaveShape(["rows", 4]);
      return { X };
    });
    expect(network.nodes.X).toHaveShape(["batch", 4]);
  });

  it("shows both shapes", () => {
    expect(() => expect(zeros([2, 3])).toHaveShape([3, 2])).toThrowErrorMatchingInlineSnapshot(
      `[Error: toHaveShape: received [2, 3], expected [3, 2]]`,
    );
    expect(() => expect(1).toHaveShape([1])).toThrowErrorMatchingInlineSnapshot(`[Error: toHaveShape: received [], expected [1]]`);
    expect(() => expect([1]).not.toHaveShape([1])).toThrowErrorMatchingInlineSnapshot(
      `[Error: toHaveShape: expected another shape than [1]]`,
    );
    expect(() => expect("text").toHaveShape([4])).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: expect: received must hold numbers, got "text"; give an NdArray, a typed array, nested lists or a number]`,
    );
    expect(() => expect(null).not.toHaveShape([4])).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: expect: received must hold numbers, got null; give an NdArray, a typed array, nested lists or a number]`,
    );
  });
});
