import { checkKind } from "../../graph/check-kind.ts";
import { isFloat } from "../../graph/dtype.ts";
import { nodeOf } from "../../graph/graph.ts";
import { isGraph } from "../../graph/is-graph.ts";
import { suggest } from "../../graph/nearest.ts";
import { ancestors } from "../../graph/walk.ts";
import type { Model } from "./model.ts";

/**
 * What the numbers of an output stand for: of probabilities [batch, C] the names of the C positions, of predicted labels [batch] those of the
 * numbers. The model's names say it for the output itself, or for the one input of labels that the output does not depend on.
 * undefined where they say nothing, or of several inputs different things.
 */
export function categoriesOf(model: Pick<Model<any, any>, "graph" | "names">, output: string): readonly string[] | undefined {
  checkKind(isGraph(model?.graph), "categoriesOf", "model", "a model", model, "pass what loadModel or fromModel gave");
  const { graph, names } = model;
  const { columns = {}, categories = {} } = names ?? {};
  const of = (name: string): readonly string[] | undefined => (Object.hasOwn(categories, name) ? categories[name] : undefined);
  const id = Object.hasOwn(graph.outputs, output) ? (graph.outputs[output] as string) : output;
  if (!Object.hasOwn(graph.nodes, id)) {
    const outputs = Object.keys(graph.outputs);
    const cure = suggest(String(output), outputs, "correct the name");
    checkKind(false, "categoriesOf", "output", `one of ${outputs.join(", ")}`, output, cure);
  }
  const { shape, dtype } = nodeOf(graph, id);
  const size = shape.length < 2 ? undefined : shape.at(-1);
  // A number for each row that is no label has no name.
  if (shape.length === 0 || (size === undefined && isFloat(dtype))) return of(output);
  const fed = new Set(ancestors(graph, [id]));
  const labels = graph.inputs
    .filter((input) => !fed.has(input))
    .flatMap((input) => {
      const [column, ...others] = Object.hasOwn(columns, input) ? (columns[input] as readonly string[]) : [input];
      const named = others.length === 0 && column !== undefined ? of(column) : undefined;
      return named !== undefined && (size === undefined || size === named.length) ? [named] : [];
    });
  return of(output) ?? (new Set(labels.map((one) => one.join("\n"))).size === 1 ? labels[0] : undefined);
}
