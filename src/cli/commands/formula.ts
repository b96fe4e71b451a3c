import type { Graph } from "../../../graph/graph.ts";
import { latex } from "../../export/latex.ts";
import { numpy } from "../../export/numpy.ts";
import { text } from "../../export/text.ts";
import type { Names } from "../../model/model.ts";
import { chooseOutputs, shortList } from "../choose-outputs.ts";
import { CliError } from "../cli-error.ts";
import { defineCommand } from "../command.ts";
import { loadModel, modelOptions } from "../load-model.ts";
import { saveFile } from "../save-file.ts";

const forms = ["compact", "steps", "nested", "text", "numpy", "statements"] as const;

export const formula = defineCommand({
  name: "formula",
  purpose: "write the formula of an output as LaTeX, as text or as Python with NumPy",
  operands: ["model"],
  notes: [
    "The formula is derived from the graph. compact: few lines of LaTeX, sums with bounds; steps: a line per layer, with shapes and colours; " +
      "nested: one line, layers in braces; text: plain text with the signs of Unicode; numpy: one nested expression of Python, as in the " +
      "book's Fig 1.14; statements: Python with a line per layer. LaTeX comes without delimiters.",
  ],
  options: {
    form: {
      type: "string",
      short: "f",
      choices: forms,
      help: "how it is written (default: compact)",
    },
    output: { type: "string", value: "name", help: "which output of the graph (default: the only one, else the one named loss)" },
    out: { type: "string", short: "o", value: "file", help: "write to a file instead of stdout" },
    ...modelOptions,
  },
  examples: [
    ["the loss of a network as text", "dagrad formula network.ts --form text"],
    ["its probabilities as LaTeX, step by step", "dagrad formula network.ts --output probabilities --form steps -o network.tex"],
  ],
  async run([file = ""], { form = "compact", output, out, export: name, ...given }, terminal) {
    const { graph, names } = await loadModel(file, name, terminal, given);
    const which = outputOf(graph, output, names);
    const written = write(graph, which, form).trimEnd();
    if (out === undefined || out === "-") terminal.stdout.write(`${written}\n`);
    else await saveFile(out, `${written}\n`, terminal);
    return 0;
  },
});

function write(graph: Graph, output: string, form: (typeof forms)[number]): string {
  if (form === "text") return text(graph, output);
  if (form === "numpy") return numpy(graph, output);
  if (form === "statements") return numpy(graph, output, { form });
  return latex(graph, output, { form });
}

function outputOf(graph: Graph, wanted: string | undefined, called: Names | undefined): string {
  if (wanted !== undefined) return chooseOutputs(graph, [wanted], "--output", called)[0] as string;
  const names = Object.keys(graph.outputs);
  const chosen = names.length === 1 ? names[0] : names.find((name) => name === "loss");
  if (chosen === undefined)
    throw new CliError(`formula: one output must be chosen, got ${names.length} (${shortList(names)}); add --output ${names[0]}`);
  return chosen;
}
