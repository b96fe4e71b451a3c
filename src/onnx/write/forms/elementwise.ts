import type { Form } from "./form.ts";

const isFloat32: NonNullable<Form["when"]> = ({ types }) => types.every(({ dtype }) => dtype === "float32");
const isFloat: NonNullable<Form["when"]> = ({ types }) => types.every(({ dtype }) => dtype === "float32" || dtype === "float64");

/** Functions that ONNX has under a name, which runtimes have for float32; of float64 they are written as dagrad computes them. */
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
  ...Object.fromEntries(
    Object.entries(functions).map(([name, opType]) => [name, { when: isFloat32, write: ({ inputs, to }) => to.node(opType, inputs) }]),
  ),
  relu: { when: isFloat, write: ({ inputs, to }) => to.node("Relu", inputs) },
  sigmoid: { when: isFloat, write: ({ inputs, to }) => to.node("Sigmoid", inputs) },
  softmax: { write: ({ inputs, attrs, to }) => to.node("Softmax", inputs, { axis: attrs.axis as number }) },
};
