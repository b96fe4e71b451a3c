import type { FormulaParts } from "./parts.ts";

/** Of a page without KaTeX: a formula that it does not hold is plain text. */
export const formulaParts: FormulaParts | undefined = undefined;
