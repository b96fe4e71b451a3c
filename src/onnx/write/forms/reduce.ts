import { countOfShape } from "../../../../graph/dim.ts";
import { isFloat } from "../../../../graph/dtype.ts";
import { foldedAxes } from "../../../../graph/op.ts";
import type { Dim } from "../../../../graph/shape.ts";
import { writePositions } from "../write-expression.ts";
import { type Reduction, writeReduction } from "../write-reduction.ts";
import type { Form } from "./form.ts";

/** A reduction that ONNX has. Over no axes, which it takes for all of them, it is another one. */
const reduction = (opType: Reduction): Form => ({
  when: ({ attrs, types: [x] }) => x !== undefined && x.dtype !== "bool" && (attrs.axis as readonly number[]).length > 0,
  write: (site) => {
    const axes = foldedAxes(site.attrs, site.type(0).shape.length);
    const { dtype } = site.type(0);
    const x = dtype === "uint8" ? site.to.cast(site.input(0), "int32") : site.input(0);
    const y = writeReduction(opType, x, { axes, keepdims: site.attrs.keepdims === true }, site);
    return dtype === "uint8" && site.dtype === "uint8" ? site.to.cast(y, "uint8") : y;
  },
});

export const reduceForms: Readonly<Record<string, Form>> = {
  max: reduction("ReduceMax"),
  min: reduction("ReduceMin"),
  prod: {
    ...reduction("ReduceProd"),
    when: ({ types: [x], attrs }) => x !== undefined && isFloat(x.dtype) && (attrs.axis as readonly number[]).length > 0,
  },
  logSumExp: reduction("ReduceLogSumExp"),
  argmin: {
    write: ({ inputs, types: [x], attrs, to }) => {
      const wide = x?.dtype === "uint8" || x?.dtype === "bool" ? to.cast(inputs[0] as string, "int32") : (inputs[0] as string);
      return to.cast(to.node("ArgMin", [wide], { axis: attrs.axis as number, keepdims: 0 }), "int32");
    },
  },
  size: {
    write: (site) => {
      const { to } = site;
      const dims = (site.attrs.axis as readonly number[]).map((axis) => site.type(0).shape[axis] as Dim);
      if (dims.every((dim) => typeof dim === "number"))
        return to.node("Identity", [
          to.scalar(
            (dims as number[]).reduce((a, b) => a * b, 1),
            site.dtype,
          ),
        ]);
      const count = to.sizes.of(countOfShape(dims));
      return to.cast(to.node("Squeeze", [count]), site.dtype);
    },
  },
  positions: {
    write: (site) => {
      const { to } = site;
      const [count] = site.shape as readonly [Dim];
      if (typeof count === "number") return writePositions(count, to);
      const limit = to.cast(to.node("Squeeze", [to.sizes.of(count)]), "int32");
      return to.node("Range", [to.scalar(0, "int32"), limit, to.scalar(1, "int32")]);
    },
  },
};
