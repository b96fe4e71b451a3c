import type { Attrs } from "../../graph/graph.ts";
import type * as ops from "../../ops/index.ts";

/**
 * What one op promises, beside its kernel: the contract suite runs all of it, and the op's cases in tests/fixtures/ops-*.json.
 * Types are written "float32[batch, 3]"; "→" stands before the type that comes out.
 */
export interface Row {
  /** Attributes that all lines of this row use. */
  readonly attrs?: Attrs;
  /** "float32[batch, 3], float32[3] → float32[batch, 3]" */
  readonly infers: readonly string[];
  /** Types that the op does not take → the whole text of the error. */
  readonly refuses: Readonly<Record<string, string>>;
  /** How the op is written over x, y and z. */
  readonly text: string;
  readonly latex: string;
  /** What pictures show in the node; then with 2 as the first operand, with 2 as the second, and so on. */
  readonly labels: readonly string[];
  /** By how much float64 results may differ from correctly rounded ones. Default 0: they are exact. float32 results always are. */
  readonly ulps?: number;
}

/** Every op of ops/index.ts has a row; these are yet to get theirs. Adding one below is all it takes. */
type Awaited =
  | "argmax"
  | "argmaxAccuracy"
  | "classLabels"
  | "concat"
  | "crossentropy"
  | "dense"
  | "expandDims"
  | "gather"
  | "matmul"
  | "max"
  | "mean"
  | "oneHot"
  | "reshape"
  | "slice"
  | "softmax"
  | "sum"
  | "transpose";
export type OpName = Exclude<keyof typeof ops, "standardOps">;

/** Math.exp, log, sin, cos and ** are good to less than 1 ulp of float64; a float32 result shows that only at a tie, once in 2²⁹. */
const mathFunction = 1;

const floatUnary = ["float32[batch, 3] → float32[batch, 3]", "float64[] → float64[]", "float32[0, 3] → float32[0, 3]"];

const refusesUnary = (op: string): Record<string, string> => ({
  "int32[batch]": `${op}: x must be a float tensor, got int32[batch] (node "${op}1"); cast(x, "float32") it`,
  "uint8[2, 3]": `${op}: x must be a float tensor, got uint8[2, 3] (node "${op}1"); cast(x, "float32") it`,
  "bool[]": `${op}: x must be a float tensor, got bool[] (node "${op}1"); cast(x, "float32") it`,
  "float32[2], float32[2]": `${op}: takes 1 inputs (x), got 2 (node "${op}1"); pass them all`,
});

const floatBinary = [
  "float32[batch, 3], float32[3] → float32[batch, 3]",
  "float32[1, 3], float32[batch, 1] → float32[batch, 3]",
  "float64[], float64[2, 1] → float64[2, 1]",
  "float32[rows, 1], float32[columns] → float32[rows, columns]",
  "float32[0, 3], float32[1, 1] → float32[0, 3]",
];
const intBinary = ["int32[4, 1], int32[5] → int32[4, 5]", "uint8[n], uint8[1] → uint8[n]"];

const refusesShapes = (op: string, names = "a, b"): Record<string, string> => ({
  "float32[2], float64[2]": `${op}: inputs must have one dtype, got float32[2] and float64[2] (node "${op}1"); cast() one of them`,
  "float32[batch, 3], float32[4]": `${op}: shapes must be equal or broadcast, got float32[batch, 3] and float32[4] (3 against 4) (node "${op}1"); reshape or expandDims one of them`,
  "float32[batch], float32[3]": `${op}: shapes must be equal or broadcast, got float32[batch] and float32[3] (batch against 3) (node "${op}1"); reshape or expandDims one of them`,
  "float32[2]": `${op}: takes 2 inputs (${names}), got 1 (node "${op}1"); pass them all`,
  "float32[2], float32[2], float32[2]": `${op}: takes 2 inputs (${names}), got 3 (node "${op}1"); pass them all`,
});

const refusesArithmetic = (op: string): Record<string, string> => ({
  ...refusesShapes(op),
  "int32[2], float32[2]": `${op}: inputs must have one dtype, got int32[2] and float32[2] (node "${op}1"); cast() one of them`,
  "bool[2], bool[3]": `${op}: inputs must be numbers, got bool[2] and bool[3] (node "${op}1"); cast(x, "float32") them`,
});

