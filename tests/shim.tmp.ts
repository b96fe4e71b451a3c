export * from "../src/index.ts";
export { dot } from "../src/export/dot.ts";
export { diffDot } from "../src/export/diff-dot.ts";
export { latex } from "../src/export/latex.ts";
export { text } from "../src/export/text.ts";
