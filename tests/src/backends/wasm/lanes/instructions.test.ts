import { describe, expect, it } from "vitest";
import { allocate, type DType, dtypes } from "../../../../../graph/dtype.ts";
import { array, NdArray } from "../../../../../graph/ndarray.ts";
import { type Expression, instructions } from "../../../../../graph/scalar.ts";
import { scalarKernel } from "../../../../../src/backends/reference/scalar.ts";
import { laneInstructions } from "../../../../../src/backends/wasm/lanes/instructions.ts";
import { buildLanes, type LoopKind, type Operand, runLanes } from "./run-lanes.ts";
import { samples } from "./samples.ts";

/*
 * Each scalar instruction in both kinds of loop against the reference's loop of it, bit for bit (all NaN are one), for edge values and
 * random ones of every dtype that it takes; and both against values of NumPy and of ECMAScript's typed arrays. exp, log and tanh of
 * float32, which have a bound instead, are in vector-functions.test.ts.
 */

type Name = keyof typeof laneInstructions;
const kinds: readonly LoopKind[] = ["four", "one"];
const floats = ["float32", "float64"] as const;
const numbers = ["float32", "float64", "int32", "uint8"] as const;

interface Case {
  readonly name: Name;
  readonly dtypes: readonly DType[];
  /** Of the result. */
  readonly dtype: DType;
}

/** An instruction whose operands and result are of one dtype, for each of these. */
const alike = (names: readonly Name[], types: readonly DType[]): Case[] =>
  names.flatMap((name) => types.map((dtype) => ({ name, dtypes: new Array(instructions[name]).fill(dtype), dtype })));

const cases: readonly Case[] = [
  ...alike(["abs", "neg", "sign", "floor", "ceil", "round", "trunc", "add", "sub", "mul"], numbers),
  ...alike(["maximum", "minimum"], dtypes),
  ...alike(["sin", "cos", "sqrt", "div", "pow"], floats),
  ...alike(["exp", "log", "tanh"], ["float64"]),
  ...alike(["and", "or", "not"], ["bool"]),
  ...dtypes.map((dtype) => ({ name: "equal" as const, dtypes: [dtype, dtype], dtype: "bool" as const })),
  ...(["less", "lessEqual"] as const).flatMap((name) => numbers.map((dtype) => ({ name, dtypes: [dtype, dtype], dtype: "bool" as const }))),
  ...dtypes.map((dtype) => ({ name: "select" as const, dtypes: ["bool" as const, dtype, dtype], dtype })),
  ...dtypes.flatMap((from) => dtypes.map((dtype) => ({ name: "cast" as const, dtypes: [from], dtype }))),
];

const hasFour = ({ dtypes, dtype }: Case): boolean => !dtypes.includes("float64") && dtype !== "float64";
const kindsOf = (one: Case): readonly LoopKind[] => (hasFour(one) ? kinds : ["one"]);
const title = ({ name, dtypes, dtype }: Case): string => `${name}(${dtypes.join(", ")}) → ${dtype}`;
const titled = (some: readonly Case[]) => some.map((one) => [title(one), one] as const);

/** The operands as arrays: what the reference takes. */
function whole(operands: readonly Operand[], length: number): NdArray[] {
  return operands.map((operand) =>
    operand instanceof NdArray
      ? operand
      : new NdArray(allocate(operand.dtype, length).fill(operand.literal) as NdArray["data"], [length], operand.dtype),
  );
}

/** What the reference makes of them. */
function onReference({ name, dtypes, dtype }: Case, operands: readonly NdArray[]): NdArray {
  const y = new NdArray(allocate(dtype, operands[0]?.data.length as number), operands[0]?.shape as number[], dtype);
  const expression: Expression = [
    ...dtypes.map((of, number) => ({ instruction: "operand" as const, dtype: of, operands: [], number })),
    { instruction: name, dtype, operands: dtypes.map((_, i) => i), number: 0 },
  ];
  scalarKernel(expression, operands, y, () => expect.fail("the reference refuses an element"))();
  return y;
}

const shown = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** Elements that are not the expected ones, as lines to read, at most ten. */
function unlike(where: string, name: Name, inputs: readonly NdArray[], actual: ArrayLike<number>, expected: ArrayLike<number>): string[] {
  const lines: string[] = [];
  for (let i = 0; i < expected.length && lines.length < 10; i++) {
    if (Object.is(actual[i], expected[i])) continue;
    const given = inputs.map(({ data }) => shown(data[i] as number)).join(", ");
    lines.push(`${where}: ${name}(${given}) is ${shown(actual[i] as number)}, not ${shown(expected[i] as number)}`);
  }
  return lines;
}

