import type { Graph } from "../../../graph/graph.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import { toNpz } from "../../data/npz.ts";
import { numpy } from "../../export/numpy.ts";
import { toModel } from "../../model/to-model.ts";
import { select } from "../../passes/select.ts";
import { CliError } from "../cli-error.ts";
import type { Model } from "../load-model.ts";
import { torchFiles } from "./torch-files.ts";

/** What is to be written, and how. */
export interface Exported {
  readonly model: Model & { readonly parameters: Readonly<Record<string, NdArray>> };
  /** What the user calls the model. */
  readonly file: string;
  /** The file that is written, without folder and ending. */
  readonly name: string;
  /** The outputs that were chosen, undefined where all are. */
  readonly outputs: readonly string[] | undefined;
  readonly opset: number | undefined;
  /** Whether the weights of an .onnx file lie beside it. */
  readonly external: boolean;
}

/** The files of a format, and what is to be said of them. */
export interface ExportedFiles {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly notices?: readonly string[];
}

interface Format {
  readonly ending: string;
  /** Whether weights are needed: others tell of the graph alone. */
  readonly needsWeights: boolean;
  write(exported: Exported): Promise<ExportedFiles>;
}

/** The graph with these outputs alone, and what they are made of. */
const chosen = (graph: Graph, outputs: readonly string[] | undefined): Graph => (outputs === undefined ? graph : select(graph, outputs));

const weightsOf = ({ nodes }: Graph, parameters: Readonly<Record<string, NdArray>>): Record<string, NdArray> =>
  Object.fromEntries(Object.entries(parameters).filter(([id]) => Object.hasOwn(nodes, id)));

export type ExportFormat = "onnx" | "torch" | "numpy" | "safetensors" | "npz";

export const exportFormats: Readonly<Record<ExportFormat, Format>> = {
  onnx: {
    ending: ".onnx",
    needsWeights: true,
    async write({ model, name, outputs, opset, external }) {
      // Loaded when the first such file is written.
      const { toOnnx, toOnnxFiles } = await import("../../onnx/index.ts");
      const options = { ...(outputs && { outputs }), ...(opset !== undefined && { opset }) };
      if (!external) return { files: { [`${name}.onnx`]: toOnnx(model, options) } };
      const { bytes, externalData } = toOnnxFiles(model, { ...options, location: `${name}.onnx.data` });
      return { files: { [`${name}.onnx`]: bytes, ...externalData } };
    },
  },
  torch: {
    ending: ".py",
    needsWeights: false,
    async write({ model, file, name, outputs }) {
      const graph = chosen(model.graph, outputs);
      const parameters = Object.keys(model.parameters).length > 0 && { parameters: weightsOf(graph, model.parameters) };
      return torchFiles({ graph, ...parameters, ...(model.exports && { exports: model.exports }) }, file, name);
    },
  },
  numpy: {
    ending: ".py",
    needsWeights: false,
    async write({ model: { graph }, name, outputs = Object.keys(graph.outputs) }) {
      const [first, ...others] = outputs;
      const output = others.length === 0 ? first : outputs.find((one) => one === "loss");
      if (output === undefined || (others.length > 0 && outputs.length < Object.keys(graph.outputs).length)) {
        throw new CliError(`export: NumPy is written of one output, got ${outputs.length} (${outputs.join(", ")}); add --output ${first}`);
      }
      return { files: { [`${name}.py`]: `${numpy(graph, output, { form: "statements" }).trimEnd()}\n` } };
    },
  },
  safetensors: {
    ending: ".safetensors",
    needsWeights: true,
    async write({ model: { graph, parameters, names }, name, outputs }) {
      const part = chosen(graph, outputs);
      // What columns are called may be of inputs that are left out.
      const model = { graph: part, parameters: weightsOf(part, parameters), ...(names && outputs === undefined && { names }) };
      return { files: { [`${name}.safetensors`]: toModel(model) } };
    },
  },
  npz: {
    ending: ".npz",
    needsWeights: true,
    async write({ model: { graph, parameters }, name, outputs }) {
      return { files: { [`${name}.npz`]: toNpz(weightsOf(chosen(graph, outputs), parameters)) } };
    },
  },
};

export const exportNames = Object.keys(exportFormats) as readonly ExportFormat[];
