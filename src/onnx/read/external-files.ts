import type { GraphProto, NodeProto, TensorProto } from "../wire/schema.ts";
import { readModel } from "./read-model.ts";

/**
 * The names of the files beside an .onnx file that weights of it lie in: what `externalData` of `fromOnnx` needs, in the order in which they
 * are met. They are as hostile as the file: whoever opens one first looks where its name leads.
 *
 *     const externalData = Object.fromEntries(await Promise.all(externalFiles(bytes).map(async (name) => [name, await fetchBytes(name)])));
 *
 * FormatError where the bytes are no ONNX file.
 */
export function externalFiles(bytes: Uint8Array | ArrayBuffer): string[] {
  const { graph, functions = [] } = readModel("externalFiles", bytes);
  const found = new Set<string>();
  const tensor = ({ dataLocation, externalData = [] }: TensorProto): void => {
    const location = externalData.find(({ key }) => key === "location")?.value;
    if (dataLocation === 1 && location !== undefined) found.add(location);
  };
  const nodes = (list: readonly NodeProto[] = []): void => {
    for (const { t, g } of list.flatMap(({ attribute = [] }) => attribute)) {
      if (t !== undefined) tensor(t);
      if (g !== undefined) all(g);
    }
  };
  const all = ({ initializer = [], node }: GraphProto): void => {
    for (const one of initializer) tensor(one);
    nodes(node);
  };
  all(graph);
  for (const { node } of functions) nodes(node);
  return [...found];
}
