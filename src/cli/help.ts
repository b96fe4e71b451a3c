import { type Command, type Option, type Options, operandsOf } from "./command.ts";
import { commonOptions } from "./parse-arguments.ts";

/** Columns of a help text. */
const width = 100;

/** What `dagrad --help` shows. */
export function programHelp(commands: readonly Command[]): string {
  const names = commands.map((command) => [`${command.name} ${operandsOf(command)}`, command.purpose] as const);
  return [
    "dagrad: neural networks as graphs that you can read, draw, run, differentiate and train.",
    "",
    "Usage: dagrad <command> <model> [options]",
    "",
    "Commands:",
    ...columns(names),
    "",
    "Options:",
    ...columns([
      ["-h, --help", "show this help; after a command, the help of that command"],
      ["--version", "show the version"],
      ["--debug", commonOptions.debug.help],
    ]),
    "",
    ...wrap(modelNote, ""),
    "",
    "Examples:",
    ...examples([
      ["a table of the nodes of a network, its parameters and their bytes", "dagrad check network.ts"],
      ["a picture of it", "dagrad draw network.ts -o network.svg"],
    ]),
    "",
  ].join("\n");
}

/** What `dagrad <command> --help` shows. */
export function commandHelp(command: Command): string {
  const { name, purpose, operands, options, notes, examples: lines } = command;
  // What takes no model takes a file.
  const paragraphs = [...notes, ...(operands.length > 0 && operands[0] !== "file" ? [modelNote] : [])];
  return [
    `dagrad ${name}: ${purpose}`,
    "",
    `Usage: dagrad ${name} ${operandsOf(command)} [options]`,
    "",
    ...paragraphs.flatMap((text) => [...wrap(text, ""), ""]),
    "Options:",
    ...columns(
      Object.entries<Option>({ ...options, ...(commonOptions as Options) }).map(([key, option]) => [flags(key, option), option.help]),
    ),
    "",
    "Examples:",
    ...examples(lines),
    "",
  ].join("\n");
}

const modelNote =
  "<model> is a module (.ts, .mts, .js, .mjs, .cjs) that exports a graph, a model file such as dagrad train or saveModel writes, a " +
  "checkpoint, an .onnx file, or a .json graph such as dagrad print --json writes. " +
  "Of a module, the default export is taken, else the only graph among its exports. A module that exports a copy of a graph (JSON) " +
  "with ops of its own exports these as `ops`: opSet(standardOps, myOp).";

function flags(name: string, { type, short, value, choices, multiple }: Option): string {
  const argument = type === "boolean" ? "" : ` ${choices?.join("|") ?? `<${value ?? "value"}>`}`;
  return `${short === undefined ? "" : `-${short}, `}--${name}${argument}${multiple ? " …" : ""}`;
}

const examples = (lines: Command["examples"]): string[] =>
  lines.flatMap(([purpose, line], i) => [...(i === 0 ? [] : [""]), `  ${purpose}`, `    ${line}`]);

/** Two columns; a left part that is too long takes a line of its own. */
function columns(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const left = Math.min(30, Math.max(...rows.map(([one]) => one.length)) + 2);
  return rows.flatMap(([name, text]) => {
    const lines = wrap(text, " ".repeat(left + 2));
    const first = (lines[0] as string).trimStart();
    return name.length + 2 <= left ? [`  ${name.padEnd(left)}${first}`, ...lines.slice(1)] : [`  ${name}`, ...lines];
  });
}

function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (line.length + word.length > width && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}
