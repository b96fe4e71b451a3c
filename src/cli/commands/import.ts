import { basename, extname, resolve } from "node:path";
import { nodeOf } from "../../../graph/graph.ts";
import { showType, sizeOf } from "../../../graph/shape.ts";
import { toModel } from "../../model/to-model.ts";
import type { OnnxModel } from "../../onnx/index.ts";
import { CliError } from "../cli-error.ts";
import { defineCommand } from "../command.ts";
import { contentKind } from "../content-kind.ts";
import { readBytes } from "../read-file.ts";
import { onnxOptions, readOnnxFile } from "../read-onnx-file.ts";
import { saveFile } from "../save-file.ts";
import { table } from "../table.ts";

/** A file of more bytes takes seconds: what is done is told. */
const large = 2 ** 24;

export const importModel = defineCommand({
  name: "import",
  purpose: "read an .onnx file and write it as a model file, with its weights",
  operands: ["file"],
  notes: [
    "The model file is what every other command and loadModel take. Weights that lie in files of their own are read from beside the .onnx file. " +
      "Inputs and outputs keep the names that they have there: run and predict take them, too.",
    "An axis with a name keeps it, where all nodes can do without its size; else the message says which --dims are needed.",
  ],
  options: {
    out: { type: "string", short: "o", value: "file", help: "where it is written (default: the name of the file, with .safetensors)" },
    ...onnxOptions,
  },
  examples: [
    ["a model file", "dagrad import model.onnx -o model.safetensors"],
    ["one for single images, of an input that says its shape", "dagrad import model.onnx --dims batch=1 --constants shape=[1,3,224,224]"],
  ],
  async run([name = ""], { out = `${basename(name, extname(name))}.safetensors`, ...given }, terminal) {
    const { cwd, stdout, stderr } = terminal;
    const file = resolve(cwd, name);
    const bytes = await readBytes(file, name);
    const kind = contentKind(bytes);
    if (kind === "safetensors" || kind === "npy") {
      const cure = kind === "npy" ? "name a model" : "every command takes it as it is";
      throw new CliError(`${name}: the file must be an .onnx file, got a .${kind} file; ${cure}`);
    }
    const says = bytes.length > large ? (what: string) => stderr.write(`${what}\n`) : () => undefined;
    says(`read ${name}, ${(bytes.length / 1e6).toFixed(0)} MB`);
    const model = await readOnnxFile(bytes, { name, file, given, cwd });
    says(`built a graph of ${Object.keys(model.graph.nodes).length} nodes`);
    await saveFile(out, toModel(model), terminal);
    stdout.write(summary(model));
    return 0;
  },
});

/** Inputs and outputs with the names and types that they have in the file, and how many weights there are. */
function summary({ graph, parameters, names }: OnnxModel): string {
  const row = (kind: string, name: string, id: string, node: string) => [
    kind,
    // Nothing that a terminal would take for a command.
    name.replace(/\p{C}/gu, "?"),
    id,
    showType(nodeOf(graph, node)),
    names.types[name] ?? "",
  ];
  const rows = [
    ...Object.entries(names.inputs).map(([name, id]) => row("input", name, id, id)),
    ...Object.entries(names.outputs).map(([name, output]) => row("output", name, output, graph.outputs[output] as string)),
  ];
  const weights = Object.values(parameters).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const columns = [{ title: "" }, { title: "In the file" }, { title: "Here" }, { title: "Type" }, { title: "Type in the file" }];
  const count = Object.keys(parameters).length;
  return `${table(columns, rows)}\n\n${Object.keys(graph.nodes).length} nodes, ${weights} numbers in ${count} ${count === 1 ? "parameter" : "parameters"}\n`;
}
