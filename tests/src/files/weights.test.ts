import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compile, dense, f32, fit, type Graph, graph, random, sgd, toNpy, toNpz, toSafetensors, zeros } from "dagrad";
import { type FileSystem, loadCheckpoint, loadWeights, readArray, readArrays, saveCheckpoint, saveWeights } from "dagrad/files";
import { describe, expect, test } from "vitest";
import { nodeFileSystem } from "../../../src/files/file-system.ts";
import packedFiles from "../../fixtures/packed-files.json" with { type: "json" };
import tensorFiles from "../../fixtures/safetensors-files.json" with { type: "json" };
import { withoutFolder } from "../../without-folder.ts";
import { temporaryFolder } from "../cli/temporary-folder.ts";
import { archives, described, stored } from "../data/archives.ts";
import { bytesOfBase64 } from "../data/base64.ts";
import { classifier, points } from "../train/networks.ts";

const network: Graph<any, any> = classifier();

/** What a promise is rejected with, its folder left out. */
async function failure(promise: Promise<unknown>, folder: string): Promise<string> {
  const error = await promise.then(
    () => new Error("expected an error, got none"),
    (one: Error & { readonly code?: string }) => one,
  );
  return `${error.name} ${(error as { code?: string }).code}\n${withoutFolder(error.message, folder)}`;
}

describe("weights", () => {
  test.each(["weights.safetensors", "weights.npz", "WEIGHTS.NPZ"])("saved in %s come back bit for bit", async (name) => {
    const path = join(await temporaryFolder(), name);
    const trained = compile(network, { random: random(1) });
    await saveWeights(path, trained);
    const other = compile(network, { random: random(2) });
    expect(other.parameters).not.toEqual(trained.parameters);
    await loadWeights(path, other);
    expect(other.parameters).toEqual(trained.parameters);
    expect(await readArrays(path)).toEqual(trained.parameters);
  });

  test("that do not fit are refused with file and parameter, and change nothing", async () => {
    const folder = await temporaryFolder();
    const program = compile(network, { random: random(1) });
    const before = program.parameters;
    const { "dense2.biases": biases, ...three } = before;
    const files: Readonly<Record<string, Uint8Array>> = {
      "missing.npz": toNpz(three),
      "more.npz": toNpz({ ...before, extra: zeros([1]) }),
      "shape.npz": toNpz({ ...before, "dense2.biases": zeros([4], "float32") }),
      "dtype.safetensors": toSafetensors({ tensors: { ...before, "dense2.biases": zeros([3]) } }),
      "empty.npz": new Uint8Array(),
      "truncated.safetensors": toSafetensors({ tensors: before }).subarray(0, 200),
      "weights.txt": new Uint8Array(9),
    };
    expect(biases?.shape).toEqual([3]);
    const failures: string[] = [];
    for (const [name, bytes] of Object.entries(files)) {
      await writeFile(join(folder, name), bytes);
      failures.push(await failure(loadWeights(join(folder, name), program), folder));
    }
    failures.push(await failure(loadWeights(join(folder, "nowhere.npz"), program), folder));
    failures.push(await failure(saveWeights(join(folder, "weights.json"), program), folder));
    expect(failures.join("\n")).toMatchInlineSnapshot(`
      "FormatError other-weights
      loadWeights: …/missing.npz: "dense2.biases" must be float32[3], got none (node "dense2.biases"); load it into the network that it was saved from
      FormatError other-weights
      loadWeights: …/more.npz: a tensor must be a parameter of the program, got "extra" (node "extra"); load it into the network that it was saved from, or leave others out with { others: "ignored" }
      FormatError other-weights
      loadWeights: …/shape.npz: "dense2.biases" must be float32[3], got float32[4] (node "dense2.biases"); load it into the network that it was saved from
      FormatError other-weights
      loadWeights: …/dtype.safetensors: "dense2.biases" must be float32[3], got float64[3] (node "dense2.biases"); load it into the network that it was saved from
      FormatError bad-zip
      zip: …/empty.npz: must be a .zip archive, got an empty file; save, copy or download it again
      FormatError cut-off
      safetensors: …/truncated.safetensors: a file must be whole, got 200 bytes, of which the header alone is 288; it was cut off: download or copy it again
      FormatError unknown-format
      loadWeights: …/weights.txt: a file of weights must end in .safetensors or .npz, got ".txt"; rename it
      FileError ENOENT
      …/nowhere.npz: must be a file that can be read, got no such file or folder; correct the name
      FormatError unknown-format
      saveWeights: …/weights.json: a file of weights must end in .safetensors or .npz, got ".json"; rename it"
    `);
    expect(program.parameters).toEqual(before);
  });

  test("are loaded beside entries that no parameter could be, and other floats where that is asked for", async () => {
    const trained = compile(network, { random: random(1) });
    const beside = { steps: zeros([1], "int32"), flags: zeros([2], "bool"), "scaling.mean": zeros([2], "float32") };
    const { "scaling.mean": mean, ...unlike } = beside;
    // An entry of text, which nobody reads: the dtype of one in its header, and its checksum no longer fits.
    const odd = toNpz({ ...trained.parameters, ...unlike, names: zeros([1]) });
    const at = Buffer.from(odd).toString("latin1").lastIndexOf("'<f8'");
    odd.set(new TextEncoder().encode("'<U2'"), at);
    const folder = await temporaryFolder({
      "odd.npz": odd,
      "scaled.safetensors": toSafetensors({ tensors: { ...trained.parameters, ...beside } }),
    });
    expect(mean?.dtype).toBe("float32");
    const other = compile(network, { random: random(2) });
    await loadWeights(join(folder, "odd.npz"), other);
    expect(other.parameters).toEqual(trained.parameters);
    const third = compile(network, { random: random(3) });
    const scaled = join(folder, "scaled.safetensors");
    expect(await failure(loadWeights(scaled, third), folder)).toMatchInlineSnapshot(`
      "FormatError other-weights
      loadWeights: …/scaled.safetensors: a tensor must be a parameter of the program, got "scaling.mean" (node "scaling.mean"); load it into the network that it was saved from, or leave others out with { others: "ignored" }"
    `);
    await loadWeights(scaled, third, { others: "ignored" });
    expect(third.parameters).toEqual(trained.parameters);
    const wrong = [{ strict: false }, { others: "ignore" }] as unknown as { others: "ignored" }[];
    expect(
      (await Promise.all(wrong.map((options) => failure(loadWeights(scaled, third, options), folder)))).join("\n"),
    ).toMatchInlineSnapshot(`
      "OpError bad-option
      loadWeights: options must be some of { others }, got "strict"; leave it out
      OpError bad-option
      loadWeights: others must be "refused" or "ignored", got "ignore"; correct it"
    `);
  });

  test("in half precision are read as float32, exactly", async () => {
    const half = bytesOfBase64(tensorFiles.all.file);
    const folder = await temporaryFolder({ "half.safetensors": half });
    const { float16, bfloat16 } = await readArrays(join(folder, "half.safetensors"), { only: ["float16", "bfloat16"] });
    expect([float16.dtype, bfloat16.dtype, float16.data[2], bfloat16.data[2]]).toEqual(["float32", "float32", 0.333251953125, 0.333984375]);
  });

  test("of another network are refused", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "weights.npz");
    await saveWeights(path, compile(network));
    const other = compile(graph({ X: f32("batch", 2) }, ({ X }) => ({ y: dense(X, { units: 2 }) })));
    expect(await failure(loadWeights(path, other), folder)).toMatchInlineSnapshot(`
      "FormatError other-weights
      loadWeights: …/weights.npz: a tensor must be a parameter of the program, got "dense2.weights" (node "dense2.weights"); load it into the network that it was saved from, or leave others out with { others: "ignored" }"
    `);
  });
});

