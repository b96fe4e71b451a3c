import { decodeNumber } from "../../../../graph/attrs.ts";
import type { Attrs } from "../../../../graph/graph.ts";
import { type Attributes, float } from "../tensors.ts";
import { type Asked, type Form, isFloat, isFloat32 } from "./form.ts";

/** A function of one op of ONNX, from an opset on. */
const named = (opType: string, when: (asked: Asked) => boolean, attributes: (attrs: Attrs) => Attributes = () => ({})): Form => ({
  when,
  write: ({ inputs, attrs, to }) => to.node(opType, inputs, attributes(attrs)),
});

const from =
  (opset: number) =>
  (asked: Asked): boolean =>
    asked.opset >= opset && isFloat32(asked);

const number = (attrs: Attrs, name: string) => float(decodeNumber(attrs[name] as number));

/** Functions that runtimes have for float32 alone; of float64 they are written as dagrad computes them. */
const functions = {
  acos: "Acos",
  acosh: "Acosh",
  asin: "Asin",
  asinh: "Asinh",
  atan: "Atan",
  atanh: "Atanh",
  cosh: "Cosh",
  erf: "Erf",
  sinh: "Sinh",
  tan: "Tan",
};

export const elementwiseForms: Readonly<Record<string, Form>> = {
  ...Object.fromEntries(Object.entries(functions).map(([name, opType]) => [name, named(opType, isFloat32)])),
  relu: named("Relu", isFloat),
  sigmoid: named("Sigmoid", isFloat),
  softmax: named("Softmax", isFloat, ({ axis }) => ({ axis: axis as number })),
  logSoftmax: named("LogSoftmax", isFloat, ({ axis }) => ({ axis: axis as number })),
  leakyRelu: named("LeakyRelu", isFloat32, (attrs) => ({ alpha: number(attrs, "alpha") })),
  elu: named("Elu", isFloat32, (attrs) => ({ alpha: number(attrs, "alpha") })),
  softplus: named("Softplus", isFloat32),
  hardSigmoid: named("HardSigmoid", isFloat32, (attrs) => ({ alpha: number(attrs, "alpha"), beta: number(attrs, "beta") })),
  mish: named("Mish", from(18)),
  gelu: named("Gelu", from(20), ({ approximate }) => ({ approximate: approximate as string })),
};
