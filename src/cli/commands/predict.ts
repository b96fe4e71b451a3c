import { extname } from "node:path";
import { toNpy } from "../../data/npy.ts";
import { dataset, sliceRows } from "../../train/dataset.ts";
import { predict as predictRows } from "../../train/predict.ts";
import { CliError } from "../cli-error.ts";
import { defineCommand, type OptionValues } from "../command.ts";
import { loadModel, modelOptions } from "../load-model.ts";
import { chooseOutput } from "../predict/choose-output.ts";
import { classesOf } from "../predict/classes.ts";
import { networkOf } from "../predict/network-of.ts";
import { type Prediction, predictionCsv, predictionJson, predictionTable } from "../predict/prediction.ts";
import { dataNote, dataOptions, readData } from "../predict/read-data.ts";
import { runOptions } from "../run-model.ts";
import { saveFile } from "../save-file.ts";
import type { Terminal } from "../terminal.ts";
import { wholeNumber } from "../train/whole-number.ts";

/** Rows of a table, where nothing else is said. */
const usualRows = 20;

const options = {
  output: { type: "string", value: "name", help: "which output predicts (default: the one with a row for each row of the data)" },
  rows: { type: "string", short: "n", value: "number", help: `predict the first rows only (default: ${usualRows} in a table, else all)` },
  json: { type: "boolean", help: "print JSON: class, probability and values of each row" },
  csv: { type: "boolean", help: "print CSV: a row for each row, with all values" },
  out: { type: "string", short: "o", value: "file", help: "write a .csv, .json or .npy file instead" },
  ...dataOptions,
  parameters: runOptions.parameters,
  backend: runOptions.backend,
  ...modelOptions,
} as const;

type Form = "table" | "csv" | "json" | "npy";

export const predict = defineCommand({
  name: "predict",
  purpose: "predict with a trained model, row by row of a table or of arrays",
  operands: ["model"],
  optional: ["data"],
  notes: [
    dataNote,
    "Shown is the class of each row and its probability where the output says one, by name where the model has names; other outputs as " +
      "numbers. Labels are not needed. A module needs weights: -p out/model.safetensors.",
  ],
  options,
  examples: [
    ["the classes of the rows of a table", "dagrad predict iris.safetensors flowers.csv"],
    ["all of them, to a file", "dagrad predict iris.safetensors flowers.csv -o classes.csv"],
    ["one row, typed in", 'dagrad predict iris.safetensors \'{"length": 5.1, "width": 3.5}\''],
  ],
  async run([file = "", word], given, terminal) {
    const form = formOf(given);
    const rows = wholeNumber("rows", given.rows, 1, Number.MAX_SAFE_INTEGER) ?? (form === "table" ? usualRows : Number.POSITIVE_INFINITY);
    const model = await loadModel(file, given.export, terminal, given);
    const output = chooseOutput(model.graph, given.output, model.names);
    const network = await networkOf(model, file, [output], given, terminal);
    const { program, graph } = network;
    const inputs = program.inputsOf([output]);
    const data = await readData(network, inputs, word, given, terminal);
    const all = dataset(graph, data, inputs, "predict");
    const values = await predictRows(program, sliceRows(all, 0, Math.min(rows, all.rows)), { output });
    await show({ output, values, classes: classesOf(network, output, values), total: all.rows }, form, given.out, terminal);
    return 0;
  },
});

const forms: Readonly<Record<string, Form>> = { ".csv": "csv", ".json": "json", ".npy": "npy" };

/** How predictions are written: as asked for, else as the ending of `-o` says, else as a table. */
function formOf({ json = false, csv = false, out }: OptionValues<typeof options>): Form {
  if (json && csv) throw new CliError("predict: one form at a time, got --json and --csv; leave one out");
  if (json || csv) return json ? "json" : "csv";
  if (out === undefined || out === "-") return "table";
  const ending = extname(out).toLowerCase();
  const form = Object.hasOwn(forms, ending) ? forms[ending] : undefined;
  if (form === undefined)
    throw new CliError(`predict: -o must end in ${Object.keys(forms).join(", ")}, got "${out}"; rename it, or add --csv`);
  return form;
}

/** Characters that are written at once. */
const part = 2 ** 16;

async function show(prediction: Prediction, form: Form, out: string | undefined, terminal: Terminal): Promise<void> {
  if (form === "npy") return saveFile(out as string, toNpy(prediction.values), terminal);
  const texts = form === "table" ? [predictionTable(prediction)] : form === "csv" ? predictionCsv(prediction) : predictionJson(prediction);
  if (out !== undefined && out !== "-") return saveFile(out, [...texts].join(""), terminal);
  let waiting = "";
  for (const text of texts) {
    waiting += text;
    if (waiting.length < part) continue;
    terminal.stdout.write(waiting);
    waiting = "";
  }
  terminal.stdout.write(waiting);
}
