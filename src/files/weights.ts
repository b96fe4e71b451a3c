import { extname } from "node:path";
import { checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { FormatError, OpError } from "../../graph/errors.ts";
import { isRecord } from "../../graph/is-record.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { showValue } from "../../graph/show-value.ts";
import { toNpz } from "../data/npz.ts";
import { toSafetensors } from "../data/safetensors.ts";
import { checkProgram } from "../run/check-program.ts";
import type { Program } from "../run/program.ts";
import { checkPath } from "./check-path.ts";
import { fittingWeights } from "./fitting-weights.ts";
import { arrayReaders } from "./read-arrays.ts";
import { type SaveOptions, saveFile, saveOptions } from "./save-file.ts";

const writers: Readonly<Record<string, (tensors: Readonly<Record<string, NdArray>>) => Uint8Array>> = {
  ".safetensors": (tensors) => toSafetensors({ tensors }),
  ".npz": toNpz,
};

/**
 * Saves the parameters of a program, by id: as safetensors, or for NumPy as .npz, which the ending decides. Written as `saveFile` writes.
 * FormatError for another ending, FileError when the file cannot be written.
 */
export async function saveWeights(
  path: string,
  program: { readonly parameters: Readonly<Record<string, NdArray>> },
  options: SaveOptions = {},
): Promise<void> {
  checkPath("saveWeights", path);
  const parameters = program?.parameters;
  checkKind(
    isRecord(parameters),
    "saveWeights",
    "program",
    "a program, or an object with parameters",
    program,
    "write saveWeights(path, program)",
  );
  checkOptions("saveWeights", options, saveOptions);
  await saveFile(path, writerOf(path, "saveWeights")(parameters), options);
}

export interface LoadWeightsOptions {
  /** What is done with float arrays of the file that are no parameters of the program. Default "refused": they are a sign of another network. */
  readonly others?: "refused" | "ignored";
}

/**
 * Gives a program the parameters of a file, of weights or of a model: all of them, in their shapes and dtypes, and no other floats. The state
 * of an optimiser, which
 * saving a training step saves, too, is left out where there is none; so is what no parameter could be: integers, bool, and all that cannot
 * be read, such as text, and the training that a model may hold.
 * FileError when it cannot be read; FormatError, which names file and parameter, where it does not fit; nothing is changed then.
 */
export async function loadWeights(path: string, program: Program<any, any>, options: LoadWeightsOptions = {}): Promise<void> {
  checkPath("loadWeights", path);
  checkProgram("loadWeights", program);
  checkOptions("loadWeights", options, ["others"]);
  const { others = "refused" } = options;
  if (others !== "refused" && others !== "ignored") {
    const [expected, actual] = ['others must be "refused" or "ignored"', showValue(others)];
    throw new OpError(`loadWeights: ${expected}, got ${actual}; correct it`, { code: "bad-option", expected, actual });
  }
  writerOf(path, "loadWeights");
  const readers = await arrayReaders(path);
  const advice = ', or leave others out with { others: "ignored" }';
  program.setParameters(fittingWeights(readers, program.memory, { where: `loadWeights: ${path}`, others, advice }));
}

/** What helps with the files that other libraries write. */
const cures: Readonly<Record<string, string>> = {
  ".pt": 'in Python write safetensors.torch.save_file(model.state_dict(), "weights.safetensors")',
  ".h5": 'in Python write np.savez("weights.npz", **{w.path: w.numpy() for w in model.weights})',
};
const alike: Readonly<Record<string, string>> = { ".pth": ".pt", ".bin": ".pt", ".ckpt": ".pt", ".keras": ".h5", ".hdf5": ".h5" };

function writerOf(path: string, of: string): (tensors: Readonly<Record<string, NdArray>>) => Uint8Array {
  const ending = extname(path).toLowerCase();
  const writer = Object.hasOwn(writers, ending) ? writers[ending] : undefined;
  if (writer !== undefined) return writer;
  throw new FormatError(
    `${of}: ${path}: a file of weights must end in .safetensors or .npz, got "${ending}"; ${cures[alike[ending] ?? ending] ?? "rename it"}`,
    {
      code: "unknown-format",
      expected: ".safetensors or .npz",
      actual: ending,
    },
  );
}
