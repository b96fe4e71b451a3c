import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "../../../graph/check/parse.ts";
import { standardOps } from "../../../ops/standard-ops.ts";
import { type DotOptions, dot } from "../../../src/export/dot.ts";
import { svg } from "../../../src/render/index.ts";
import { call, models, output, refusals } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const network = join(models, "network.mjs");
const graph = async () => parse(await output("print network.mjs --json"), standardOps);

/** Draws into a new folder and returns what was said and written. */
async function drawn(words: readonly string[], file: string) {
  const folder = await temporaryFolder();
  const { code, stdout, stderr } = await call(["draw", network, ...words], folder);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: `wrote ${file}\n` });
  return readFile(join(folder, file));
}

describe("dagrad draw", () => {
  test("writes the SVG of the layers beside the caller, named after the model", async () => {
    expect(String(await drawn([], "network.svg"))).toBe(await svg(dot(await graph(), { level: "layers", direction: "TB" })));
  });

  test("writes what the ending of -o says, in the chosen theme", async () => {
    const text = dot(await graph());
    expect(String(await drawn(["-o", "a.svg", "--theme", "dark"], "a.svg"))).toBe(await svg(text, { theme: "dark" }));
    expect(String(await drawn(["-o", "a.dot"], "a.dot")).trimEnd()).toBe(text.trimEnd());
    expect(String(await drawn(["-o", "a.gv"], "a.gv")).trimEnd()).toBe(text.trimEnd());
    expect(String(await drawn(["-o", "a.txt", "--format", "dot"], "a.txt")).trimEnd()).toBe(text.trimEnd());
  });

  test("prints DOT when no file is named, at every level and in both directions", async () => {
    for (const level of ["layers", "formula", "execution"] as const) {
      for (const direction of ["TB", "LR"] as const) {
        const options: DotOptions = { level, direction, title: 'a "title"' };
        const text = await output(["draw", network, "-f", "dot", "--level", level, "--direction", direction, "--title", 'a "title"']);
        expect(text.trimEnd()).toBe(dot(await graph(), options).trimEnd());
      }
    }
    expect(await output("draw network.mjs -f svg -o -")).toMatch(/<\/svg>\s*$/);
  });

  test("--trace draws the values of a run: 4.8 for the book's single neuron", async () => {
    const text = await output("draw neuron.mjs --trace -i x=[1,2,3,2.5] --format dot");
    expect(text).toContain("4.80");
    expect(text).toMatch(/ [nµm]?s\b/);
    expect(await output("draw neuron.mjs --trace -i x=[1,2,3,2.5] --labels html -f svg -o -")).toContain(">4.80</text>");
  });

  test("--legend adds a key", async () => {
    expect((await output("draw neuron.mjs --legend -f dot")).trimEnd()).toBe(
      dot(parse(await output("print neuron.mjs --json"), standardOps), { legend: true }).trimEnd(),
    );
  });

  test("--layout own draws without Graphviz, as SVG and PNG", async () => {
    const own = await svg(await graph(), { level: "formula", layout: "own", theme: "dark" });
    expect(String(await drawn(["--layout", "own", "--level", "formula", "--theme", "dark"], "network.svg"))).toBe(own);
    expect(await output("draw neuron.mjs --trace -i x=[1,2,3,2.5] --labels html --layout own -f svg -o -")).toContain(">4.80</text>");
    expect(await output("draw network.mjs --layout graphviz -f svg -o -")).toBe(await output("draw network.mjs -f svg -o -"));
  });

  test("what cannot be drawn", async () => {
    const folder = await temporaryFolder();
    expect(
      await refusals(
        [
          ["draw", network, "-o", "a.pdf"],
          ["draw", network, "--level", "neurons"],
          ["draw", network, "--direction", "left"],
          ["draw", network, "--theme", "drak"],
          ["draw", network, "--layout", "mine"],
          ["draw", network, "--layout", "own", "-f", "dot"],
          ["draw", network, "--format", "jpg"],
          ["draw", network, "--scale", "0", "-o", "a.png"],
          ["draw", network, "-o", "no/where.svg"],
          ["draw", network, "--input", "X=[[1,2]]"],
          ["draw", network, "--labels", "html"],
          ["draw", network, "--check-finite"],
          ["draw", network, "--trace", "--level", "formula"],
          ["draw", network, "--trace"],
        ],
        folder,
      ),
    ).toMatchInlineSnapshot(`
      "1 dagrad: a.pdf: the name of a picture must end in .svg, .dot or .png, got .pdf; rename it
      1 dagrad: draw: --level must be layers | formula | execution, got "neurons"; choose one
      1 dagrad: draw: --direction must be TB | LR, got "left"; choose one
      1 dagrad: draw: --theme must be light | dark | auto, got "drak"; did you mean dark?
      1 dagrad: draw: --layout must be graphviz | own, got "mine"; choose one
      1 dagrad: draw: --layout own writes SVG or PNG, got DOT, which Graphviz lays out; leave one out
      1 dagrad: draw: --format must be svg | dot | png, got "jpg"; choose one
      1 dagrad: draw: --scale must be a number above 0 and at most 16, got "0"; correct it
      1 dagrad: no/where.svg: must be a file that can be written, got no such file or folder; choose another place
      1 dagrad: draw: --input is about the values of a run, got no --trace; add it
      1 dagrad: draw: --labels is about the values of a run, got no --trace; add it
      1 dagrad: draw: --check-finite is about the values of a run, got no --trace; add it
      1 dagrad: draw: --trace shows what was executed, got --level formula; leave one out
      1 dagrad: run: input "X" float32[batch, 2] must be fed, got nothing; add --input X=<file.npy, file.json or JSON>
      "
    `);
  });
});
