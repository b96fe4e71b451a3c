import { isEndless } from "./formula-tex.ts";
import { formulaLines, formulasOf } from "./formulas.ts";

/** What writes formulas in a page. */
export interface FormulaParts {
  readonly formulaLines: typeof formulaLines;
  readonly formulasOf: typeof formulasOf;
  readonly isEndless: typeof isEndless;
}

/** In the script of pages of the book, which hold their formulas and have no KaTeX, the build puts no-parts.ts in the place of this file. */
export const formulaParts: FormulaParts | undefined = { formulaLines, formulasOf, isEndless };
