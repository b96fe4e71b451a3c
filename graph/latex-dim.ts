import { grouped } from "./dim.ts";
import type { Dim } from "./shape.ts";

/** 4, n, \mathrm{batch}, 2 \, \mathrm{batch} or \left(\mathrm{time} - 1\right) */
export const latexDim = (dim: Dim): string =>
  grouped(dim).replace(/\/\/|[-+*()]|\p{L}[\p{L}\p{N}_.]*/gu, (word) => latexWords[word] ?? latexName(word));

const latexWords: Readonly<Record<string, string>> = {
  "//": " \\mathbin{/\\!/} ",
  "-": " - ",
  "+": " + ",
  "*": " \\, ",
  "(": "\\left(",
  ")": "\\right)",
};
const latexName = (name: string): string => (name.length === 1 ? name : `\\mathrm{${name.replaceAll("_", "\\_")}}`);
