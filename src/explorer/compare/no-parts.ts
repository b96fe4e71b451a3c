import type { CompareParts } from "./parts.ts";

/** Of a page that compares nothing. */
export const compareParts: CompareParts | undefined = undefined;
