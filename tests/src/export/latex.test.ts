import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import { f32 } from "../../../graph/input.ts";
import { type LatexForm, latex } from "../../../src/export/latex.ts";
import { network, transposedNetwork } from "../../fixtures/fig-1.13.ts";
import { op } from "../../graph/untyped-ops.ts";
import { attention, chapter5, residual } from "./networks.ts";
import { swish } from "./swish.ts";

const forms = ["compact", "steps", "nested"] as const satisfies readonly LatexForm[];

/** The formulas that were drawn by hand for the figure, by their headings. */
const figure = Object.fromEntries(
  readFileSync(new URL("../../fixtures/fig-1.13.tex", import.meta.url), "utf8")
    .split(/^% /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n") + 1)]),
);

/** Without what only sets sizes and gaps, and without braces around one letter: what is left is what the formula says. */
const said = (formula: string): string =>
  formula
    .replace(/\\(left|right|bigl|bigr|Bigl|Bigr)(?=[()])/g, "")
    .replace(/\\[!,;]|\s+/g, "")
    .replace(/\{(\w)\}/g, "$1");

describe("latex", () => {
  test.each(forms)("of Fig 1.13 says what the formula drawn by hand says: %s", (form) => {
    // The hand left out the brackets of log before a brace.
    const drawn = said(figure[form] as string).replace(/\\log(\\underbrace\{.*?\}_\{\\text\{softmax\}\})/, "\\log($1)");
    expect(said(latex(network, "L", { form }))).toBe(drawn);
  });

  test.each(forms)("of Fig 1.13 is the same text as ever: %s", async (form) => {
    await expect(`${latex(network, "L", { form })}\n`).toMatchFileSnapshot(`../../output/fig-1.13-${form}.tex`);
  });

  test("of a batch runs an index over its rows, which a mean divides by", () => {
    expect(latex(transposedNetwork("batch"), "loss")).toMatchInlineSnapshot(
      `"\\mathrm{loss} = \\frac{1}{\\mathrm{batch}}\\sum_{i=1}^{\\mathrm{batch}} \\left(-\\sum_{l=1}^{n_3} y_{i,l} \\, \\log\\!\\left(\\frac{e^{z_{i,l}}}{\\sum_{k=1}^{n_3} e^{z_{i,k}}}\\right)\\right), \\qquad z = \\max\\!\\left(0,\\, \\max\\!\\left(0,\\, X w_1^{\\top} + b_1\\right) w_2^{\\top} + b_2\\right) w_3^{\\top} + b_3"`,
    );
  });

  test("of class labels picks by them", () => {
    expect(latex(chapter5, "loss")).toMatchInlineSnapshot(
      `"\\mathrm{loss} = \\frac{1}{\\mathrm{batch}}\\sum_{i=1}^{\\mathrm{batch}} \\left(-\\log\\!\\left(\\frac{e^{z_{i,y_i}}}{\\sum_{l=1}^{n_2} e^{z_{i,l}}}\\right)\\right), \\qquad z = \\max\\!\\left(0,\\, X w_1 + b_1\\right) w_2 + b_2"`,
    );
    expect(latex(chapter5, "accuracy")).toMatchInlineSnapshot(
      `"\\mathrm{accuracy} = \\frac{1}{\\mathrm{batch}}\\sum_{i=1}^{\\mathrm{batch}} \\left[\\operatorname{argmax}_{l}\\!\\left(\\frac{e^{z_{i,l}}}{\\sum_{k=1}^{n_2} e^{z_{i,k}}}\\right) = y_i\\right], \\qquad z = \\max\\!\\left(0,\\, X w_1 + b_1\\right) w_2 + b_2"`,
    );
    expect(latex(chapter5, "probabilities")).toMatchInlineSnapshot(
      `"\\mathrm{probabilities}_{i,l} = \\frac{e^{z_{i,l}}}{\\sum_{k=1}^{n_2} e^{z_{i,k}}}, \\qquad z = \\max\\!\\left(0,\\, X w_1 + b_1\\right) w_2 + b_2"`,
    );
  });

  test("names what is used twice instead of writing it twice", () => {
    expect(latex(residual, "error")).toMatchInlineSnapshot(
      `"\\mathrm{error} = \\frac{1}{\\mathrm{batch} \\cdot n_4}\\sum_{i,l} \\left(y_{i,l} - t_{i,l}\\right)^{2}, \\qquad y = (a_1 + \\mathrm{gain} \\odot \\max\\!\\left(0,\\, a_1 w_3 + b_3\\right)) w_4 + b_4, \\qquad a_1 = z + \\mathrm{gain} \\odot \\max\\!\\left(0,\\, z w_2 + b_2\\right), \\qquad z = X w_1 + b_1"`,
    );
  });

  test("gives reductions amid matrix products a line and indices of their own", () => {
    expect(latex(attention, "mse", { form: "steps" }).replaceAll("\\\\ ", "\\\\\n")).toMatchInlineSnapshot(`
      "\\begin{aligned} z_1 &= X \\textcolor{#B36B00}{w_q} && {\\scriptstyle \\mathrm{tokens}\\times 8} \\\\
      z_2 &= X \\textcolor{#B36B00}{w_k} && {\\scriptstyle \\mathrm{tokens}\\times 8} \\\\
      z_3 &= X \\textcolor{#B36B00}{w_v} && {\\scriptstyle \\mathrm{tokens}\\times 8} \\\\
      z_4 &= z_1 z_2^{\\top} && {\\scriptstyle \\mathrm{tokens}\\times \\mathrm{tokens}} \\\\
      a &= 0.125 \\, z_4 && {\\scriptstyle \\mathrm{tokens}\\times \\mathrm{tokens}} \\\\
      p_{1,i,m} &= \\frac{e^{a_{i,m}}}{\\sum_{n} e^{a_{i,n}}} && {\\scriptstyle \\mathrm{tokens}\\times \\mathrm{tokens}} \\\\
      z_5 &= p_1 z_3 && {\\scriptstyle \\mathrm{tokens}\\times 8} \\\\
      p_{2,i,l} &= z_{5,i,l} - \\frac{1}{8}\\sum_{k} z_{5,i,k} && {\\scriptstyle \\mathrm{tokens}\\times 8} \\\\
      \\mathrm{mse} &= \\frac{1}{\\mathrm{tokens} \\cdot 8}\\sum_{i,l} \\left(\\frac{p_{2,i,l}}{\\sqrt{\\frac{1}{8}\\sum_{k} p_{2,i,k}^{2} + 0.00001}} - y_{\\mathrm{true},i,l}\\right)^{2} && {\\scriptstyle \\text{scalar}} \\end{aligned}"
    `);
  });

  test("braces the layers of a network without scopes by their names", () => {
    expect(latex(chapter5, "loss", { form: "nested" })).toMatchInlineSnapshot(
      `"\\mathrm{loss} = \\frac{1}{\\mathrm{batch}}\\sum_{i} \\left(-\\log\\!\\left(\\underbrace{\\frac{e^{z_{i,y_i}}}{\\sum_{l} e^{z_{i,l}}}}_{\\text{softmax}}\\right)\\right), \\qquad z = \\underbrace{\\max\\!\\left(0,\\, X w_1 + b_1\\right)}_{a} w_2 + b_2"`,
    );
  });

  test("takes ops of the user's own", () => {
    const custom = graph({ x: f32("batch", 4) }, ({ x }) => ({ y: op.softmax(swish(op.dense(x, { units: 2, name: "logits" }))) }));
    expect(latex(custom, "y")).toMatchInlineSnapshot(
      `"y_{i,l} = \\frac{e^{\\mathrm{swish}\\!\\left(\\mathrm{logits}_{i,l}\\right)}}{\\sum_{k=1}^{n_1} e^{\\mathrm{swish}\\!\\left(\\mathrm{logits}_{i,k}\\right)}}, \\qquad \\mathrm{logits} = x w_1 + b_1"`,
    );
    expect(() => latex(structuredClone(custom), "y")).toThrow(expect.objectContaining({ code: "no-ops" }));
  });

  test("escapes names and titles, whatever they hold", () => {
    const odd = graph({ my_input: f32(2) }, ({ my_input }, g) => {
      const h = g.scope("50 % of {x} \\ y_1 & $5 #1 ~^", () => op.relu(op.matmul(my_input, g.parameter("weights_in", [2, 2]))));
      return { out_put: op.exp(h) };
    });
    expect(latex(odd, "out_put", { form: "nested" })).toMatchInlineSnapshot(
      `"\\mathrm{out\\_put} = e^{\\underbrace{\\max\\!\\left(0,\\, \\mathrm{my\\_input} \\, \\mathrm{weights\\_in}\\right)}_{\\text{50 \\% of \\{x\\} $\\backslash$ y\\_1 \\& \\$5 \\#1 $\\sim$$\\wedge$}}}"`,
    );
  });

  test("of a chain of 20,000 ops is broken into lines of 80 terms at most", () => {
    const chain = graph({ x: f32(4) }, ({ x }) => {
      let h: unknown = x;
      for (let i = 0; i < 20_000; i++) h = op.exp(h);
      return { y: h as typeof x };
    });
    const lines = latex(chain, "y").split("\\qquad");
    expect(lines).toHaveLength(20_000 / 80);
    for (const line of lines) expect(line.split("e^").length - 1).toBeLessThanOrEqual(81);
  });

  test("refuses an unknown output", () => {
    expect(() => latex(network, "l")).toThrowErrorMatchingInlineSnapshot(
      `[GraphError: latex: output must be one of L, got "l"; correct the name, or return it from build]`,
    );
  });
});
