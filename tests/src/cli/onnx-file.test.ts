import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compile, fromModel, NdArray, reference, toNpy } from "dagrad";
import { describe, expect, test } from "vitest";
import { node, smallModel, tensor } from "../../onnx/small-model.ts";
import { call, output, refusal, refusals } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** softmax(x w), w of identical rows but for the last: 20 numbers. */
const weights = Array.from({ length: 20 }, (_, i) => (i >= 15 ? 1 - (i % 5) / 4 : 0));
const classifier = smallModel({
  inputs: { "onnx::Flatten_0": ["float", "batch", 4] },
  outputs: ["39"],
  nodes: [node("MatMul", ["onnx::Flatten_0", "w"], ["h"]), node("Softmax", ["h"], ["39"])],
  initializers: [tensor("float", [4, 5], weights, "w")],
});
const reshaping = smallModel({
  inputs: { x: ["float", "n", 6], shape: ["int64", 2] },
  outputs: ["y"],
  nodes: [node("Reshape", ["x", "shape"], ["y"])],
});
const beside = (location: string) =>
  smallModel({
    inputs: { x: ["float", 2, 4] },
    outputs: ["y"],
    nodes: [node("MatMul", ["x", "w"], ["y"])],
    initializers: [{ name: "w", dims: [4, 5], dataType: 1, dataLocation: 1, externalData: [{ key: "location", value: location }] }],
  });

