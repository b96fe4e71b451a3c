import type { Node } from "../../../../graph/graph.ts";
import type { Op } from "../../../../graph/op.ts";
import { standardOps } from "../../../../ops/standard-ops.ts";
import { elementwiseForms } from "./elementwise.ts";
import type { Asked, Form } from "./form.ts";
import { layerForms } from "./layers.ts";
import { moveForms } from "./move.ts";
import { recurrentForms } from "./recurrent.ts";
import { reduceForms } from "./reduce.ts";
import { sortForms } from "./sort.ts";

/** dagrad's ops that ONNX has, too, by their names. What is not here is written by what it declares. */
export const forms: Readonly<Record<string, Form>> = {
  ...elementwiseForms,
  ...layerForms,
  ...moveForms,
  ...recurrentForms,
  ...reduceForms,
  ...sortForms,
};

/** The form of a node, where it has one that fits. An op of one's own has none, whatever it is called. */
export function formOf({ op: name, attrs, shape }: Node, op: Op, asked: Pick<Asked, "types" | "opset">): Form | undefined {
  if (!Object.hasOwn(forms, name) || standardOps.get(name) !== op) return undefined;
  const form = forms[name] as Form;
  return form.when === undefined || form.when({ attrs, shape, ...asked }) ? form : undefined;
}
