/**
 * One contender in a process of its own: node worker.mjs <contender>. Requests come as lines of JSON, answers go out as lines that
 * start with @@, since some libraries print too.
 *
 * { ask: "prepare", work, given }  → { numbers } what the case computed, float32 in base64; { none: true } where it has no such case
 * { ask: "warm", ms, least }        → { perCall } ms
 * { ask: "time", ms }              → { calls, wall, cpu } ms of that many calls
 * { ask: "drop" }                  → {}
 */
import { createInterface } from "node:readline";

const say = (answer) => process.stdout.write(`@@${JSON.stringify(answer)}\n`);

const api = await import(`./contenders/${process.argv[2]}.mjs`)
  .then(({ contender }) => contender())
  .catch((error) => {
    say({ error: String(error?.message ?? error) });
    process.exit(1);
  });
let current;
let perCall = 1;

const answers = {
  async prepare({ work, given }) {
    current = await api[work]?.(given);
    if (!current) return { none: true };
    const numbers = Float32Array.from(await current.check());
    return { numbers: Buffer.from(numbers.buffer).toString("base64") };
  },
  /**
   * At least `least` ms of processor time, until three stretches of 75 ms in a row bring no more than 3 %, at most `ms`. Code comes from a quick compiler first, and the better
   * one needs up to a second for a large library: shorter stretches take the step between the two for the end.
   */
  async warm({ ms, least }) {
    let [calls, spent, best, stale] = [1, 0, Number.POSITIVE_INFINITY, 0];
    while (spent < ms && (stale < 3 || spent < least)) {
      const { wall, cpu } = await timed(calls);
      spent += Math.min(wall, cpu);
      perCall = wall / calls;
      if (wall < 40) {
        calls = Math.ceil(calls * Math.min(8, 75 / Math.max(wall, 1)));
        continue;
      }
      stale = perCall < 0.97 * best ? 0 : stale + 1;
      best = Math.min(best, perCall);
    }
    return { perCall };
  },
  async time({ ms }) {
    const result = await timed(Math.max(1, Math.round(ms / perCall)));
    perCall = result.wall / result.calls;
    return result;
  },
  drop() {
    current?.dispose?.();
    current = undefined;
    return {};
  },
};

/** `run` is awaited only where the case says so: awaiting costs a tenth of a microsecond. */
async function timed(calls) {
  const { run, awaited = false } = current;
  const before = process.cpuUsage();
  const start = performance.now();
  if (awaited) for (let i = 0; i < calls; i++) await run();
  else for (let i = 0; i < calls; i++) run();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { calls, wall, cpu: (user + system) / 1000 };
}

say({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  try {
    say(await answers[request.ask](request));
  } catch (error) {
    say({ error: String(error?.message ?? error) });
  }
}
process.exit(0);
