import { compile, type DType, type Graph, graph, type InputSpec, NdArray, random, reference, type TypedArrayOf } from "dagrad";
import { describe, expect, it } from "vitest";
import { allocate } from "../../../../../graph/dtype.ts";
import type { AnyTensor } from "../../../../../graph/op.ts";
import { sizeOf } from "../../../../../graph/shape.ts";
import { op } from "../../../../graph/untyped-ops.ts";
import { exactly } from "../../../run-plainly.ts";
import { design, groupsIn } from "../../fuse/design.ts";
import { runDesign } from "./run-design.ts";

const dtypes: readonly DType[] = ["float32", "float64", "int32", "uint8", "bool"];

/** Rests of every length, and more lanes than one round has. */
const sizes = [...Array.from({ length: 18 }, (_, i) => i), 1023, 1024, 1025];

const numbers = random(7);

/** Whole numbers in −100 … 100, or what the dtype has of them. */
function randomValue({ shape, dtype }: InputSpec): NdArray {
  const data = allocate(dtype, sizeOf(shape as readonly number[]));
  for (let i = 0; i < data.length; i++) data[i] = dtype === "bool" ? numbers.randint(0, 2) : numbers.randint(-100, 101);
  return new NdArray(data as TypedArrayOf<DType>, shape as readonly number[], dtype);
}

type Build = (tensors: Readonly<Record<string, AnyTensor>>) => Record<string, AnyTensor>;

const graphOf = (inputs: Readonly<Record<string, InputSpec>>, build: Build): Graph<any, any> => graph(inputs as never, build as never);

/** Differences from the reference, to the bit, and writes to what belongs to others. */
function wrongs(inputs: Readonly<Record<string, InputSpec>>, build: Build): string[] {
  const one = graphOf(inputs, build);
  const feeds = Object.fromEntries(Object.entries(inputs).map(([name, spec]) => [name, randomValue(spec)]));
  const expected = compile(one, { backend: reference }).run(feeds as never) as Readonly<Record<string, NdArray>>;
  const { outputs, strays, faulty } = runDesign(design(one), feeds);
  const different = Object.keys(expected)
    .filter((name) => exactly(outputs[name] as NdArray) !== exactly(expected[name] as NdArray))
    .map((name) => `${name} is ${exactly(outputs[name] as NdArray)}, not ${exactly(expected[name] as NdArray)}`);
  const label = Object.values(inputs).map(({ dtype, shape }) => `${dtype}[${shape}]`);
  return [...different, ...strays, ...(faulty ? ["a fault"] : [])].map((wrong) => `${label.join(" ")}: ${wrong}`);
}

/** Steps that are exact in every dtype, several of them stored: x and y of one dtype, m of truths. */
const steps = (x: AnyTensor, y: AnyTensor, m: AnyTensor): Record<string, AnyTensor> => {
  const chosen = op.where(m, x, y) as AnyTensor;
  const same = op.equal(x, y) as AnyTensor;
  const either = op.where(same, y, chosen) as AnyTensor;
  const exact = x.dtype === "bool" ? either : (op.maximum(op.mul(either, y), op.sub(x, y)) as AnyTensor);
  return {
    chosen,
    same,
    exact,
    wide: op.cast(exact, { dtype: "float64" }) as AnyTensor,
    narrow: op.cast(exact, { dtype: "uint8" }) as AnyTensor,
  };
};

