import { parseArgs } from "node:util";
import { suggest } from "../../graph/nearest.ts";
import { CliError } from "./cli-error.ts";
import { type Command, type Option, type Options, type OptionValues, operandsOf } from "./command.ts";

/** Options that every command has. */
export const commonOptions = {
  help: { type: "boolean", short: "h", help: "show this help" },
  debug: { type: "boolean", help: "show the stack of an error, and warnings of Node" },
} as const satisfies Options;

/** What stands behind the name of a command. */
export interface Arguments {
  readonly operands: readonly string[];
  readonly options: OptionValues<Options>;
}

/**
 * Reads the words after a command's name. Options may stand anywhere; after `--` every word is an operand.
 * CliError: an unknown option, a value that is missing, unwanted or not among the choices.
 */
export function parseArguments(command: Command, words: readonly string[]): Arguments {
  const known: Options = { ...command.options, ...commonOptions };
  const { values, positionals, tokens } = parseArgs({
    args: [...words],
    options: forNode(known),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "option") checkOption(command.name, known, token);
  }
  return { operands: positionals, options: values as OptionValues<Options> };
}

/** CliError unless the command got as many operands as it takes. */
export function checkOperands(command: Command, given: readonly string[]): void {
  const { name, operands: wanted, optional = [] } = command;
  const missing = wanted[given.length];
  if (missing !== undefined) {
    throw new CliError(`${name}: <${missing}> must be given, got nothing; type: dagrad ${name} ${operandsOf(command)}`);
  }
  const most = wanted.length + optional.length;
  const extra = given[most];
  if (extra !== undefined) {
    const number = most === 1 ? "one operand" : `${most} operands`;
    throw new CliError(`${name}: takes ${number}, got another, "${extra}"; options start with --, see dagrad ${name} --help`);
  }
}

/** The part of an option that Node's parser knows. */
const forNode = (options: Options) =>
  Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple }]) => [
      name,
      { type, multiple: multiple ?? false, ...(short === undefined ? {} : { short }) },
    ]),
  );

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function checkOption(command: string, known: Options, { name, rawName, value, inlineValue }: OptionToken): void {
  const option: Option | undefined = Object.hasOwn(known, name) ? known[name] : undefined;
  if (option === undefined) {
    const help = `see dagrad ${command} --help`;
    const names = Object.keys(known).map((one) => `--${one}`);
    throw new CliError(`${command}: takes no option ${rawName}; ${rawName.startsWith("--") ? suggest(rawName, names, help) : help}`);
  }
  if (option.type === "boolean") {
    if (value !== undefined) throw new CliError(`${command}: ${rawName} takes no value, got "${value}"; leave it out`);
    return;
  }
  const wanted = option.choices?.join(" | ") ?? `<${option.value ?? "value"}>`;
  // Without "=", a following option is not the value that was forgotten; "-" alone and negative numbers are values.
  if (value === undefined || (!inlineValue && /^-(?![\d.]|$)/.test(value))) {
    throw new CliError(`${command}: ${rawName} needs a value, got ${value ?? "nothing"}; write ${rawName} ${wanted}`);
  }
  if (option.choices && !option.choices.includes(value)) {
    throw new CliError(`${command}: ${rawName} must be ${wanted}, got "${value}"; ${suggest(value, option.choices, "choose one")}`);
  }
}
