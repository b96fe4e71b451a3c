import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "../../../graph/check/parse.ts";
import { array } from "../../../graph/ndarray.ts";
import { standardOps } from "../../../ops/standard-ops.ts";
import { fromNpy, toNpy } from "../../../src/data/npy.ts";
import { random } from "../../../src/data/random.ts";
import { spiralData } from "../../../src/data/spiral.ts";
import { compile } from "../../../src/run/compile.ts";
import { call, models, output, refusals } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const network = join(models, "network.mjs");
const neuron = join(models, "neuron.mjs");

describe("dagrad run", () => {
  test("prints 4.8, the output of the book's single neuron", async () => {
    // NNFS ch. 2: inputs 1, 2, 3, 2.5 by weights 0.2, 0.8, -0.5, 1 plus 2.
    expect(await output("run neuron.mjs --input x=[1,2,3,2.5]")).toBe("y: float64[] = 4.8\n");
  });

  test("prints the book's digits of chapter 5 for spiral_data(100, 3) and seed 0, from .npy files", async () => {
    const source = random(0);
    const { X, y } = spiralData(100, 3, { random: source });
    const { parameters } = compile(parse(await output(["print", network, "--json"]), standardOps), { random: source });
    const lists = Object.fromEntries(Object.entries(parameters).map(([id, value]) => [id, value.tolist()]));
    const folder = await temporaryFolder({ "X.npy": toNpy(X), "y.npy": toNpy(y), "start.json": JSON.stringify(lists) });
    const line = ["run", network, "--input", "X=X.npy", "-i", "y=y.npy", "--parameters", "start.json"];
    const text = await output([...line, "--backend", "reference"], folder);
    // NNFS ch. 5 prints these five rows, loss: 1.0986104 and acc: 0.34.
    const rows = `[[0.33333334 0.33333334 0.33333334]
 [0.33333316 0.3333332  0.33333364]
 [0.33333287 0.3333329  0.33333418]
 [0.3333326  0.33333263 0.33333477]
 [0.33333233 0.3333324  0.33333528]`;
    expect(text.startsWith(`probabilities: float32[300, 3] =\n${rows}\n`)).toBe(true);
    expect(text.endsWith("\nloss: float32[] = 1.0986104\naccuracy: float64[] = 0.34\n")).toBe(true);

    // The engine, here the default, agrees but for the last digits.
    const numbers = (printed: string) => (printed.match(/\d+\.\d+/g) ?? []).map(Number);
    const engine = await output(line, folder);
    expect(engine).toBe(await output([...line, "--backend", "wasm"], folder));
    expect(engine).toBe(await output([...line, "--backend", "auto"], folder));
    expect(numbers(engine)).toHaveLength(numbers(text).length);
    for (const [i, number] of numbers(text).entries()) expect(Math.abs((numbers(engine)[i] as number) - number)).toBeLessThan(1e-6);
  });

  test("feeds only what --fetch needs, and computes outputs in the order asked for, each once", async () => {
    const text = await output("run network.mjs --input X=[[0,0]] --fetch probabilities --fetch probabilities");
    expect(text).toBe("probabilities: float32[1, 3] =\n[[0.33333334 0.33333334 0.33333334]]\n");
    const two = await output("run network.mjs -i X=[[0,0]] -i y=[0] -f loss -f accuracy");
    // Softmax of zeros: −log(1/3) in float32 is 1.0986123 (NumPy); the first of equal classes is 0.
    expect(two).toBe("loss: float32[] = 1.0986123\naccuracy: float64[] = 1.0\n");
  });

  test("takes a batch of 0 rows and of 1 row", async () => {
    expect(await output("run custom-op.mjs -i x=[]")).toBe("y: float32[0] =\n[]\n");
    expect(await output("run custom-op.mjs -i x=[0.5]")).toBe("y: float32[1] =\n[0.25]\n");
  });

  test("draws the same initial parameters for the same --seed, 0 where none is given", async () => {
    const line = "run network.mjs -i X=[[1,2]] -f probabilities";
    const zero = await output(line);
    expect(await output(`${line} --seed 0`)).toBe(zero);
    expect(await output(`${line} --seed 1`)).not.toBe(zero);
  });

  test("converts what a file holds to the type of the input: float64 is rounded, whole numbers become labels", async () => {
    const folder = await temporaryFolder({
      "X.npy": toNpy(array([[0.1, 0.2]])),
      "y.npy": toNpy(array([2], "float64")),
      "X.json": "[[0.1, 0.2]]",
      "y.json": "[2]",
    });
    const typed = await output(["run", network, "-i", "X=[[0.1,0.2]]", "-i", "y=[2]"]);
    expect(await output(["run", network, "-i", "X=X.npy", "-i", "y=y.npy"], folder)).toBe(typed);
    expect(await output(["run", network, "-i", "X=X.json", "-i", "y=y.json"], folder)).toBe(typed);
  });

  test("saves outputs as .npy and .json, printed or not", async () => {
    const folder = await temporaryFolder();
    const line = [
      "run",
      network,
      "-i",
      "X=[[1,2],[3,4]]",
      "-f",
      "probabilities",
      "--save",
      "probabilities=p.npy",
      "--save",
      "probabilities=p.json",
    ];
    const { code, stdout, stderr } = await call(line, folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "wrote p.npy\nwrote p.json\n" });
    const saved = fromNpy(await readFile(join(folder, "p.npy")));
    expect(stdout).toBe(`probabilities: float32[2, 3] =\n${saved}\n`);
    expect(JSON.parse(await readFile(join(folder, "p.json"), "utf8"))).toEqual(saved.tolist());
    await call([...line, "--trace"], folder);
    expect(fromNpy(await readFile(join(folder, "p.npy")))).toEqual(saved);
  });

  /** The cells of a trace, without what differs from run to run: times, and the widths that they take. */
  const cells = (text: string): string =>
    text
      .replace(/─+/g, "─")
      .replace(/\d+\.\d{3} ms/, "(ms) ms")
      .split("\n")
      .map((line) =>
        line
          .trim()
          .split(/ {2,}/)
          .join(" | ")
          .replace(/\| \d+\.\d{3} \| (\d+)$/, "| (ms) | $1"),
      )
      .join("\n");

  test("--trace shows the range, time and bytes of every node", async () => {
    expect(cells(await output("run neuron.mjs -i x=[1,2,3,2] --trace"))).toMatchInlineSnapshot(`
      "Node | Op | Type | Min | Mean | Max | ms | Bytes
      ─
      x | input | float64[4] | 1.0 | 2.0 | 3.0 | 32
      w | parameter | float64[4] | -0.5 | 0.375 | 1.0 | 32
      b | parameter | float64[] | 2.0 | 2.0 | 2.0 | 8
      matmul1 | matmul | float64[] | 2.3 | 2.3 | 2.3 | (ms) | 8
      add1 | add | float64[] | 4.3 | 4.3 | 4.3 | (ms) | 8

      5 nodes, (ms) ms in steps, 88 bytes of values
      "
    `);
  });

  test("--trace counts the elements that are not finite, and shows the range of the others", async () => {
    expect(cells(await output("run custom-op.mjs -i x=[1,2,1e30] --trace"))).toMatchInlineSnapshot(`
      "Node | Op | Type | Min | Mean | Max | Not finite | ms | Bytes
      ─
      x | input | float32[3] | 1.0 | 3.33333e+29 | 1e+30 | 12
      square1 | square | float32[3] | 1.0 | 2.5 | 4.0 | 1 | (ms) | 12

      2 nodes, (ms) ms in steps, 24 bytes of values
      "
    `);
  });

  test("feeds that are missing, unknown, twice, unreadable or of the wrong form", async () => {
    const folder = await temporaryFolder({ "bad.npy": "[[1, 2]]", "bad.json": "[[1, 2", "text.json": '["a"]' });
    const X = "X=[[1,2]]";
    expect(
      await refusals(
        [
          ["run", network],
          ["run", network, "-i", X],
          ["run", network, "-i", X, "-i", X],
          ["run", network, "-i", "x=[[1,2]]"],
          ["run", network, "-i", "labels=[1]"],
          ["run", network, "-i", "[[1,2]]"],
          ["run", network, "-i", "X="],
          ["run", network, "-i", "X=[[1,2]"],
          ["run", network, "-i", "X=nowhere.npy"],
          ["run", network, "-i", "X=bad.npy"],
          ["run", network, "-i", "X=text.json"],
          ["run", network, "-i", "X=null"],
          ["run", network, "-i", 'X={"a":1}'],
          ["run", network, "-i", "X=[[1,2],[3]]"],
          ["run", network, "-i", "X=[1,2]", "-f", "probabilities"],
          ["run", network, "-i", "X=[[1,2,3]]", "-f", "probabilities"],
          ["run", network, "-i", X, "-i", "y=[0,1]"],
          ["run", network, "-i", X, "-i", "y=[3]"],
          ["run", network, "-i", X, "-i", "y=[256]"],
          ["run", network, "-i", X, "-i", "y=[-1]"],
          ["run", network, "-i", X, "-i", "y=[0.5]"],
          ["run", network, "-i", X, "-f", "probability"],
          ["run", network, "-i", X, "-f", "gradient"],
          ["run", network, "-i", X, "--save", "probabilities"],
          ["run", network, "-i", X, "--save", "probabilities=p.txt"],
          ["run", network, "-i", X, "--save", "gradient=p.npy"],
        ],
        folder,
      ),
    ).toMatchInlineSnapshot(`
      "1 dagrad: run: input "X" float32[batch, 2] must be fed, got nothing; add --input X=<file.npy, file.json or JSON>
      1 dagrad: run: input "y" uint8[batch] must be fed, got nothing; add --input y=<file.npy, file.json or JSON>
      1 dagrad: --input: an input is fed once, got "X" twice; leave one out
      1 dagrad: --input: must name an input, got "x"; did you mean X?
      1 dagrad: --input: must name an input, got "labels"; choose from X, y
      1 dagrad: --input: must be name=value, got "[[1,2]]"; write e.g. --input X=[[1,2],[3,4]]
      1 dagrad: --input X: must be a .npy file, a .json file or JSON such as [[1, 2]], got ""; correct it
      1 dagrad: --input X: must be a .npy file, a .json file or JSON such as [[1, 2]], got "[[1,2]"; correct it
      1 dagrad: nowhere.npy: must be a file that can be read, got no such file or folder; correct the name
      1 dagrad: npy: bad.npy: must be a .npy file, got text; look at it in an editor
      1 dagrad: --input X: no number at [0]: expected a number, got a string; every list of one level needs the same length
      1 dagrad: --input X: no number at the value: expected a number, got null; every list of one level needs the same length
      1 dagrad: --input X: no number at the value: expected a number, got an object; every list of one level needs the same length
      1 dagrad: --input X: ragged list at [1]: expected a list of 2, got a list of 1; every list of one level needs the same length
      1 dagrad: run: feed "X" must be float32[batch, 2], got [2] (node "X"); reshape it
      1 dagrad: run: feed "X" must be float32[batch, 2], got [1, 3] (node "X"); reshape it
      1 dagrad: run: "batch" must be one size, got 1 in feed "X" and 2 in feed "y" (node "y"); feed equally many
      1 dagrad: crossentropy: labels must be in 0 … 2, got 3 in row 0 (node "crossentropy1"); correct the labels
      1 dagrad: --input y: elements must be whole numbers 0 … 255 for uint8, got 256; correct the elements
      1 dagrad: --input y: elements must be whole numbers 0 … 255 for uint8, got -1; correct the elements
      1 dagrad: --input y: elements must be whole numbers 0 … 255 for uint8, got 0.5; correct the elements
      1 dagrad: --fetch: must name an output, got "probability"; did you mean probabilities?
      1 dagrad: --fetch: must name an output, got "gradient"; choose from probabilities, loss, accuracy
      1 dagrad: --save: must be output=file with a .npy or .json file, got "probabilities"; write e.g. --save loss=loss.npy
      1 dagrad: --save: must be output=file with a .npy or .json file, got "probabilities=p.txt"; write e.g. --save loss=loss.npy
      1 dagrad: --save: must name an output, got "gradient"; choose from probabilities, loss, accuracy
      "
    `);
    expect((await call(["run", network, "-i", "X=bad.json"], folder)).stderr).toMatch(
      /^dagrad: bad\.json: the file must be JSON, got ".+"; correct it\n$/,
    );
  });

  test("parameters that do not fit", async () => {
    const folder = await temporaryFolder({
      "list.json": "[1]",
      "unknown.json": '{ "w1": 1 }',
      "shape.json": '{ "w": [1, 2] }',
      "ragged.json": '{ "w": [[1, 2], [3]] }',
      "proto.json": '{ "__proto__": 1 }',
    });
    const lines = ["list", "unknown", "shape", "ragged", "proto", "nowhere"].map((name) => [
      "run",
      neuron,
      "-i",
      "x=[1,2,3,4]",
      "-p",
      `${name}.json`,
    ]);
    expect(await refusals(lines, folder)).toMatchInlineSnapshot(`
      "1 dagrad: list.json: must be { parameter: nested lists }, got a list; correct the file
      1 dagrad: unknown.json: must name parameters, got "w1"; choose from w, b
      1 dagrad: parameters: "w" must be float64[4], got float64[2] (node "w"); reshape or convert it
      1 dagrad: ragged.json: "w": ragged list at [1]: expected a list of 2, got a list of 1; every list of one level needs the same length
      1 dagrad: proto.json: must name parameters, got "__proto__"; choose from w, b
      1 dagrad: nowhere.json: must be a file that can be read, got no such file or folder; correct the name
      "
    `);
  });

  test("--check-finite names the first node with a value that is not finite, and its inputs", async () => {
    expect(await refusals(["run custom-op.mjs --check-finite -i x=[1,1e30]"])).toMatchInlineSnapshot(`
      "1 dagrad: square: values must be finite, got Infinity at [1] from "x" float32[2] in 1.0 … 1e+30 (node "square1"); look at these inputs, or compile without checkFinite
      "
    `);
    expect(await output("run custom-op.mjs -i x=[1,1e30]")).toBe("y: float32[2] =\n[ 1. inf]\n");
  });
});
