import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "../../../graph/check/parse.ts";
import { standardOps } from "../../../ops/standard-ops.ts";
import { latex } from "../../../src/export/latex.ts";
import { numpy } from "../../../src/export/numpy.ts";
import { text } from "../../../src/export/text.ts";
import { call, models, output, refusals } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const graph = async () => parse(await output("print network.mjs --json"), standardOps);

describe("dagrad formula", () => {
  test("writes the loss of the network where no output is named", async () => {
    expect(await output("formula network.mjs")).toBe(`${latex(await graph(), "loss", { form: "compact" })}\n`);
    expect(await output("formula network.mjs --form text")).toBe(`${text(await graph(), "loss")}\n`);
  });

  test("writes LaTeX in three forms, of the output that is named", async () => {
    for (const form of ["compact", "steps", "nested"] as const) {
      expect(await output(`formula network.mjs --form ${form} --output probabilities`)).toBe(
        `${latex(await graph(), "probabilities", { form })}\n`,
      );
    }
  });

  test("writes Python as one expression or line by line", async () => {
    expect(await output("formula network.mjs --form numpy")).toBe(`${numpy(await graph(), "loss").trimEnd()}\n`);
    expect(await output("formula network.mjs --form statements")).toBe(
      `${numpy(await graph(), "loss", { form: "statements" }).trimEnd()}\n`,
    );
  });

  test("writes the only output of a graph", async () => {
    expect(await output("formula neuron.mjs -f text")).toMatchInlineSnapshot(`
      "x w + b
      "
    `);
  });

  test("writes a file", async () => {
    const folder = await temporaryFolder();
    const { stdout, stderr } = await call(["formula", join(models, "network.mjs"), "-o", "loss.tex"], folder);
    expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "wrote loss.tex\n" });
    expect(await readFile(join(folder, "loss.tex"), "utf8")).toBe(await output("formula network.mjs"));
  });

  test("outputs that are unknown, or several to choose from", async () => {
    expect(
      await refusals(["formula network.mjs --output los", "formula network.mjs --output z", "formula updates.mjs"]),
    ).toMatchInlineSnapshot(`
      "1 dagrad: --output: must name an output, got "los"; did you mean loss?
      1 dagrad: --output: must name an output, got "z"; choose from probabilities, loss, accuracy
      1 dagrad: formula: one output must be chosen, got 2 (next, before); add --output next
      "
    `);
  });
});
