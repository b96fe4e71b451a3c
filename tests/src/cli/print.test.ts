import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "../../../graph/check/parse.ts";
import { standardOps } from "../../../ops/standard-ops.ts";
import { call, models, output, refusals } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const network = join(models, "network.mjs");

describe("dagrad print", () => {
  test("shows one line per node", async () => {
    expect(await output("print neuron.mjs")).toMatchInlineSnapshot(`
      "x = input : float64[4]
      w = parameter [0.2, 0.8, -0.5, 1] : float64[4]
      b = parameter [2] : float64[]
      matmul1 = matmul(x, w) : float64[]
      add1 = add(matmul1, b) : float64[]
      output y = add1
      "
    `);
  });

  test("--lowered shows the primitives that are executed", async () => {
    expect(await output("print two-graphs.mjs --export squashed --lowered")).toMatchInlineSnapshot(`
      "x = input : float32[3]
      sigmoid1.neg1 = neg(x) : float32[3]  # scope "sigmoid1"
      sigmoid1.exp1 = exp(sigmoid1.neg1) : float32[3]  # scope "sigmoid1"
      constant1 = constant 1 : float32[]
      sigmoid1.add1 = add(constant1, sigmoid1.exp1) : float32[3]  # scope "sigmoid1"
      sigmoid1 = div(constant1, sigmoid1.add1) : float32[3]  # scope "sigmoid1"
      output y = sigmoid1
      "
    `);
  });

  test("--json is what parse reads", async () => {
    const graph = parse(await output("print network.mjs --json"), standardOps);
    expect(Object.keys(graph.outputs)).toEqual(["probabilities", "loss", "accuracy"]);
  });

  test("--plan shows where each value lies: the neuron needs 32 bytes for x, 8 for its product and 8 for its sum at most", async () => {
    expect(await output("print neuron.mjs --plan")).toMatchInlineSnapshot(`
      "plan: 2 steps, arena 48 bytes
      x        input            float64[4]  @0
      w        parameter        float64[4]  parameter
      b        parameter        float64[]   parameter
      matmul1  matmul(x, w)     float64[]   @32
      add1     add(matmul1, b)  float64[]   @32 over matmul1
      "
    `);
  });

  test("--plan of one output leaves out what it does not need", async () => {
    const steps = (text: string): number => Number(/: (\d+) steps/.exec(text)?.[1]);
    const all = await output("print network.mjs --plan --bind batch=2");
    const one = await output("print network.mjs --plan --bind batch=2 --fetch probabilities");
    expect(one).not.toMatch(/crossentropy|argmax/);
    expect(steps(one)).toBeLessThan(steps(all));
  });

  test("-o writes a file, -o - writes to stdout", async () => {
    const folder = await temporaryFolder();
    const { stdout, stderr } = await call(["print", network, "-o", "network.txt"], folder);
    expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "wrote network.txt\n" });
    expect(await readFile(join(folder, "network.txt"), "utf8")).toBe(await output(["print", network, "-o", "-"], folder));
  });

  test("what cannot be printed", async () => {
    const folder = await temporaryFolder();
    expect(
      await refusals(
        [
          ["print", network, "--plan"],
          ["print", network, "--plan", "--json"],
          ["print", network, "--plan", "--bind", "batch=2", "--fetch", "los"],
          ["print", network, "-o", "no/where.txt"],
          ["print", network, "-o", "."],
        ],
        folder,
      ),
    ).toMatchInlineSnapshot(`
      "1 dagrad: print: --plan needs a size for every named dim, got none for batch; add --bind batch=32
      1 dagrad: print: one form at a time, got --plan and --json; leave one out
      1 dagrad: --fetch: must name an output, got "los"; did you mean loss?
      1 dagrad: no/where.txt: must be a file that can be written, got no such file or folder; choose another place
      1 dagrad: .: must be a file that can be written, got a folder; choose another place
      "
    `);
  });
});
