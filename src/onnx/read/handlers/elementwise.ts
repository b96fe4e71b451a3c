import type { AnyTensor } from "../../../../graph/op.ts";
import { abs } from "../../../../ops/elementwise/abs.ts";
import { add } from "../../../../ops/elementwise/add.ts";
import { and } from "../../../../ops/elementwise/and.ts";
import { ceil } from "../../../../ops/elementwise/ceil.ts";
import { clip } from "../../../../ops/elementwise/clip.ts";
import { cos } from "../../../../ops/elementwise/cos.ts";
import { div } from "../../../../ops/elementwise/div.ts";
import { elu } from "../../../../ops/elementwise/elu.ts";
import { equal } from "../../../../ops/elementwise/equal.ts";
import { exp } from "../../../../ops/elementwise/exp.ts";
import { floor } from "../../../../ops/elementwise/floor.ts";
import { gelu } from "../../../../ops/elementwise/gelu.ts";
import { greater } from "../../../../ops/elementwise/greater.ts";
import { greaterEqual } from "../../../../ops/elementwise/greater-equal.ts";
import { hardSwish } from "../../../../ops/elementwise/hard-swish.ts";
import { isNan } from "../../../../ops/elementwise/is-nan.ts";
import { leakyRelu } from "../../../../ops/elementwise/leaky-relu.ts";
import { less } from "../../../../ops/elementwise/less.ts";
import { lessEqual } from "../../../../ops/elementwise/less-equal.ts";
import { log } from "../../../../ops/elementwise/log.ts";
import { maximum } from "../../../../ops/elementwise/maximum.ts";
import { minimum } from "../../../../ops/elementwise/minimum.ts";
import { mish } from "../../../../ops/elementwise/mish.ts";
import { mul } from "../../../../ops/elementwise/mul.ts";
import { neg } from "../../../../ops/elementwise/neg.ts";
import { not } from "../../../../ops/elementwise/not.ts";
import { or } from "../../../../ops/elementwise/or.ts";
import { pow } from "../../../../ops/elementwise/pow.ts";
import { reciprocal } from "../../../../ops/elementwise/reciprocal.ts";
import { relu } from "../../../../ops/elementwise/relu.ts";
import { remainder } from "../../../../ops/elementwise/remainder.ts";
import { round } from "../../../../ops/elementwise/round.ts";
import { sigmoid } from "../../../../ops/elementwise/sigmoid.ts";
import { sign } from "../../../../ops/elementwise/sign.ts";
import { sin } from "../../../../ops/elementwise/sin.ts";
import { softplus } from "../../../../ops/elementwise/softplus.ts";
import { sqrt } from "../../../../ops/elementwise/sqrt.ts";
import { sub } from "../../../../ops/elementwise/sub.ts";
import { tanh } from "../../../../ops/elementwise/tanh.ts";
import { trunc } from "../../../../ops/elementwise/trunc.ts";
import { where } from "../../../../ops/elementwise/where.ts";
import { xor } from "../../../../ops/elementwise/xor.ts";
import { as, type Handler, isFloat, type NodeCall } from "../node-call.ts";
import { computed } from "../values.ts";
import { wrapped } from "./casts.ts";

type Unary = (x: AnyTensor) => AnyTensor;
type Binary = (a: AnyTensor, b: AnyTensor) => AnyTensor;

const unary =
  (op: Unary): Handler =>
  (call) =>
    op(call.tensor(0));
/** Whole numbers wrap around as those of their type do. */
const arithmetic =
  (op: Binary): Handler =>
  (call) =>
    call.tensors().reduce((a, b) => wrapped(op(a, b), call.type(0)));
/** True and false of two tensors. */
const relation =
  (op: Binary): Handler =>
  (call) =>
    computed(op(call.tensor(0), call.tensor(1)), "bool");
/** Of any number of tensors, two by two from the left. */
const several =
  (op: Binary): Handler =>
  (call) =>
    call.tensors().reduce((a, b) => op(a, b));

/** ONNX divides whole numbers towards zero. */
const quotient: Binary = (a, b) => (isFloat(a) ? div(a, b) : as(trunc(div(as(a, "float64"), as(b, "float64"))), a.dtype));

/** a b of unsigned numbers of 32 bits, in parts of which float64 has every product. */
function product(call: NodeCall): AnyTensor {
  const [a, b] = [call.tensor(0), call.tensor(1)];
  if (call.type(0) !== "uint32") return wrapped(mul(a, b), call.type(0));
  const high = floor(div(b, 2 ** 16));
  const low = sub(b, mul(high, 2 ** 16));
  return wrapped(add(mul(remainder(mul(a, high), 2 ** 16), 2 ** 16), mul(a, low)), "uint32");
}

/** The dtype of the base is kept, whatever that of the exponent is. */
const power: Binary = (a, b) => {
  const dtype = a.dtype === "float32" && b.dtype === "float32" ? "float32" : "float64";
  return as(pow(as(a, dtype), as(b, dtype)), a.dtype);
};

/** The sign of the divisor (fmod = 0), or that of the dividend. */
function modulo(call: NodeCall): AnyTensor {
  const [a, b] = [call.tensor(0), call.tensor(1)];
  if (!call.attributes.flag("fmod")) return remainder(a, b);
  const [x, y] = [as(a, "float64"), as(b, "float64")];
  return as(sub(x, mul(y, trunc(div(x, y)))), a.dtype);
}

