import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { compile, dense, f32, graph, isDagradError, toModel, toNpy, toNpz, toSafetensors, zeros } from "dagrad";
import { loadCheckpoint, loadModel, loadWeights, readArray, readArrays, readCsv, saveModel, saveWeights } from "dagrad/files";
import { afterAll, beforeAll, expect, test } from "vitest";

/*
 * Files that people have, given where others are meant: each is an error of dagrad that names the file and says what to do.
 */

const network = graph({ x: f32("batch", 2) }, ({ x }) => ({ y: dense(x, { units: 3 }) }));
const other = graph({ x: f32("batch", 2) }, ({ x }) => ({ y: dense(x, { units: 4 }) }));
const program = compile(network);
const weights = toSafetensors({ tensors: program.parameters });

let folder = "";
const files: Readonly<Record<string, string | Uint8Array>> = {
  "page.safetensors": "<!doctype html><title>404</title>",
  "pointer.safetensors":
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
  "cut.safetensors": weights.slice(0, weights.length - 10),
  "weights.safetensors": weights,
  "other.safetensors": toModel(compile(other)),
  "model.safetensors": toModel(program),
  "empty.npy": "",
  "text.npy": "1,2,3\n4,5,6\n",
  "cut.npy": toNpy(zeros([10, 10])).slice(0, 300),
  "array.npz": toNpy(zeros([2])),
  "several.npz": toNpz({ a: zeros([1]), b: zeros([2]) }),
  "data.csv": "a,b\n1,2\n3\n",
  "words.csv": "a,b\n1,2\n3,four\n",
  "gaps.csv": "a,b\n1,2\n,4\n",
  "numbers.csv": "1,2\n3,4\n",
  "empty.csv": "",
  "weights.pt": "PK\u0003\u0004",
  "weights.h5": "\u0089HDF\r\n\u001a\n",
};
const at = (name: string): string => join(folder, name);

const mistakes: Readonly<Record<string, () => Promise<unknown>>> = {
  "a page of a failed download as weights": () => loadWeights(at("page.safetensors"), program),
  "a pointer of Git LFS as weights": () => loadWeights(at("pointer.safetensors"), program),
  "weights that were cut off": () => loadWeights(at("cut.safetensors"), program),
  "weights of another network": () => loadWeights(at("other.safetensors"), program),
  "a file that is not there": () => loadWeights(at("wieghts.safetensors"), program),
  "weights of PyTorch": () => loadWeights(at("weights.pt"), program),
  "weights of Keras": () => loadWeights(at("weights.h5"), program),
  "weights as a model": () => loadModel(at("weights.safetensors")),
  "a model without a training as a checkpoint": () => loadCheckpoint(at("model.safetensors")),
  "a table as a model": () => loadModel(at("data.csv")),
  "an empty file as an array": () => readArray(at("empty.npy")),
  "text as an array": () => readArray(at("text.npy")),
  "an array that was cut off": () => readArray(at("cut.npy")),
  "one array under the ending of several": () => readArrays(at("array.npz")),
  "several arrays as one": () => readArray(at("several.npz")),
  "an array that the file does not have": () => readArrays(at("several.npz"), { only: ["A"] }),
  "a table with a short row": () => readCsv(at("data.csv")),
  "a table with a word among numbers": async () => (await readCsv(at("words.csv"))).select({ X: ["a", "b"] }),
  "a table with a missing cell": async () => (await readCsv(at("gaps.csv"))).select({ X: ["a", "b"] }),
  "a table without a header": async () => (await readCsv(at("numbers.csv"))).select({ X: ["a", "b"] }),
  "an empty table": () => readCsv(at("empty.csv")),
  "a misspelt column": async () => (await readCsv(at("gaps.csv"))).select({ y: "B" }),
  "a folder to save into that is not there": () => saveModel(at("models/model.safetensors"), program),
  "an ending that no weights have": () => saveWeights(at("weights.json"), program),
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dagrad-mistakes-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(at(name), content);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function failureOf(mistake: () => Promise<unknown>): Promise<Error & { readonly code?: string }> {
  try {
    await mistake();
  } catch (error) {
    return error as Error;
  }
  return new Error("no error");
}

test.each(Object.entries(mistakes))("%s: the error is dagrad's and names the file", async (_, mistake) => {
  const error = await failureOf(mistake);
  expect(isDagradError(error) || error.name === "FileError" ? "an error of dagrad" : String(error)).toBe("an error of dagrad");
  expect(error.message).toContain(folder);
});

test("the texts of all errors", async () => {
  const texts: string[] = [];
  for (const [title, mistake] of Object.entries(mistakes)) {
    const { name, code, message } = await failureOf(mistake);
    texts.push(title, `    ${name} ${code}`, `    ${message.replaceAll(`${folder}${sep}`, "").replaceAll("\\", "/")}`, "");
  }
  await expect(texts.join("\n")).toMatchFileSnapshot("wrong-files.txt");
});
