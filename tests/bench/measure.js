/**
 * Times contenders side by side. Each is `{ run(), check() }`: `check` returns what is wrong with its numbers, or nothing.
 *
 * Returns, per contender, the median and the best time of one run in ms. Rounds visit the contenders by turns, so that a busy
 * moment of the machine falls on all of them; time in which the process had no processor is not charged.
 */
export function compare(contenders, { rounds = 25, slice = 20, warm = 500 } = {}) {
  const names = Object.keys(contenders);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  const turns = {};
  for (const name of names) {
    const wrong = contenders[name].check();
    if (wrong) throw new Error(`${name} computes something else: ${wrong}`);
    turns[name] = Math.max(1, Math.round(slice / warmUp(contenders[name].run, warm)));
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of names) samples[name].push(charged(() => repeat(contenders[name].run, turns[name])) / turns[name]);
  }
  for (const name of names) {
    const wrong = contenders[name].check();
    if (wrong) throw new Error(`${name} computes something else after ${rounds} rounds: ${wrong}`);
  }
  return Object.fromEntries(names.map((name) => [name, summary(samples[name])]));
}

/** Times one thing that is made anew in each round: `make()` is not timed, `run(made)` is. */
export function single(make, run, rounds = 7) {
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    const made = make();
    globalThis.gc();
    samples.push(charged(() => run(made)));
  }
  return summary(samples);
}

/** Runs for `ms` and returns the time of one run in ms. */
function warmUp(run, ms) {
  let count = 0;
  const start = performance.now();
  while (performance.now() - start < ms) {
    repeat(run, 20);
    count += 20;
  }
  return ms / count;
}

function repeat(run, count) {
  for (let i = 0; i < count; i++) run();
}

/** Time of `work` in ms, without what the process spent waiting for a processor. */
function charged(work) {
  const before = process.cpuUsage();
  const start = performance.now();
  work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return Math.min(wall, (user + system) / 1000);
}

function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], best: sorted[0] };
}
