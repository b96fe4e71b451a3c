import type { Dim } from "../../../../graph/shape.ts";
import type { Site } from "../site.ts";
import type { Form } from "./form.ts";

export const moveForms: Readonly<Record<string, Form>> = {
  transpose: { write: ({ inputs, attrs, to }) => to.node("Transpose", inputs, { perm: attrs.perm as readonly number[] }) },
  broadcastTo: { write: (site) => site.expanded(site.input(0), site.type(0).shape, site.shape) },
  expandDims: { write: ({ inputs, attrs, to }) => to.node("Unsqueeze", [...inputs, to.ints([attrs.axis as number])]) },
  squeeze: {
    when: ({ attrs }) => (attrs.axis as readonly number[]).length > 0,
    write: ({ inputs, attrs, to }) => to.node("Squeeze", [...inputs, to.ints(attrs.axis as readonly number[])]),
  },
  concat: { write: ({ inputs, attrs, to }) => to.node("Concat", inputs, { axis: attrs.axis as number }) },
  slice: { write: writeSlice },
};

/** A place that is −1 would be the last one to ONNX: what goes backwards is cut out first, and turned around then. */
function writeSlice(site: Site): string {
  const { to } = site;
  const { axis, start, stop, step } = site.attrs as {
    readonly axis: number;
    readonly start: Dim;
    readonly stop: Dim;
    readonly step: number;
  };
  const sliced = (x: string, ends: readonly [string, string], by: number): string =>
    to.node("Slice", [x, ...ends, to.ints([axis]), to.ints([by])]);
  const part = (by: number): string => sliced(site.input(0), [to.sizes.list([start]), to.sizes.list([stop])], by);
  if (step > 0) return part(step);
  const isWhole = start === 0 && stop === site.type(0).shape[axis];
  return sliced(isWhole ? site.input(0) : part(1), [to.ints([-1]), to.ints([-(2n ** 62n)])], step);
}
