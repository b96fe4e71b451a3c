import { basename, extname } from "node:path";
import { type DotOptions, dot } from "../../export/dot.ts";
import { CliError } from "../cli-error.ts";
import { defineCommand } from "../command.ts";
import { exportOption, loadModel } from "../load-model.ts";
import { saveFile } from "../save-file.ts";

const formats = ["svg", "dot", "png"] as const;
type Format = (typeof formats)[number];

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
  options: {
    level: { type: "string", short: "l", choices: ["layers", "formula", "execution"], help: "how much is shown (default: layers)" },
    direction: { type: "string", short: "d", choices: ["TB", "LR"], help: "top to bottom or left to right (default: TB)" },
    theme: { type: "string", choices: ["light", "dark", "auto"], help: "colours; auto follows the reader's system (default: light)" },
    title: { type: "string", short: "t", value: "text", help: "a heading (default: none)" },
    format: { type: "string", short: "f", choices: formats, help: "what is written (default: as the ending of -o says, else svg)" },
    scale: { type: "string", value: "number", help: "pixels of a PNG per pixel of the SVG (default: 2)" },
    out: { type: "string", short: "o", value: "file", help: "where it is written; - is stdout" },
    export: exportOption,
  },
  examples: [
    ["a picture of the layers", "dagrad draw network.ts -o network.svg"],
    ["every step of the formula, from left to right, as DOT", "dagrad draw network.ts --level formula --direction LR --format dot"],
  ],
  async run([file = ""], { level = "layers", direction = "TB", theme = "light", title, format, scale, out, export: name }, terminal) {
    const chosen = formatOf(format, out);
    const zoom = scaleOf(scale);
    const { graph, ops } = await loadModel(file, name, terminal);
    const options: DotOptions = { level, direction, ops, ...(title === undefined ? {} : { title }) };
    const content = await picture(dot(graph, options), chosen, { theme, scale: zoom });
    if (out === "-" || (out === undefined && chosen === "dot")) {
      terminal.stdout.write(content);
    } else {
      await saveFile(out ?? `${basename(file, extname(file))}.${chosen}`, content, terminal);
    }
    return 0;
  },
});

/** The format that was asked for, else the one of the file's ending. */
function formatOf(given: Format | undefined, out: string | undefined): Format {
  const ending = out === undefined || out === "-" ? "" : extname(out).slice(1).toLowerCase();
  if (given !== undefined) return given;
  if (ending === "") return "svg";
  const format = formats.find((one) => one === (ending === "gv" ? "dot" : ending));
  if (format === undefined) {
    throw new CliError(`draw: -o must end in .svg, .dot or .png, got "${out}"; rename it, or say --format`);
  }
  return format;
}

function scaleOf(text = "2"): number {
  const scale = Number(text);
  if (!(scale > 0 && scale <= 16)) throw new CliError(`draw: --scale must be a number above 0 and at most 16, got "${text}"; correct it`);
  return scale;
}

interface PictureOptions {
  readonly theme: "light" | "dark" | "auto";
  readonly scale: number;
}

/** Layout is loaded where it is needed only. */
async function picture(text: string, format: Format, { theme, scale }: PictureOptions): Promise<string | Uint8Array> {
  if (format === "dot") return text.endsWith("\n") ? text : `${text}\n`;
  const { png, svg } = await import("../../render/index.ts");
  const drawn = await svg(text, { theme });
  return format === "svg" ? drawn : png(drawn, { scale });
}
