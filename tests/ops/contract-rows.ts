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
  /** By how much a composite's textbook formula may differ from the form that is executed, on the cases of its fixture. Default: ulps. */
  readonly formulaUlps?: number;
  /** NaN and infinities do not go in (labels, counters), or part the textbook formula from the one that is executed: the op's own tests have them. */
  readonly edgesElsewhere?: true;
  /** A scalar has no axis to go along. */
  readonly scalars?: false;
}

/** Every op of ops/index.ts has a row; these are yet to get theirs. Adding one below is all it takes. */
type Awaited =
  | "argmax"
  | "argmaxAccuracy"
  | "concat"
  | "crossentropy"
  | "dense"
  | "expandDims"
  | "gather"
  | "gru"
  | "logSoftmax"
  | "lstm"
  | "matmul"
  | "max"
  | "mean"
  | "oneHot"
  // A loop has a body among its attributes, and tests of its own.
  | "packedScan"
  | "reshape"
  | "scan"
  | "simpleRnn"
  | "slice"
  | "softmax"
  | "sum"
  | "transpose";
export type OpName = Exclude<keyof typeof ops, `${string}Op`>;

/** Math.exp, log, sin, cos and ** are good to less than 1 ulp of float64; a float32 result shows that only at a tie, once in 2²⁹. */
const mathFunction = 1;

const floatUnary = ["float32[batch, 3] → float32[batch, 3]", "float64[] → float64[]", "float32[0, 3] → float32[0, 3]"];

/** `inputs`: how many it takes; `tooMany`: types of which one is too many. */
const refusesUnary = (op: string, inputs = "1 inputs (x)", tooMany = "float32[2], float32[2]"): Record<string, string> => ({
  "int32[batch]": `${op}: x must be a float tensor, got int32[batch] (node "${op}1"); cast(x, { dtype: "float32" }) it`,
  "uint8[2, 3]": `${op}: x must be a float tensor, got uint8[2, 3] (node "${op}1"); cast(x, { dtype: "float32" }) it`,
  "bool[]": `${op}: x must be a float tensor, got bool[] (node "${op}1"); cast(x, { dtype: "float32" }) it`,
  [tooMany]: `${op}: takes ${inputs}, got ${tooMany.split(", ").length} (node "${op}1"); pass them all`,
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
  "bool[2], bool[3]": `${op}: inputs must be numbers, got bool[2] and bool[3] (node "${op}1"); cast(x, { dtype: "float32" }) them`,
});

const refusesFloatBinary = (op: string, a: string, b: string): Record<string, string> => ({
  ...refusesShapes(op, `${a}, ${b}`),
  "int32[2], int32[2]": `${op}: ${a} must be a float tensor, got int32[2] (node "${op}1"); cast(x, { dtype: "float32" }) it`,
  "float32[2], uint8[2]": `${op}: ${b} must be a float tensor, got uint8[2] (node "${op}1"); cast(x, { dtype: "float32" }) it`,
});

/** Outputs p with targets y. */
const lossTypes = (dtype: "float32" | "float64"): string[] => [
  `${dtype}[batch, 3], ${dtype}[batch, 3] → ${dtype}[]`,
  `${dtype}[batch, 1], uint8[batch, 1] → ${dtype}[]`,
  `${dtype}[4], int32[4] → ${dtype}[]`,
  `${dtype}[2, n, 3], bool[2, n, 3] → ${dtype}[]`,
];
const infersLoss = [...lossTypes("float32"), ...lossTypes("float64"), "float32[batch, 3], float64[batch, 3] → float32[]"];
/** An accuracy is a count ÷ N in float64, as NumPy's mean of booleans. */
const infersAccuracy = infersLoss.map((line) => line.replace(/\w+\[\]$/, "float64[]"));

const refusesTargets = (op: string, p = "p", takes = `2 inputs (${p}, y)`): Record<string, string> => ({
  "int32[2, 3], int32[2, 3]": `${op}: ${p} must be a float tensor, got int32[2, 3] (node "${op}1"); cast(x, { dtype: "float32" }) it`,
  "float32[], float32[]": `${op}: ${p} must have an axis of outputs, got float32[] (node "${op}1"); give ${p} as [batch, outputs]`,
  "float32[batch, 1], float32[batch]": `${op}: y must have the shape of ${p}, got float32[batch, 1] and float32[batch] (node "${op}1"); reshape one of them`,
  "float32[2, 3]": `${op}: takes ${takes}, got 1 (node "${op}1"); pass them all`,
});

const infersPenalty = ["float32[3, 4] → float32[]", "float64[] → float64[]", "float32[0] → float32[]"];
const refusesPenalty = (op: string): Record<string, string> => ({
  "int32[2]": `${op}: w must be a float tensor, got int32[2] (node "${op}1"); cast(x, { dtype: "float32" }) it`,
  "float32[2], float32[2]": `${op}: takes 1 inputs (w), got 2 (node "${op}1"); pass them all`,
});

const comparisonTypes = [
  "float32[batch, 3], float32[3] → bool[batch, 3]",
  "float64[], float64[2, 1] → bool[2, 1]",
  "float32[0, 3], float32[1, 1] → bool[0, 3]",
  "float32[rows, 1], float32[columns] → bool[rows, columns]",
  "int32[n-1], int32[n-1] → bool[n-1]",
  "uint8[4, 1], uint8[5] → bool[4, 5]",
  "bool[2], bool[] → bool[2]",
];
const refusesComparison = (op: string): Record<string, string> => ({
  ...refusesShapes(op),
  "int32[2], uint8[2]": `${op}: inputs must have one dtype, got int32[2] and uint8[2] (node "${op}1"); cast() one of them`,
});

const infersLogic = [
  "bool[batch, 3], bool[3] → bool[batch, 3]",
  "bool[rows, 1], bool[columns] → bool[rows, columns]",
  "bool[], bool[2, 1] → bool[2, 1]",
  "bool[0, 3], bool[1, 1] → bool[0, 3]",
];
const refusesLogic = (op: string): Record<string, string> => ({
  "float32[2], bool[2]": `${op}: a must be a bool tensor, got float32[2] (node "${op}1"); cast(a, { dtype: "bool" }) it`,
  "bool[2], uint8[2]": `${op}: b must be a bool tensor, got uint8[2] (node "${op}1"); cast(b, { dtype: "bool" }) it`,
  "bool[batch, 3], bool[4]": `${op}: shapes must be equal or broadcast, got bool[batch, 3] and bool[4] (3 against 4) (node "${op}1"); reshape or expandDims one of them`,
  "bool[2]": `${op}: takes 2 inputs (a, b), got 1 (node "${op}1"); pass them all`,
});

const infersFloatTest = floatUnary.map((line) => line.replace(/→ \w+/, "→ bool"));

const refusesNumberUnary = (op: string): Record<string, string> => ({
  "bool[n]": `${op}: x must be numbers, got bool[n] (node "${op}1"); cast(x, { dtype: "float32" }) it`,
  "float32[2], float32[2]": `${op}: takes 1 inputs (x), got 2 (node "${op}1"); pass them all`,
});

/** The elements of the axis 0 fold into one. */
const infersFirstAxis = (dtypes: readonly string[], to?: string): string[] =>
  dtypes.flatMap((dtype) => [
    `${dtype}[batch, 3] → ${to ?? dtype}[3]`,
    `${dtype}[4] → ${to ?? dtype}[]`,
    `${dtype}[2, 0, n] → ${to ?? dtype}[0, n]`,
  ]);
const infersAccumulation = [
  "float32[batch, 3] → float32[batch, 3]",
  "float64[2*time-1] → float64[2*time-1]",
  "int32[0, 2] → int32[0, 2]",
  "uint8[4] → int32[4]",
  "bool[n] → int32[n]",
];
const everyDType = ["float32", "float64", "int32", "uint8", "bool"];
const refusesAxis = (op: string): Record<string, string> => ({
  "float32[]": `${op}: axis must be one of none, got axis 0 for [] (node "${op}1"); correct axis`,
  "float32[2], float32[2]": `${op}: takes 1 inputs (x), got 2 (node "${op}1"); pass them all`,
});
const refusesFloatAxis = (op: string): Record<string, string> => ({
  ...refusesAxis(op),
  "int32[2]": `${op}: x must be a float tensor, got int32[2] (node "${op}1"); cast(x, { dtype: "float32" }) it`,
});

/** Layers with a scale and biases for each feature; `rows`: how many axes x must have. */
const refusesFeatures = (op: string, running = ""): Record<string, string> => ({
  [`int32[2, 3]${running.replaceAll("float32", "int32")}`]: `${op}: x must be a float tensor, got int32[2, 3] (node "${op}1"); cast(x, { dtype: "float32" }) it`,
  [`float32[2, 3]${running}, float32[2]`]: `${op}: scale must be [3], got float32[2] (node "${op}1"); give one number for each feature`,
  [`float32[2, 3]${running}, float64[3]`]: `${op}: scale must have the dtype of x, got float32[2, 3] and float64[3] (node "${op}1"); cast() one of them`,
});
const infersFeatures = [
  "float32[batch, 3] → float32[batch, 3]",
  "float64[2, 3], float64[3] → float64[2, 3]",
  "float32[0, 3], float32[] → float32[0, 3]",
];
const infersAffine = [
  ...infersFeatures,
  "float32[batch, 3], float32[3], float32[3] → float32[batch, 3]",
  "float64[1, 3], float64[], float64[3] → float64[1, 3]",
];
/** `further`: types of what else the op takes. */
const refusesAlong = (op: string, name: string, further = ""): Record<string, string> => ({
  [`float32[2, 3], float32[2, 3]${further}`]: `${op}: indices must be an int tensor, got float32[2, 3] (node "${op}1"); cast(x, { dtype: "int32" }) it`,
  [`float32[2, 3], int32[3, 3]${further}`]: `${op}: indices must have the shape of ${name}, but for axis 1, got float32[2, 3] and int32[3, 3] (node "${op}1"); broadcastTo or reshape the indices`,
  [`float32[batch, 3], int32[batch]${further}`]: `${op}: indices must have the shape of ${name}, but for axis 1, got float32[batch, 3] and int32[batch] (node "${op}1"); broadcastTo or reshape the indices`,
  [`float32[], int32[]${further}`]: `${op}: ${name} must have an axis for the indices, got float32[] (node "${op}1"); reshape it to [1]`,
  [`float32[3], int32[3]${further}`]: `${op}: axis must be one of -1 to 0, got axis 1 for [3] (node "${op}1"); correct axis`,
});

