import type { ByteArray } from "../../graph/dtype.ts";
import type { Graph } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { fromSafetensors } from "../data/safetensors.ts";
import { drawingOf } from "../export/dot.ts";
import { drawingSvg } from "../export/svg/drawing-svg.ts";
import { text } from "../export/text.ts";
import { themed } from "../export/theme.ts";
import { toModel } from "../model/to-model.ts";
import { parse } from "../parse.ts";
import type { Numbers } from "./protocol.ts";

/** The formulas of a network's outputs as text: "loss" → "−1/batch Σₗ log(…)", with what it is made of line by line. */
export function formulasOf(network: string): { readonly name: string; readonly lines: readonly string[] }[] {
  const graph = parse(network);
  return Object.keys(graph.outputs)
    .filter((name) => name !== "accuracy")
    .map((name) => {
      const [first = "", where = ""] = text(graph, name).split(" where ");
      return { name, lines: [`${name} = ${first}`, ...where.split(/, (?=[^ ]+ = )/).filter(Boolean)] };
    });
}

/** The picture of a network, layer by layer, as an address that an image shows: no text of it becomes part of the page. */
export const pictureOf = (network: string, theme: "light" | "dark"): string => {
  const direction = "LR";
  const svg = themed(drawingSvg(drawingOf(parse(network), { level: "layers", direction }), direction), theme);
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
};

/** The trained network as the bytes of one safetensors file, which `loadModel` reads. */
export function modelBytes(network: string, parameters: Numbers): ByteArray {
  const graph = parse(network);
  return toModel({ graph, parameters: arraysOf(graph, parameters) });
}

export const arraysOf = (graph: Graph, parameters: Numbers): Record<string, NdArray> =>
  Object.fromEntries(
    Object.entries(parameters).map(([id, values]) => [
      id,
      new NdArray(values.slice(), graph.nodes[id]?.shape as readonly number[], "float32"),
    ]),
  );

/** The weights in a safetensors file, by name. */
export const weightsIn = (bytes: Uint8Array, name: string): Numbers =>
  Object.fromEntries(
    Object.entries(fromSafetensors(bytes, name).tensors).map(([id, { data }]) => [id, Float32Array.from(data as ArrayLike<number>)]),
  );
