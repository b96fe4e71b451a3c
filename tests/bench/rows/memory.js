import { spiralProgram } from "./spiral.js";

const heap = () => process.memoryUsage().heapUsed;

/** Bytes that `run` allocates on the heap each time, the fewest of several rounds: the engine itself allocates while it compiles. */
function bytesPerRun(run, runs = 20_000) {
  let fewest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 6; round++) {
    for (let i = 0; i < runs; i++) run();
    globalThis.gc();
    const reading = -heap() + heap();
    const before = heap();
    for (let i = 0; i < runs; i++) run();
    fewest = Math.min(fewest, (heap() - before - reading) / runs);
  }
  return Math.max(0, fewest);
}

export function memory() {
  const { program, feeds, fetch } = spiralProgram();
  const views = { copy: false };
  const perRun = bytesPerRun(() => program.run(feeds, fetch, views));
  const run = () => program.run(feeds, fetch);
  for (let i = 0; i < 10_000; i++) run();
  globalThis.gc();
  const [heapBefore, rssBefore] = [heap(), process.memoryUsage.rss()];
  for (let i = 0; i < 10_000; i++) run();
  globalThis.gc();
  return [
    { name: "spiral forward, bytes per run beyond the copies", unit: "B", bound: 0, value: Math.floor(perRun) },
    { name: "10,000 runs: growth of the heap after collection", unit: "kB", bound: 50, value: (heap() - heapBefore) / 1000 },
    { name: "10,000 runs: growth of the resident set", unit: "MB", value: (process.memoryUsage.rss() - rssBefore) / 1e6 },
  ];
}