describe.each(dtypes)("a loop over %s has the reference's bits and touches nothing else", (dtype) => {
  it("along one axis of 0 … 17 and 1023 … 1025 elements", () => {
    const found = sizes.flatMap((n) =>
      wrongs({ x: { shape: [n], dtype }, y: { shape: [n], dtype }, m: { shape: [n], dtype: "bool" } }, ({ x, y, m }) =>
        steps(x as AnyTensor, y as AnyTensor, m as AnyTensor),
      ),
    );
    expect(found).toEqual([]);
  });

  it("along two axes, with rows, columns and single numbers among the operands", () => {
    const found = [1, 2, 3].flatMap((rows) =>
      sizes.flatMap((columns) => {
        const whole = { shape: [rows, columns], dtype };
        const operands: readonly InputSpec[] = [
          { shape: [columns], dtype },
          { shape: [1, columns], dtype },
          { shape: [rows, 1], dtype },
          { shape: [], dtype },
        ];
        return operands.flatMap((y) =>
          wrongs({ x: whole, y, m: { shape: [rows, 1], dtype: "bool" } }, ({ x, y, m }) =>
            steps(x as AnyTensor, y as AnyTensor, m as AnyTensor),
          ),
        );
      }),
    );
    expect(found).toEqual([]);
  });

  it("along three axes that do not merge, every extent from 1 to 6", () => {
    const found: string[] = [];
    for (let a = 1; a <= 6; a += 2)
      for (let b = 1; b <= 6; b++)
        for (let c = 1; c <= 6; c++)
          found.push(
            ...wrongs(
              { x: { shape: [a, 1, c], dtype }, y: { shape: [b, 1], dtype }, m: { shape: [a, b, c], dtype: "bool" } },
              ({ x, y, m }) => steps(x as AnyTensor, y as AnyTensor, m as AnyTensor),
            ),
          );
    expect(found).toEqual([]);
  });
});

describe("class numbers at the end of a loop", () => {
  /** Labels beside a loop over elements: classLabels checks every one of them. */
  const labelled = (n: number) =>
    graphOf({ y: { shape: [n], dtype: "int32" } }, ({ y }) => ({ z: op.classLabels(y, { classes: 7 }) as AnyTensor }));
  const run = (n: number, labels: readonly number[]) => {
    const made = design(labelled(n));
    expect(groupsIn(made.schedule).map(({ kind }) => kind)).toEqual(["loop"]);
    return runDesign(made, { y: new NdArray(Int32Array.from(labels), [n], "int32") }).faulty;
  };

  it("are never at fault in lanes behind the last element, whatever these hold", () => {
    for (let n = 1; n <= 17; n++)
      expect(
        run(
          n,
          Array.from({ length: n }, (_, i) => i % 7),
        ),
      ).toBe(false);
  });

  it("are at fault in each lane that holds an element", () => {
    for (let n = 1; n <= 9; n++)
      for (let bad = 0; bad < n; bad++)
        for (const label of [7, -1, 2 ** 31 - 1])
          expect(
            run(
              n,
              Array.from({ length: n }, (_, i) => (i === bad ? label : 0)),
            ),
          ).toBe(true);
  });
});

it("values beyond 2 GiB are read and written like any others", () => {
  const inputs: Readonly<Record<string, InputSpec>> = {
    x: { shape: [9, 5], dtype: "float32" },
    b: { shape: [5], dtype: "float32" },
    w: { shape: [5, 40], dtype: "float32" },
    k: { shape: [9], dtype: "int32" },
  };
  const one = graphOf(inputs, ({ x, b, w, k }) => ({
    rows: op.add(op.sub(x, op.max(x, { axis: 1, keepdims: true })), b) as AnyTensor,
    product: op.relu(op.matmul(x, w)) as AnyTensor,
    moved: op.transpose(x) as AnyTensor,
    total: op.sum(x, { axis: 0 }) as AnyTensor,
    labels: op.oneHot(op.abs(op.mul(k, 0)), { depth: 3 }) as AnyTensor,
  }));
  const feeds = Object.fromEntries(Object.entries(inputs).map(([name, spec]) => [name, randomValue(spec)]));
  const expected = compile(one, { backend: reference }).run(feeds as never) as Readonly<Record<string, NdArray>>;
  // 3.5 GiB of addresses; only the pages that are used take memory.
  const { outputs, strays } = runDesign(design(one), feeds, { shift: 3.5 * 2 ** 30 });
  const shown = (values: Readonly<Record<string, NdArray>>) => Object.entries(values).map(([name, value]) => `${name} ${exactly(value)}`);
  expect(shown(outputs)).toEqual(shown(expected));
  expect(strays).toEqual([]);
});
