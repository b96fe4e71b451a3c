import { extname, resolve } from "node:path";
import { type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { NdArray } from "../../../graph/ndarray.ts";
import { suggest } from "../../../graph/nearest.ts";
import { showType } from "../../../graph/shape.ts";
import { shortened } from "../../../graph/show-value.ts";
import { arrayReaders } from "../../files/read-arrays.ts";
import type { Table } from "../../table/table.ts";
import { shortList } from "../choose-outputs.ts";
import { CliError } from "../cli-error.ts";
import type { Options, OptionValues } from "../command.ts";
import { arrayOf } from "../read-array.ts";
import { readJson } from "../read-file.ts";
import { readFeeds, runOptions } from "../run-model.ts";
import type { Terminal } from "../terminal.ts";
import { columnsOf, lacking, type Named } from "./columns-of.ts";
import { categoricalIn, columnsIn, readTable } from "./read-table.ts";
import { isRecord, tableOf } from "./records.ts";

/** The options of every command that takes data. */
export const dataOptions = {
  input: {
    ...runOptions.input,
    help: "feed an input, as run takes it, or one row by columns: -i length=5.1 -i width=3.5",
  },
  columns: {
    type: "string",
    value: "input=a,b",
    multiple: true,
    help: "which columns of a table feed an input (default: as the model's names say)",
  },
  decimal: { type: "string", choices: [".", ","], help: "the sign before the decimals in a table (default: .)" },
} as const satisfies Options;

/** What the help says of [data]. */
export const dataNote =
  "[data] is a table (.csv, .tsv), whose columns are found by the model's names, in any order; arrays by the names of inputs (.npz, .safetensors), or " +
  "one array (.npy, IDX); or JSON, in a file or typed in: a record of columns, a list of records, or { input: nested lists }.";

type DataOptions = OptionValues<typeof dataOptions>;
type Columns = Record<string, NdArray>;

/**
 * Values for these inputs of a model, from a file or inline JSON, and from `--input`. CliError where one is missing, which says what the data
 * has; FormatError for what a file holds.
 */
export async function readData(
  model: Named,
  inputs: readonly string[],
  word: string | undefined,
  options: DataOptions,
  terminal: Terminal,
): Promise<Columns> {
  const named = { graph: model.graph, names: columnsOf(model, options.columns) };
  const [cells, feeds] = splitInputs(named, options.input ?? []);
  const fed: Columns = await readFeeds(model, feeds, terminal);
  const open = (): string[] => inputs.filter((input) => !Object.hasOwn(fed, input));
  if (Object.keys(cells).length > 0)
    Object.assign(fed, fromTable(named, tableOf([cells], "--input", categoricalIn(named.names, open())), open()));
  if (word !== undefined && open().length === 0) {
    throw new CliError(`data: inputs are fed once, got --input for all of them and "${shortened(word, 40)}"; leave one out`);
  }
  if (word !== undefined) Object.assign(fed, await fromWord(named, open(), word, options, terminal));
  const [missing] = open();
  if (missing !== undefined) {
    const type = showType(nodeOf(model.graph, missing));
    throw new CliError(`data: input "${missing}" ${type} must be given, got nothing; name a data file, or add --input ${missing}=<value>`);
  }
  return Object.fromEntries(Object.entries(fed).map(([input, array]) => [input, asRows(array, input, nodeOf(model.graph, input))]));
}

/** The array as a batch: one row that is given without the axis of rows is a batch of one. CliError where a row has other sizes than the input's. */
function asRows(array: NdArray, input: string, node: Node): NdArray {
  const { shape } = node;
  const isRow = array.shape.length === shape.length - 1 && typeof shape[0] === "string";
  const sizes = isRow ? [1, ...array.shape] : array.shape;
  if (sizes.length !== shape.length || shape.some((size, i) => typeof size === "number" && size !== sizes[i])) {
    const actual = showType({ dtype: array.dtype, shape: array.shape });
    throw new CliError(`data: input "${input}" must be ${showType(node)}, got ${actual}; give each row as many numbers`);
  }
  return isRow ? new NdArray(array.data, sizes, array.dtype) : array;
}

/** `--input` of columns, as the cells of a row, and of inputs. */
function splitInputs({ graph, names }: Named, given: readonly string[]): readonly [Record<string, string>, string[]] {
  const known = [...new Set(Object.values(names?.columns ?? {}).flat())];
  const cells: Record<string, string> = {};
  const feeds: string[] = [];
  for (const text of given) {
    const at = text.indexOf("=");
    const [name, value] = [text.slice(0, at), text.slice(at + 1)];
    // An input may be called as its column: then a category is a cell, and all else an array.
    const isCell = !graph.inputs.includes(name as NodeId) || names?.categories?.[name]?.includes(value);
    if (at < 1 || !isCell) feeds.push(text);
    else if (Object.hasOwn(cells, name)) throw new CliError(`--input: a column is given once, got "${name}" twice; leave one out`);
    else if (known.includes(name)) cells[name] = value;
    else if (known.length === 0) feeds.push(text);
    else {
      const all = [...known, ...graph.inputs];
      throw new CliError(`--input: must name a column or an input, got "${name}"; ${suggest(name, all, `choose from ${shortList(all)}`)}`);
    }
  }
  return [cells, feeds];
}

const tables = [".csv", ".tsv", ".txt"];
const ofOne = [".npy", ".idx", ".gz"];
const ofSeveral = [".npz", ".safetensors"];

async function fromWord(model: Named, inputs: readonly string[], word: string, options: DataOptions, { cwd }: Terminal): Promise<Columns> {
  if (/^\s*[[{]/.test(word)) return fromJson(model, inputs, inline(word), "data");
  const [file, ending] = [resolve(cwd, word), extname(word).toLowerCase()];
  if (tables.includes(ending))
    return fromTable(model, await readTable(file, word, options.decimal, categoricalIn(model.names ?? {}, inputs)), inputs);
  if (ending === ".json") return fromJson(model, inputs, await readJson(file, word), word);
  const isOne = ofOne.includes(ending) || /idx\d-ubyte$/.test(word);
  if (!isOne && !ofSeveral.includes(ending)) {
    const endings = [...tables, ...ofSeveral, ...ofOne, ".json"].join(", ");
    const cure = word.includes("=") ? `write --input '${word}'` : "rename or convert it";
    throw new CliError(`data: a file must end in ${endings}, got "${shortened(word, 60)}"; ${cure}`);
  }
  const arrays = await arrayReaders(file, word);
  const known = isOne ? [only(inputs, word)] : [...arrays.keys()];
  if (!inputs.every((input) => known.includes(input))) throw lacking(word, "arrays", inputs, known);
  const read = (input: string) => (isOne ? [...arrays.values()][0] : arrays.get(input)) as () => NdArray;
  return Object.fromEntries(inputs.map((input) => [input, read(input)()]));
}

function inline(word: string): unknown {
  try {
    return JSON.parse(word);
  } catch (error) {
    throw new CliError(`data: must be a file or JSON such as [[1, 2]], got "${shortened(word, 40)}"; correct it`, { cause: error });
  }
}

/** The one input that is to be fed. */
function only(inputs: readonly string[], word: string): string {
  const [first, second] = inputs;
  if (first !== undefined && second === undefined) return first;
  const actual = first === undefined ? "none" : `${inputs.length} (${shortList(inputs)})`;
  throw new CliError(
    `${shortened(word, 40)}: one array feeds one input, got ${actual} to be fed; give a .npz file, or --input ${first ?? "x"}=…`,
  );
}

/** Of JSON: { input: nested lists }, nested lists for the one input, or records { column: cell }, one or a list of them. */
function fromJson({ graph, names }: Named, inputs: readonly string[], value: unknown, word: string): Columns {
  const records = Array.isArray(value) ? value : [value];
  const isInputs =
    isRecord(value) && Object.keys(value).every((name) => graph.inputs.includes(name as NodeId) && Array.isArray(value[name]));
  if (!isInputs && records.length > 0 && records.every(isRecord))
    return fromTable({ graph, ...(names && { names }) }, tableOf(records, word, categoricalIn(names ?? {}, inputs)), inputs);
  const lists = isInputs ? (value as Record<string, unknown>) : { [only(inputs, word)]: value };
  if (!inputs.every((input) => Object.hasOwn(lists, input))) throw lacking(word, "inputs", inputs, Object.keys(lists));
  return Object.fromEntries(inputs.map((input) => [input, arrayOf(lists[input], nodeOf(graph, input).dtype, `${word}: "${input}"`)]));
}

/** The columns of a table for these inputs, by the model's names. */
function fromTable(model: Named, table: Table, inputs: readonly string[]): Columns {
  const columns = model.names?.columns ?? {};
  for (const input of inputs) {
    if (Object.hasOwn(columns, input)) continue;
    const type = showType(nodeOf(model.graph, input));
    throw new CliError(
      `data: the model must say which columns are "${input}" ${type}, got no names; add --columns ${input}=<a,b>, or export names beside the graph and train again`,
    );
  }
  const needed = [...new Set(inputs.flatMap((input) => columns[input] ?? []))];
  if (!needed.every((column) => table.columns.includes(column))) throw lacking(table.parts().place.file, "columns", needed, table.columns);
  return columnsIn(model, table, inputs) as Columns;
}
