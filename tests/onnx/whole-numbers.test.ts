import { compile, type NdArray, reference, wasm } from "dagrad";
import { fromOnnx, rareOps } from "dagrad/onnx";
import { describe, expect, it } from "vitest";
import type { ElementType } from "../../src/onnx/element-types.ts";
import { node, smallModel, type TypeOfValue } from "./small-model.ts";

/** What JavaScript's own arrays make of whole numbers that do not fit: they wrap around. */
const arrays = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
} as const;
type Wrapping = keyof typeof arrays;

const ends = (type: Wrapping): number[] => {
  const [low, high] = [
    new arrays[type]([-(2 ** (8 * arrays[type].BYTES_PER_ELEMENT - 1))])[0] as number,
    new arrays[type]([-1])[0] as number,
  ];
  return type.startsWith("u") ? [0, high, high - 1, high >>> 1] : [low, -low - 1, low + 1, -1];
};
const others: readonly number[] = [1, 2, 3, 100];
const pairs = (type: Wrapping): [number, number][] => ends(type).flatMap((a) => others.map((b): [number, number] => [a, b]));

/** The result of one op of two inputs, on both backends. */
async function resultOf(op: string, type: ElementType, list: readonly (readonly [number, number])[], attributes = {}): Promise<number[][]> {
  const value: TypeOfValue = [type, list.length];
  const bytes = smallModel({ inputs: { a: value, b: value }, outputs: { y: value }, nodes: [node(op, ["a", "b"], ["y"], attributes)] });
  const { graph } = fromOnnx(bytes, { ops: rareOps });
  const feeds = { a: list.map(([a]) => a), b: list.map(([, b]) => b) };
  return [reference, wasm()].map((backend) => {
    const { y } = compile(graph, { backend }).run(feeds as never) as Record<string, NdArray>;
    return Array.from(y?.data ?? []);
  });
}

const exact: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Max: (a, b) => (a > b ? a : b),
  BitwiseAnd: (a, b) => a & b,
  BitwiseOr: (a, b) => a | b,
  BitwiseXor: (a, b) => a ^ b,
};

describe("whole numbers of a file", () => {
  for (const type of Object.keys(arrays) as Wrapping[]) {
    it.each(Object.keys(exact))(`of type ${type} wrap around as JavaScript's do: %s`, async (op) => {
      const of = exact[op] as (a: bigint, b: bigint) => bigint;
      const bits = 8 * arrays[type].BYTES_PER_ELEMENT;
      const wanted = pairs(type).map(([a, b]) => {
        const value = of(BigInt(a), BigInt(b));
        return Number(type.startsWith("u") ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value));
      });
      expect(await resultOf(op, type, pairs(type))).toEqual([wanted, wanted]);
    });
  }

  it.each(["uint8", "uint16", "uint32"] as const)("of type %s are shifted as JavaScript shifts them", async (type) => {
    const list = ends(type).flatMap((a) => [0, 1, 5, 7].map((by): [number, number] => [a, by]));
    const left = list.map(([a, by]) => new arrays[type]([a << by])[0] as number);
    const right = list.map(([a, by]) => a >>> by);
    expect(await resultOf("BitShift", type, list, { direction: "LEFT" })).toEqual([left, left]);
    expect(await resultOf("BitShift", type, list, { direction: "RIGHT" })).toEqual([right, right]);
  });
});
