import { print as printGraph } from "../../../graph/print/print.ts";
import { lower } from "../../passes/lower.ts";
import { printPlan } from "../../plan/print-plan.ts";
import { bindDims, bindOption, dimsOf } from "../bind-dims.ts";
import { chooseOutputs, shortList } from "../choose-outputs.ts";
import { CliError } from "../cli-error.ts";
import { defineCommand, type OptionValues } from "../command.ts";
import { loadModel, type Model, modelOptions } from "../load-model.ts";
import { planMemory } from "../plan-memory.ts";
import { saveFile } from "../save-file.ts";

const options = {
  lowered: { type: "boolean", short: "l", help: "write composite ops out in the primitives that are executed" },
  json: { type: "boolean", help: "print JSON, which every command reads back as a model" },
  plan: { type: "boolean", help: "print the steps of a run and where each value lies in memory, in bytes; every named dim must be bound" },
  bind: bindOption,
  fetch: { type: "string", short: "f", value: "output", multiple: true, help: "with --plan: which outputs are computed (default: all)" },
  out: { type: "string", short: "o", value: "file", help: "write to a file instead of stdout" },
  ...modelOptions,
} as const;

export const print = defineCommand({
  name: "print",
  purpose: "print a graph as text, as JSON, or as the memory plan of its run",
  operands: ["model"],
  notes: ["The text has one line per node, in the order in which they are computed; it is made for reading and for diff."],
  options,
  examples: [
    ["a network as JSON", "dagrad print network.ts --json -o network.json"],
    ["where the values of a batch of 32 lie in memory", "dagrad print network.ts --plan --bind batch=32"],
  ],
  async run([file = ""], given, terminal) {
    if (given.plan && given.json) throw new CliError("print: one form at a time, got --plan and --json; leave one out");
    const model = await loadModel(file, given.export, terminal, given);
    const text = `${given.plan ? planText(model, given) : graphText(model, given)}\n`;
    if (given.out === undefined || given.out === "-") terminal.stdout.write(text);
    else await saveFile(given.out, text, terminal);
    return 0;
  },
});

function graphText({ graph }: Model, { lowered, json }: OptionValues<typeof options>): string {
  const shown = lowered ? lower(graph) : graph;
  return json ? JSON.stringify(shown, null, 1) : printGraph(shown);
}

function planText({ graph }: Model, { bind, fetch }: OptionValues<typeof options>): string {
  const binding = bindDims(bind, graph);
  const open = [...dimsOf(graph)].filter((dim) => !binding.has(dim));
  if (open.length > 0) {
    throw new CliError(`print: --plan needs a size for every named dim, got none for ${shortList(open)}; add --bind ${open[0]}=32`);
  }
  return printPlan(planMemory(graph, binding, chooseOutputs(graph, fetch)));
}
