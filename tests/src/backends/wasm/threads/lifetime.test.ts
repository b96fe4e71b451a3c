import { describe, expect, test } from "vitest";
import { type Ended, inOwnProcess, type ProcessOptions } from "../../../../own-process.ts";

/** A product of two matrices that two threads share, and the threads themselves. */
const prelude = `
import { setTimeout as pause } from "node:timers/promises";
import { compile, explain, f32, graph, matmul, wasm } from "dagrad";
import { pool } from "./src/backends/wasm/threads/pool.ts";

const size = 300;
const feeds = { a: new Float32Array(size * size).fill(1), b: new Float32Array(size * size).fill(2) };
const product = () => graph({ a: f32(size, size), b: f32(size, size) }, ({ a, b }) => ({ y: matmul(a, b) }));
const compiled = (threads = 2) => compile(product(), { backend: wasm({ threads }) });
const shared = (program) => Number(/computed (\\d+)/.exec(explain(program, feeds))?.[1] ?? -1);
`;

const sharing = (program: string, options?: ProcessOptions): Promise<Ended> => inOwnProcess(prelude + program, options);

const untilShared = `
const program = compiled();
do program.run(feeds); while (shared(program) === 0 && performance.now() < 20_000);
if (shared(program) === 0) throw new Error("not shared");
`;

describe("a process whose workers sleep", () => {
  test("ends by itself, without having yielded once", async () => {
    expect(await sharing(`${untilShared} console.log("done");`)).toEqual({ code: 0, stdout: "done\n", stderr: "" });
  });

  test("ends by itself after it has waited for other things", async () => {
    const later = `${untilShared} await pause(200); program.run(feeds); console.log("done");`;
    expect(await sharing(later)).toEqual({ code: 0, stdout: "done\n", stderr: "" });
  });

  test("ends with the code of process.exit", async () => {
    expect(await sharing(`${untilShared} process.exit(3);`)).toEqual({ code: 3, stdout: "", stderr: "" });
  });

  test("ends with the code of an error that nobody catches", async () => {
    const { code, stderr } = await sharing(`${untilShared} throw new RangeError("thrown");`);
    expect(code).toBe(1);
    expect(stderr).toMatch("RangeError: thrown");
  });
});

test("workers start with the first shared product, and are gone once no program uses them", async () => {
  const { stdout } = await sharing(
    `
    const sizes = [pool.size];
    compiled(1).run(feeds);
    sizes.push(pool.size);
    let program = compiled(3);
    program.run(feeds);
    sizes.push(pool.size);
    program = undefined;
    for (const end = performance.now() + 20_000; pool.size > 0 && performance.now() < end; await pause(10)) gc();
    sizes.push(pool.size);
    console.log(JSON.stringify(sizes));
    `,
    { flags: ["--expose-gc"] },
  );
  expect(JSON.parse(stdout)).toEqual([0, 0, 2, 0]);
});

/** Compiles, runs and drops so many programs of 1 MB memories, and yields as often as asked. */
const cycles = (count: number, yields: boolean) => `
import { existsSync, readdirSync } from "node:fs";
const tasks = () => (existsSync("/proc/self/task") ? readdirSync("/proc/self/task").length : 0);
compiled(1).run(feeds);
const before = tasks();
let [threads, workers, wrong, memory] = [0, 0, 0, 0];
const held = process.memoryUsage.rss();
for (let i = 0; i < ${count}; i++) {
  const { y } = compiled().run(feeds);
  if (y.data.some((element) => element !== 2 * size)) wrong++;
  if (${yields}) await pause(1);
  threads = Math.max(threads, tasks() - before);
  workers = Math.max(workers, pool.size);
  memory = Math.max(memory, process.memoryUsage.rss() - held);
}
for (const end = performance.now() + 20_000; tasks() - before > 1 && performance.now() < end; ) await pause(10);
console.log(JSON.stringify({ threads, left: tasks() - before, workers, wrong, memory }));
`;

test.each([true, false])("400 programs compiled, run and dropped (yielding: %s) share one worker at a time", async (yields) => {
  const { stdout, stderr } = await sharing(cycles(400, yields));
  expect(stderr).toBe("");
  const { threads, left, workers, wrong, memory } = JSON.parse(stdout) as Record<string, number>;
  expect(workers).toBe(1);
  expect(left).toBeLessThanOrEqual(1);
  // Some that have to go may still be on their way out while the next one starts.
  expect(threads).toBeLessThanOrEqual(8);
  expect(wrong).toBe(0);
  // 400 memories would be 440 MB, beside what compiling itself takes: 160 MB after 100 programs, and hardly more after 200.
  expect(memory).toBeLessThanOrEqual(300e6);
});
