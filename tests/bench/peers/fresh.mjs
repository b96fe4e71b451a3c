/**
 * What only a process that has done nothing else can tell: node fresh.mjs <contender> <job>, one line of JSON after @@. `numbers` is what
 * came out, to be verified.
 *
 * cold     → { ms, numbers } from the import of the library to the loss and accuracy of the 2-3-3 network
 * memory   → { MB, numbers } the most that was resident in 1,000 Adam steps of the digit network, and the losses of the first 11
 * step     → { ready, first, warmReady, warmFirst, numbers } ms from a graph to a program that is ready, and to its first result: the first
 *            time, and the median of 15 more times. `ready` is missing where a library compiles in its first run.
 * chain    → { ready, first, numbers } the same for 10,000 nodes, once
 * model x  → { read, ready, first, numbers } ms from the bytes of an .onnx file to a graph, where a library has one, and on
 * overhead → { numbers, and for each of `overheads` what it adds and what it is added to } µs a call, of two ways that take turns
 * network  → the same for 12 transformer blocks, networkStep for the training step of a ResNet block; their weights are given
 */
import { readFileSync } from "node:fs";

const [name, job] = process.argv.slice(2);
const { floats } = await import("./data.mjs");
const { overheads } = await import("./works.mjs");
floats("X"); // reading files is not what is measured

const load = async () => (await import(`./contenders/${name}.mjs`)).contender();

const jobs = {
  async cold() {
    const start = performance.now();
    const { bookForward } = await load();
    const numbers = await (await bookForward()).run();
    const ms = performance.now() - start;
    return {
      ms,
      numbers: Array.isArray(numbers) ? numbers : [numbers.loss, numbers.accuracy].map((n) => (typeof n === "number" ? n : n.item())),
    };
  },
  async memory() {
    const { train } = await load();
    if (!train) return { none: true };
    const { run, check, awaited } = await train({ network: "digit", optimizer: "adam", rate: 0.001 });
    const numbers = await check();
    for (let i = numbers.length; i < 1000; i++) {
      if (awaited) await run();
      else run();
    }
    return { MB: peakMemory(), numbers };
  },
  async step() {
    const prepare = (await load()).compilation?.step;
    if (!prepare) return { none: true };
    const cold = await compiled(prepare);
    const warm = [];
    for (let i = 0; i < 15; i++) warm.push(await compiled(prepare));
    return { ...cold, warmReady: median(warm.map(({ ready }) => ready)), warmFirst: median(warm.map(({ first }) => first)) };
  },
  async overhead() {
    const { backend, byHand } = await load();
    const answer = { numbers: Array.from(await (await backend.forward({ batch: 128 })).check()) };
    for (const { id, work, given } of overheads) {
      const ways = [await byHand[work](given), await backend[work](given)];
      const { added, hand } = await inTurns(ways);
      Object.assign(answer, { [`${id}-added`]: added, [`${id}-hand`]: hand });
    }
    return answer;
  },
  async chain() {
    const prepare = (await load()).compilation?.chain;
    return prepare ? compiled(prepare, { nodes: 10_000 }) : { none: true };
  },
};

for (const name of ["network", "networkStep"]) {
  jobs[name] = async () => {
    const prepare = (await load()).compilation?.[name];
    return prepare ? compiled(prepare, { name: name === "network" ? "transformers" : "residualBlock" }) : { none: true };
  };
}

/** "model alexa": the job and which. */
const [kind, id] = job.split(" ");
if (kind === "model") {
  jobs[job] = async () => {
    const prepare = (await load()).compilation?.model;
    return prepare ? compiled(prepare, { id }) : { none: true };
  };
}

/** Calls in a turn: after a single one each way would find the other's code and data in the caches, and not its own. */
const callsInTurn = 8;

/** Medians in µs a call: of what the second takes more than the first beside it, and of the first. The first 2 s are for compilers. */
async function inTurns([first, second]) {
  const timed = async ({ run }) => {
    const before = process.cpuUsage();
    const start = performance.now();
    for (let i = 0; i < callsInTurn; i++) await run();
    const wall = (performance.now() - start) * 1000;
    const { user, system } = process.cpuUsage(before);
    // What it waited for a processor is not its own.
    return Math.min(wall, user + system) / callsInTurn;
  };
  const pairs = [];
  const start = performance.now();
  for (let turns = 0; performance.now() - start < 8000 && pairs.length < 400; turns++) {
    const pair = [];
    for (const which of turns % 2 ? [1, 0] : [0, 1]) pair[which] = await timed([first, second][which]);
    if (performance.now() - start > 2000) pairs.push(pair);
  }
  return { added: median(pairs.map(([a, b]) => b - a)), hand: median(pairs.map(([a]) => a)) };
}

/** A parent reads a line of a limited length. */
const mostPrinted = 100;

async function compiled(prepare, given) {
  const made = await prepare(given);
  const start = performance.now();
  await made.read?.();
  const read = made.read && performance.now() - start;
  await made.ready?.();
  const ready = made.ready && performance.now() - start;
  const numbers = await made.first();
  return { read, ready, first: performance.now() - start, numbers: Array.from(numbers.slice(0, mostPrinted)) };
}

const median = (times) => (times.includes(undefined) ? undefined : times.sort((a, b) => a - b)[times.length >> 1]);

/** Of this program alone: what getrusage reports includes what the parent had when it started this process. */
function peakMemory() {
  const kB =
    process.platform === "linux" ? /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1] : process.resourceUsage().maxRSS;
  return kB / 1024;
}

const answer = await jobs[job]().catch((error) => ({ error: String(error?.message ?? error).split("\n")[0] }));
process.stdout.write(`@@${JSON.stringify(answer)}\n`);
process.exit(0);
