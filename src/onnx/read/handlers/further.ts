import type { AnyTensor } from "../../../../graph/op.ts";
import type { Handler, NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { computed } from "../values.ts";
import { wrapped } from "./casts.ts";

const accumulated =
  (name: "cumsum" | "cumprod"): Handler =>
  (call) => {
    const x = call.tensor(0);
    const axis = call.axis(call.number(1, 0), x.shape.length);
    const options = { axis, exclusive: call.attributes.flag("exclusive"), reverse: call.attributes.flag("reverse") };
    return wrapped(op[name](x, options), call.type(0));
  };

function product(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const rank = x.shape.length;
  const given = call.attributes.ints("axes") ?? call.optionalNumbers(1) ?? [];
  if (given.length === 0 && call.attributes.flag("noop_with_empty_axes")) return x;
  const axis = given.length > 0 ? given.map((one) => call.axis(one, rank)) : Array.from({ length: rank }, (_, one) => one);
  return wrapped(op.prod(x, { axis, keepdims: call.attributes.flag("keepdims", true) }), call.type(0));
}

/** What needs no explanation beyond the op of dagrad that it is. */
export const further: Readonly<Record<string, Handler>> = {
  CumSum: accumulated("cumsum"),
  CumProd: accumulated("cumprod"),
  ReduceProd: product,
  Einsum: (call) => op.einsum(call.attributes.string("equation", "").replace(/\s/g, ""), ...call.tensors()),
  Gelu: (call) => op.gelu(call.tensor(0), { approximate: call.attributes.string("approximate", "none") }),
  TopK: (call) => {
    const x = call.tensor(0);
    const axis = call.axis(call.attributes.int("axis", -1), x.shape.length);
    const largest = call.attributes.flag("largest", true);
    // All of an axis, which may have a name.
    if (call.has(1) && call.dims(1)[0] === x.shape[axis]) {
      const order = { axis, descending: largest };
      return [op.sort(x, order), computed(op.argsort(x, order), "int64")];
    }
    // Before opset 10 an attribute said how many.
    const options = { k: call.attributes.int("k", undefined) ?? call.number(1, 1), axis, largest };
    return [op.topK(x, options), computed(op.topKIndices(x, options), "int64")];
  },
};
