/** Times in ms of one call each, best and median of `rounds` rounds of `calls` calls; contenders take turns within a round. */
export function interleave(contenders, { rounds = 15, calls = 1, warmUp = calls } = {}) {
  const times = new Map(contenders.map(({ name }) => [name, []]));
  for (const { run } of contenders) for (let i = 0; i < warmUp; i++) run();
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of contenders) {
      const start = performance.now();
      for (let i = 0; i < calls; i++) run();
      times.get(name).push((performance.now() - start) / calls);
    }
  }
  return new Map([...times].map(([name, all]) => [name, summary(all)]));
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
