import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { compile, fromModel, fromNpz, random, reference, toModel } from "dagrad";
import { fromOnnx } from "dagrad/onnx";
import { describe, expect, test } from "vitest";
import { network } from "../../../examples/chapter-5.ts";
import { call, models, output, refusals } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A trained model, as `train` writes it. */
const program = compile(network, { random: random(0), backend: reference });
const folderWith = async (files: Record<string, string | Uint8Array> = {}): Promise<string> =>
  temporaryFolder({ "net.safetensors": toModel(program), ...files });

describe("export writes", () => {
  test("an .onnx file of chosen outputs, without the inputs that they do not need", async () => {
    const folder = await folderWith();
    expect(await call("export net.safetensors --to onnx --output probabilities", folder)).toEqual({
      code: 0,
      stdout: "",
      stderr: "wrote net.onnx\n",
    });
    const model = fromOnnx(new Uint8Array(await readFile(join(folder, "net.onnx"))));
    expect(model.names.inputs).toEqual({ X: "X" });
    expect(model.names.outputs).toEqual({ probabilities: "probabilities" });
  });

  test("what the ending says, with large weights beside the file where that is asked for", async () => {
    const folder = await folderWith();
    await output("export net.safetensors -o wide.onnx --external --opset 20", folder);
    // All weights of this network are small.
    expect((await readdir(folder)).sort()).toEqual(["net.safetensors", "wide.onnx"]);
    await output("export net.safetensors -o weights.npz", folder);
    expect(Object.keys(fromNpz(new Uint8Array(await readFile(join(folder, "weights.npz")))))).toEqual(Object.keys(program.parameters));
    await output("export net.safetensors -o part.safetensors --output probabilities", folder);
    expect(Object.keys(fromModel(await readFile(join(folder, "part.safetensors"))).graph.outputs)).toEqual(["probabilities"]);
  });

  test("a class of PyTorch and its weights, and statements of NumPy", async () => {
    const folder = await folderWith();
    expect((await call("export net.safetensors --to torch -o spiral.py", folder)).stderr).toBe(
      "wrote spiral.py\nwrote spiral.safetensors\n",
    );
    expect(await readFile(join(folder, "spiral.py"), "utf8")).toContain("class Network(nn.Module):");
    await output("export net.safetensors --to numpy -o loss.py", folder);
    expect(await readFile(join(folder, "loss.py"), "utf8")).toContain("np.exp(");
  });

  test("a training script, where the module says how it is trained", async () => {
    const module = `import { adam, dense, f32, graph, meanSquaredError } from "dagrad";
export default graph({ x: f32("batch", 2), y: f32("batch", 1) }, ({ x, y }) => ({ loss: meanSquaredError(dense(x, { units: 1 }), y) }));
export const training = { minimize: "loss", optimizer: adam(), data: { x: [[1, 2], [3, 4]], y: [[1], [2]] }, epochs: 3 };
`;
    const folder = await folderWith({ "line.mjs": module });
    expect((await call("export line.mjs --to torch", folder)).stderr).toBe("wrote line.py\nwrote data.npz\nwrote start.safetensors\n");
  });

  test("the weights that are given, and those of a seed", async () => {
    const folder = await folderWith();
    await output("export network.mjs --to npz --seed 0 -o seeded.npz".replace("network.mjs", join(models, "network.mjs")), folder);
    const seeded = fromNpz(new Uint8Array(await readFile(join(folder, "seeded.npz"))));
    expect(seeded).toEqual(Object.fromEntries(Object.entries(program.parameters)));
    await output(`export ${join(models, "network.mjs")} -p net.safetensors -o given.onnx`, folder);
    expect(fromOnnx(new Uint8Array(await readFile(join(folder, "given.onnx")))).graph.inputs).toEqual(["X", "y"]);
  });
});

test("export refuses what it cannot write, in one line", async () => {
  const folder = await folderWith({ "x.py": "" });
  const network = join(models, "network.mjs");
  const lines = [
    "export net.safetensors",
    "export net.safetensors -o net.py",
    "export net.safetensors -o net.pt",
    "export net.safetensors --to onnx -o net.bin",
    "export net.safetensors --to safetensors",
    "export net.safetensors --to torch",
    "export net.safetensors --to onnx --opset 12",
    "export net.safetensors --to npz --opset 17",
    "export net.safetensors --to torch --external -o x.py",
    "export net.safetensors --to onnx --output probability",
    "export net.safetensors --to numpy --output loss --output accuracy",
    "export net.safetensors --to tensorflow",
    ["export", network, "--to", "onnx"],
    ["export", join(models, "custom-op.mjs"), "--to", "onnx", "--seed", "0"],
    "export",
  ];
  expect((await refusals(lines, folder)).replaceAll(models, "…")).toMatchInlineSnapshot(`
    "1 dagrad: --to: must say what is written (onnx, torch, numpy, safetensors, npz), got nothing; add e.g. --to onnx
    1 dagrad: --to: must say what is written (torch, numpy), got only -o net.py; add e.g. --to torch
    1 dagrad: --to: must say what is written (onnx, torch, numpy, safetensors, npz), got only -o net.pt; add e.g. --to onnx
    1 dagrad: --out: a file of onnx must end in .onnx, got "net.bin"; rename it
    1 dagrad: --out: a file that is written must not be one that is read, got "net.safetensors"; name another one with -o
    1 dagrad: --out: a file that is written must not be one that is read, got "net.safetensors"; name another one with -o
    1 dagrad: --opset: must be a whole number from 13 to 21, got "12"; leave it out for 17
    1 dagrad: --opset: is about ONNX, got --to npz; leave it out
    1 dagrad: --external: is about ONNX, got --to torch; leave it out
    1 dagrad: --output: must name an output, got "probability"; did you mean probabilities?
    1 dagrad: export: NumPy is written of one output, got 2 (loss, accuracy); add --output loss
    1 dagrad: export: --to must be onnx | torch | numpy | safetensors | npz, got "tensorflow"; choose one
    1 dagrad: …/network.mjs: weights must be given to be written, got none for "dense1.weights"; name a trained model, or add -p with its weights, or --seed 0 for those that a training begins with
    1 dagrad: toOnnx: what is written in ONNX must be of ops whose computation is declared, got square, which is a function of TypeScript (node "square1"); write it as a formula of other ops, or leave it out with { outputs }
    1 dagrad: export: <model> must be given, got nothing; type: dagrad export <model>
    "
  `);
});
