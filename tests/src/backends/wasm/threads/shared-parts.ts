import { setTimeout as pause } from "node:timers/promises";
import type { NdArray } from "dagrad";

/** How many parts of products workers have computed for a program, as it explains itself; undefined where threads share nothing. */
export function sharedParts(explained: string): number | undefined {
  const [, parts] = /^workers have computed (\d+) of the \d+ parts that were theirs$/m.exec(explained) ?? [];
  return parts === undefined ? undefined : Number(parts);
}

/** Calls `run` again and again, at least three times and for 20 s at most, until workers have computed parts of it; returns how many. */
export async function untilShared(run: () => void, explain: () => string): Promise<number | undefined> {
  for (let runs = 1, end = performance.now() + 20_000; performance.now() < end; runs++) {
    run();
    if (runs > 2 && sharedParts(explain()) !== 0) break;
    await pause(1);
  }
  return sharedParts(explain());
}

type Arrays = Readonly<Record<string, NdArray>>;

/** Names of the arrays that have not the same bits in both, or are in one only. */
export const differing = (a: Arrays, b: Arrays): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => {
    const [one, other] = [a[name], b[name]];
    return one === undefined || other === undefined || !bytesOf(one).equals(bytesOf(other));
  });

const bytesOf = ({ data }: NdArray): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