describe("an .onnx file", () => {
  test("is imported as a model file, which keeps its names", async () => {
    const folder = await temporaryFolder({ "net.onnx": classifier });
    expect(await output("import net.onnx -o net.safetensors", folder)).toMatchInlineSnapshot(`
      "        In the file      Here            Type               Type in the file
      ────────────────────────────────────────────────────────────────────────────
      input   onnx::Flatten_0  onnx_Flatten_0  float32[batch, 4]  float
      output  39               y39             float32[batch, 5]  float

      4 nodes, 20 numbers in 1 parameter
      "
    `);
    const { graph, parameters, names } = fromModel(await readFile(join(folder, "net.safetensors")));
    expect(names?.inputs).toEqual({ "onnx::Flatten_0": "onnx_Flatten_0" });
    const x = new NdArray(new Float32Array([0, 0, 0, 1]), [1, 4], "float32");
    const { y39 } = compile(graph, { parameters, backend: reference }).run({ onnx_Flatten_0: x } as never) as { y39: NdArray };
    // e^(1 − k/4) of their sum, in float64.
    const powers = [0, 1, 2, 3, 4].map((k) => Math.exp(1 - k / 4));
    expect(y39).toBeAllClose([powers.map((one) => one / powers.reduce((a, b) => a + b, 0))], { atol: 1e-6 });
    expect(await output(["run", "net.safetensors", "-i", "onnx::Flatten_0=[[0,0,0,1]]", "-f", "39"], folder)).toBe(
      `y39: float32[1, 5] =\n${y39}\n`,
    );
  });

  test("is taken wherever a model is", async () => {
    const folder = await temporaryFolder({ "net.onnx": classifier, "x.npy": toNpy(new NdArray(new Float32Array(8), [2, 4], "float32")) });
    expect(await output("print net.onnx", folder)).toMatchInlineSnapshot(`
      "onnx_Flatten_0 = input "onnx::Flatten_0" : float32[batch, 4]
      w = parameter zeros : float32[4, 5]
      matmul1 = matmul(onnx_Flatten_0, w) : float32[batch, 5]
      softmax1 = softmax(matmul1) {axis: 1} : float32[batch, 5]
      output y39 = softmax1
      "
    `);
    expect(await output("check net.onnx --bind batch=2", folder)).toMatchInlineSnapshot(`
      "Node            Op       Inputs          Shape   Type     Parameters  Value bytes
      ─────────────────────────────────────────────────────────────────────────────────
      onnx_Flatten_0  input                    [2, 4]  float32                       32
      matmul1         matmul   onnx_Flatten_0  [2, 5]  float32          20           40
      softmax1        softmax  matmul1         [2, 5]  float32                       40

      Inputs:      onnx_Flatten_0 float32[batch, 4]
      Outputs:     y39 = softmax1
      Nodes:       4 (1 input, 1 parameter, 2 ops)
      Parameters:  20 (80 bytes)
      Values:      112 bytes
      Run memory:  80 bytes in one arena, 6 steps
      "
    `);
    expect(await output("formula net.onnx --output 39 --form text", folder)).toMatchInlineSnapshot(`
      "exp(zᵢₗ) ÷ Σₖ exp(zᵢₖ) where z = onnx_Flatten₀ w
      "
    `);
    expect(await output("predict net.onnx x.npy --json", folder)).toMatchInlineSnapshot(`
      "{"output":"y39","rows":2,"predictions":[
      {"class":0,"probability":0.2,"values":[0.2,0.2,0.2,0.2,0.2]},
      {"class":0,"probability":0.2,"values":[0.2,0.2,0.2,0.2,0.2]}
      ]}
      "
    `);
    expect(await output("draw net.onnx --format dot", folder)).toContain("onnx::Flatten_0");
    expect((await call("diff net.onnx net.onnx", folder)).code).toBe(0);
    // It is told by what it begins with.
    await writeFile(join(folder, "net.bin"), classifier);
    expect(await output("print net.bin", folder)).toBe(await output("print net.onnx", folder));
  });

  test("is told sizes and values on the command line", async () => {
    const folder = await temporaryFolder({ "r.onnx": reshaping });
    expect(await output("print r.onnx --constants shape=[3,4] --dims n=2", folder)).toMatchInlineSnapshot(`
      "x = input : float32[2, 6]
      reshape1 = reshape(x) {shape: [3, 4]} : float32[3, 4]
      output y = reshape1
      "
    `);
    expect(
      await refusals(
        [
          "print r.onnx",
          "print r.onnx --dims m=2",
          "print r.onnx --dims n=two",
          "print r.onnx --dims n",
          "print r.onnx --constants shap=[3,4]",
          "print r.onnx --constants shape=[3,",
          "print r.onnx --export net",
          "run r.onnx --constants shape=[3,4] --dims n=2",
        ],
        folder,
      ),
    ).toMatchInlineSnapshot(`
      "1 dagrad: r.onnx: Reshape "y": input "shape" must be known when the graph is built, got a computed value; add --constants shape=… if it is an input of the model, or --dims where it depends on the size of an axis
      1 dagrad: r.onnx: dims must be names of axes of the inputs, got "m"; choose from n
      1 dagrad: --dims: must be name=size with a whole number, got "n=two"; write e.g. --dims batch=1
      1 dagrad: --dims: must be name=value, got "n"; write e.g. --dims batch=1
      1 dagrad: r.onnx: constants must be inputs of the model, got "shap"; its inputs are "x", "shape"
      1 dagrad: --constants shape: must be a .npy file, a .json file or JSON such as [[1, 2]], got "[3,"; correct it
      1 dagrad: r.onnx: an .onnx file holds one graph, got --export net; leave it out
      1 dagrad: run: input "x" float32[2, 6] must be fed, got nothing; add --input x=<file.npy, file.json or JSON>
      "
    `);
  });

  test("that is none, or that says what dagrad has not, is refused in one line", async () => {
    const cut = classifier.subarray(0, classifier.length - 40);
    const folder = await temporaryFolder({
      "text.onnx": "no model",
      "torch.onnx": "PK\u0003\u0004...",
      "pickle.onnx": new Uint8Array([0x80, 2, 0x7d]),
      "page.onnx": "<!DOCTYPE html>",
      "lfs.onnx": "version https://git-lfs.github.com/spec/v1\n",
      "cut.onnx": cut,
      "op.onnx": smallModel({ inputs: { x: ["float", 2] }, outputs: ["y"], nodes: [node("com.own.Fancy", ["x"], ["y"], {}, "layer1")] }),
      "w.safetensors": new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]),
    });
    const lines = ["text", "torch", "pickle", "lfs", "page", "cut", "op", "none"].map((name) => `import ${name}.onnx`);
    expect(await refusals([...lines, "import w.safetensors", "print w.safetensors --dims n=2"], folder)).toMatchInlineSnapshot(`
      "1 dagrad: text.onnx: Model: fields must be of wire type 0, 1, 2 or 5, got 6; this is no ONNX file, or it is damaged
      1 dagrad: torch.onnx: bytes must be those of an .onnx file, got a ZIP file, as PyTorch's .pt is; export the model with torch.onnx.export
      1 dagrad: pickle.onnx: bytes must be those of an .onnx file, got a Python pickle, as older .pt files are; export the model with torch.onnx.export
      1 dagrad: lfs.onnx: bytes must be those of an .onnx file, got what stands for a file in Git LFS; run git lfs pull
      1 dagrad: page.onnx: bytes must be those of an .onnx file, got a page of the web; download the file itself
      1 dagrad: cut.onnx: Model.graph: must have 223 bytes, got 189; this file is cut short or damaged
      1 dagrad: op.onnx: com.own.Fancy "layer1": its op must be one that is known, got com.own.Fancy; fromOnnx takes one of your own: ops: { "com.own.Fancy": (call) => … }
      1 dagrad: none.onnx: must be a file that can be read, got no such file or folder; correct the name
      1 dagrad: w.safetensors: the file must be an .onnx file, got a .safetensors file; every command takes it as it is
      1 dagrad: w.safetensors: --dims is about .onnx files, got another model; leave it out
      "
    `);
  });

  test("has its weights read from beside it, and from nowhere else", async () => {
    const folder = await temporaryFolder({ "secret.bin": new Uint8Array(80) });
    const own = join(folder, "own");
    await mkdir(join(own, "weights"), { recursive: true });
    const data = new Uint8Array(new Float32Array(weights).buffer);
    await writeFile(join(own, "weights/w.bin"), data);
    await symlink(join(folder, "secret.bin"), join(own, "link.bin"));
    await writeFile(join(own, "net.onnx"), beside("weights/w.bin"));
    expect(await output(["run", "own/net.onnx", "-i", "x=[[0,0,0,1],[0,0,0,4]]"], folder)).toMatchInlineSnapshot(`
      "y: float32[2, 5] =
      [[1.   0.75 0.5  0.25 0.  ]
       [4.   3.   2.   1.   0.  ]]
      "
    `);
    for (const location of [
      "../secret.bin",
      "weights/../../secret.bin",
      join(folder, "secret.bin"),
      "link.bin",
      "C:\\secret.bin",
      "..\\secret.bin",
      "\\\\host\\x",
    ]) {
      await writeFile(join(own, "net.onnx"), beside(location));
      expect(await refusal("print net.onnx", own), location).toContain("weights must lie in the folder of the model");
    }
    await writeFile(join(own, "net.onnx"), beside("missing.bin"));
    expect(await refusal("print net.onnx", own)).toMatchInlineSnapshot(`
      "1 dagrad: missing.bin: must be a file that can be read, got no such file or folder; correct the name
      "
    `);
  });
});
