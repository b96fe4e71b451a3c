import { extname } from "node:path";
import type { NdArray } from "../../../graph/ndarray.ts";
import { toNpy } from "../../data/npy.ts";
import { trace } from "../../run/trace.ts";
import { chooseOutputs } from "../choose-outputs.ts";
import { CliError } from "../cli-error.ts";
import { defineCommand } from "../command.ts";
import { loadModel, modelOptions } from "../load-model.ts";
import { printOutput } from "../print-output.ts";
import { type Prepared, prepareRun, runOptions } from "../run-model.ts";
import { saveFile } from "../save-file.ts";
import type { Terminal } from "../terminal.ts";
import { traceTable } from "../trace-table.ts";

export const run = defineCommand({
  name: "run",
  purpose: "run a graph on given inputs and print its outputs as NumPy prints them",
  operands: ["model"],
  notes: [
    "Only the inputs that the fetched outputs need are fed. Numbers are converted to the type of their input: floats are rounded, for " +
      "integers they must be whole and in range. The same seed draws the same numbers as NumPy; --backend reference adds and rounds as NumPy 2.3 does, too.",
  ],
  options: {
    ...runOptions,
    fetch: { type: "string", short: "f", value: "output", multiple: true, help: "which outputs to compute (default: all)" },
    save: { type: "string", value: "output=file", multiple: true, help: "write an output to a .npy or .json file" },
    trace: { type: "boolean", help: "print what every node gave instead: range, time and bytes" },
    ...modelOptions,
  },
  examples: [
    ["a network on two samples, typed in", "dagrad run network.ts --input 'X=[[0.1,0.2],[0.3,0.4]]' --input 'y=[0,2]'"],
    [
      "its predictions for samples that NumPy saved, to a file",
      "dagrad run network.ts -i X=samples.npy --fetch probabilities --save probabilities=p.npy",
    ],
  ],
  async run([file = ""], options, terminal) {
    const model = await loadModel(file, options.export, terminal, options);
    const saves = readSaves(options.save);
    const named = saves.map(([output]) => output);
    const saved = named.length === 0 ? [] : named.flatMap((output) => chooseOutputs(model.graph, [output], "--save", model.names));
    const fetch = chooseOutputs(model.graph, options.fetch && [...options.fetch, ...saved], "--fetch", model.names);
    const prepared = await prepareRun(model, fetch, options, terminal);
    const outputs = options.trace ? traced(prepared, fetch, terminal) : prepared.program.run(prepared.feeds, fetch);
    if (!options.trace) for (const name of fetch) terminal.stdout.write(`${printOutput(name, outputs[name] as NdArray)}\n`);
    for (const [i, [, file]] of saves.entries()) await saveOutput(outputs[saved[i] as string] as NdArray, file, terminal);
    return 0;
  },
});

/** Runs with every value kept, prints the table of them, and returns the outputs. */
function traced({ program, feeds }: Prepared, fetch: readonly string[], { stdout }: Terminal): Record<string, NdArray> {
  const made = trace(program, feeds, { fetch });
  stdout.write(traceTable(made));
  return Object.fromEntries(Object.entries(made.graph.outputs).map(([name, id]) => [name, made.values[id] as NdArray]));
}

/** `output=file` as pairs. */
function readSaves(given: readonly string[] = []): (readonly [output: string, file: string])[] {
  return given.map((text) => {
    const at = text.indexOf("=");
    const ending = extname(text).toLowerCase();
    if (at < 1 || (ending !== ".npy" && ending !== ".json")) {
      throw new CliError(`--save: must be output=file with a .npy or .json file, got "${text}"; write e.g. --save loss=loss.npy`);
    }
    return [text.slice(0, at), text.slice(at + 1)];
  });
}

function saveOutput(value: NdArray, file: string, terminal: Terminal): Promise<void> {
  return saveFile(file, extname(file).toLowerCase() === ".npy" ? toNpy(value) : `${JSON.stringify(value.tolist())}\n`, terminal);
}