/** How the loops differ from the reference. */
function differences(one: Case, operands: readonly Operand[]): string[] {
  const { name, dtype } = one;
  const length = operands.find((operand) => operand instanceof NdArray)?.data.length as number;
  const inputs = whole(operands, length);
  const expected = onReference(one, inputs).data;
  return kindsOf(one).flatMap((kind) => unlike(kind, name, inputs, runLanes(laneInstructions[name], kind, operands, dtype), expected));
}

describe("scalar instructions in registers have the bits of the reference", () => {
  it.each(titled(cases))("%s", (_, one) => {
    expect(differences(one, samples(one.dtypes))).toEqual([]);
  });

  const literals: Record<DType, readonly number[]> = {
    float32: [0, -0, 1, 2, -1.5, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    float64: [0, -0, 1, 2, -1.5, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    int32: [0, 1, -1, 2, 2 ** 31 - 1, -(2 ** 31)],
    uint8: [0, 1, 2, 255],
    bool: [0, 1],
  };

  it.each(titled(cases.filter((one) => one.dtypes.length > 1)))("%s, with a literal as any operand", (_, one) => {
    for (const [at, dtype] of one.dtypes.entries()) {
      const columns = samples(one.dtypes.filter((_, i) => i !== at));
      for (const literal of literals[dtype]) {
        expect(differences(one, [...columns.slice(0, at), { dtype, literal }, ...columns.slice(at)])).toEqual([]);
      }
    }
  });

  it("covers every instruction, which is each that graph/scalar.ts lists", () => {
    const covered = new Set<string>([...cases.map(({ name }) => name), "checked"]);
    expect(Object.keys(laneInstructions).filter((name) => !covered.has(name))).toEqual([]);
    const listed = Object.keys(instructions).filter((name) => name !== "operand" && name !== "constant");
    expect(Object.keys(laneInstructions).sort()).toEqual(listed.sort());
  });

  it("refuses float64 in loops over four lanes", () => {
    expect(() => buildLanes(laneInstructions.add, "four", samples(["float64", "float64"]), "float64")).toThrow(
      "internal: loops over four lanes have no float64",
    );
  });
});

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** Operands, column by column, and what comes out. */
interface Row {
  readonly name: Name;
  readonly of: DType | readonly DType[];
  readonly dtype?: DType;
  readonly operands: readonly (readonly number[])[];
  readonly y: readonly number[];
}

const halves = [0, -0, 0.2, -0.2, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 3.7, -3.7, nan, inf, -inf];
// Where float64 ends to hold halves, and float32; the largest number below a half.
const doubles = [0.49999999999999994, 2 ** 51 + 0.5, 2 ** 51 + 1.5, 2 ** 52 - 0.5, 2 ** 52 + 1, 0.5 - 2 ** 52, 2 ** 53 + 2, 1e300];
const singles = [Math.fround(0.49999997), 2 ** 22 + 0.5, 2 ** 22 + 1.5, 2 ** 23 - 0.5, 2 ** 23 + 1, 0.5 - 2 ** 23, 2 ** 24 + 2, 2 ** 100];

const ordered = [
  [0, -0, 1, 2, nan, 1, nan, inf, -inf, inf, -1, -(2 ** -149)],
  [-0, 0, 2, 1, 1, nan, nan, inf, inf, -inf, -2, 0],
];
const truths = [
  [0, 0, 1, 1],
  [0, 1, 0, 1],
];

/** Of NumPy 1.24 (floor, ceil, rint, trunc, less, less_equal, maximum, minimum, sign) and of mathematics. */
const rows: readonly Row[] = [
  ...floats.flatMap((of): Row[] => [
    { name: "floor", of, operands: [halves], y: [0, -0, 0, -1, 0, -1, 1, -2, 2, -3, 3, -4, nan, inf, -inf] },
    { name: "ceil", of, operands: [halves], y: [0, -0, 1, -0, 1, -0, 2, -1, 3, -2, 4, -3, nan, inf, -inf] },
    { name: "round", of, operands: [halves], y: [0, -0, 0, -0, 0, -0, 2, -2, 2, -2, 4, -4, nan, inf, -inf] },
    { name: "trunc", of, operands: [halves], y: [0, -0, 0, -0, 0, -0, 1, -1, 2, -2, 3, -3, nan, inf, -inf] },
    { name: "sign", of, operands: [halves], y: [0, 0, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, nan, 1, -1] },
    { name: "less", of, dtype: "bool", operands: ordered, y: [0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1] },
    { name: "lessEqual", of, dtype: "bool", operands: ordered, y: [1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1] },
    { name: "equal", of, dtype: "bool", operands: ordered, y: [1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0] },
    // Of equal operands the first.
    { name: "maximum", of, operands: ordered, y: [0, -0, 2, 2, nan, nan, nan, inf, inf, inf, -1, 0] },
    { name: "minimum", of, operands: ordered, y: [0, -0, 1, 1, nan, nan, nan, inf, -inf, -inf, -2, -(2 ** -149)] },
    {
      // C99, F.9.4.4: 1 to any power is 1, and so is anything to the power of 0.
      name: "pow",
      of,
      operands: [
        [1, nan, nan, -0, -8, 2, -1, 0],
        [nan, 0, 2, -1, 3, -2, inf, -2],
      ],
      y: [1, 1, nan, -inf, -512, 0.25, 1, inf],
    },
  ]),
  {
    name: "floor",
    of: "float64",
    operands: [doubles],
    y: [0, 2 ** 51, 2 ** 51 + 1, 2 ** 52 - 1, 2 ** 52 + 1, -(2 ** 52), 2 ** 53 + 2, 1e300],
  },
  {
    name: "ceil",
    of: "float64",
    operands: [doubles],
    y: [1, 2 ** 51 + 1, 2 ** 51 + 2, 2 ** 52, 2 ** 52 + 1, 1 - 2 ** 52, 2 ** 53 + 2, 1e300],
  },
  { name: "round", of: "float64", operands: [doubles], y: [0, 2 ** 51, 2 ** 51 + 2, 2 ** 52, 2 ** 52 + 1, -(2 ** 52), 2 ** 53 + 2, 1e300] },
  {
    name: "trunc",
    of: "float64",
    operands: [doubles],
    y: [0, 2 ** 51, 2 ** 51 + 1, 2 ** 52 - 1, 2 ** 52 + 1, 1 - 2 ** 52, 2 ** 53 + 2, 1e300],
  },
  {
    name: "floor",
    of: "float32",
    operands: [singles],
    y: [0, 2 ** 22, 2 ** 22 + 1, 2 ** 23 - 1, 2 ** 23 + 1, -(2 ** 23), 2 ** 24 + 2, 2 ** 100],
  },
  {
    name: "ceil",
    of: "float32",
    operands: [singles],
    y: [1, 2 ** 22 + 1, 2 ** 22 + 2, 2 ** 23, 2 ** 23 + 1, 1 - 2 ** 23, 2 ** 24 + 2, 2 ** 100],
  },
  {
    name: "round",
    of: "float32",
    operands: [singles],
    y: [0, 2 ** 22, 2 ** 22 + 2, 2 ** 23, 2 ** 23 + 1, -(2 ** 23), 2 ** 24 + 2, 2 ** 100],
  },
  {
    name: "trunc",
    of: "float32",
    operands: [singles],
    y: [0, 2 ** 22, 2 ** 22 + 1, 2 ** 23 - 1, 2 ** 23 + 1, 1 - 2 ** 23, 2 ** 24 + 2, 2 ** 100],
  },
  // Integers have no fractions.
  ...(["floor", "ceil", "round", "trunc"] as const).map(
    (name): Row => ({ name, of: "int32", operands: [[7, -7, 2 ** 31 - 1, -(2 ** 31)]], y: [7, -7, 2 ** 31 - 1, -(2 ** 31)] }),
  ),
  {
    name: "less",
    of: "int32",
    dtype: "bool",
    operands: [
      [-1, 1, -(2 ** 31)],
      [1, -1, 2 ** 31 - 1],
    ],
    y: [1, 0, 1],
  },
  {
    name: "less",
    of: "uint8",
    dtype: "bool",
    operands: [
      [127, 128, 255],
      [128, 127, 255],
    ],
    y: [1, 0, 0],
  },
  {
    name: "add",
    of: "int32",
    operands: [
      [2 ** 31 - 1, 3],
      [1, -5],
    ],
    y: [-(2 ** 31), -2],
  },
  {
    name: "mul",
    of: "int32",
    operands: [
      [46_341, 2 ** 30],
      [46_341, 6],
    ],
    y: [46_341 ** 2 - 2 ** 32, -(2 ** 31)],
  },
  {
    name: "add",
    of: "uint8",
    operands: [
      [255, 200],
      [1, 100],
    ],
    y: [0, 44],
  },
  { name: "neg", of: "uint8", operands: [[0, 1, 255]], y: [0, 255, 1] },
  { name: "abs", of: "int32", operands: [[-5, 5, -(2 ** 31)]], y: [5, 5, -(2 ** 31)] },
  { name: "and", of: "bool", operands: truths, y: [0, 0, 0, 1] },
  { name: "or", of: "bool", operands: truths, y: [0, 1, 1, 1] },
  { name: "not", of: "bool", operands: [[0, 1]], y: [1, 0] },
  { name: "less", of: "bool", operands: truths, y: [0, 1, 0, 0] },
  { name: "lessEqual", of: "bool", operands: truths, y: [1, 1, 0, 1] },
  { name: "maximum", of: "bool", operands: truths, y: [0, 1, 1, 1] },
  { name: "minimum", of: "bool", operands: truths, y: [0, 0, 0, 1] },
  {
    name: "select",
    of: ["bool", "float32", "float32"],
    operands: [
      [1, 0, 1, 0],
      [-0, 1, nan, nan],
      [2, -0, 3, inf],
    ],
    y: [-0, -0, nan, inf],
  },
  { name: "cast", of: "float32", dtype: "bool", operands: [[0, -0, nan, 2 ** -149, -inf]], y: [0, 0, 1, 1, 1] },
  { name: "cast", of: "bool", dtype: "float32", operands: [[0, 1]], y: [0, 1] },
];

/** What ECMAScript's typed arrays keep of a number. */
const stored = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const;
const casts = numbers.flatMap((of) =>
  numbers.map((dtype): Row => {
    const [x] = samples([of], 500) as [NdArray];
    return { name: "cast", of, dtype, operands: [[...x.data]], y: [...stored[dtype].from(x.data)] };
  }),
);

describe("scalar instructions of the reference and of the engine are those of NumPy and ECMAScript", () => {
  const listed = [...rows, ...casts].map(({ name, of, dtype, operands, y }) => {
    const types: readonly DType[] = typeof of === "string" ? operands.map(() => of) : of;
    return { one: { name, dtypes: types, dtype: dtype ?? (types.at(-1) as DType) }, operands, y };
  });

  it.each(listed.map((row) => [title(row.one), row] as const))("%s", (_, { one, operands, y }) => {
    // Whole fours, by repeating the first row.
    const filled = (values: readonly number[]): number[] => [...values, ...new Array(-values.length & 3).fill(values[0])];
    const inputs = operands.map((values, i) => array(filled(values), one.dtypes[i] as DType));
    const expected = filled(y);
    expect(unlike("reference", one.name, inputs, onReference(one, inputs).data, expected)).toEqual([]);
    for (const kind of kindsOf(one)) {
      expect(unlike(kind, one.name, inputs, runLanes(laneInstructions[one.name], kind, inputs, one.dtype), expected)).toEqual([]);
    }
  });
});

describe("checked(y, limit) in registers", () => {
  const faults = (kind: LoopKind, labels: readonly number[], dtype: DType, number: number, validLanes?: number): boolean => {
    const options = { number, ...(validLanes === undefined ? {} : { validLanes }) };
    const built = buildLanes(laneInstructions.checked, kind, [array(labels, dtype)], dtype, options);
    expect([...built.run()]).toEqual(labels);
    return built.faulty;
  };

  it.each(kinds)("is the labels, in range (%s)", (kind) => {
    expect(faults(kind, [0, 1, 2, 0, 1, 2, 2, 2], "int32", 3)).toBe(false);
    expect(faults(kind, [0, 1, 2, 0], "uint8", 3)).toBe(false);
    expect(faults(kind, [0, 255, 2, 0], "uint8", 256)).toBe(false);
    expect(faults(kind, [0, 255, 2, 0], "uint8", 2 ** 40)).toBe(false);
    expect(faults(kind, [0, 2 ** 31 - 1, 2, 0], "int32", 2 ** 31)).toBe(false);
    expect(faults(kind, [0, 2 ** 31 - 1, 2, 0], "int32", 2 ** 40)).toBe(false);
  });

  it.each(kinds)("faults for a label that is too large or negative, in any lane (%s)", (kind) => {
    for (let at = 0; at < 8; at++) {
      for (const label of [3, 4, -1, 2 ** 31 - 1, -(2 ** 31)]) {
        expect(faults(kind, [0, 1, 2, 0, 1, 2, 2, 2].with(at, label), "int32", 3)).toBe(true);
      }
      expect(faults(kind, [0, 1, 2, 0, 1, 2, 2, 2].with(at, 255), "uint8", 255)).toBe(true);
    }
    expect(faults(kind, [0, -1, 2, 0], "int32", 2 ** 40)).toBe(true);
    expect(faults(kind, [0, 2 ** 31 - 1, 2, 0], "int32", 2 ** 31 - 1)).toBe(true);
  });

  it("looks at the valid lanes only", () => {
    expect(faults("four", [0, 1, 9, -1], "int32", 3, 2)).toBe(false);
    expect(faults("four", [0, 9, 1, 1], "int32", 3, 2)).toBe(true);
    expect(faults("four", [9, 1, 1, 1], "int32", 3, 1)).toBe(true);
    expect(faults("four", [1, 1, 1, 7], "int32", 3, 3)).toBe(false);
  });
});