describe("checkpoints", () => {
  const options = {
    data: { ...points() },
    minimize: "loss",
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
    epochs: 4,
    batchSize: 9,
  };

  test("saved after each epoch, a training goes on from the file as if it had not stopped, bit for bit", async () => {
    const path = join(await temporaryFolder(), "last.safetensors");
    const whole = fit(network, options);
    for await (const _ of whole);
    const first = fit(network, { ...options, epochs: 2 });
    for await (const _ of first) await saveCheckpoint(path, first.checkpoint());
    const second = fit(network, { ...options, from: await loadCheckpoint(path) });
    for await (const _ of second) await saveCheckpoint(path, second.checkpoint());
    expect((await loadCheckpoint(path)).state).toEqual(whole.state());
  });

  test("that a full disk refuses: the one before stays, and the training goes on and ends as one that was never saved", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "last.safetensors");
    const whole = fit(network, options);
    for await (const _ of whole);
    const full: FileSystem = {
      ...nodeFileSystem,
      open: () => Promise.reject(Object.assign(new Error("ENOSPC"), { code: "ENOSPC", syscall: "open" })),
    };
    const training = fit(network, options);
    const failures: string[] = [];
    for await (const { epoch } of training) {
      if (epoch === 1) await saveCheckpoint(path, training.checkpoint());
      else failures.push(await failure(saveCheckpoint(path, training.checkpoint(), { fileSystem: full }), folder));
    }
    expect(new Set(failures).size).toBe(1);
    expect(failures[0]).toMatch(/^FileError ENOSPC\n…\/last\.safetensors: must be a file that can be written, got no space left;/);
    expect((await loadCheckpoint(path)).state.epoch).toBe(1);
    expect(training.state()).toEqual(whole.state());
  });

  test("that are damaged are refused with their file", async () => {
    const folder = await temporaryFolder({ "weights.safetensors": toSafetensors({ tensors: { w: zeros([1]) } }) });
    expect(await failure(loadCheckpoint(join(folder, "weights.safetensors")), folder)).toMatchInlineSnapshot(`
      "FormatError bad-checkpoint
      checkpoint: …/weights.safetensors: format must be "dagrad/model/1" or "dagrad/checkpoint/1", got nothing; weights alone are for loadWeights; else use a file that saveModel wrote"
    `);
  });
});

