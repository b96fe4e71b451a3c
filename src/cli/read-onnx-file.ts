import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve, sep } from "node:path";
import type { NdArray } from "../../graph/ndarray.ts";
import type { OnnxModel } from "../onnx/index.ts";
import { CliError } from "./cli-error.ts";
import type { Options, OptionValues } from "./command.ts";
import { readArray } from "./read-array.ts";
import { readBytes } from "./read-file.ts";

/** What may be said of an .onnx file, wherever a model is named. */
export const onnxOptions = {
  dims: { type: "string", value: "name=size", multiple: true, help: "of an .onnx file: give an axis with a name a size, e.g. batch=1" },
  constants: {
    type: "string",
    value: "name=value",
    multiple: true,
    help: "of an .onnx file: the value of an input that must be known, such as a shape: a .npy or .json file, or JSON",
  },
} as const satisfies Options;

export type OnnxGiven = OptionValues<typeof onnxOptions>;

/** An .onnx file: what the user calls it, where it is, and what was said of it. */
interface OnnxFile {
  readonly name: string;
  readonly file: string;
  readonly given: OnnxGiven;
  readonly cwd: string;
}

/**
 * The model of an .onnx file; weights that lie in files of their own are read from beside it, and from nowhere else.
 * CliError for options that are none, files that are missing or would lie elsewhere; FormatError as of `fromOnnx`.
 */
export async function readOnnxFile(bytes: Uint8Array, { name, file, given, cwd }: OnnxFile): Promise<OnnxModel> {
  // Loaded when the first such file is met.
  const { externalFiles, fromOnnx, rareOps } = await import("../onnx/index.ts");
  const dims = Object.fromEntries((given.dims ?? []).map(sizeOf));
  const constants: Record<string, NdArray> = {};
  for (const text of given.constants ?? []) {
    const [input, word] = pairOf("constants", text, "shape=[1,3]");
    constants[input] = await readArray(word, "float64", `--constants ${input}`, cwd);
  }
  try {
    const externalData: [string, Uint8Array][] = [];
    for (const location of externalFiles(bytes)) {
      externalData.push([location, await readBytes(await besideModel(location, file, name), join(dirname(name), location))]);
    }
    return fromOnnx(bytes, { dims, constants, ops: rareOps, externalData: Object.fromEntries(externalData) });
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith("onnx-") !== true) throw error;
    throw new CliError(`${name}: ${commandLine((error as Error).message)}`, { cause: error });
  }
}

/** CliError where something is said of an .onnx file, and the model is none. */
export function checkNoOnnxOptions(given: OnnxGiven, name: string): void {
  const option = given.dims !== undefined ? "dims" : given.constants !== undefined ? "constants" : undefined;
  if (option !== undefined) throw new CliError(`${name}: --${option} is about .onnx files, got another model; leave it out`);
}

/** What to do, as it is said on the command line. */
const commandLine = (message: string): string =>
  message
    .replace(/^fromOnnx: /, "")
    .replaceAll("pass dims: { name: size, … }", "add --dims name=size")
    .replace(/pass constants: \{ "(.*?)": … \}/, "add --constants $1=…")
    .replace(/, or dims where it depends/, ", or --dims where it depends");

/** `name=word` of an option. */
function pairOf(option: string, text: string, example: string): readonly [name: string, word: string] {
  const at = text.lastIndexOf("=");
  if (at < 1) throw new CliError(`--${option}: must be name=value, got "${text}"; write e.g. --${option} ${example}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function sizeOf(text: string): readonly [name: string, size: number] {
  const [name, word] = pairOf("dims", text, "batch=1");
  if (!/^\d{1,10}$/.test(word))
    throw new CliError(`--dims: must be name=size with a whole number, got "${text}"; write e.g. --dims batch=1`);
  return [name, Number(word)];
}

/** Where a file lies that a model names: in the folder of the model or in one of its own. CliError for any other place, by whatever way. */
async function besideModel(location: string, file: string, name: string): Promise<string> {
  const parts = location.split(/[\\/]/);
  const refuse = (): never => {
    throw new CliError(
      `${name}: weights must lie in the folder of the model, got "${location}"; copy the file there, and export the model again`,
    );
  };
  if (isAbsolute(location) || /^[A-Za-z]:/.test(location) || location.includes("\0") || parts.includes("..") || parts[0] === "")
    return refuse();
  const folder = dirname(file);
  const path = resolve(folder, ...parts);
  // A link may lead out of it.
  const real = await Promise.all([realpath(folder), realpath(path).catch(() => undefined)]);
  if (real[1] !== undefined && !real[1].startsWith(real[0].endsWith(sep) ? real[0] : `${real[0]}${sep}`)) return refuse();
  return path;
}
