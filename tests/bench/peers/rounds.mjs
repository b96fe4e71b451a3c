import { cpus } from "node:os";
import { setTimeout } from "node:timers/promises";
import { expected } from "./expected.mjs";

/**
 * One work, measured: contenders are verified, warmed up, and then take turns in random order. Returns rows
 * { contender, median, best, rounds, gflops } in the unit of the work, or { contender, note } where there is no number.
 * Who has used `share` ms sits out the remaining rounds, so that a slow one does not hold up the others.
 */
export async function measure(work, processes, { rounds, slice, least, warm, share }) {
  const { work: name, given, scale, threads = 1 } = work;
  const reference = await expectedOnce(name, given);
  const rows = [];
  const live = [];
  for (const process of processes) {
    const row = { contender: process.name };
    rows.push(row);
    const started = performance.now();
    const { numbers, none, error } = await process.ask({ ask: "prepare", work: name, given });
    const wrong = numbers && mistake(decoded(numbers), process.name === "peak" ? ownCheck : reference);
    if (none) rows.pop();
    else if (error) row.note = error;
    else if (wrong) row.note = `BAD: ${wrong}`;
    else live.push({ process, row, times: [], spent: 0, slow: performance.now() - started > share });
  }
  for (const { process, slow } of live) if (!slow) await process.ask({ ask: "warm", ms: warm, least });
  for (let round = 0; round < rounds; round++) {
    for (const one of shuffled(live)) {
      if (one.spent > share) continue;
      if (threads > 1) await quietMoment();
      const { calls, wall, cpu, error } = await one.process.ask({ ask: "time", ms: slice });
      if (error) {
        one.row.note = error;
        one.spent = Number.POSITIVE_INFINITY;
        continue;
      }
      one.spent += Math.min(wall, cpu);
      // What a process waited for a processor is not its own; with threads of its own it is.
      one.times.push(((threads > 1 ? wall : Math.min(wall, cpu)) / calls) * scale);
    }
  }
  for (const { process, row, times } of live) {
    await process.ask({ ask: "drop" });
    if (times.length === 0) continue;
    Object.assign(row, summary(times));
    if (work.flops) row.gflops = work.flops / (row.median / scale) / 1e6;
  }
  return rows;
}

/** Until all processors were idle for 50 ms, at most half a second: thread pools of others go on spinning for a while after their turn. */
async function quietMoment() {
  const busy = () => cpus().reduce((total, { times }) => total + times.user + times.sys + times.nice + times.irq, 0);
  for (let i = 0; i < 10; i++) {
    const before = busy();
    await setTimeout(50);
    if (busy() - before <= 10) return;
  }
}

/** Median and best of some times, and how many they were. */
export function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return {
    median: sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
    best: sorted[0],
    rounds: sorted.length,
  };
}

/** Undefined where the numbers are right, else what is wrong with them. */
export function mistake(numbers, reference) {
  if (reference.numbers === undefined) return numbers.every((n) => n === 0) ? undefined : `its own check is off by ${numbers.join(", ")}`;
  if (numbers.length !== reference.numbers.length) return `${numbers.length} numbers instead of ${reference.numbers.length}`;
  for (let i = 0; i < numbers.length; i++) {
    if (!(Math.abs(numbers[i] - reference.numbers[i]) <= reference.bound))
      return `${numbers[i]} instead of ${reference.numbers[i]} at ${i}`;
  }
  return undefined;
}

const ownCheck = { numbers: undefined };
const known = new Map();

/** What must come out, or a promise of it, computed once: the three forms of a GEMM have the same product. */
export function expectedOnce(name, given) {
  const key = name === "gemm" ? `gemm ${given.size}` : `${name} ${JSON.stringify(given)}`;
  if (!known.has(key)) known.set(key, expected[name](given));
  return known.get(key);
}

function decoded(base64) {
  const bytes = Buffer.from(base64, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function shuffled(list) {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