export const rows = {
  cosineSimilarity: {
    attrs: { axis: 1, epsilon: 1e-3 },
    infers: [
      "float32[batch, 3], float32[batch, 3] → float32[batch]",
      "float64[2, 1, 3], float64[4, 3] → float64[2, 3]",
      "float32[batch, 3], float32[3] → float32[batch]",
      "float32[0, 3], float32[1, 1] → float32[0]",
    ],
    refuses: {
      ...refusesFloatBinary("cosineSimilarity", "a", "b"),
      "float32[3], float32[3]":
        'cosineSimilarity: axis must be one of -1 to 0, got axis 1 for [3] (node "cosineSimilarity1"); correct axis',
    },
    text: "cosineSimilarity(x, y, axis 1, epsilon 0.001)",
    latex: "\\operatorname{cosineSimilarity}_{\\text{axis 1, epsilon 0.001}}\\left(x,\\, y\\right)",
    labels: ["cosine similarity, axis 1, epsilon 0.001"],
  },
  klDivergence: {
    attrs: { reduction: "mean" },
    infers: infersLoss,
    refuses: refusesTargets("klDivergence"),
    text: "klDivergence(x, y)",
    latex: "\\mathrm{KL}\\left(x,\\, y\\right)",
    labels: ["Σ y log(y ÷ p)"],
    // Terms of either sign cancel.
    ulps: 16,
    edgesElsewhere: true,
  },
  prelu: {
    infers: [
      "float32[batch, 3], float32[3] → float32[batch, 3]",
      "float64[], float64[] → float64[]",
      "float32[0, 3], float32[1, 3] → float32[0, 3]",
    ],
    refuses: {
      "int32[2], int32[2]": 'prelu: x must be a float tensor, got int32[2] (node "prelu1"); cast(x, { dtype: "float32" }) it',
      "float32[2], float64[2]": 'prelu: inputs must have one dtype, got float32[2] and float64[2] (node "prelu1"); cast() one of them',
      "float32[batch, 3], float32[2]":
        'prelu: slope must broadcast to x, [batch, 3], got float32[2] (node "prelu1"); give one number, or one for each feature',
      "float32[3], float32[2, 3]":
        'prelu: slope must broadcast to x, [3], got float32[2, 3] (node "prelu1"); give one number, or one for each feature',
      "float32[2]": 'prelu: takes 2 inputs (x, slope), got 1 (node "prelu1"); pass them all',
    },
    text: "prelu(x, y)",
    latex: "\\operatorname{PReLU}\\left(x,\\, y\\right)",
    labels: ["PReLU"],
  },
  acos: {
    infers: floatUnary,
    refuses: refusesUnary("acos"),
    text: "acos(x)",
    latex: "\\cos^{-1}\\left(x\\right)",
    labels: ["acos"],
    ulps: 3,
  },
  acosh: {
    infers: floatUnary,
    refuses: refusesUnary("acosh"),
    text: "acosh(x)",
    latex: "\\cosh^{-1}\\left(x\\right)",
    labels: ["acosh"],
    ulps: 4,
  },
  asin: {
    infers: floatUnary,
    refuses: refusesUnary("asin"),
    text: "asin(x)",
    latex: "\\sin^{-1}\\left(x\\right)",
    labels: ["asin"],
    ulps: 3,
  },
  asinh: {
    infers: floatUnary,
    refuses: refusesUnary("asinh"),
    text: "asinh(x)",
    latex: "\\sinh^{-1}\\left(x\\right)",
    labels: ["asinh"],
    ulps: 4,
  },
  atan: {
    infers: floatUnary,
    refuses: refusesUnary("atan"),
    text: "atan(x)",
    latex: "\\tan^{-1}\\left(x\\right)",
    labels: ["atan"],
    ulps: 2,
  },
  atanh: {
    infers: floatUnary,
    refuses: refusesUnary("atanh"),
    text: "atanh(x)",
    latex: "\\tanh^{-1}\\left(x\\right)",
    labels: ["atanh"],
    ulps: 4,
  },
  cosh: {
    infers: floatUnary,
    refuses: refusesUnary("cosh"),
    text: "cosh(x)",
    latex: "\\cosh\\left(x\\right)",
    labels: ["cosh"],
    ulps: 3,
  },
  erf: {
    infers: floatUnary,
    refuses: refusesUnary("erf"),
    text: "erf(x)",
    latex: "\\operatorname{erf}\\left(x\\right)",
    labels: ["erf"],
    ulps: 3,
  },
  sinh: {
    infers: floatUnary,
    refuses: refusesUnary("sinh"),
    text: "sinh(x)",
    latex: "\\sinh\\left(x\\right)",
    labels: ["sinh"],
    ulps: 3,
  },
  tan: {
    infers: floatUnary,
    refuses: refusesUnary("tan"),
    text: "tan(x)",
    latex: "\\tan\\left(x\\right)",
    labels: ["tan"],
    ulps: 3,
  },
  abs: {
    infers: [...floatUnary, "int32[n] → int32[n]", "uint8[1, n] → uint8[1, n]"],
    refuses: refusesNumberUnary("abs"),
    text: "|x|",
    latex: "\\left|x\\right|",
    labels: ["|·|"],
  },
  add: {
    infers: [...floatBinary, ...intBinary],
    refuses: refusesArithmetic("add"),
    text: "x + y",
    latex: "x + y",
    labels: ["+", "2 + ·", "· + 2"],
  },
  and: {
    infers: infersLogic,
    refuses: refusesLogic("and"),
    text: "x ∧ y",
    latex: "x \\land y",
    labels: ["∧", "2 ∧ ·", "· ∧ 2"],
    edgesElsewhere: true,
  },
  all: {
    attrs: { axis: [0], keepdims: false },
    infers: infersFirstAxis(everyDType, "bool"),
    refuses: refusesAxis("all"),
    text: "all(x)",
    latex: "\\operatorname{all}\\left(x\\right)",
    labels: ["all"],
  },
  any: {
    attrs: { axis: [0], keepdims: false },
    infers: infersFirstAxis(everyDType, "bool"),
    refuses: refusesAxis("any"),
    text: "any(x)",
    latex: "\\operatorname{any}\\left(x\\right)",
    labels: ["any"],
  },
  argmin: {
    attrs: { axis: 0 },
    infers: infersFirstAxis(everyDType, "int32"),
    refuses: refusesAxis("argmin"),
    text: "argmin(x)",
    latex: "\\operatorname{argmin}\\left(x\\right)",
    labels: ["argmin"],
  },
  batchNorm: {
    attrs: { momentum: 0.5, epsilon: 1e-3, layout: "NCHW" },
    infers: [
      "float32[batch, 3, 4], float32[3], float32[3] → float32[batch, 3, 4]",
      "float64[2, 3], float64[3], float64[3], float64[3], float64[3] → float64[2, 3]",
      "float32[0, 3], float32[3], float32[3], float32[] → float32[0, 3]",
    ],
    refuses: {
      ...refusesFeatures("batchNorm", ", float32[3], float32[3]"),
      "float32[3], float32[3], float32[3]":
        'batchNorm: x must have an axis of rows and one of channels, got float32[3] (node "batchNorm1"); give it as [batch, …, channels]',
      "float32[2, 3], float32[3], float32[2]":
        'batchNorm: variance must be [3], got float32[2] (node "batchNorm1"); give one number for each feature',
      "float32[2, 3], float32[], float32[3]":
        'batchNorm: mean must be [3], got float32[] (node "batchNorm1"); give one number for each feature',
      "float32[2, 3], float32[3]":
        'batchNorm: takes 3 to 5 inputs (x, mean, variance, scale?, biases?), got 2 (node "batchNorm1"); pass them all',
    },
    text: "batchNorm(x, y, z, NCHW, momentum 0.5, epsilon 0.001)",
    latex: "\\operatorname{batchNorm}_{\\text{NCHW, momentum 0.5, epsilon 0.001}}\\left(x,\\, y,\\, z\\right)",
    labels: ["batch norm, NCHW, momentum 0.5, epsilon 0.001"],
    // What the biases cancel shows the last digit of a quotient larger.
    formulaUlps: 64,
    scalars: false,
  },
  attention: {
    attrs: { causal: true, scale: 0 },
    infers: [
      "float32[batch, t, 8], float32[batch, s, 8], float32[batch, s, 4] → float32[batch, t, 4]",
      "float64[2, 1, 3, d], float64[5, 3, d], float64[5, 3, 7] → float64[2, 5, 3, 7]",
      "float32[t, 8], float32[s, 8], float32[s, 4], bool[t, s] → float32[t, 4]",
      "float32[batch, t, 8], float32[batch, s, 8], float32[batch, s, 4], float32[1, 1, s] → float32[batch, t, 4]",
      "float32[0, 8], float32[0, 8], float32[0, 4] → float32[0, 4]",
    ],
    refuses: {
      "int32[2, 3], int32[2, 3], int32[2, 3]":
        'attention: q must be a float tensor, got int32[2, 3] (node "attention1"); cast(x, { dtype: "float32" }) it',
      "float32[3], float32[2, 3], float32[2, 3]":
        'attention: q, k and v must have rows and features, got float32[3] and float32[2, 3] and float32[2, 3] (node "attention1"); expandDims them',
      "float32[2, 3], float32[2, 4], float32[2, 3]":
        'attention: q and k must have the same number of features, got float32[2, 3] and float32[2, 4] (3 against 4) (node "attention1"); project one of them with dense',
      "float32[2, 3], float32[5, 3], float32[4, 3]":
        'attention: k and v must have the same number of rows, got float32[5, 3] and float32[4, 3] (5 against 4) (node "attention1"); give a value for each key',
      "float32[2, 4, 3], float32[3, 4, 3], float32[3, 4, 3]":
        'attention: leading axes must be equal or broadcast, got float32[2, 4, 3] and float32[3, 4, 3] and float32[3, 4, 3] (node "attention1"); reshape one of them',
      "float32[batch, t, 3], float32[batch, s, 3], float32[batch, s, 3], bool[batch, s]":
        'attention: mask must broadcast to the weights, [batch, t, s], got bool[batch, s] (node "attention1"); expandDims it where an axis is missing: [batch, 1, keys] hides keys from all queries',
      "float32[t, 3], float32[s, 3], float32[s, 3], bool[2, t, s]":
        'attention: mask must broadcast to the weights, [t, s], got bool[2, t, s] (node "attention1"); expandDims it where an axis is missing: [batch, 1, keys] hides keys from all queries',
      "float32[t, 3], float32[s, 3], float32[s, 3], uint8[t, s]":
        'attention: mask must be bool or float32, got uint8[t, s] (node "attention1"); cast(mask, { dtype: "bool" }) it: true where a query sees a key',
      "float32[2, 3], float32[2, 3]": 'attention: takes 3 to 4 inputs (q, k, v, mask?), got 2 (node "attention1"); pass them all',
    },
    text: "softmax(x yᵀ ÷ √d, causal) z",
    latex: "\\operatorname{softmax}_{\\text{causal}}\\left(\\frac{x \\, y^{\\top}}{\\sqrt{d}}\\right) z",
    labels: ["attention, causal"],
    ulps: 16,
    edgesElsewhere: true,
    scalars: false,
  },
  bilinear: {
    infers: [
      "float32[batch, 3], float32[batch, 2], float32[3, 2, 5], float32[5] → float32[batch, 5]",
      "float64[3], float64[2], float64[3, 2, 1] → float64[1]",
      "float32[0, t, 3], float32[0, t, 2], float32[3, 2, 5] → float32[0, t, 5]",
    ],
    refuses: {
      "float32[batch, 3], float32[2], float32[3, 2, 5]":
        'bilinear: x1 and x2 must have the same axes before the last one, got float32[batch, 3] and float32[2] (node "bilinear1"); reshape or broadcastTo one of them',
      "float32[batch, 3], float32[batch, 2], float32[2, 3, 5]":
        'bilinear: weights must be [3, 2, units], got float32[batch, 3] and float32[batch, 2] and weights float32[2, 3, 5] (node "bilinear1"); transpose or resize weights',
      "float32[batch, 3], float32[batch, 2], float32[3, 2, 5], float32[4]":
        'bilinear: biases must be [5], got float32[4] (node "bilinear1"); give one bias per unit',
      "float32[batch, 3], float64[batch, 2], float32[3, 2, 5]":
        'bilinear: inputs must have one dtype, got float32[batch, 3] and float64[batch, 2] and float32[3, 2, 5] (node "bilinear1"); cast() one of them',
    },
    text: "Σᵢⱼ xᵢ zᵢⱼ yⱼ",
    latex: "\\sum_{i,j} {x}_{i} \\, {z}_{ij} \\, {y}_{j}",
    labels: ["x₁ w x₂ + b"],
    edgesElsewhere: true,
    scalars: false,
  },
  averagePool: {
    attrs: {
      size: [3, 2],
      stride: [3, 1],
      dilation: [1, 1],
      padding: "given",
      pads: [1, 0, 0, 1],
      ceil: false,
      layout: "NHWC",
      countIncludePad: true,
    },
    infers: ["float32[batch, 8, width, 4] → float32[batch, 3, width, 4]", "float64[0, 2, 1, 0] → float64[0, 1, 1, 0]"],
    refuses: {
      "int32[2, 8, 8, 4]":
        'averagePool: x must be a float tensor, got int32[2, 8, 8, 4] (node "averagePool1"); cast(x, { dtype: "float32" }) it',
      "float32[2, 8, 4]":
        'averagePool: x must be [batch, height, width, channels], got float32[2, 8, 4] (node "averagePool1"); expandDims(x, { axis: 3 }) gives it one channel, { axis: 0 } makes a batch of one',
      "float32[2, 1, 8, 4]":
        'averagePool: the window must not be larger than what it slides over, got 3 elements over 1 and a padding of 1 and 0 of axis 1 of [2, 1, 8, 4] (node "averagePool1"); take a smaller one, or padding: "same"',
      "float32[2, 8, 8, 4], float32[]": 'averagePool: takes 1 inputs (x), got 2 (node "averagePool1"); pass them all',
    },
    text: "averagePool(x, 3 × 2, stride 3 × 1, pads 1+0 × 0+1, padding counted)",
    latex: "\\operatorname{averagePool}_{\\text{3 × 2, stride 3 × 1, pads 1+0 × 0+1, padding counted}}\\left(x\\right)",
    labels: ["mean 3 × 2, stride 3 × 1, pads 1+0 × 0+1, padding counted"],
    scalars: false,
    // A mean is rounded once where no padding is, else the sum is, too.
    ulps: 1,
  },
  binaryAccuracy: {
    infers: infersAccuracy,
    refuses: refusesTargets("binaryAccuracy"),
    text: "accuracy(x, y)",
    latex: "\\mathrm{accuracy}\\left(x,\\, y\\right)",
    labels: ["mean((p > 0.5) = y)"],
  },
  binaryCrossentropy: {
    attrs: { reduction: "mean" },
    infers: infersLoss,
    refuses: refusesTargets("binaryCrossentropy"),
    text: "binaryCrossentropy(x, y)",
    latex: "\\mathrm{binaryCrossentropy}\\left(x,\\, y\\right)",
    labels: ["−(y log p + (1 − y) log (1 − p))"],
    ulps: 4,
    edgesElsewhere: true,
  },
  broadcastTo: {
    attrs: { shape: ["batch", 3] },
    infers: [
      "float32[batch, 3] → float32[batch, 3]",
      "float64[3] → float64[batch, 3]",
      "float32[] → float32[batch, 3]",
      "int32[batch, 1] → int32[batch, 3]",
      "uint8[1, 3] → uint8[batch, 3]",
      "bool[1] → bool[batch, 3]",
    ],
    refuses: {
      "float32[4]": 'broadcastTo: x must broadcast to [batch, 3], got float32[4] (node "broadcastTo1"); reshape it or correct shape',
      "float32[rows, 3]":
        'broadcastTo: x must broadcast to [batch, 3], got float32[rows, 3] (node "broadcastTo1"); reshape it or correct shape',
      "float32[2, batch, 3]":
        'broadcastTo: x must broadcast to [batch, 3], got float32[2, batch, 3] (node "broadcastTo1"); reshape it or correct shape',
      "float32[3], float32[3]": 'broadcastTo: takes 1 inputs (x), got 2 (node "broadcastTo1"); pass them all',
    },
    text: "broadcast(x, [batch, 3])",
    latex: "\\operatorname{broadcast}_{\\mathrm{batch} \\times 3}\\left(x\\right)",
    labels: ["broadcast(·, [batch, 3])"],
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
  ceil: {
    infers: floatUnary,
    refuses: refusesUnary("ceil"),
    text: "⌈x⌉",
    latex: "\\left\\lceil x \\right\\rceil",
    labels: ["⌈·⌉"],
  },
  chainDiv: {
    infers: floatBinary,
    refuses: refusesFloatBinary("chainDiv", "dy", "x"),
    text: "x ÷ y",
    latex: "\\frac{x}{y}",
    labels: ["÷", "2 ÷ ·", "· ÷ 2"],
  },
  chainMul: {
    infers: floatBinary,
    refuses: refusesFloatBinary("chainMul", "dy", "f"),
    text: "x × y",
    latex: "x \\, y",
    labels: ["×", "2 × ·", "· × 2"],
  },
  classLabels: {
    attrs: { classes: 5 },
    infers: ["int32[batch] → int32[batch]", "uint8[] → int32[]", "uint8[0, 3] → int32[0, 3]"],
    refuses: {
      "float32[2]": 'classLabels: y must be an int tensor, got float32[2] (node "classLabels1"); cast(x, { dtype: "int32" }) it',
      "bool[2]": 'classLabels: y must be an int tensor, got bool[2] (node "classLabels1"); cast(x, { dtype: "int32" }) it',
      "int32[2], int32[2]": 'classLabels: takes 1 inputs (y), got 2 (node "classLabels1"); pass them all',
    },
    text: "x",
    latex: "x",
    labels: ["labels"],
    edgesElsewhere: true,
  },
  clip: {
    attrs: { min: 1e-7, max: 0.9999999 },
    infers: floatUnary,
    refuses: {
      ...refusesNumberUnary("clip"),
      "int32[2]": 'clip: bounds must be numbers of int32, got 1e-7 (node "clip1"); correct the bounds',
    },
    text: "clip(x, 1e−7, 0.9999999)",
    latex: "\\mathrm{clip}\\left(x,\\, 10^{-7},\\, 0.9999999\\right)",
    labels: ["clip(·, 1e−7, 0.9999999)"],
  },
  conv1d: {
    attrs: { stride: [1], dilation: [2], padding: "given", pads: [4, 0], groups: 1, layout: "NCW" },
    infers: [
      "float32[batch, 2, time], float32[6, 2, 3], float32[6] → float32[batch, 6, time]",
      "float64[3, 1, 1], float64[1, 1, 3] → float64[3, 1, 1]",
      "float32[0, 4, 9], float32[2, 4, 6] → float32[0, 2, 3]",
    ],
    refuses: {
      "float32[batch, 2], float32[6, 2, 3]":
        'conv1d: x must be [batch, channels, width], got float32[batch, 2] (node "conv1d1"); expandDims(x, { axis: 1 }) gives it one channel, { axis: 0 } makes a batch of one',
      "float32[batch, time, 2], float32[3, 2, 6]":
        'conv1d: weights must be for the channels of x, got x float32[batch, time, 2] (time channels) and weights float32[3, 2, 6] (2) (node "conv1d1"); transpose or resize weights',
      "float32[batch, 2, 9], float32[6, 2]":
        'conv1d: weights must be [filters, channels ÷ groups, width], got float32[6, 2] (node "conv1d1"); transpose or reshape weights',
      "float32[batch, 2, 4], float32[6, 2, 6]":
        'conv1d: the window must not be larger than what it slides over, got 11 elements with those between its 6 over 4 and a padding of 4 and 0 of axis 2 of [batch, 2, 4] (node "conv1d1"); take a smaller one, or padding: "same"',
    },
    text: "conv1d(x, y, dilation 2, pads 4+0, NCW) + z",
    latex: "x \\ast_{\\text{dilation 2, pads 4+0, NCW}} y + z",
    labels: ["conv, dilation 2, pads 4+0, NCW"],
    scalars: false,
  },
  conv2d: {
    attrs: { stride: [2, 1], dilation: [1, 2], padding: "given", pads: [1, 0, 2, 2], groups: 2, layout: "NHWC" },
    infers: [
      "float32[batch, 8, 8, 4], float32[3, 3, 2, 6], float32[6] → float32[batch, 4, 8, 6]",
      "float64[2, height, 2*width, 2], float64[2, 1, 1, 4] → float64[2, (height+1)//2, 2*width+4, 4]",
      "float32[batch+1, 4, 5, 2], float32[5, 5, 1, 2] → float32[batch+1, 1, 1, 2]",
      "float32[0, 2, 1, 4], float32[3, 3, 2, 2] → float32[0, 1, 1, 2]",
    ],
    refuses: {
      "float32[8, 8, 4], float32[3, 3, 2, 6]":
        'conv2d: x must be [batch, height, width, channels], got float32[8, 8, 4] (node "conv2d1"); expandDims(x, { axis: 3 }) gives it one channel, { axis: 0 } makes a batch of one',
      "float32[batch, 4], float32[3, 3, 2, 6]":
        'conv2d: x must be [batch, height, width, channels], got float32[batch, 4] (node "conv2d1"); reshape it',
      "float32[2, 8, 8, 4], float32[6, 4]":
        'conv2d: weights must be [height, width, channels ÷ groups, filters], got float32[6, 4] (node "conv2d1"); transpose or reshape weights',
      "float32[2, 8, 8, 4], float32[3, 3, 4, 6]":
        'conv2d: weights must be for the channels of x in 2 groups, got x float32[2, 8, 8, 4] (4 channels) and weights float32[3, 3, 4, 6] (4) (node "conv2d1"); transpose or resize weights',
      "float32[2, 8, 8, channels], float32[3, 3, 2, 6]":
        'conv2d: weights must be for the channels of x in 2 groups, got x float32[2, 8, 8, channels] (channels channels) and weights float32[3, 3, 2, 6] (2) (node "conv2d1"); transpose or resize weights',
      "float32[2, 8, 8, 5], float32[3, 3, 2, 6]":
        'conv2d: groups must divide channels and filters, got 2 groups of 5 channels and 6 filters (node "conv2d1"); correct groups',
      "float32[2, 8, 8, 4], float32[3, 3, 2, 5]":
        'conv2d: groups must divide channels and filters, got 2 groups of 4 channels and 5 filters (node "conv2d1"); correct groups',
      "float32[2, 8, 8, 4], float32[3, 3, 2, 6], float32[1, 6]":
        'conv2d: biases must be [6], got float32[1, 6] (node "conv2d1"); give one bias per filter',
      "float32[2, 1, 8, 4], float32[3, 3, 2, 6]":
        'conv2d: the window must not be larger than what it slides over, got 3 elements over 1 and a padding of 1 and 0 of axis 1 of [2, 1, 8, 4] (node "conv2d1"); take a smaller one, or padding: "same"',
      "float32[2, 8, 1, 4], float32[3, 4, 2, 6]":
        'conv2d: the window must not be larger than what it slides over, got 7 elements with those between its 4 over 1 and a padding of 2 and 2 of axis 2 of [2, 8, 1, 4] (node "conv2d1"); take a smaller one, or padding: "same"',
      "int32[2, 8, 8, 4], int32[3, 3, 2, 6]":
        'conv2d: x must be a float tensor, got int32[2, 8, 8, 4] (node "conv2d1"); cast(x, { dtype: "float32" }) it',
      "float32[2, 8, 8, 4], float64[3, 3, 2, 6]":
        'conv2d: inputs must have one dtype, got float32[2, 8, 8, 4] and float64[3, 3, 2, 6] (node "conv2d1"); cast() one of them',
      "float32[2, 8, 8, 4]": 'conv2d: takes 2 to 3 inputs (x, weights, biases?), got 1 (node "conv2d1"); pass them all',
    },
    text: "conv2d(x, y, stride 2 × 1, dilation 1 × 2, pads 1+0 × 2+2, 2 groups) + z",
    latex: "x \\ast_{\\text{stride 2 × 1, dilation 1 × 2, pads 1+0 × 2+2, 2 groups}} y + z",
    labels: ["conv, stride 2 × 1, dilation 1 × 2, pads 1+0 × 2+2, 2 groups"],
    scalars: false,
  },
  conv3d: {
    attrs: { stride: [2, 2, 2], dilation: [1, 1, 1], padding: "same", pads: [], groups: 1, layout: "NDHWC" },
    infers: [
      "float32[batch, 5, 8, width, 2], float32[3, 1, 3, 2, 4], float32[4] → float32[batch, 3, 4, (width+1)//2, 4]",
      "float64[0, 1, 1, 1, 1], float64[2, 2, 2, 1, 1] → float64[0, 1, 1, 1, 1]",
    ],
    refuses: {
      "float32[batch, 5, 8, 2], float32[3, 1, 3, 2, 4]":
        'conv3d: x must be [batch, depth, height, width, channels], got float32[batch, 5, 8, 2] (node "conv3d1"); expandDims(x, { axis: 4 }) gives it one channel, { axis: 0 } makes a batch of one',
      "float32[batch, 5, 8, 8, 2], float32[3, 3, 2, 4]":
        'conv3d: weights must be [depth, height, width, channels ÷ groups, filters], got float32[3, 3, 2, 4] (node "conv3d1"); transpose or reshape weights',
    },
    text: "conv3d(x, y, stride 2, same) + z",
    latex: "x \\ast_{\\text{stride 2, same}} y + z",
    labels: ["conv, stride 2, same"],
    scalars: false,
  },
  convTranspose1d: {
    attrs: { stride: [2], dilation: [1], padding: "same", pads: [], groups: 1, outputPadding: [0], layout: "NWC" },
    infers: [
      "float32[batch, time, 2], float32[3, 6, 2], float32[6] → float32[batch, 2*time, 6]",
      "float64[0, 4, 1], float64[1, 1, 1] → float64[0, 8, 1]",
    ],
    refuses: {
      "float32[batch, 2], float32[3, 6, 2]":
        'convTranspose1d: x must be [batch, width, channels], got float32[batch, 2] (node "convTranspose1d1"); expandDims(x, { axis: 2 }) gives it one channel, { axis: 0 } makes a batch of one',
      "float32[batch, 0, 2], float32[3, 6, 2]":
        'convTranspose1d: padding must leave something of what the windows cover, got 0 elements of axis 1 of [batch, 0, 2] (node "convTranspose1d1"); give less padding, or a larger x',
    },
    text: "convTranspose1d(x, y, stride 2, same) + z",
    latex: "x \\ast^{\\top}_{\\text{stride 2, same}} y + z",
    labels: ["convᵀ, stride 2, same"],
    scalars: false,
  },
  convTranspose2d: {
    attrs: { stride: [2, 2], dilation: [1, 2], padding: "given", pads: [1, 1, 0, 1], groups: 2, outputPadding: [1, 0], layout: "NHWC" },
    infers: [
      "float32[batch, 4, width, 4], float32[3, 2, 3, 4], float32[6] → float32[batch, 8, 2*width, 6]",
      "float64[2, 1, 1, 2], float64[3, 2, 1, 2] → float64[2, 2, 2, 2]",
    ],
    refuses: {
      "float32[batch, 4, 4, 3], float32[3, 2, 3, 4]":
        'convTranspose2d: weights must be for the channels of x, got x [batch, 4, 4, 3] (3 channels) and weights [3, 2, 3, 4] (4) (node "convTranspose2d1"); transpose or resize weights',
      "float32[batch, 4, 4, 4], float32[3, 2, 4]":
        'convTranspose2d: weights must be [height, width, filters ÷ groups, channels], got float32[3, 2, 4] (node "convTranspose2d1"); transpose or reshape weights',
      "float32[batch, 4, 4, 3], float32[3, 2, 3, 3]":
        'convTranspose2d: groups must divide channels and filters, got 2 groups of 3 channels and 6 filters (node "convTranspose2d1"); correct groups',
      "float32[batch, 4, 4, 4], float32[3, 2, 3, 4], float32[3]":
        'convTranspose2d: biases must be [6], got float32[3] (node "convTranspose2d1"); give one bias per filter',
      "float32[batch, 1, 1, 4], float32[1, 1, 3, 4]":
        'convTranspose2d: padding must leave something of what the windows cover, got 0 elements of axis 1 of [batch, 1, 1, 4] (node "convTranspose2d1"); give less padding, or a larger x',
      "int32[2, 4, 4, 4], int32[3, 3, 2, 4]":
        'convTranspose2d: x must be a float tensor, got int32[2, 4, 4, 4] (node "convTranspose2d1"); cast(x, { dtype: "float32" }) it',
    },
    text: "convTranspose2d(x, y, stride 2, dilation 1 × 2, pads 1+1 × 0+1, 2 groups, output padding 1 × 0) + z",
    latex: "x \\ast^{\\top}_{\\text{stride 2, dilation 1 × 2, pads 1+1 × 0+1, 2 groups, output padding 1 × 0}} y + z",
    labels: ["convᵀ, stride 2, dilation 1 × 2, pads 1+1 × 0+1, 2 groups, output padding 1 × 0"],
    scalars: false,
  },
  convTranspose3d: {
    attrs: { stride: [1, 1, 1], dilation: [1, 1, 1], padding: "valid", pads: [], groups: 1, outputPadding: [0, 0, 0], layout: "NCDHW" },
    infers: ["float32[batch, 2, 4, 5, width], float32[2, 4, 3, 1, 3], float32[4] → float32[batch, 4, 6, 5, width+2]"],
    refuses: {
      "float32[batch, 2, 4, 5], float32[2, 4, 3, 1, 3]":
        'convTranspose3d: x must be [batch, channels, depth, height, width], got float32[batch, 2, 4, 5] (node "convTranspose3d1"); expandDims(x, { axis: 1 }) gives it one channel, { axis: 0 } makes a batch of one',
    },
    text: "convTranspose3d(x, y, NCDHW) + z",
    latex: "x \\ast^{\\top}_{\\text{NCDHW}} y + z",
    labels: ["convᵀ, NCDHW"],
    scalars: false,
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
    infers: [...floatBinary, ...intBinary],
    refuses: refusesArithmetic("div"),
    text: "x ÷ y",
    latex: "\\frac{x}{y}",
    labels: ["÷", "2 ÷ ·", "· ÷ 2"],
  },
  depthwiseConv2d: {
    attrs: { stride: [2, 2], dilation: [1, 1], padding: "same", pads: [], layout: "NHWC" },
    infers: [
      "float32[batch, 8, height, 4], float32[3, 3, 4, 2], float32[8] → float32[batch, 4, (height+1)//2, 8]",
      "float64[0, 1, 1, 1], float64[3, 1, 1, 1] → float64[0, 1, 1, 1]",
    ],
    refuses: {
      "float32[batch, 8, 8, 4], float32[3, 3, 3, 2]":
        'depthwiseConv2d: weights must be for the channels of x, got x float32[batch, 8, 8, 4] (4 channels) and weights float32[3, 3, 3, 2] (node "depthwiseConv2d1"); transpose or resize weights',
      "float32[batch, 8, 8, 4], float32[3, 3, 4]":
        'depthwiseConv2d: weights must be [height, width, channels, filters of each], got float32[3, 3, 4] (node "depthwiseConv2d1"); transpose or reshape weights',
      "float32[batch, 8, 8, 4], float32[3, 3, 4, 2], float32[4]":
        'depthwiseConv2d: biases must be [8], got float32[4] (node "depthwiseConv2d1"); give one bias per filter',
      "float32[8, 8, 4], float32[3, 3, 4, 2]":
        'depthwiseConv2d: x must be [batch, height, width, channels], got float32[8, 8, 4] (node "depthwiseConv2d1"); expandDims(x, { axis: 3 }) gives it one channel, { axis: 0 } makes a batch of one',
    },
    text: "conv2d(x, y, depthwise, stride 2, same) + z",
    latex: "x \\ast_{\\text{depthwise, stride 2, same}} y + z",
    labels: ["depthwise conv, stride 2, same"],
    scalars: false,
  },
  dropout: {
    attrs: { rate: 0.25 },
    infers: [...floatUnary, "float32[batch, 3], uint8[batch, 3] → float32[batch, 3]", "float64[2, 3], float64[3] → float64[2, 3]"],
    refuses: {
      ...refusesUnary("dropout", "1 to 2 inputs (x, mask?)", "float32[2], float32[2], float32[2]"),
      "float32[2, 3], float32[2]":
        'dropout: mask must broadcast to x, [2, 3], got float32[2] (node "dropout1"); give one number for each element of x',
      "float32[3], float32[2, 3]":
        'dropout: mask must broadcast to x, [3], got float32[2, 3] (node "dropout1"); give one number for each element of x',
    },
    text: "dropout(x, y, 0.25)",
    latex: "\\operatorname{dropout}_{0.25}\\left(x,\\, y\\right)",
    labels: ["dropout 0.25"],
  },
  einsum: {
    attrs: { equation: "ij,...jk->...ik" },
    infers: ["float32[batch, 3], float32[3, 4] → float32[batch, 4]", "float64[0, time], float64[batch, time, 4] → float64[batch, 0, 4]"],
    refuses: {
      "int32[2, 3], int32[3, 2]":
        'einsum: operands must be a float tensor, got int32[2, 3] (node "einsum1"); cast(x, { dtype: "float32" }) it',
      "float32[2, 3], float64[3, 2]":
        'einsum: inputs must have one dtype, got float32[2, 3] and float64[3, 2] (node "einsum1"); cast() one of them',
      "float32[2, 3]":
        'einsum: the equation must have as many terms as there are operands, 1, got "ij,...jk->...ik" for [2, 3] (node "einsum1"); name the axes of each operand',
      "float32[2, 3], float32[4, 2]":
        'einsum: "j" must stand for one size, got "ij,...jk->...ik" for [2, 3] and [4, 2] (node "einsum1"); it is 3 and 4: reshape one',
      "float32[2], float32[2, 2]":
        'einsum: "ij" must have a letter for each axis of its operand, got "ij,...jk->...ik" for [2] and [2, 2] (node "einsum1"); name each axis',
    },
    text: "(Σⱼ xᵢⱼ)_…ik",
    latex: "\\left(\\sum_{j} x_{ij}\\right)_{\\ldots ik}",
    labels: ["ij, ...jk → ...ik"],
    edgesElsewhere: true,
  },
  elu: {
    attrs: { alpha: 1e-7 },
    infers: floatUnary,
    refuses: refusesUnary("elu"),
    text: "elu(x, 1e-7)",
    latex: "\\operatorname{ELU}_{10^{-7}}\\left(x\\right)",
    labels: ["ELU 1e-7"],
    // Two ulps of tanh count in 2t and in 1 − t.
    ulps: 4,
    // exp(x) − 1 has lost up to six bits at x = −1 ÷ 64.
    formulaUlps: 128,
  },
  embedding: {
    infers: [
      "int32[batch, time], float32[1000, 64] → float32[batch, time, 64]",
      "uint8[], float64[3, 2] → float64[2]",
      "int32[0], float32[n, d] → float32[0, d]",
    ],
    refuses: {
      "float32[2], float32[3, 2]": 'embedding: x must be an int tensor, got float32[2] (node "embedding1"); cast(x, { dtype: "int32" }) it',
      "int32[2], float32[3]": 'embedding: weights must be [size, units], got float32[3] (node "embedding1"); give a row for each number',
      "int32[2], int32[3, 2]":
        'embedding: weights must be a float tensor, got int32[3, 2] (node "embedding1"); cast(x, { dtype: "float32" }) it',
    },
    text: "y[x]",
    latex: "y_{x}",
    labels: ["w[x]"],
  },
  equal: {
    infers: comparisonTypes,
    refuses: refusesComparison("equal"),
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
  flatten: {
    attrs: { axis: 1 },
    infers: [
      "float32[batch, 3] → float32[batch, 3]",
      "uint8[batch, 28, 28] → uint8[batch, 784]",
      "float64[batch, time, 4] → float64[batch, 4*time]",
      "bool[batch, 0, time] → bool[batch, 0]",
      "int32[2*batch] → int32[2*batch, 1]",
    ],
    refuses: {
      "float32[]": 'flatten: axis must be one of 0 to 0, got axis 1 for [] (node "flatten1"); correct axis',
      "float32[2, 3], float32[2, 3]": 'flatten: takes 1 inputs (x), got 2 (node "flatten1"); pass them all',
    },
    text: "flatten(x)",
    latex: "\\operatorname{flatten}_{1}\\left(x\\right)",
    labels: ["flatten"],
  },
  flip: {
    attrs: { axis: [0] },
    infers: everyDType.map((dtype) => `${dtype}[batch+1, 3] → ${dtype}[batch+1, 3]`),
    refuses: refusesAxis("flip"),
    text: "flip(x)",
    latex: "\\operatorname{flip}\\left(x\\right)",
    labels: ["flip"],
  },
  floor: {
    infers: floatUnary,
    refuses: refusesUnary("floor"),
    text: "⌊x⌋",
    latex: "\\left\\lfloor x \\right\\rfloor",
    labels: ["⌊·⌋"],
  },
  floorDivide: {
    infers: [...floatBinary, ...intBinary],
    refuses: refusesArithmetic("floorDivide"),
    text: "⌊x ÷ y⌋",
    latex: "\\left\\lfloor \\frac{x}{y} \\right\\rfloor",
    labels: ["⌊· ÷ ·⌋", "⌊2 ÷ ·⌋", "⌊· ÷ 2⌋"],
  },
  gelu: {
    attrs: { approximate: "tanh" },
    infers: floatUnary,
    refuses: refusesUnary("gelu"),
    text: "gelu(x, tanh)",
    latex: "\\operatorname{gelu}_{\\tanh}\\left(x\\right)",
    labels: ["gelu, tanh"],
    // As sigmoid.
    ulps: 2 * mathFunction,
  },
  globalAveragePool: {
    attrs: { layout: "NHWC", keepdims: false },
    infers: ["float32[batch, 8, width, 4] → float32[batch, 4]", "float64[0, 2, 1, 3] → float64[0, 3]"],
    refuses: {
      "int32[2, 8, 8, 4]":
        'globalAveragePool: x must be a float tensor, got int32[2, 8, 8, 4] (node "globalAveragePool1"); cast(x, { dtype: "float32" }) it',
      "float32[2, 4]":
        'globalAveragePool: x must be [batch, height, width, channels], got float32[2, 4] (node "globalAveragePool1"); reshape it',
    },
    text: "globalAveragePool(x)",
    latex: "\\operatorname{globalAveragePool}\\left(x\\right)",
    labels: ["global mean"],
    scalars: false,
  },
  globalMaxPool: {
    attrs: { layout: "NCW", keepdims: true },
    infers: ["float32[batch, 4, time] → float32[batch, 4, 1]", "int32[2, 3, 1] → int32[2, 3, 1]"],
    refuses: {
      "bool[2, 4, 8]": 'globalMaxPool: x must be numbers, got bool[2, 4, 8] (node "globalMaxPool1"); cast(x, { dtype: "float32" }) it',
      "float32[2, 4]":
        'globalMaxPool: x must be [batch, channels, width], got float32[2, 4] (node "globalMaxPool1"); expandDims(x, { axis: 1 }) gives it one channel, { axis: 0 } makes a batch of one',
    },
    text: "globalMaxPool(x, NCW, keepdims)",
    latex: "\\operatorname{globalMaxPool}_{\\text{NCW, keepdims}}\\left(x\\right)",
    labels: ["global max, NCW, keepdims"],
    scalars: false,
  },
  greater: {
    infers: comparisonTypes,
    refuses: refusesComparison("greater"),
    text: "[x > y]",
    latex: "\\left[x > y\\right]",
    labels: [">", "2 > ·", "· > 2"],
  },
  greaterEqual: {
    infers: comparisonTypes,
    refuses: refusesComparison("greaterEqual"),
    text: "[x ≥ y]",
    latex: "\\left[x \\ge y\\right]",
    labels: ["≥", "2 ≥ ·", "· ≥ 2"],
  },
  isInfinite: {
    infers: infersFloatTest,
    refuses: refusesUnary("isInfinite"),
    text: "isInfinite(x)",
    latex: "\\operatorname{isInfinite}\\left(x\\right)",
    labels: ["isInfinite"],
  },
  isNan: {
    infers: infersFloatTest,
    refuses: refusesUnary("isNan"),
    text: "isNan(x)",
    latex: "\\operatorname{isNan}\\left(x\\right)",
    labels: ["isNan"],
  },
  groupNorm: {
    attrs: { groups: 3, epsilon: 1e-5, layout: "NHWC" },
    infers: [...infersAffine, "float32[batch, time, 6] → float32[batch, time, 6]"],
    refuses: {
      ...refusesFeatures("groupNorm"),
      "float32[3]":
        'groupNorm: x must have an axis of rows and one of channels, got float32[3] (node "groupNorm1"); give it as [batch, …, channels]',
      "float32[2, 4]": 'groupNorm: groups must divide the number of channels, 4, got 3 (node "groupNorm1"); correct groups',
      "float32[2, time]":
        'groupNorm: the axis of channels must be a number, got float32[2, time] (node "groupNorm1"); give the number of channels',
    },
    text: "groupNorm(x, y, z, groups 3)",
    latex: "\\operatorname{groupNorm}_{\\text{groups 3}}\\left(x,\\, y,\\, z\\right)",
    labels: ["group norm, groups 3"],
    // What the biases cancel shows the last digit of a quotient larger.
    formulaUlps: 64,
    scalars: false,
  },
  hardSigmoid: {
    attrs: { alpha: 0.2, beta: 0.5 },
    infers: floatUnary,
    refuses: refusesUnary("hardSigmoid"),
    text: "hardSigmoid(x, 0.2, 0.5)",
    latex: "\\operatorname{hardSigmoid}_{0.2,\\, 0.5}\\left(x\\right)",
    labels: ["hard sigmoid 0.2, 0.5"],
  },
  hardSwish: {
    infers: floatUnary,
    refuses: refusesUnary("hardSwish"),
    text: "hardSwish(x)",
    latex: "\\operatorname{hardSwish}\\left(x\\right)",
    labels: ["hard swish"],
  },
  huber: {
    attrs: { delta: 0.5, reduction: "mean" },
    infers: infersLoss,
    refuses: refusesTargets("huber"),
    text: "huber(x, y, delta 0.5)",
    latex: "\\mathrm{Huber}_{0.5}\\left(x,\\, y\\right)",
    labels: ["huber 0.5"],
    // ½ m² + δ (|e| − m) is rounded elsewhere than m (|e| − ½ m).
    formulaUlps: 4,
  },
  l1: {
    attrs: { lambda: 0.0005 },
    infers: infersPenalty,
    refuses: refusesPenalty("l1"),
    text: "0.0005 Σ |x|",
    latex: "0.0005 \\sum \\left|x\\right|",
    labels: ["0.0005 Σ |w|"],
  },
  l2: {
    attrs: { lambda: 1e-7 },
    infers: infersPenalty,
    refuses: refusesPenalty("l2"),
    text: "1e-7 Σ x²",
    latex: "10^{-7} \\sum x^{2}",
    labels: ["1e-7 Σ w²"],
  },
  less: {
    infers: comparisonTypes,
    refuses: refusesComparison("less"),
    text: "[x < y]",
    latex: "\\left[x < y\\right]",
    labels: ["<", "2 < ·", "· < 2"],
  },
  lessEqual: {
    infers: comparisonTypes,
    refuses: refusesComparison("lessEqual"),
    text: "[x ≤ y]",
    latex: "\\left[x \\le y\\right]",
    labels: ["≤", "2 ≤ ·", "· ≤ 2"],
  },
  layerNorm: {
    attrs: { axis: [1], epsilon: 1e-5 },
    infers: infersAffine,
    refuses: {
      ...refusesFeatures("layerNorm"),
      "float32[3]": 'layerNorm: axis must be one of -1 to 0, got axis 1 for [3] (node "layerNorm1"); correct axis',
      "float32[]": 'layerNorm: axis must be one of none, got axis 1 for [] (node "layerNorm1"); correct axis',
      "float32[2, 3], float32[3], float32[2, 3]":
        'layerNorm: biases must be [3], got float32[2, 3] (node "layerNorm1"); give one number for each feature',
      "float32[2, 3], float32[3], float32[3], float32[3]":
        'layerNorm: takes 1 to 3 inputs (x, scale?, biases?), got 4 (node "layerNorm1"); pass them all',
    },
    text: "layerNorm(x, y, z, axis 1)",
    latex: "\\operatorname{layerNorm}_{\\text{axis 1}}\\left(x,\\, y,\\, z\\right)",
    labels: ["layer norm, axis 1"],
    // What the biases cancel shows the last digit of a quotient larger.
    formulaUlps: 64,
  },
  leakyRelu: {
    attrs: { alpha: 0.1 },
    infers: floatUnary,
    refuses: refusesUnary("leakyRelu"),
    text: "leakyRelu(x, 0.1)",
    latex: "\\operatorname{leakyReLU}_{0.1}\\left(x\\right)",
    labels: ["leaky ReLU 0.1"],
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
  logSumExp: {
    attrs: { axis: [0], keepdims: true },
    infers: ["float32[batch, 3] → float32[1, 3]", "float64[2*n] → float64[1]", "float32[4, 0] → float32[1, 0]"],
    refuses: {
      "int32[batch]": 'logSumExp: x must be a float tensor, got int32[batch] (node "logSumExp1"); cast(x, { dtype: "float32" }) it',
      "float32[]": 'logSumExp: axis must be one of none, got axis 0 for [] (node "logSumExp1"); correct axis',
      "float32[2], float32[2]": 'logSumExp: takes 1 inputs (x), got 2 (node "logSumExp1"); pass them all',
    },
    text: "logSumExp(x)",
    latex: "\\operatorname{logSumExp}\\left(x\\right)",
    labels: ["log Σ exp"],
    ulps: 2 * mathFunction,
    // Each summand, and the sum, is rounded elsewhere.
    formulaUlps: 8,
    edgesElsewhere: true,
  },
  maxPool: {
    attrs: { size: [2, 2], stride: [2, 2], dilation: [1, 1], padding: "same", pads: [], ceil: false, layout: "NCHW" },
    infers: [
      "float32[batch, 4, 7, width] → float32[batch, 4, 4, (width+1)//2]",
      "int32[2, 1, 1, 1] → int32[2, 1, 1, 1]",
      "uint8[0, 3, 4, 4] → uint8[0, 3, 2, 2]",
    ],
    refuses: {
      "bool[2, 4, 8, 8]": 'maxPool: x must be numbers, got bool[2, 4, 8, 8] (node "maxPool1"); cast(x, { dtype: "float32" }) it',
      "float32[2, 4]": 'maxPool: x must be [batch, channels, height, width], got float32[2, 4] (node "maxPool1"); reshape it',
    },
    text: "maxPool(x, 2 × 2, same, NCHW)",
    latex: "\\operatorname{maxPool}_{\\text{2 × 2, same, NCHW}}\\left(x\\right)",
    labels: ["max 2 × 2, same, NCHW"],
    scalars: false,
  },
  maximum: {
    infers: [...floatBinary, ...intBinary],
    refuses: refusesArithmetic("maximum"),
    text: "max(x, y)",
    latex: "\\max\\left(x,\\, y\\right)",
    labels: ["max(·, ·)", "max(2, ·)", "max(·, 2)"],
  },
  meanAbsoluteError: {
    attrs: { reduction: "mean" },
    infers: infersLoss,
    refuses: refusesTargets("meanAbsoluteError"),
    text: "meanAbsoluteError(x, y)",
    latex: "\\mathrm{MAE}\\left(x,\\, y\\right)",
    labels: ["mean |p − y|"],
  },
  meanSquaredError: {
    attrs: { reduction: "mean" },
    infers: infersLoss,
    refuses: refusesTargets("meanSquaredError"),
    text: "meanSquaredError(x, y)",
    latex: "\\mathrm{MSE}\\left(x,\\, y\\right)",
    labels: ["mean (p − y)²"],
  },
  min: {
    attrs: { axis: [0], keepdims: false },
    infers: infersFirstAxis(everyDType),
    refuses: refusesAxis("min"),
    text: "min(x)",
    latex: "\\min\\left(x\\right)",
    labels: ["min"],
  },
  minimum: {
    infers: [...floatBinary, ...intBinary],
    refuses: refusesArithmetic("minimum"),
    text: "min(x, y)",
    latex: "\\min\\left(x,\\, y\\right)",
    labels: ["min(·, ·)", "min(2, ·)", "min(·, 2)"],
  },
  mish: {
    infers: floatUnary,
    refuses: refusesUnary("mish"),
    text: "mish(x)",
    latex: "\\operatorname{mish}\\left(x\\right)",
    labels: ["mish"],
    // An ulp of exp is up to two of e (e + 2).
    ulps: 4,
    // log(1 + exp(x)) has lost digits where exp(x) is small.
    formulaUlps: 64,
  },
  mul: {
    infers: [...floatBinary, ...intBinary],
    refuses: refusesArithmetic("mul"),
    text: "x × y",
    latex: "x \\, y",
    labels: ["×", "2 × ·", "· × 2"],
  },
  multiHeadAttention: {
    attrs: { heads: 2, causal: false },
    infers: [
      "float32[batch, t, 8], float32[batch, u, 6], float32[8, 4], float32[6, 4], float32[6, 10], float32[10, 3] → float32[batch, t, 3]",
      "float64[0, 3], float64[0, 3], float64[3, 2], float64[3, 2], float64[3, 2], float64[2, 3] → float64[0, 3]",
      "float32[b, t, 2], float32[b, u, 2], float32[2, 2], float32[2, 2], float32[2, 2], float32[2, 2], bool[b, 1, u] → float32[b, t, 2]",
    ],
    refuses: {
      "int32[2, 2], int32[2, 2], int32[2, 2], int32[2, 2], int32[2, 2], int32[2, 2]":
        'multiHeadAttention: x must be a float tensor, got int32[2, 2] (node "multiHeadAttention1"); cast(x, { dtype: "float32" }) it',
      "float32[t, 2], float32[b, u, 2], float32[2, 2], float32[2, 2], float32[2, 2], float32[2, 2]":
        'multiHeadAttention: x and memory must be [time, features], or equal stacks of these, got float32[t, 2] and float32[b, u, 2] (node "multiHeadAttention1"); expandDims or broadcastTo one of them',
      "float32[t, 2], float32[u, 2], float32[3, 2], float32[2, 2], float32[2, 2], float32[2, 2]":
        'multiHeadAttention: weights.query must be [2, columns], got float32[3, 2] (node "multiHeadAttention1"); transpose or resize them',
      "float32[t, 2], float32[u, 2], float32[2, 3], float32[2, 3], float32[2, 2], float32[2, 2]":
        'multiHeadAttention: heads must be a whole number ≥ 1 that divides 3, got 2 (node "multiHeadAttention1"); take another number of heads, or give the size of one',
      "float32[t, 2], float32[u, 2], float32[2, 2], float32[2, 4], float32[2, 2], float32[2, 2]":
        'multiHeadAttention: weights.query and weights.key must have the same number of columns, got float32[2, 2] and float32[2, 4] (node "multiHeadAttention1"); resize one of them',
      "float32[t, 2], float32[u, 2], float32[2, 2], float32[2, 2], float32[2, 2], float32[2, 2], float32[2], float32[2], float32[3], float32[2]":
        'multiHeadAttention: biases.value must be [2], got float32[3] (node "multiHeadAttention1"); give one bias per column',
      "float32[b, t, 2], float32[b, u, 2], float32[2, 2], float32[2, 2], float32[2, 2], float32[2, 2], bool[b, u]":
        'multiHeadAttention: mask must broadcast to the weights, [b, 2, t, u], whose axis of heads it may leave out, got bool[b, u] (node "multiHeadAttention1"); give [queries, keys], or [batch, 1, keys] to hide keys from all queries',
      "float32[t, 2], float32[u, 2], float32[2, 2], float32[2, 2], float32[2, 2], float32[2, 2], int32[t, u]":
        'multiHeadAttention: mask must be bool or float32, got int32[t, u] (node "multiHeadAttention1"); cast(mask, { dtype: "bool" }) it: true where a row sees a row of memory',
    },
    text: "attention(x, y, z, 2 heads)",
    latex: "\\operatorname{attention}_{\\text{2 heads}}\\left(x,\\, y,\\, z\\right)",
    labels: ["2 heads"],
    ulps: 64,
    edgesElsewhere: true,
    scalars: false,
  },
  neg: {
    infers: [...floatUnary, "int32[n] → int32[n]", "uint8[1, n] → uint8[1, n]"],
    refuses: {
      "bool[n]": 'neg: x must be numbers, got bool[n] (node "neg1"); cast(x, { dtype: "float32" }) it',
      "float32[2], float32[2]": 'neg: takes 1 inputs (x), got 2 (node "neg1"); pass them all',
    },
    text: "−x",
    latex: "-x",
    labels: ["−"],
  },
  not: {
    infers: ["bool[batch, 3] → bool[batch, 3]", "bool[] → bool[]", "bool[0, 3] → bool[0, 3]"],
    refuses: {
      "float32[n]": 'not: x must be a bool tensor, got float32[n] (node "not1"); cast(x, { dtype: "bool" }) it',
      "uint8[2]": 'not: x must be a bool tensor, got uint8[2] (node "not1"); cast(x, { dtype: "bool" }) it',
      "bool[2], bool[2]": 'not: takes 1 inputs (x), got 2 (node "not1"); pass them all',
    },
    text: "¬x",
    latex: "\\lnot x",
    labels: ["¬"],
    edgesElsewhere: true,
  },
  notEqual: {
    infers: comparisonTypes,
    refuses: refusesComparison("notEqual"),
    text: "[x ≠ y]",
    latex: "\\left[x \\ne y\\right]",
    labels: ["≠", "2 ≠ ·", "· ≠ 2"],
  },
  or: {
    infers: infersLogic,
    refuses: refusesLogic("or"),
    text: "x ∨ y",
    latex: "x \\lor y",
    labels: ["∨", "2 ∨ ·", "· ∨ 2"],
    edgesElsewhere: true,
  },
  norm: {
    attrs: { axis: [0], keepdims: false },
    infers: infersFirstAxis(["float32", "float64"]),
    refuses: refusesFloatAxis("norm"),
    text: "norm(x)",
    latex: "\\left\\lVert x \\right\\rVert",
    labels: ["‖·‖"],
  },
  positionalEncoding: {
    attrs: { base: 100 },
    infers: ["float32[batch, time, 8] → float32[time, 8]", "float64[3, 5] → float64[3, 5]", "float32[0, d] → float32[0, d]"],
    refuses: {
      "int32[2, 2]":
        'positionalEncoding: x must be a float tensor, got int32[2, 2] (node "positionalEncoding1"); cast(x, { dtype: "float32" }) it',
      "float32[2]":
        'positionalEncoding: x must be [time, d], or a stack of these, got float32[2] (node "positionalEncoding1"); expandDims it',
    },
    text: "positionalEncoding(x, base 100)",
    latex: "\\operatorname{PE}_{\\text{base 100}}\\left(x\\right)",
    labels: ["sin, cos, base 100"],
    ulps: 2,
    edgesElsewhere: true,
    scalars: false,
  },
  positions: {
    attrs: { axis: 0 },
    infers: ["float32[batch, 3] → int32[batch]", "bool[5] → int32[5]", "int32[0, 3] → int32[0]", "uint8[2*time-1] → int32[2*time-1]"],
    refuses: {
      "float32[]": 'positions: axis must be one of none, got axis 0 for [] (node "positions1"); correct axis',
      "float32[2], float32[2]": 'positions: takes 1 inputs (x), got 2 (node "positions1"); pass them all',
    },
    text: "positions(x)",
    latex: "\\operatorname{positions}\\left(x\\right)",
    labels: ["positions"],
    scalars: false,
  },
  pow: {
    infers: floatBinary,
    refuses: refusesFloatBinary("pow", "x", "y"),
    text: "x^y",
    latex: "x^{y}",
    labels: ["·^·", "2^·", "·^2"],
    ulps: mathFunction,
  },
  randomUniform: {
    attrs: { shape: ["batch", 3], dtype: "float32", seed: 0, stream: 0 },
    infers: ["float64[] → float32[batch, 3]", "int32[] → float32[batch, 3]", "uint8[] → float32[batch, 3]"],
    refuses: {
      "float64[1]":
        'randomUniform: counter must be one number, got float64[1] (node "randomUniform1"); pass a scalar, such as a step counter',
      "bool[]": 'randomUniform: counter must be one number, got bool[] (node "randomUniform1"); pass a scalar, such as a step counter',
      "float64[], float64[]": 'randomUniform: takes 1 inputs (counter), got 2 (node "randomUniform1"); pass them all',
    },
    text: "uniform(x, [batch, 3], seed 0, stream 0)",
    latex: "\\mathcal{U}_{\\mathrm{batch} \\times 3}\\left(x,\\, \\text{seed 0},\\, \\text{stream 0}\\right)",
    labels: ["uniform, seed 0, stream 0"],
    edgesElsewhere: true,
  },
  reciprocal: {
    infers: floatUnary,
    refuses: refusesUnary("reciprocal"),
    text: "1 ÷ x",
    latex: "\\frac{1}{x}",
    labels: ["1 ÷ ·"],
  },
  regressionAccuracy: {
    infers: [...infersAccuracy, "float32[batch, 1], float32[batch, 1], float32[] → float64[]"],
    refuses: {
      ...refusesTargets("regressionAccuracy", "p", "2 to 3 inputs (p, y, precision?)"),
      "float32[batch, 1], float32[batch, 1], float32[1]":
        'regressionAccuracy: precision must be float32[], got float32[1] (node "regressionAccuracy1"); give one number',
      "float32[batch, 1], float32[batch, 1], float64[]":
        'regressionAccuracy: precision must be float32[], got float64[] (node "regressionAccuracy1"); give one number',
    },
    text: "accuracy(x, y, z)",
    latex: "\\mathrm{accuracy}\\left(x,\\, y,\\, z\\right)",
    labels: ["mean(|p − y| < precision)"],
  },
  relu: {
    infers: floatUnary,
    refuses: refusesUnary("relu"),
    text: "max(0, x)",
    latex: "\\max\\left(0,\\, x\\right)",
    labels: ["max(0, ·)"],
  },
  remainder: {
    infers: [...floatBinary, ...intBinary],
    refuses: refusesArithmetic("remainder"),
    text: "x mod y",
    latex: "x \\bmod y",
    labels: ["mod", "2 mod ·", "· mod 2"],
  },
  rmsNorm: {
    attrs: { axis: [1], epsilon: 1e-3 },
    infers: infersFeatures,
    refuses: {
      ...refusesFeatures("rmsNorm"),
      "float32[3]": 'rmsNorm: axis must be one of -1 to 0, got axis 1 for [3] (node "rmsNorm1"); correct axis',
    },
    text: "rmsNorm(x, y, axis 1, epsilon 0.001)",
    latex: "\\operatorname{rmsNorm}_{\\text{axis 1, epsilon 0.001}}\\left(x,\\, y\\right)",
    labels: ["RMS norm, axis 1, epsilon 0.001"],
    // What the biases cancel shows the last digit of a quotient larger.
    formulaUlps: 64,
  },
  round: {
    infers: floatUnary,
    refuses: refusesUnary("round"),
    text: "round(x)",
    latex: "\\operatorname{round}\\left(x\\right)",
    labels: ["round"],
  },
  scatter: {
    attrs: { axis: 1 },
    infers: [
      "float32[batch, 3], int32[batch, 2], float32[batch, 2] → float32[batch, 3]",
      "bool[0, 3, time], uint8[0, k, time], bool[0, k, time] → bool[0, 3, time]",
    ],
    refuses: {
      ...refusesAlong("scatter", "x", ", float32[2, 3]"),
      "float32[2, 3], int32[2, 4], float32[2, 3]":
        'scatter: indices must have the shape of updates, got int32[2, 4] and float32[2, 3] (node "scatter1"); broadcastTo or reshape one of them',
      "float32[2, 3], int32[2, 4], float64[2, 4]":
        'scatter: inputs must have one dtype, got float32[2, 3] and float64[2, 4] (node "scatter1"); cast() one of them',
      "float32[2, 3], int32[2, 4]": 'scatter: takes 3 inputs (x, indices, updates), got 2 (node "scatter1"); pass them all',
    },
    text: "scatter(x, y, z, axis 1)",
    latex: "\\operatorname{scatter}_{\\text{axis 1}}\\left(x,\\, y,\\, z\\right)",
    labels: ["scatter, axis 1"],
    scalars: false,
  },
  scatterAdd: {
    attrs: { axis: 0, size: 4 },
    infers: [
      "float32[batch, 3], int32[batch] → float32[4, 3]",
      "int32[batch, time, 3], uint8[batch, time] → int32[4, 3]",
      "float64[], int32[] → float64[4]",
      "float64[0], int32[0] → float64[4]",
      "float32[3], int32[] → float32[4, 3]",
    ],
    refuses: {
      "float32[2], float32[2]":
        'scatterAdd: indices must be an int tensor, got float32[2] (node "scatterAdd1"); cast(x, { dtype: "int32" }) it',
      "bool[2], int32[2]": 'scatterAdd: updates must be numbers, got bool[2] (node "scatterAdd1"); cast(updates, { dtype: "int32" }) them',
      "float32[2, 3], int32[3]":
        'scatterAdd: updates must have the axes of the indices, [3], from axis 0 on, got float32[2, 3] and int32[3] (node "scatterAdd1"); reshape the indices, or correct axis',
      "float32[2], int32[2, 1]":
        'scatterAdd: updates must have the axes of the indices, [2, 1], from axis 0 on, got float32[2] and int32[2, 1] (node "scatterAdd1"); reshape the indices, or correct axis',
      "float32[2]": 'scatterAdd: takes 2 inputs (updates, indices), got 1 (node "scatterAdd1"); pass them all',
    },
    text: "scatterAdd(x, y, 4 rows)",
    latex: "\\operatorname{scatterAdd}_{\\text{4 rows}}\\left(x,\\, y\\right)",
    labels: ["scatterAdd, 4 rows"],
  },
  scatterAddAlong: {
    attrs: { axis: 1, size: 3 },
    infers: ["float32[batch, 2], int32[batch, 2] → float32[batch, 3]", "int32[0, time, 2], uint8[0, time, 2] → int32[0, 3, 2]"],
    refuses: {
      ...refusesAlong("scatterAddAlong", "updates"),
      "bool[2, 3], int32[2, 3]":
        'scatterAddAlong: updates must be numbers, got bool[2, 3] (node "scatterAddAlong1"); cast(updates, { dtype: "int32" }) them',
      "float32[2, 3], int32[2, 4]":
        'scatterAddAlong: indices must have the shape of updates, got float32[2, 3] and int32[2, 4] (node "scatterAddAlong1"); broadcastTo or reshape the indices',
    },
    text: "scatterAddAlong(x, y, 3 along axis 1)",
    latex: "\\operatorname{scatterAddAlong}_{\\text{3 along axis 1}}\\left(x,\\, y\\right)",
    labels: ["scatterAddAlong, 3 along axis 1"],
    scalars: false,
  },
  selu: {
    infers: floatUnary,
    refuses: refusesUnary("selu"),
    text: "selu(x)",
    latex: "\\operatorname{SELU}\\left(x\\right)",
    labels: ["SELU"],
    // As elu, whose ulps may be twice as fine after two factors.
    ulps: 8,
  },
  repeat: {
    attrs: { repeats: 2, axis: 0 },
    infers: [
      "float32[batch, 3] → float32[2*batch, 3]",
      "float64[4] → float64[8]",
      "int32[0] → int32[0]",
      "bool[batch+1, time] → bool[2*batch+2, time]",
    ],
    refuses: refusesAxis("repeat"),
    text: "repeat(x, 2, axis 0)",
    latex: "\\operatorname{repeat}_{2,\\, \\text{axis 0}}\\left(x\\right)",
    labels: ["repeat(·, 2), axis 0"],
    scalars: false,
  },
  argsort: {
    attrs: { axis: 0, descending: true },
    infers: everyDType.map((dtype) => `${dtype}[batch+1, 3] → int32[batch+1, 3]`),
    refuses: refusesAxis("argsort"),
    text: "argsort(x, axis 0, descending)",
    latex: "\\operatorname{argsort}_{\\text{axis 0, descending}}\\left(x\\right)",
    labels: ["argsort, axis 0, descending"],
    scalars: false,
  },
  prod: {
    attrs: { axis: [0], keepdims: false },
    infers: [...infersFirstAxis(["float32", "float64"]), ...infersFirstAxis(["int32", "uint8", "bool"], "int32")],
    refuses: refusesAxis("prod"),
    text: "prod(x)",
    latex: "\\operatorname{prod}\\left(x\\right)",
    labels: ["Π"],
  },
  sort: {
    attrs: { axis: 0, descending: true },
    infers: everyDType.map((dtype) => `${dtype}[batch+1, 3] → ${dtype}[batch+1, 3]`),
    refuses: refusesAxis("sort"),
    text: "sort(x, axis 0, descending)",
    latex: "\\operatorname{sort}_{\\text{axis 0, descending}}\\left(x\\right)",
    labels: ["sort, axis 0, descending"],
    scalars: false,
  },
  topK: {
    attrs: { k: 2, axis: 0, largest: false },
    infers: everyDType.map((dtype) => `${dtype}[batch+1, 3] → ${dtype}[2, 3]`),
    refuses: {
      "float32[1]": 'topK: k must be one of 0 … 1, got 2 for float32[1] along axis 0 (node "topK1"); correct k',
      ...refusesAxis("topK"),
    },
    text: "topK(x, k 2, axis 0, smallest)",
    latex: "\\operatorname{topK}_{\\text{k 2, axis 0, smallest}}\\left(x\\right)",
    labels: ["topK, k 2, axis 0, smallest"],
    scalars: false,
  },
  topKIndices: {
    attrs: { k: 2, axis: 0, largest: true },
    infers: everyDType.map((dtype) => `${dtype}[batch+1, 3] → int32[2, 3]`),
    refuses: {
      "float32[1]": 'topKIndices: k must be one of 0 … 1, got 2 for float32[1] along axis 0 (node "topKIndices1"); correct k',
      ...refusesAxis("topKIndices"),
    },
    text: "topKIndices(x, k 2, axis 0)",
    latex: "\\operatorname{topKIndices}_{\\text{k 2, axis 0}}\\left(x\\right)",
    labels: ["topKIndices, k 2, axis 0"],
    scalars: false,
  },
  cumprod: {
    attrs: { axis: 0, exclusive: true, reverse: true },
    infers: infersAccumulation,
    refuses: refusesAxis("cumprod"),
    text: "cumprod(x, axis 0, exclusive, reverse)",
    latex: "\\operatorname{cumprod}_{\\text{axis 0, exclusive, reverse}}\\left(x\\right)",
    labels: ["cumprod, axis 0, exclusive, reverse"],
    scalars: false,
  },
  cumsum: {
    attrs: { axis: 0, exclusive: true, reverse: false },
    infers: infersAccumulation,
    refuses: refusesAxis("cumsum"),
    text: "cumsum(x, axis 0, exclusive)",
    latex: "\\operatorname{cumsum}_{\\text{axis 0, exclusive}}\\left(x\\right)",
    labels: ["cumsum, axis 0, exclusive"],
    scalars: false,
  },
  depthToSpace: {
    attrs: { blockSize: 2, mode: "DCR", layout: "NHWC" },
    infers: [
      ...everyDType.map((dtype) => `${dtype}[batch, 2, 3, 8] → ${dtype}[batch, 4, 6, 2]`),
      "float32[0, height, width+1, 4*channels] → float32[0, 2*height, 2*width+2, channels]",
    ],
    refuses: {
      "float32[2, 3, 8]": 'depthToSpace: x must have the axes NHWC, got float32[2, 3, 8] (node "depthToSpace1"); reshape or expandDims it',
      "float32[1, 2, 3, 6]":
        'depthToSpace: the number of channels must be a multiple of 4, whatever the sizes of names are, got 6 of float32[1, 2, 3, 6] (node "depthToSpace1"); pad x, or declare a multiple',
      "float32[1, 2, 3, 4], float32[]": 'depthToSpace: takes 1 inputs (x), got 2 (node "depthToSpace1"); pass them all',
    },
    text: "depthToSpace(x, 2 × 2)",
    latex: "\\operatorname{depthToSpace}_{\\text{2 × 2}}\\left(x\\right)",
    labels: ["depth to space 2 × 2"],
    scalars: false,
  },
  spaceToDepth: {
    attrs: { blockSize: 2, mode: "DCR", layout: "NHWC" },
    infers: [
      ...everyDType.map((dtype) => `${dtype}[batch, 4, 6, 2] → ${dtype}[batch, 2, 3, 8]`),
      "float32[0, 2*height, 2*width+2, channels] → float32[0, height, width+1, 4*channels]",
    ],
    refuses: {
      "float32[4, 6, 2]": 'spaceToDepth: x must have the axes NHWC, got float32[4, 6, 2] (node "spaceToDepth1"); reshape or expandDims it',
      "float32[1, height, 2, 1]":
        'spaceToDepth: height must be a multiple of 2, whatever the sizes of names are, got height of float32[1, height, 2, 1] (node "spaceToDepth1"); pad x, or declare a multiple',
      "float32[1, 4, 3, 1]":
        'spaceToDepth: width must be a multiple of 2, whatever the sizes of names are, got 3 of float32[1, 4, 3, 1] (node "spaceToDepth1"); pad x, or declare a multiple',
      "float32[1, 2, 2, 4], float32[]": 'spaceToDepth: takes 1 inputs (x), got 2 (node "spaceToDepth1"); pass them all',
    },
    text: "spaceToDepth(x, 2 × 2)",
    latex: "\\operatorname{spaceToDepth}_{\\text{2 × 2}}\\left(x\\right)",
    labels: ["space to depth 2 × 2"],
    scalars: false,
  },
  overlapAdd: {
    attrs: { axes: [0], stride: [2], dilation: [1], lengths: [7] },
    infers: [
      "float32[3, 3] → float32[7]",
      "float64[3, batch, 3] → float64[7, batch]",
      "float32[3, 0, 3] → float32[7, 0]",
      "float32[4, 1] → float32[7]",
    ],
    refuses: {
      "int32[3, 3]": 'overlapAdd: x must be a float tensor, got int32[3, 3] (node "overlapAdd1"); cast(x, { dtype: "float32" }) it',
      "float32[3]": 'overlapAdd: axis must be one of none, got axis 0 for [] (node "overlapAdd1"); correct axis',
      "float32[4, 3]":
        'overlapAdd: an axis must have as many windows as x has, got 3 in 7, and 4 along axis 0 of [4, 3] (node "overlapAdd1"); correct lengths',
      "float32[0, 8]":
        'overlapAdd: an axis must have as many windows as x has, got 0 in 7, and 0 along axis 0 of [0, 8] (node "overlapAdd1"); correct lengths',
      "float32[3, size]":
        'overlapAdd: windows must have a size that is a number ≥ 1, got float32[3, size] (node "overlapAdd1"); give it as a number',
      "float32[3, 3], float32[]": 'overlapAdd: takes 1 inputs (x), got 2 (node "overlapAdd1"); pass them all',
    },
    text: "overlapAdd(x, to 7, stride 2, axis 0)",
    latex: "\\operatorname{overlap\\text{-}add}_{\\text{to 7, stride 2, axis 0}}\\left(x\\right)",
    labels: ["overlap-add to 7, stride 2, axis 0"],
    scalars: false,
  },
  pad: {
    attrs: { pads: [1, 2], dilation: [1], mode: "constant", value: 3 },
    infers: [
      ...["float32", "float64", "int32", "uint8"].map((dtype) => `${dtype}[4] → ${dtype}[7]`),
      "float32[batch] → float32[batch+3]",
      "float32[2*time-1] → float32[2*time+2]",
      "float64[0] → float64[3]",
    ],
    refuses: {
      "float32[2, 3]":
        'pad: pads must be a pair [before, after] for each axis, got [[1, 2]] for float32[2, 3] (node "pad1"); write [0, 0] for those that stay',
      "bool[2]": 'pad: value must be one of bool, 0 … 1, got 3 for bool[2] (node "pad1"); correct value, or cast x',
      "float32[2], float32[2]": 'pad: takes 1 inputs (x), got 2 (node "pad1"); pass them all',
    },
    text: "pad(x, [[1, 2]], value 3)",
    latex: "\\operatorname{pad}_{[1, 2],\\, 3}\\left(x\\right)",
    labels: ["pad [[1, 2]], value 3"],
  },
  resize: {
    attrs: { axes: [1], sizes: [4], scales: [], mode: "nearest", coordinates: "halfPixel", nearestMode: "roundPreferFloor" },
    infers: [...everyDType.map((dtype) => `${dtype}[batch, 2, channels] → ${dtype}[batch, 4, channels]`), "float32[0, 9] → float32[0, 4]"],
    refuses: {
      "float32[2]": 'resize: axis must be one of -1 to 0, got axis 1 for [2] (node "resize1"); correct axis',
      "float32[2, height]":
        'resize: an axis that is resized must have a size that is a number, got height of axis 1 of float32[2, height] (node "resize1"); give its size, or other axes',
      "float32[2, 0]":
        'resize: an axis must have elements before, and 1 to 1048576 after it is resized, got 0 and 4 of axis 1 of float32[2, 0] (node "resize1"); resize another one',
      "float32[2, 3], float32[]": 'resize: takes 1 inputs (x), got 2 (node "resize1"); pass them all',
    },
    text: "resize(x, to 4, axis 1)",
    latex: "\\operatorname{resize}_{\\text{to 4, axis 1}}\\left(x\\right)",
    labels: ["resize to 4, axis 1"],
    // Means of means of numbers whose weights are rounded.
    ulps: 4,
    scalars: false,
  },
  roll: {
    attrs: { shift: 2, axis: 0 },
    infers: everyDType.map((dtype) => `${dtype}[batch+1, 3] → ${dtype}[batch+1, 3]`),
    refuses: refusesAxis("roll"),
    text: "roll(x, 2, axis 0)",
    latex: "\\operatorname{roll}_{2,\\, \\text{axis 0}}\\left(x\\right)",
    labels: ["roll(·, 2), axis 0"],
    scalars: false,
  },
  sigmoid: {
    infers: floatUnary,
    refuses: refusesUnary("sigmoid"),
    text: "sigmoid(x)",
    latex: "\\sigma\\left(x\\right)",
    labels: ["sigmoid"],
    // An ulp of exp is an ulp of 1 + exp, and that is up to two of the quotient, whose digits may be twice as fine.
    ulps: 2 * mathFunction,
  },
  sigmoidCrossentropy: {
    attrs: { reduction: "mean" },
    infers: infersLoss,
    refuses: refusesTargets("sigmoidCrossentropy", "z"),
    text: "sigmoidCrossentropy(x, y)",
    latex: "\\mathrm{sigmoidCrossentropy}\\left(x,\\, y\\right)",
    labels: ["−(y log σ(z) + (1 − y) log σ(−z))"],
    ulps: 4,
    // log σ(z) has lost a digit or two where σ(z) is close to 1.
    formulaUlps: 64,
    edgesElsewhere: true,
  },
  sign: {
    infers: [...floatUnary, "int32[n] → int32[n]", "uint8[1, n] → uint8[1, n]"],
    refuses: refusesNumberUnary("sign"),
    text: "sign(x)",
    latex: "\\operatorname{sign}\\left(x\\right)",
    labels: ["sign"],
  },
  shear: {
    attrs: { axis: 0, along: 1, step: -1 },
    infers: [
      ...everyDType.map((dtype) => `${dtype}[5, 3] → ${dtype}[3, 3]`),
      "float32[time, 3, 2] → float32[time-2, 3, 2]",
      "float32[time, keys] → float32[-keys+time+1, keys]",
      "float32[0, 1] → float32[0, 1]",
    ],
    refuses: {
      "float32[2, 4]":
        'shear: an axis must have the elements that it is sheared by, got step -1 for each of the 4 of axis 1, and axis 0 of [2, 4] (node "shear1"); pad x, or shear less',
      "float32[2]": 'shear: axis must be one of -1 to 0, got axis 1 for [2] (node "shear1"); correct axis',
      "float32[2, 2], float32[]": 'shear: takes 1 inputs (x), got 2 (node "shear1"); pass them all',
    },
    text: "shear(x, axis 0 by -1 along axis 1)",
    latex: "\\operatorname{shear}_{\\text{axis 0 by -1 along axis 1}}\\left(x\\right)",
    labels: ["shear, axis 0 by -1 along axis 1"],
    scalars: false,
  },
  silu: {
    infers: floatUnary,
    refuses: refusesUnary("silu"),
    text: "silu(x)",
    latex: "\\operatorname{SiLU}\\left(x\\right)",
    labels: ["SiLU"],
    // As sigmoid.
    ulps: 2 * mathFunction,
  },
  sin: {
    infers: floatUnary,
    refuses: refusesUnary("sin"),
    text: "sin(x)",
    latex: "\\sin\\left(x\\right)",
    labels: ["sin"],
    ulps: mathFunction,
  },
  size: {
    attrs: { axis: [0], dtype: "float64" },
    infers: ["float32[batch, 3] → float64[]", "int32[4] → float64[]", "bool[0, 3] → float64[]"],
    refuses: {
      "float32[]": 'size: axis must be one of none, got axis 0 for [] (node "size1"); correct axis',
      "float32[2], float32[2]": 'size: takes 1 inputs (x), got 2 (node "size1"); pass them all',
    },
    text: "n",
    latex: "n",
    labels: ["size"],
  },
  softmaxCrossentropy: {
    attrs: { reduction: "mean" },
    infers: [
      "float32[batch, 3], int32[batch] → float32[]",
      "float64[batch, 3], uint8[batch] → float64[]",
      "float32[batch, 3], float64[batch, 3] → float32[]",
      "float64[4], bool[4] → float64[]",
      "float32[2, 2*n, 3], int32[2, 2*n] → float32[]",
    ],
    refuses: {
      "int32[2, 3], int32[2]":
        'softmaxCrossentropy: z must be a float tensor, got int32[2, 3] (node "softmaxCrossentropy1"); cast(x, { dtype: "float32" }) it',
      "float32[], int32[]":
        'softmaxCrossentropy: z must have a class axis, got float32[] (node "softmaxCrossentropy1"); give z as [batch, classes]',
      "float32[batch, 3], float32[batch]":
        'softmaxCrossentropy: y must be int labels [batch] or targets [batch, 3] for z float32[batch, 3], got float32[batch] (node "softmaxCrossentropy1"); reshape or cast() y',
      "float32[batch, 0], int32[batch]":
        'softmaxCrossentropy: z must have at least one class, got float32[batch, 0] (node "softmaxCrossentropy1"); give the number of classes',
      "float32[2, 3]": 'softmaxCrossentropy: takes 2 inputs (z, y), got 1 (node "softmaxCrossentropy1"); pass them all',
    },
    text: "softmaxCrossentropy(x, y)",
    latex: "\\mathrm{softmaxCrossentropy}\\left(x,\\, y\\right)",
    labels: ["−Σ y log softmax(z)"],
    ulps: 4,
    // log softmax(z) has lost a digit or two where a probability is close to 1.
    formulaUlps: 64,
    edgesElsewhere: true,
  },
  softplus: {
    infers: floatUnary,
    refuses: refusesUnary("softplus"),
    text: "softplus(x)",
    latex: "\\operatorname{softplus}\\left(x\\right)",
    labels: ["softplus"],
    // An ulp of exp may move 1 + exp by one of its own, of which log shows up to 64 where exp(−|x|) is 1 ÷ 64.
    ulps: 64,
  },
  sqrt: {
    infers: floatUnary,
    refuses: refusesUnary("sqrt"),
    text: "√(x)",
    latex: "\\sqrt{x}",
    labels: ["√"],
  },
  squeeze: {
    attrs: { axis: [0] },
    infers: ["float32[1, batch, 1] → float32[batch, 1]", "int32[1] → int32[]", "bool[1, 0] → bool[0]"],
    refuses: {
      ...refusesAxis("squeeze"),
      "float32[batch, 1]": 'squeeze: axes must have size 1, got axis 0 of [batch, 1] (node "squeeze1"); leave it out, or reshape',
      "float32[0, 1]": 'squeeze: axes must have size 1, got axis 0 of [0, 1] (node "squeeze1"); leave it out, or reshape',
    },
    text: "squeeze(x, [0])",
    latex: "\\operatorname{squeeze}_{0}\\left(x\\right)",
    labels: ["squeeze(·, [0])"],
  },
  stack: {
    attrs: { axis: 1 },
    infers: [
      "float32[batch, 3], float32[batch, 3] → float32[batch, 2, 3]",
      "int32[batch+1] → int32[batch+1, 1]",
      "bool[0], bool[0], bool[0] → bool[0, 3]",
    ],
    refuses: {
      "float32[], float32[]": 'stack: axis must be one of -1 to 0, got axis 1 for [] (node "stack1"); correct axis',
      "float32[2], float32[3]": 'stack: shapes must be equal, got float32[2] and float32[3] (node "stack1"); reshape or slice them',
      "float32[batch], float32[3]": 'stack: shapes must be equal, got float32[batch] and float32[3] (node "stack1"); reshape or slice them',
      "float32[1, 3], float32[3]": 'stack: shapes must be equal, got float32[1, 3] and float32[3] (node "stack1"); reshape or slice them',
      "float32[2], float64[2]": 'stack: inputs must have one dtype, got float32[2] and float64[2] (node "stack1"); cast() one of them',
    },
    text: "stack(x, axis 1)",
    latex: "\\operatorname{stack}_{\\text{axis 1}}\\left(x\\right)",
    labels: ["stack, axis 1"],
  },
  standardize: {
    attrs: { offset: [-1.5], scale: [0.333333] },
    infers: floatUnary,
    refuses: refusesUnary("standardize"),
    text: "(x − (−1.5)) ÷ 0.333333",
    latex: "\\frac{x - \\left(-1.5\\right)}{0.333333}",
    labels: ["(· − (−1.5)) ÷ 0.333333"],
  },
  std: {
    attrs: { axis: [0], keepdims: false, ddof: 1 },
    infers: infersFirstAxis(["float32", "float64"]),
    refuses: refusesFloatAxis("std"),
    text: "std(x, ddof 1)",
    latex: "\\operatorname{std}_{\\text{ddof 1}}\\left(x\\right)",
    labels: ["std, ddof 1"],
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
  take: {
    attrs: { axis: 0 },
    infers: [
      "float32[10, 4], int32[batch, time] → float32[batch, time, 4]",
      "bool[batch, 3], uint8[] → bool[3]",
      "int32[5], int32[] → int32[]",
      "float64[0, 3], int32[0] → float64[0, 3]",
    ],
    refuses: {
      "float32[2], float32[2]": 'take: indices must be an int tensor, got float32[2] (node "take1"); cast(x, { dtype: "int32" }) it',
      "float32[], int32[]": 'take: x must have an axis to take from, got float32[] (node "take1"); reshape it to [1]',
      "float32[2]": 'take: takes 2 inputs (x, indices), got 1 (node "take1"); pass them all',
    },
    text: "x[y]",
    latex: "x_{y}",
    labels: ["take"],
  },
  takeAlong: {
    attrs: { axis: 1 },
    infers: ["float32[batch, 3], int32[batch, 2] → float32[batch, 2]", "bool[0, 3, time], uint8[0, k, time] → bool[0, k, time]"],
    refuses: {
      ...refusesAlong("takeAlong", "x"),
      "float32[2, 3]": 'takeAlong: takes 2 inputs (x, indices), got 1 (node "takeAlong1"); pass them all',
    },
    text: "takeAlong(x, y, axis 1)",
    latex: "\\operatorname{takeAlong}_{\\text{axis 1}}\\left(x,\\, y\\right)",
    labels: ["takeAlong, axis 1"],
    scalars: false,
  },
  tanh: {
    infers: floatUnary,
    refuses: refusesUnary("tanh"),
    text: "tanh(x)",
    latex: "\\tanh\\left(x\\right)",
    labels: ["tanh"],
    ulps: 2,
  },
  trunc: {
    infers: floatUnary,
    refuses: refusesUnary("trunc"),
    text: "trunc(x)",
    latex: "\\operatorname{trunc}\\left(x\\right)",
    labels: ["trunc"],
  },
  tile: {
    attrs: { counts: [3, 2] },
    infers: [
      "float32[batch, 3] → float32[3*batch, 6]",
      "float64[time+1] → float64[3, 2*time+2]",
      "int32[] → int32[3, 2]",
      "bool[0, 1] → bool[0, 2]",
    ],
    refuses: {
      "float32[2, 3, 4]":
        'tile: the attribute counts must have one for each axis, got [3, 2] for float32[2, 3, 4] (node "tile1"); write 1 for those that stay',
      "float32[2, 3], float32[2, 3]": 'tile: takes 1 inputs (x), got 2 (node "tile1"); pass them all',
    },
    text: "tile(x, [3, 2])",
    latex: "\\operatorname{tile}_{3 \\times 2}\\left(x\\right)",
    labels: ["tile(·, [3, 2])"],
  },
  variance: {
    attrs: { axis: [0], keepdims: false, ddof: 1 },
    infers: infersFirstAxis(["float32", "float64"]),
    refuses: refusesFloatAxis("variance"),
    text: "variance(x, ddof 1)",
    latex: "\\operatorname{Var}_{\\text{ddof 1}}\\left(x\\right)",
    labels: ["variance, ddof 1"],
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
        'where: condition must be a bool tensor, got float32[2] (node "where1"); cast(condition, { dtype: "bool" }) it',
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
  windows: {
    attrs: { axes: [1, 0], size: [3, 2], stride: [2, 1], dilation: [1, 3] },
    infers: [
      ...everyDType.map((dtype) => `${dtype}[4, 7] → ${dtype}[1, 3, 3, 2]`),
      "float32[9, batch, 5] → float32[6, (batch+1)//2-1, 5, 3, 2]",
      "float32[time, 2*width, channels] → float32[time-3, width-1, channels, 3, 2]",
      "float32[4, 3, 0] → float32[1, 1, 0, 3, 2]",
    ],
    refuses: {
      "float32[3, 7]": `windows: a window must not be larger than its axis, got 4 elements with those between its 2 and 3 of axis 0 of [3, 7] (node "windows1"); take a smaller window, or pad x`,
      "float32[9, 2]": `windows: a window must not be larger than its axis, got 3 elements and 2 of axis 1 of [9, 2] (node "windows1"); take a smaller window, or pad x`,
      "float32[4]": 'windows: axis must be one of -1 to 0, got axis 1 for [4] (node "windows1"); correct axis',
      "float32[4, 7], float32[]": 'windows: takes 1 inputs (x), got 2 (node "windows1"); pass them all',
    },
    text: "windows(x, 3 × 2, stride 2 × 1, dilation 1 × 3, axes 1, 0)",
    latex: "\\operatorname{windows}_{\\text{3 × 2, stride 2 × 1, dilation 1 × 3, axes 1, 0}}\\left(x\\right)",
    labels: ["windows 3 × 2, stride 2 × 1, dilation 1 × 3, axes 1, 0"],
    scalars: false,
  },
  xor: {
    infers: infersLogic,
    refuses: refusesLogic("xor"),
    text: "x ⊕ y",
    latex: "x \\oplus y",
    labels: ["⊕", "2 ⊕ ·", "· ⊕ 2"],
    edgesElsewhere: true,
  },
} satisfies Record<Exclude<OpName, Awaited>, Row> & Partial<Record<OpName, Row>>;
