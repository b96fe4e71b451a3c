import { apply, compile, defineOp, f32, graph, reference, type Scalar, type ScalarBuilder, wasm } from "dagrad";
import { describe, expect, it } from "vitest";
import type { DType } from "../../graph/dtype.ts";
import { dtypeOf, expressionOf, instructions, type ScalarRule } from "../../graph/scalar.ts";

const of = (rule: ScalarRule<any>, ...dtypes: DType[]) => expressionOf(rule, dtypes, { x: 1 });

describe("a scalar expression", () => {
  it("is a list of steps, each value once, operands before what is made of them", () => {
    const steps = of((s, [x]) => {
      const square = s.mul(x, x);
      return s.add(square, s.sqrt(square));
    }, "float32");
    expect(steps.map(({ instruction, operands }) => `${instruction} ${operands}`.trim())).toEqual([
      "operand",
      "mul 0,0",
      "sqrt 1",
      "add 1,2",
    ]);
  });

  it("has numbers of its neighbour's dtype, rounded to it", () => {
    const [, constant] = of((s, [x]) => s.add(x, 0.1), "float32");
    expect(constant).toMatchObject({ instruction: "constant", dtype: "float32", number: Math.fround(0.1) });
    expect(of((s, [x]) => s.add(0.1, x), "float64")[0]).toMatchObject({ dtype: "float64", number: 0.1 });
  });

  it("compares to bool, selects and casts to what it is told", () => {
    expect(dtypeOf(of((s, [x]) => s.less(x, 0), "int32"))).toBe("bool");
    expect(dtypeOf(of((s, [x]) => s.select(s.equal(x, 0), x, 1), "float32"))).toBe("float32");
    expect(dtypeOf(of((s, [x]) => s.cast(x, "uint8"), "float32"))).toBe("uint8");
    expect(of((s, [x]) => s.cast(x, "float32"), "float32")).toHaveLength(1);
  });
});

describe("an instruction refuses dtypes that it does not take", () => {
  const call = (name: string) => (s: ScalarBuilder, operands: readonly Scalar[]) => (s as any)[name](...operands) as Scalar;
  const refuses = (name: string, ...dtypes: DType[]): boolean => {
    try {
      of(call(name) as ScalarRule<any>, ...dtypes);
      return false;
    } catch (error) {
      expect(error).toMatchObject({ name: "GraphError", code: "scalar-dtype" });
      return true;
    }
  };
  const all: readonly DType[] = ["float32", "float64", "int32", "uint8", "bool"];
  const takers = { floats: all.slice(0, 2), numbers: all.slice(0, 4), bools: all.slice(4), values: all };
  const kinds: Record<string, readonly DType[]> = {
    ...Object.fromEntries(["div", "sqrt", "exp", "log", "sin", "cos", "tanh", "pow"].map((name) => [name, takers.floats])),
    ...Object.fromEntries(["and", "or", "not"].map((name) => [name, takers.bools])),
    ...Object.fromEntries(["equal", "less", "lessEqual", "maximum", "minimum"].map((name) => [name, takers.values])),
  };
  const names = Object.keys(instructions).filter((name) => !["operand", "constant", "select", "cast", "checked"].includes(name));

  it.each(names)("%s", (name) => {
    const count = instructions[name as "add"] as number;
    const taken = kinds[name] ?? takers.numbers;
    for (const dtype of all) expect(refuses(name, ...new Array(count).fill(dtype))).toBe(!taken.includes(dtype));
    if (count === 2) expect(refuses(name, taken[0] as DType, all[(all.indexOf(taken[0] as DType) + 1) % 5] as DType)).toBe(true);
  });

  it("select and checked", () => {
    expect(refuses("select", "int32", "float32", "float32")).toBe(true);
    expect(refuses("select", "bool", "float32", "int32")).toBe(true);
    expect(refuses("select", "bool", "bool", "bool")).toBe(false);
    expect(() => of((s, [x]) => s.checked(x, 3), "float32")).toThrow("scalar: checked must take integers of one dtype");
  });

  it("on both backends alike, before anything runs", () => {
    const ownOp = defineOp({
      name: "own",
      inputs: ["x"],
      attrs: {},
      infer: ([x]) => x,
      scalar: (s, [x]) => s.add(x, s.less(0, x)),
      vjp: "not-differentiable",
    });
    const one = graph({ x: f32(2) }, ({ x }) => ({ y: apply(ownOp, [x]) }));
    for (const backend of [reference, wasm()])
      expect(() => compile(one, { backend }).run({ x: [1, 2] })).toThrow(
        "scalar: add must take numbers of one dtype, got float32 and bool; cast what is of another one",
      );
  });
});
