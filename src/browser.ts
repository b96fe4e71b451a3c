/* Everything that a page can use, as one file: dist/browser/dagrad.js. */
export * from "./index.ts";
export { fitInWorker, type ServeOptions, type StartWorker, serve, type WorkerHandle, type WorkerOptions } from "./worker/index.ts";
