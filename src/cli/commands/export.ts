import { basename, dirname, extname, join, resolve } from "node:path";
import { random } from "../../data/random.ts";
import { compile } from "../../run/compile.ts";
import { chooseOutputs } from "../choose-outputs.ts";
import { CliError } from "../cli-error.ts";
import { defineCommand } from "../command.ts";
import { type ExportFormat, exportFormats, exportNames } from "../export/export-formats.ts";
import { exportOption, loadModel } from "../load-model.ts";
import { onnxOptions } from "../read-onnx-file.ts";
import { readParameters } from "../read-parameters.ts";
import { seedOf } from "../run-model.ts";
import { saveFile } from "../save-file.ts";

export const exportModel = defineCommand({
  name: "export",
  purpose: "write a model for other engines and libraries: ONNX, PyTorch, NumPy, safetensors or .npz",
  operands: ["model"],
  notes: [
    "onnx: a file that ONNX Runtime and others run; a training step, too, whose parameters are inputs and outputs. torch: a class of PyTorch " +
      "and its weights, or, where the module exports a training, a program that trains it. numpy: statements of Python for one output. " +
      "safetensors: a model file with graph and weights. npz: the weights alone, for NumPy.",
    "Without --to the ending of -o says what is written.",
  ],
  options: {
    to: { type: "string", short: "t", choices: exportNames, help: "what is written" },
    out: {
      type: "string",
      short: "o",
      value: "file",
      help: "where it is written (default: the name of the model, with the ending of what is written)",
    },
    output: {
      type: "string",
      value: "name",
      multiple: true,
      help: "write this output, with the inputs that it needs (default: all of them)",
    },
    opset: { type: "string", value: "number", help: "of ONNX: version of its op set, 13 to 21 (default: 17)" },
    external: { type: "boolean", help: "of ONNX: put large weights into a file beside it, as models of 2 GB and more need" },
    parameters: {
      type: "string",
      short: "p",
      value: "file",
      help: "weights: a model, a checkpoint, .safetensors, .npz, or .json of some: { name: nested lists }",
    },
    seed: { type: "string", short: "s", value: "number", help: "in place of weights those that a training of this seed begins with" },
    ...onnxOptions,
    export: exportOption,
  },
  examples: [
    ["a trained model for ONNX Runtime, without its loss", "dagrad export model.safetensors --to onnx --output probabilities"],
    ["a network with the weights of a checkpoint", "dagrad export network.ts -p out/network/best.safetensors -o network.onnx"],
    ["a training script for PyTorch", "dagrad export network.ts --to torch"],
  ],
  async run([file = ""], options, terminal) {
    const format = formatOf(options.to, options.out);
    const { ending, needsWeights, write } = exportFormats[format];
    const opset = opsetOf(options.opset, format);
    if (options.external && format !== "onnx") throw new CliError(`--external: is about ONNX, got --to ${format}; leave it out`);
    const out = options.out ?? `${basename(file, extname(file))}${ending}`;
    if (extname(out).toLowerCase() !== ending) {
      throw new CliError(`--out: a file of ${format} must end in ${ending}, got "${out}"; rename it`);
    }
    const model = await loadModel(file, options.export, terminal, options);
    const outputs = options.output && chooseOutputs(model.graph, options.output, "--output");
    const { graph, parameters: own = {} } = model;
    const given = options.parameters === undefined ? {} : await readParameters(graph, options.parameters, terminal);
    const known = { ...own, ...given };
    const missing = Object.keys(graph.nodes).find((id) => graph.nodes[id]?.op === "parameter" && !Object.hasOwn(known, id));
    if (needsWeights && missing !== undefined && options.seed === undefined) {
      const cure = "name a trained model, or add -p with its weights, or --seed 0 for those that a training begins with";
      throw new CliError(`${file}: weights must be given to be written, got none for "${missing}"; ${cure}`);
    }
    const isDrawn = needsWeights || options.seed !== undefined;
    const parameters = isDrawn ? compile(graph, { parameters: known, random: random(seedOf(options.seed)) }).parameters : known;
    const name = basename(out, extname(out));
    const { files, notices = [] } = await write({
      model: { ...model, parameters },
      file,
      name,
      outputs,
      opset,
      external: options.external ?? false,
    });
    const written = Object.entries(files).map(([each, content]) => [join(dirname(out), each), content] as const);
    const read = [file, options.parameters ?? file].map((one) => resolve(terminal.cwd, one));
    const over = written.find(([each]) => read.includes(resolve(terminal.cwd, each)));
    if (over !== undefined)
      throw new CliError(`--out: a file that is written must not be one that is read, got "${over[0]}"; name another one with -o`);
    for (const [each, content] of written) await saveFile(each, content, terminal);
    for (const notice of notices) terminal.stderr.write(`${notice}\n`);
    return 0;
  },
});

/** What is written, by its name, or by the ending of the file. */
function formatOf(to: ExportFormat | undefined, out: string | undefined): ExportFormat {
  if (to !== undefined) return to;
  const ending = out === undefined ? "" : extname(out).toLowerCase();
  const fitting = exportNames.filter((name) => exportFormats[name].ending === ending);
  if (fitting.length === 1) return fitting[0] as ExportFormat;
  const names = (fitting.length > 0 ? fitting : exportNames).join(", ");
  throw new CliError(
    `--to: must say what is written (${names}), got ${out === undefined ? "nothing" : `only -o ${out}`}; add e.g. --to ${fitting[0] ?? "onnx"}`,
  );
}

function opsetOf(text: string | undefined, format: ExportFormat): number | undefined {
  if (text === undefined) return undefined;
  if (format !== "onnx") throw new CliError(`--opset: is about ONNX, got --to ${format}; leave it out`);
  const opset = Number(text);
  if (/^\d+$/.test(text) && opset >= 13 && opset <= 21) return opset;
  throw new CliError(`--opset: must be a whole number from 13 to 21, got "${text}"; leave it out for 17`);
}
