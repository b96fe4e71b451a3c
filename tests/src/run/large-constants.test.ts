import { add, compile, diff, diffDot, dot, edit, f32, type Graph, graph, mul, NdArray, print, reference, wasm } from "dagrad";
import { afterEach, describe, expect, it, vi } from "vitest";
import { kernelOf } from "../../../src/backends/reference/kernel-of.ts";
import { simplify } from "../../../src/passes/simplify.ts";

const size = 300_000;
const numbers = (last: number): NdArray => {
  const data = Float32Array.from({ length: size }, (_, i) => i % 1000);
  data[size - 1] = last;
  return new NdArray(data, [size], "float32");
};
/** x · a + b + c */
const withConstants = (...values: readonly NdArray[]): Graph<any, any> =>
  graph({ x: f32(size) }, ({ x }, g) => {
    const [a, b, c] = values.map((value) => g.constant(value));
    return { y: add(add(mul(x, a!), b!), c!) };
  }) as Graph<any, any>;

/** The characters of the longest text that JSON.stringify made of a value. */
function watchJson(): () => number {
  let longest = 0;
  const stringify = JSON.stringify;
  vi.spyOn(JSON, "stringify").mockImplementation(((...given: Parameters<typeof JSON.stringify>) => {
    const text = stringify(...given);
    longest = Math.max(longest, text?.length ?? 0);
    return text;
  }) as typeof JSON.stringify);
  return () => longest;
}
afterEach(() => void vi.restoreAllMocks());

describe("a constant of 300,000 elements", () => {
  it("is built, compiled, run, printed, compared and edited without a text of its elements", () => {
    const longest = watchJson();
    const network = withConstants(numbers(1), numbers(1), numbers(2));
    for (const backend of [reference, wasm()]) {
      const x = new Float32Array(size).fill(2);
      const { data } = compile(network, { backend }).run({ x }).y as NdArray;
      // 2 · 7 + 7 + 7 at element 7; 2 · 1 + 1 + 2 at the last.
      expect([data[7], data[size - 1]]).toEqual([28, 5]);
    }
    expect(print(network).length).toBeLessThan(1000);
    expect(diff(network, withConstants(numbers(1), numbers(1), numbers(2))).same).toBe(true);
    expect(diff(network, withConstants(numbers(1), numbers(1), numbers(3))).same).toBe(false);
    expect(dot(network, { level: "layers" }).length).toBeLessThan(5000);
    const changed = withConstants(numbers(1), numbers(1), numbers(4));
    expect(diffDot(diff(network, changed), network, changed).length).toBeLessThan(5000);
    edit(network, (draft) => void (draft.nodes.mul1!.scope = ["a"]));
    expect(longest()).toBeLessThan(1000);
  });

  it("is one with an equal constant, and stays apart from one that differs in its last element or in the sign of a zero", () => {
    const left = (...values: readonly NdArray[]): number =>
      Object.values(simplify(withConstants(...values), kernelOf).nodes).filter(({ op }) => op === "constant").length;
    expect(left(numbers(1), numbers(1), numbers(1))).toBe(1);
    expect(left(numbers(1), numbers(2), numbers(1))).toBe(2);
    expect(left(numbers(0), numbers(-0), numbers(3))).toBe(3);
  });

  it("may be a frozen list", () => {
    const list = Object.freeze(Array.from({ length: size }, (_, i) => i));
    const network = graph({}, (_, g) => ({ c: g.constant(list as readonly number[]) })) as Graph<any, any>;
    expect((compile(network).run({}).c as NdArray).data[size - 1]).toBe(size - 1);
  });
});
