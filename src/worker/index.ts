/* The entry dagrad/worker: training in a worker. */
export { fitInWorker, type WorkerOptions } from "./fit-in-worker.ts";
export { type ServeOptions, serve } from "./serve.ts";
export type { WorkerHandle } from "./start-worker.ts";
export type { StartWorker } from "./worker-training.ts";
