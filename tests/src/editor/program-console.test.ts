import { Console } from "node:console";
import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { programConsole } from "../../../src/editor/run/program-console.ts";

type Use = (console: Readonly<Record<string, (...values: unknown[]) => void>>) => void;

/** What Node writes, errors and warnings too. */
function inNode(use: Use): string {
  const texts: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      texts.push(String(chunk));
      done();
    },
  });
  use(new Console({ stdout: stream, stderr: stream }) as never);
  return texts.join("");
}

function inPage(use: Use): string {
  const texts: string[] = [];
  use(programConsole((_, text) => texts.push(`${text}\n`)));
  return texts.join("");
}

test.each<readonly [string, Use]>([
  [
    "groups indent all lines",
    (c) => [
      c.group?.("a\nb"),
      c.log?.("c\nd", { e: [1, 2] }),
      c.group?.(),
      c.error?.("f"),
      c.groupEnd?.(),
      c.groupEnd?.(),
      c.groupEnd?.(),
      c.log?.("g"),
    ],
  ],
  [
    "what is asserted and holds says nothing",
    (c) => [c.assert?.(true, "a"), c.assert?.(false), c.assert?.(0, "a %d", 1), c.assert?.(false, { a: 1 })],
  ],
  ["counts count by label", (c) => [c.count?.(), c.count?.("a"), c.count?.(), c.count?.("a")]],
  ["dir shows texts as values", (c) => [c.dir?.("a"), c.dir?.({ a: { b: { c: {} } } })]],
  ["info, debug and warnings are lines", (c) => [c.info?.(), c.debug?.("%s", "a"), c.warn?.(1, "b")]],
])("%s, as in Node", (_, use) => {
  expect(inPage(use)).toBe(inNode(use));
});

test("a program that prints without end is cut off, and told so once", () => {
  const texts: string[] = [];
  const console = programConsole((_, text) => texts.push(text));
  for (let i = 0; i < 20_000; i++) console.log?.(i);
  expect(texts).toHaveLength(10_001);
  expect(texts.at(-1)).toBe("… (a page shows no more than this)");
  const long: string[] = [];
  const other = programConsole((_, text) => long.push(text));
  for (let i = 0; i < 5; i++) other.log?.("x".repeat(900_000));
  expect(long.map(({ length }) => length)).toEqual([900_000, 900_000, 34]);
});
