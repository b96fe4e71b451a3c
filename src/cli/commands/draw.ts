import { basename, extname } from "node:path";
import { type DotOptions, dot } from "../../export/dot.ts";
import { trace } from "../../run/trace.ts";
import { CliError } from "../cli-error.ts";
import { defineCommand, type OptionValues } from "../command.ts";
import { loadModel, type Model, modelOptions } from "../load-model.ts";
import { ownPicture, picture, pictureFormat, pictureFormats } from "../picture.ts";
import { prepareRun, runOptions } from "../run-model.ts";
import { saveFile } from "../save-file.ts";
import type { Terminal } from "../terminal.ts";

const options = {
  level: { type: "string", short: "l", choices: ["layers", "formula", "execution"], help: "how much is shown (default: layers)" },
  direction: { type: "string", short: "d", choices: ["TB", "LR"], help: "top to bottom or left to right (default: TB)" },
  layout: {
    type: "string",
    choices: ["graphviz", "own"],
    help: "what places boxes: Graphviz, or dagrad itself, at once and also where there are thousands (default: graphviz)",
  },
  theme: { type: "string", choices: ["light", "dark", "auto"], help: "colours; auto follows the reader's system (default: light)" },
  title: { type: "string", short: "t", value: "text", help: "a heading (default: none)" },
  legend: { type: "boolean", help: "add a key to shapes and colours" },
  format: { type: "string", short: "f", choices: pictureFormats, help: "what is written (default: as the ending of -o says, else svg)" },
  scale: { type: "string", value: "number", help: "pixels of a PNG per pixel of the SVG (default: 2)" },
  out: { type: "string", short: "o", value: "file", help: "where it is written; - is stdout" },
  trace: { type: "boolean", help: "run the graph and show what every node gave: range, time and bytes; level is execution" },
  labels: {
    type: "string",
    choices: ["plain", "html"],
    help: "html shows values as heat maps; it needs --trace, and --layout own or the package @viz-js/viz (default: plain)",
  },
  ...runOptions,
  ...modelOptions,
} as const;

type Given = OptionValues<typeof options>;

export const draw = defineCommand({
  name: "draw",
  purpose: "draw a graph as SVG, DOT or PNG",
  operands: ["model"],
  notes: [
    "Levels: layers has a box per op that was called; formula writes composite ops out as the textbook does; execution shows the " +
      "primitives that run.",
    "Without -o, SVG and PNG go to a file in the current folder, named after the model, and DOT goes to stdout. PNG needs one of " +
      "rsvg-convert, resvg, inkscape or ImageMagick.",
  ],
  options,
  examples: [
    ["a picture of the layers", "dagrad draw network.ts -o network.svg"],
    ["every step of the formula, from left to right, as DOT", "dagrad draw network.ts --level formula --direction LR --format dot"],
    ["a large network in the blink of an eye", "dagrad draw network.ts --level formula --layout own"],
    ["the values of a run", "dagrad draw network.ts --trace --input X=samples.npy --input 'y=[0,2]'"],
  ],
  async run([file = ""], given, terminal) {
    const { out } = given;
    const format = given.format ?? (out === undefined || out === "-" ? "svg" : pictureFormat(out));
    const scale = scaleOf(given.scale);
    checkTrace(given);
    if (given.layout === "own" && format === "dot")
      throw new CliError("draw: --layout own writes SVG or PNG, got DOT, which Graphviz lays out; leave one out");
    const model = await loadModel(file, given.export, terminal, given);
    const options = await dotOptions(model, given, terminal);
    const { theme = "light", labels = "plain", layout = "graphviz" } = given;
    const content =
      layout === "own"
        ? await ownPicture(model.graph, options, format, { theme, scale })
        : await picture(dot(model.graph, options), format, { theme, labels, scale });
    if (out === "-" || (out === undefined && format === "dot")) terminal.stdout.write(content);
    else await saveFile(out ?? `${basename(file, extname(file))}.${format}`, content, terminal);
    return 0;
  },
});

/** CliError for options that say nothing without --trace, or not with it. */
function checkTrace(given: Given): void {
  if (given.trace) {
    const { level = "execution" } = given;
    if (level !== "execution") throw new CliError(`draw: --trace shows what was executed, got --level ${level}; leave one out`);
    return;
  }
  const idle = [...Object.keys(runOptions), "labels"].find(
    (name) => given[name as keyof Given] !== undefined && given[name as keyof Given] !== "plain",
  );
  if (idle !== undefined) throw new CliError(`draw: --${idle} is about the values of a run, got no --trace; add it`);
}

async function dotOptions(model: Model, given: Given, terminal: Terminal): Promise<DotOptions> {
  const { level = given.trace ? "execution" : "layers", direction = "TB", labels = "plain", legend = false, title } = given;
  const plain: DotOptions = { level, direction, labels, legend, ...(title === undefined ? {} : { title }) };
  if (!given.trace) return plain;
  const fetch = Object.keys(model.graph.outputs);
  const { program, feeds } = await prepareRun(model, fetch, given, terminal);
  return { ...plain, trace: trace(program, feeds, { fetch }) };
}

function scaleOf(text = "2"): number {
  const scale = Number(text);
  if (!(scale > 0 && scale <= 16)) throw new CliError(`draw: --scale must be a number above 0 and at most 16, got "${text}"; correct it`);
  return scale;
}
