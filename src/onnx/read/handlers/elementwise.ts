import type { AnyTensor } from "../../../../graph/op.ts";
import { as, type Handler, isFloat, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { computed } from "../values.ts";
import { wrapped } from "./casts.ts";

type Unary = (x: AnyTensor) => AnyTensor;
type Binary = (a: AnyTensor, b: AnyTensor) => AnyTensor;

const unary =
  (apply: Unary): Handler =>
  (call) =>
    apply(call.tensor(0));
/** Whole numbers wrap around as those of their type do. */
const arithmetic =
  (apply: Binary): Handler =>
  (call) =>
    call.tensors().reduce((a, b) => wrapped(apply(a, b), call.type(0)));
/** True and false of two tensors. */
const relation =
  (apply: Binary): Handler =>
  (call) =>
    computed(apply(call.tensor(0), call.tensor(1)), "bool");
/** Of any number of tensors, two by two from the left. */
const several =
  (apply: Binary): Handler =>
  (call) =>
    call.tensors().reduce((a, b) => apply(a, b));

/** ONNX divides whole numbers towards zero. */
const quotient: Binary = (a, b) => (isFloat(a) ? op.div(a, b) : as(op.trunc(op.div(as(a, "float64"), as(b, "float64"))), a.dtype));

/** a b of unsigned numbers of 32 bits, in parts of which float64 has every product. */
function product(call: NodeCall): AnyTensor {
  const [a, b] = [call.tensor(0), call.tensor(1)];
  if (call.type(0) !== "uint32") return wrapped(op.mul(a, b), call.type(0));
  const high = op.floor(op.div(b, 2 ** 16));
  const low = op.sub(b, op.mul(high, 2 ** 16));
  return wrapped(op.add(op.mul(op.remainder(op.mul(a, high), 2 ** 16), 2 ** 16), op.mul(a, low)), "uint32");
}

/** The dtype of the base is kept, whatever that of the exponent is. */
const power: Binary = (a, b) => {
  const dtype = a.dtype === "float32" && b.dtype === "float32" ? "float32" : "float64";
  return as(op.pow(as(a, dtype), as(b, dtype)), a.dtype);
};

/** The sign of the divisor (fmod = 0), or that of the dividend. */
function modulo(call: NodeCall): AnyTensor {
  const [a, b] = [call.tensor(0), call.tensor(1)];
  if (!call.attributes.flag("fmod")) return op.remainder(a, b);
  const [x, y] = [as(a, "float64"), as(b, "float64")];
  return as(op.sub(x, op.mul(y, op.trunc(op.div(x, y)))), a.dtype);
}

function clamp(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  if (call.opset < 11) {
    const { attributes } = call;
    return op.clip(x, { min: attributes.float("min", Number.NEGATIVE_INFINITY), max: attributes.float("max", Number.POSITIVE_INFINITY) });
  }
  const low = call.optional(1);
  const high = call.optional(2);
  const above = low === undefined ? x : op.maximum(x, low);
  return high === undefined ? above : op.minimum(above, high);
}

function infinite(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const signs = [
    [1, "detect_positive"],
    [-1, "detect_negative"],
  ] as const;
  const found = signs
    .filter(([, name]) => call.attributes.flag(name, true))
    .map(([one]) => op.equal(x, call.scalar(one * Number.POSITIVE_INFINITY, x)) as AnyTensor);
  return found.length === 0 ? call.filled(0, x.shape, "bool") : found.reduce((a, b) => op.or(a, b));
}

const hardSigmoid: Handler = (call) => {
  const { attributes } = call;
  return op.clip(op.add(op.mul(call.tensor(0), attributes.float("alpha", 0.2)), attributes.float("beta", 0.5)), { min: 0, max: 1 });
};

/** γ · (x above 0, α (exp x − 1) else); below 0 nothing overflows. */
function exponentialUnit(call: NodeCall, alpha: number, gamma: number): AnyTensor {
  const x = call.tensor(0);
  const below = op.mul(alpha, op.sub(op.exp(op.minimum(x, 0)), 1));
  return op.mul(gamma, op.where(op.greater(x, 0), x, below));
}

const thresholds: Readonly<Record<string, Handler>> = {
  ThresholdedRelu: (call) => {
    const x = call.tensor(0);
    return op.where(op.greater(x, call.scalar(call.attributes.float("alpha", 1), x)), x, call.scalar(0, x));
  },
  Shrink: (call) => {
    const x = call.tensor(0);
    const [bias, limit] = [call.attributes.float("bias", 0), call.attributes.float("lambd", 0.5)];
    const [low, high] = [call.scalar(-limit, x), call.scalar(limit, x)];
    return op.where(op.less(x, low), op.add(x, bias), op.where(op.greater(x, high), op.sub(x, bias), call.scalar(0, x)));
  },
};

/** What dagrad has under the same name. */
const alike = (names: string): Record<string, Handler> =>
  Object.fromEntries(
    names.split(" ").map((name) => [name, unary(op[`${name.charAt(0).toLowerCase()}${name.slice(1)}` as keyof typeof op] as Unary)]),
  );

export const elementwise: Readonly<Record<string, Handler>> = {
  ...alike("Exp Log Sqrt Erf Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh Asinh Acosh Atanh Sign Sigmoid Floor Ceil Round"),
  ...alike("Reciprocal Softplus Mish HardSwish"),
  Abs: (call) => wrapped(op.abs(call.tensor(0)), call.type(0)),
  Neg: (call) => wrapped(op.neg(call.tensor(0)), call.type(0)),
  Relu: unary((x) => (isFloat(x) ? op.relu(x) : op.maximum(x, 0))),
  Softsign: unary((x) => op.div(x, op.add(1, op.abs(x)))),
  Add: arithmetic(op.add),
  Sub: arithmetic(op.sub),
  Mul: product,
  Div: arithmetic(quotient),
  Pow: arithmetic(power),
  PRelu: arithmetic((x, slope) => op.where(op.less(x, 0), op.mul(x, slope), x)),
  Mod: modulo,
  Max: several(op.maximum),
  Min: several(op.minimum),
  Sum: arithmetic(op.add),
  Mean: (call) =>
    op.div(
      call.tensors().reduce((a, b) => op.add(a, b)),
      call.inputs.length,
    ),
  Equal: relation(op.equal),
  Less: relation(op.less),
  LessOrEqual: relation(op.lessEqual),
  Greater: relation(op.greater),
  GreaterOrEqual: relation(op.greaterEqual),
  And: relation(op.and),
  Or: relation(op.or),
  Xor: relation(op.xor),
  Not: (call) => computed(op.not(call.tensor(0)), "bool"),
  IsNaN: (call) => computed(op.isNan(call.tensor(0)), "bool"),
  IsInf: (call) => computed(infinite(call), "bool"),
  Where: (call) => computed(op.where(call.tensor(0), call.tensor(1), call.tensor(2)), call.type(1)),
  Clip: clamp,
  HardSigmoid: hardSigmoid,
  LeakyRelu: (call) => op.leakyRelu(call.tensor(0), { alpha: call.attributes.float("alpha", 0.01) }),
  Elu: (call) => op.elu(call.tensor(0), { alpha: call.attributes.float("alpha", 1) }),
  Selu: (call) =>
    exponentialUnit(call, call.attributes.float("alpha", 1.6732631921768188), call.attributes.float("gamma", 1.0507010221481323)),
  Celu: (call) => {
    const x = call.tensor(0);
    const alpha = call.attributes.float("alpha", 1);
    return op.add(op.maximum(x, 0), op.minimum(op.mul(alpha, op.sub(op.exp(op.div(x, alpha)), 1)), 0));
  },
  Swish: (call) => op.mul(call.tensor(0), op.sigmoid(op.mul(call.tensor(0), call.attributes.float("alpha", 1)))),
  ...thresholds,
};
