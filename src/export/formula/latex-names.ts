import { latexDim } from "../../../graph/latex-dim.ts";
import { isName } from "../../../graph/names.ts";
import { atom, binding, type Term } from "../../../graph/notation.ts";
import type { DisplayName } from "../display-names.ts";
import { escapeLatex } from "./escape-latex.ts";
import type { AxisMeaning } from "./running-index.ts";

/** w_1; w_{1,i} under an index; y_{\mathrm{true}}; \mathrm{loss} */
export function latexName({ base, subscript }: DisplayName, at: readonly string[] = []): string {
  const letter = Array.from(base).length === 1 ? base : `\\mathrm{${escapeLatex(base)}}`;
  const name = /^\d*$|^.$/u.test(subscript) ? subscript : `\\mathrm{${escapeLatex(subscript)}}`;
  const below = [...(name === "" ? [] : [name]), ...at].join(",");
  if (below === "") return letter;
  return `${letter}_${below.length === 1 ? below : `{${below}}`}`;
}

/** n_3, 10, \mathrm{batch}, \left(\mathrm{time} - 1\right) */
export function latexSize(meaning: AxisMeaning): string {
  if ("units" in meaning) return latexName({ base: "n", subscript: meaning.units });
  return isName(meaning.dim) ? latexName({ base: meaning.dim, subscript: "" }) : latexDim(meaning.dim);
}

/** 0.5, -1, 10^{-7}, 2.5 \cdot 10^{-7}, \infty */
export function numberTerm(value: unknown): Term {
  const text = String(value)
    .replace("Infinity", "\\infty")
    .replace("NaN", "\\mathrm{NaN}")
    .replace(/e\+?(-?\d+)$/, " \\cdot 10^{$1}")
    .replace(/^(-?)1 \\cdot /, "$1");
  return { ...atom(text), binds: text.startsWith("-") ? binding.prefix : text.includes("^") ? binding.power : binding.atom };
}
