/* Everything that a page can use, as one file: dist/browser/dagrad.js. */
/** For render.js, which lies beside it. */
export { drawingOf } from "./export/dot.ts";
export * from "./index.ts";
export { fitInWorker, type ServeOptions, type StartWorker, serve, type WorkerHandle, type WorkerOptions } from "./worker/index.ts";