function clamp(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  if (call.opset < 11) {
    const { attributes } = call;
    return clip(x, { min: attributes.float("min", Number.NEGATIVE_INFINITY), max: attributes.float("max", Number.POSITIVE_INFINITY) });
  }
  const low = call.optional(1);
  const high = call.optional(2);
  const above = low === undefined ? x : maximum(x, low);
  return high === undefined ? above : minimum(above, high);
}

function infinite(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const signs = [
    [1, "detect_positive"],
    [-1, "detect_negative"],
  ] as const;
  const found = signs
    .filter(([, name]) => call.attributes.flag(name, true))
    .map(([one]) => equal(x, call.scalar(one * Number.POSITIVE_INFINITY, x)) as AnyTensor);
  return found.length === 0 ? call.filled(0, x.shape, "bool") : found.reduce((a, b) => or(a, b));
}

const hardSigmoid: Handler = (call) => {
  const { attributes } = call;
  return clip(add(mul(call.tensor(0), attributes.float("alpha", 0.2)), attributes.float("beta", 0.5)), { min: 0, max: 1 });
};

/** γ · (x above 0, α (exp x − 1) else); below 0 nothing overflows. */
function exponentialUnit(call: NodeCall, alpha: number, gamma: number): AnyTensor {
  const x = call.tensor(0);
  const below = mul(alpha, sub(exp(minimum(x, 0)), 1));
  return mul(gamma, where(greater(x, 0), x, below));
}

const thresholds: Readonly<Record<string, Handler>> = {
  ThresholdedRelu: (call) => {
    const x = call.tensor(0);
    return where(greater(x, call.scalar(call.attributes.float("alpha", 1), x)), x, call.scalar(0, x));
  },
  Shrink: (call) => {
    const x = call.tensor(0);
    const [bias, limit] = [call.attributes.float("bias", 0), call.attributes.float("lambd", 0.5)];
    const [low, high] = [call.scalar(-limit, x), call.scalar(limit, x)];
    return where(less(x, low), add(x, bias), where(greater(x, high), sub(x, bias), call.scalar(0, x)));
  },
};

export const elementwise: Readonly<Record<string, Handler>> = {
  Abs: (call) => wrapped(abs(call.tensor(0)), call.type(0)),
  Neg: (call) => wrapped(neg(call.tensor(0)), call.type(0)),
  Exp: unary(exp),
  Log: unary(log),
  Sqrt: unary(sqrt),
  Sin: unary(sin),
  Cos: unary(cos),
  Tanh: unary(tanh),
  Sign: unary(sign),
  Sigmoid: unary(sigmoid),
  Floor: unary(floor),
  Ceil: unary(ceil),
  Round: unary(round),
  Reciprocal: unary(reciprocal),
  Softplus: unary(softplus),
  Mish: unary(mish),
  HardSwish: unary(hardSwish),
  Relu: unary((x) => (isFloat(x) ? relu(x) : maximum(x, 0))),
  Softsign: unary((x) => div(x, add(1, abs(x)))),
  Add: arithmetic(add),
  Sub: arithmetic(sub),
  Mul: product,
  Div: arithmetic(quotient),
  Pow: arithmetic(power),
  PRelu: arithmetic((x, slope) => where(less(x, 0), mul(x, slope), x)),
  Mod: modulo,
  Max: several(maximum),
  Min: several(minimum),
  Sum: arithmetic(add),
  Mean: (call) =>
    div(
      call.tensors().reduce((a, b) => add(a, b)),
      call.inputs.length,
    ),
  Equal: relation(equal),
  Less: relation(less),
  LessOrEqual: relation(lessEqual),
  Greater: relation(greater),
  GreaterOrEqual: relation(greaterEqual),
  And: relation(and),
  Or: relation(or),
  Xor: relation(xor),
  Not: (call) => computed(not(call.tensor(0)), "bool"),
  IsNaN: (call) => computed(isNan(call.tensor(0)), "bool"),
  IsInf: (call) => computed(infinite(call), "bool"),
  Where: (call) => computed(where(call.tensor(0), call.tensor(1), call.tensor(2)), call.type(1)),
  Clip: clamp,
  HardSigmoid: hardSigmoid,
  LeakyRelu: (call) => leakyRelu(call.tensor(0), { alpha: call.attributes.float("alpha", 0.01) }),
  Elu: (call) => elu(call.tensor(0), { alpha: call.attributes.float("alpha", 1) }),
  Selu: (call) =>
    exponentialUnit(call, call.attributes.float("alpha", 1.6732631921768188), call.attributes.float("gamma", 1.0507010221481323)),
  Celu: (call) => {
    const x = call.tensor(0);
    const alpha = call.attributes.float("alpha", 1);
    return add(maximum(x, 0), minimum(mul(alpha, sub(exp(div(x, alpha)), 1)), 0));
  },
  Swish: (call) => mul(call.tensor(0), sigmoid(mul(call.tensor(0), call.attributes.float("alpha", 1)))),
  Gelu: (call) => {
    if (call.attributes.string("approximate", "none") === "tanh") return gelu(call.tensor(0));
    return call.unsupported("Gelu by erf");
  },
  ...thresholds,
};
