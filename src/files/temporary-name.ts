import { isAlive } from "./is-alive.ts";

/** Characters of the file's own name in that of its temporary file, at most: names must stay below 255 bytes. */
const longest = 40;

let made = 0;

const beginOf = (name: string): string => `.${name.slice(0, longest)}.`;

/** A name beside `name` that no other save uses: .weights.npz.4711-1.tmp */
export const temporaryName = (name: string): string => `${beginOf(name)}${process.pid}-${++made}.tmp`;

/** True for the temporary file of `name` that a process left behind which is no more. */
export function isLeftBehind(found: string, name: string): boolean {
  const begin = beginOf(name);
  if (!found.startsWith(begin)) return false;
  const [, pid] = /^(\d+)-\d+\.tmp$/.exec(found.slice(begin.length)) ?? [];
  return pid !== undefined && !isAlive(Number(pid));
}