describe("readArrays", () => {
  test("reads .npz, .safetensors, .npy and IDX, plain and packed, by ending or name", async () => {
    const images = bytesOfBase64(archives.idx[0]?.file ?? "");
    const folder = await temporaryFolder({
      "data.npz": stored(),
      "data.safetensors": bytesOfBase64(archives.safetensors),
      "labels.idx": images,
      "train-images-idx3-ubyte": images,
      "train-images-idx3-ubyte.gz": bytesOfBase64(archives.idxGzip),
    });
    expect(described(await readArrays(join(folder, "data.npz")))).toEqual(archives.arrays);
    expect(described(await readArrays(join(folder, "data.safetensors")))).toEqual(archives.arrays);
    const names = ["labels.idx", "train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"];
    const arrays = await Promise.all(names.map((name) => readArray(join(folder, name))));
    for (const { shape, dtype, data } of arrays) expect({ shape, dtype, values: [...data] }).toEqual(archives.arrays.images);
    expect(Object.keys(await readArrays(join(folder, "train-images-idx3-ubyte.gz")))).toEqual(["train-images-idx3-ubyte"]);
  });

  test("reads the arrays that are named, whatever the others hold", async () => {
    const folder = await temporaryFolder({ "mixed.npz": bytesOfBase64(packedFiles.mixed), "labels.npy": toNpy(zeros([2])) });
    const { x, y } = await readArrays(join(folder, "mixed.npz"), { only: ["x", "y"] });
    expect([...x.data, ...y.data]).toEqual([1.5, -2, 3, 4]);
    const calls = [
      readArrays(join(folder, "mixed.npz"), { only: ["X"] }),
      readArrays(join(folder, "labels.npy"), { only: ["y"] }),
      readArrays(join(folder, "labels.npy"), { names: ["y"] } as unknown as { only: [] }),
    ];
    expect((await Promise.all(calls.map((call) => failure(call, folder)))).join("\n")).toMatchInlineSnapshot(`
      "FormatError unknown-array
      readArrays: …/mixed.npz: only must name arrays of the file, got "X"; did you mean x?
      FormatError unknown-array
      readArrays: …/labels.npy: only must name arrays of the file, got "y"; it has "labels"
      OpError bad-option
      readArrays: options must be some of { only }, got "names"; leave it out"
    `);
  });

  test("refuses other endings, files of several arrays where one is asked for, and what cannot be read", async () => {
    const folder = await temporaryFolder({ "data.npz": stored(), "data.csv": "1,2", "data.npy": "1,2" });
    await mkdir(join(folder, "folder.npz"));
    const calls = [
      readArrays(join(folder, "data.csv")),
      readArray(join(folder, "data.npz")),
      readArrays(join(folder, "data.npy")),
      readArrays(join(folder, "folder.npz")),
      readArrays(join(folder, "nowhere.npz")),
    ];
    expect((await Promise.all(calls.map((call) => failure(call, folder)))).join("\n")).toMatchInlineSnapshot(`
      "FormatError unknown-format
      readArrays: …/data.csv: a file must end in .npy, .npz, .safetensors, .idx, .gz, .png or idx3-ubyte, got ".csv"; rename or convert it
      FormatError not-one-array
      readArray: …/data.npz: a file must hold one array, got 7; use readArrays
      FormatError npy-magic
      npy: …/data.npy: must be a .npy file, got text; look at it in an editor
      FileError undefined
      …/folder.npz: must be a file, got a folder; name a file
      FileError ENOENT
      …/nowhere.npz: must be a file that can be read, got no such file or folder; correct the name"
    `);
    expect((await readdir(folder)).length).toBe(4);
    expect((await readFile(join(folder, "data.csv"))).length).toBe(3);
  });
});
