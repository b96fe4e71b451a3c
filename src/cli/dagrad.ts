import { createRequire } from "node:module";
import { suggest } from "../../graph/nearest.ts";
import { CliError } from "./cli-error.ts";
import type { Command } from "./command.ts";
import { check } from "./commands/check.ts";
import { diff } from "./commands/diff.ts";
import { draw } from "./commands/draw.ts";
import { evaluate } from "./commands/evaluate.ts";
import { explore } from "./commands/explore.ts";
import { exportModel } from "./commands/export.ts";
import { formula } from "./commands/formula.ts";
import { importModel } from "./commands/import.ts";
import { play } from "./commands/play.ts";
import { predict } from "./commands/predict.ts";
import { print } from "./commands/print.ts";
import { run } from "./commands/run.ts";
import { train } from "./commands/train.ts";
import { commandHelp, programHelp } from "./help.ts";
import { checkOperands, parseArguments } from "./parse-arguments.ts";
import { report } from "./report.ts";
import type { Terminal } from "./terminal.ts";

export const commands: readonly Command[] = [
  draw,
  explore,
  play,
  formula,
  check,
  run,
  train,
  predict,
  evaluate,
  importModel,
  exportModel,
  print,
  diff,
];

/**
 * The command line: runs what `words` say (without the names of Node and of the program) and returns the exit code.
 *
 * 0: done; 1: an error, reported on one line of stderr, or a difference found; 2: trouble in a command where 1 says "differs".
 */
export async function dagrad(words: readonly string[], terminal: Terminal): Promise<number> {
  const debug = words.includes("--debug");
  const [first, ...rest] = words[0] === "--debug" ? words.slice(1) : words;
  const command = commands.find(({ name }) => name === first);
  try {
    if (command) return await runCommand(command, rest, terminal);
    return runProgram(first, rest, terminal);
  } catch (error) {
    terminal.stderr.write(report(error, debug));
    return command?.failure ?? 1;
  }
}

async function runCommand(command: Command, words: readonly string[], terminal: Terminal): Promise<number> {
  // Help comes before anything that may be wrong with the rest of the line.
  const end = words.indexOf("--");
  const flags = end < 0 ? words : words.slice(0, end);
  if (flags.includes("--help") || flags.includes("-h")) {
    terminal.stdout.write(commandHelp(command));
    return 0;
  }
  const { operands, options } = parseArguments(command, words);
  checkOperands(command, operands);
  return command.run(operands, options, terminal);
}

/** A line that does not start with a command: help, the version, or a mistake. */
function runProgram(first: string | undefined, [second]: readonly string[], { stdout, stderr }: Terminal): number {
  switch (first) {
    case undefined:
      stderr.write(programHelp(commands));
      return 1;
    case "--help":
    case "-h":
      stdout.write(programHelp(commands));
      return 0;
    case "help": {
      const topic = commands.find(({ name }) => name === second);
      if (second !== undefined && !topic) throw unknownCommand(second);
      stdout.write(topic ? commandHelp(topic) : programHelp(commands));
      return 0;
    }
    case "--version":
    case "-v":
      stdout.write(`${version()}\n`);
      return 0;
    default:
      throw first.startsWith("-") ? new CliError(`options stand behind a command, got ${first}; see dagrad --help`) : unknownCommand(first);
  }
}

function unknownCommand(word: string): CliError {
  const names = commands.map(({ name }) => name);
  return new CliError(
    `the command must be ${names.slice(0, -1).join(", ")} or ${names.at(-1)}, got "${word}"; ${suggest(word, names, "see dagrad --help")}`,
  );
}

/** Of the package that this file is part of, built or not. */
const version = (): string => createRequire(import.meta.url)("dagrad/package.json").version;
