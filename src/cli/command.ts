import type { Terminal } from "./terminal.ts";

/** One option of a command, as the parser reads it and the help shows it. */
export interface Option {
  /** A string takes a value, a boolean is given or not. */
  readonly type: "string" | "boolean";
  /** One letter: "o" for -o. */
  readonly short?: string;
  /** It may be given again. */
  readonly multiple?: true;
  /** What the help calls the value: "file". */
  readonly value?: string;
  /** The only values. */
  readonly choices?: readonly string[];
  /** What it does and, where it has one, its default. */
  readonly help: string;
}
export type Options = Readonly<Record<string, Option>>;

type OptionValue<O extends Option> = O extends { readonly type: "boolean" }
  ? boolean
  : O extends { readonly choices: readonly (infer C)[] }
    ? C
    : O extends { readonly multiple: true }
      ? readonly string[]
      : string;
/** The options that were given, by name. */
export type OptionValues<O extends Options> = { readonly [K in keyof O]?: OptionValue<O[K]> | undefined };

/** `dagrad <name>` */
export interface Command<O extends Options = Options> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly purpose: string;
  /** What it takes beside options, all required: ["model"]. */
  readonly operands: readonly string[];
  /** What may follow. */
  readonly optional?: readonly string[];
  readonly options: O;
  /** Paragraphs for its help, below the purpose. */
  readonly notes: readonly string[];
  /** What for, and the line to type. */
  readonly examples: readonly (readonly [purpose: string, line: string])[];
  /** Exit code when it fails. Default 1. */
  readonly failure?: number;
  /** Does the work and returns the exit code. */
  run(operands: readonly string[], options: OptionValues<O>, terminal: Terminal): Promise<number>;
}

/** "<model> [data]" */
export const operandsOf = ({ operands, optional = [] }: Command): string =>
  [...operands.map((one) => `<${one}>`), ...optional.map((one) => `[${one}]`)].join(" ");

/** Infers the types of the options that `run` gets. */
export const defineCommand = <const O extends Options>(command: Command<O>): Command => command as unknown as Command;