const refusesFloatBinary = (op: string, a: string, b: string): Record<string, string> => ({
  ...refusesShapes(op, `${a}, ${b}`),
  "int32[2], int32[2]": `${op}: ${a} must be a float tensor, got int32[2] (node "${op}1"); cast(x, "float32") it`,
  "float32[2], uint8[2]": `${op}: ${b} must be a float tensor, got uint8[2] (node "${op}1"); cast(x, "float32") it`,
});

export const rows = {
  add: {
    infers: [...floatBinary, ...intBinary],
    refuses: refusesArithmetic("add"),
    text: "x + y",
    latex: "x + y",
    labels: ["+", "2 + ·", "· + 2"],
  },
  cast: {
    attrs: { dtype: "int32" },
    infers: [
      "float32[batch, 3] → int32[batch, 3]",
      "float64[] → int32[]",
      "int32[0, 3] → int32[0, 3]",
      "uint8[n] → int32[n]",
      "bool[n, 1] → int32[n, 1]",
    ],
    refuses: { "float32[2], float32[2]": 'cast: takes 1 inputs (x), got 2 (node "cast1"); pass them all' },
    text: "int32(x)",
    latex: "\\mathrm{int32}\\left(x\\right)",
    labels: ["int32"],
  },
  clip: {
    attrs: { min: 1e-7, max: 0.9999999 },
    infers: floatUnary,
    refuses: refusesUnary("clip"),
    text: "clip(x, 1e−7, 0.9999999)",
    latex: "\\mathrm{clip}\\left(x,\\, 10^{-7},\\, 0.9999999\\right)",
    labels: ["clip(·, 1e−7, 0.9999999)"],
  },
  cos: {
    infers: floatUnary,
    refuses: refusesUnary("cos"),
    text: "cos(x)",
    latex: "\\cos\\left(x\\right)",
    labels: ["cos"],
    ulps: mathFunction,
  },
  div: {
    infers: floatBinary,
    refuses: refusesFloatBinary("div", "a", "b"),
    text: "x ÷ y",
    latex: "\\frac{x}{y}",
    labels: ["÷", "2 ÷ ·", "· ÷ 2"],
  },
  equal: {
    infers: [
      "float32[batch, 3], float32[3] → bool[batch, 3]",
      "float64[], float64[2, 1] → bool[2, 1]",
      "float32[0, 3], float32[1, 1] → bool[0, 3]",
      "int32[n], int32[n] → bool[n]",
      "uint8[4, 1], uint8[5] → bool[4, 5]",
      "bool[2], bool[] → bool[2]",
    ],
    refuses: {
      ...refusesShapes("equal"),
      "int32[2], uint8[2]": 'equal: inputs must have one dtype, got int32[2] and uint8[2] (node "equal1"); cast() one of them',
    },
    text: "[x = y]",
    latex: "\\left[x = y\\right]",
    labels: ["=", "2 = ·", "· = 2"],
  },
  exp: {
    infers: floatUnary,
    refuses: refusesUnary("exp"),
    text: "exp(x)",
    latex: "e^{x}",
    labels: ["exp"],
    ulps: mathFunction,
  },
  linear: {
    infers: floatUnary,
    refuses: refusesUnary("linear"),
    text: "x",
    latex: "x",
    labels: ["linear"],
  },
  log: {
    infers: floatUnary,
    refuses: refusesUnary("log"),
    text: "log x",
    latex: "\\log x",
    labels: ["log"],
    ulps: mathFunction,
  },
  maximum: {
    infers: [...floatBinary, ...intBinary],
    refuses: refusesArithmetic("maximum"),
    text: "max(x, y)",
    latex: "\\max\\left(x,\\, y\\right)",
    labels: ["max(·, ·)", "max(2, ·)", "max(·, 2)"],
  },
  minimum: {
    infers: [...floatBinary, ...intBinary],
    refuses: refusesArithmetic("minimum"),
    text: "min(x, y)",
    latex: "\\min\\left(x,\\, y\\right)",
    labels: ["min(·, ·)", "min(2, ·)", "min(·, 2)"],
  },
  mul: {
    infers: [...floatBinary, ...intBinary],
    refuses: refusesArithmetic("mul"),
    text: "x × y",
    latex: "x \\, y",
    labels: ["×", "2 × ·", "· × 2"],
  },
  neg: {
    infers: [...floatUnary, "int32[n] → int32[n]", "uint8[1, n] → uint8[1, n]"],
    refuses: {
      "bool[n]": 'neg: x must be numbers, got bool[n] (node "neg1"); cast(x, "float32") it',
      "float32[2], float32[2]": 'neg: takes 1 inputs (x), got 2 (node "neg1"); pass them all',
    },
    text: "−x",
    latex: "-x",
    labels: ["−"],
  },
  pow: {
    infers: floatBinary,
    refuses: refusesFloatBinary("pow", "x", "y"),
    text: "x^y",
    latex: "x^{y}",
    labels: ["·^·", "2^·", "·^2"],
    ulps: mathFunction,
  },
  relu: {
    infers: floatUnary,
    refuses: refusesUnary("relu"),
    text: "max(0, x)",
    latex: "\\max\\left(0,\\, x\\right)",
    labels: ["max(0, ·)"],
  },
  sigmoid: {
    infers: floatUnary,
    refuses: refusesUnary("sigmoid"),
    text: "sigmoid(x)",
    latex: "\\sigma\\left(x\\right)",
    labels: ["sigmoid"],
    ulps: mathFunction,
  },
  sin: {
    infers: floatUnary,
    refuses: refusesUnary("sin"),
    text: "sin(x)",
    latex: "\\sin\\left(x\\right)",
    labels: ["sin"],
    ulps: mathFunction,
  },
  sqrt: {
    infers: floatUnary,
    refuses: refusesUnary("sqrt"),
    text: "√(x)",
    latex: "\\sqrt{x}",
    labels: ["√"],
  },
  step: {
    infers: floatUnary,
    refuses: refusesUnary("step"),
    text: "step(x)",
    latex: "\\left[x > 0\\right]",
    labels: ["step"],
  },
  sub: {
    infers: [...floatBinary, ...intBinary],
    refuses: refusesArithmetic("sub"),
    text: "x − y",
    latex: "x - y",
    labels: ["−", "2 − ·", "· − 2"],
  },
  where: {
    infers: [
      "bool[batch, 1], float32[3], float32[] → float32[batch, 3]",
      "bool[], float64[2], float64[2] → float64[2]",
      "bool[2, 1, 1], int32[3, 1], int32[4] → int32[2, 3, 4]",
      "bool[n], bool[n], bool[1] → bool[n]",
      "bool[0, 3], uint8[3], uint8[] → uint8[0, 3]",
    ],
    refuses: {
      "float32[2], float32[2], float32[2]":
        'where: condition must be a bool tensor, got float32[2] (node "where1"); cast(condition, "bool") it',
      "bool[2], float32[2], int32[2]": 'where: inputs must have one dtype, got float32[2] and int32[2] (node "where1"); cast() one of them',
      "bool[2], float32[2, 3], float32[4]":
        'where: shapes must be equal or broadcast, got float32[2, 3] and float32[4] (3 against 4) (node "where1"); reshape or expandDims one of them',
      "bool[2], float32[3], float32[]":
        'where: shapes must be equal or broadcast, got bool[2] and float32[3] and float32[] (2 against 3) (node "where1"); reshape or expandDims one of them',
      "bool[2], float32[2]": 'where: takes 3 inputs (condition, a, b), got 2 (node "where1"); pass them all',
    },
    text: "where(x, y, z)",
    latex: "\\begin{cases} y & \\text{if } x \\\\ z & \\text{otherwise} \\end{cases}",
    labels: ["where", "where(2, ·, ·)", "where(·, 2, ·)", "where(·, ·, 2)"],
  },
} satisfies Record<Exclude<OpName, Awaited>, Row> & Partial<Record<OpName, Row>>;
