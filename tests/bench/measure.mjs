/**
 * Times in ms of one call each, best and median of `rounds` rounds of `calls` calls. Contenders take turns within a round, so that a
 * busy moment of the machine falls on all of them. A contender's `make` prepares what its `run` is given, anew in each round and untimed.
 */
export function interleave(contenders, { rounds = 15, calls = 1, warmUp = calls } = {}) {
  const times = new Map(contenders.map(({ name }) => [name, []]));
  for (const { run, make = () => undefined } of contenders) for (let i = 0; i < warmUp; i++) run(make());
  for (let round = 0; round < rounds; round++) {
    for (const { name, run, make } of contenders) {
      const made = make?.();
      times.get(name).push(charged(run, made, calls) / calls);
    }
  }
  return new Map([...times].map(([name, all]) => [name, summary(all)]));
}

/** Time in ms, without what the process spent waiting for a processor. */
function charged(run, made, calls) {
  const before = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < calls; i++) run(made);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return Math.min(wall, (user + system) / 1000);
}

function summary(all) {
  const sorted = [...all].sort((a, b) => a - b);
  return { best: sorted[0], median: sorted[Math.floor(sorted.length / 2)] };
}

/** Heap bytes that one call leaves behind, over many calls after a collection; 0 where the calls allocate nothing. */
export function bytesPerCall(run, calls = 10_000) {
  for (let i = 0; i < calls; i++) run();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < calls; i++) run();
    least = Math.min(least, (process.memoryUsage().heapUsed - before) / calls);
  }
  return Math.max(0, least);
}

/** Throws unless two lists of numbers agree within the bound: no contender is timed before its numbers are right. */
export function verify(what, actual, expected, bound) {
  if (actual.length !== expected.length) throw new Error(`bench: ${what}: ${actual.length} numbers instead of ${expected.length}`);
  for (let i = 0; i < actual.length; i++) {
    if (!(Math.abs(actual[i] - expected[i]) <= bound)) throw new Error(`bench: ${what}: ${actual[i]} instead of ${expected[i]} at ${i}`);
  }
}
