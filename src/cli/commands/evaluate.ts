import type { NdArray } from "../../../graph/ndarray.ts";
import { showCount } from "../../export/quantities.ts";
import { dataset } from "../../train/dataset.ts";
import { evaluate as evaluateRows } from "../../train/evaluate.ts";
import { scalarOutputs } from "../../train/metrics.ts";
import { predict as predictRows } from "../../train/predict.ts";
import { shortList } from "../choose-outputs.ts";
import { CliError } from "../cli-error.ts";
import { defineCommand } from "../command.ts";
import { loadModel, modelOptions } from "../load-model.ts";
import { chooseOutput, likelyOutputs } from "../predict/choose-output.ts";
import { type Network, networkOf } from "../predict/network-of.ts";
import { dataNote, dataOptions, readData } from "../predict/read-data.ts";
import { labelsFor, type Score, scoreOf } from "../predict/score.ts";
import { scoreText } from "../predict/score-text.ts";
import { runOptions } from "../run-model.ts";
import { showMetric } from "../train/epoch-line.ts";

export const evaluate = defineCommand({
  name: "evaluate",
  purpose: "measure a trained model on labelled data: loss, metrics, and how well classes are found",
  operands: ["model"],
  optional: ["data"],
  notes: [
    dataNote,
    "Computed are all scalar outputs over all rows, and for a classifier precision, recall and F1 of each class, and which classes are taken for which. " +
      "A module needs weights: -p out/model.safetensors.",
  ],
  options: {
    output: { type: "string", value: "name", help: "which output says the class (default: the one with a row for each row of the data)" },
    json: { type: "boolean", help: "print JSON, with all digits" },
    ...dataOptions,
    parameters: runOptions.parameters,
    backend: runOptions.backend,
    ...modelOptions,
  },
  examples: [
    ["a model on rows that it has not been trained on", "dagrad evaluate iris.safetensors test.csv"],
    ["the same of arrays", "dagrad evaluate digits.safetensors --input X=images.npy --input y=labels.npy"],
  ],
  async run([file = "", word], given, terminal) {
    const model = await loadModel(file, given.export, terminal, given);
    const metrics = scalarOutputs(model.graph);
    if (metrics.length === 0) {
      const names = shortList(Object.keys(model.graph.outputs));
      throw new CliError(`evaluate: the model must have scalar outputs such as a loss, got ${names}; predict gives those`);
    }
    const [output, ...others] =
      given.output === undefined ? likelyOutputs(model.graph) : [chooseOutput(model.graph, given.output, model.names)];
    const classifier = others.length === 0 ? output : undefined;
    const used = [...metrics, ...(classifier === undefined ? [] : [classifier])];
    const network = await networkOf(model, file, used, given, terminal);
    const { program, graph } = network;
    const inputs = program.inputsOf(used);
    const all = dataset(graph, await readData(network, inputs, word, given, terminal), inputs, "evaluate");
    const data = Object.fromEntries(all.columns.map(({ name, array }) => [name, array]));
    const values = await evaluateRows(program, data, { metrics: metrics as never[] });
    const score = classifier === undefined ? undefined : await scored(network, classifier, metrics, data);
    terminal.stdout.write(given.json ? json(all.rows, values, score) : text(all.rows, values, score));
    return 0;
  },
});

async function scored(network: Network, output: string, metrics: readonly string[], data: Readonly<Record<string, NdArray>>) {
  const labels = labelsFor(network, output, metrics);
  if (labels === undefined) return undefined;
  return scoreOf(network, output, await predictRows(network.program, data, { output }), data[labels] as NdArray);
}

type Values = Readonly<Record<string, number>>;

function text(rows: number, values: Values, score: Score | undefined): string {
  const lines = [["rows", showCount(rows)] as const, ...Object.entries(values).map(([name, value]) => [name, showMetric(value)] as const)];
  const width = Math.max(...lines.map(([name]) => name.length)) + 1;
  const shown = lines.map(([name, value]) => `${`${name}:`.padEnd(width)}  ${value}`).join("\n");
  return `${shown}\n${score === undefined ? "" : `\n${scoreText(score)}`}`;
}

function json(rows: number, values: Values, score: Score | undefined): string {
  const { output, names = [], report } = score ?? {};
  const classes = report && {
    output,
    accuracy: report.accuracy,
    macro: report.macro,
    classes: report.classes.map((one, i) => ({ name: names[i], ...one })),
    confusion: report.confusion.tolist(),
  };
  return `${JSON.stringify({ rows, metrics: values, ...classes })}\n`;
}
