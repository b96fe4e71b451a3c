import { expect, it } from "vitest";
import { inOwnProcess } from "../../../own-process.ts";

/** What every process begins with: a step of training of 64-128-10, whose module has about 2 MB of memory for 500 rows. */
const prelude = `
import { compile, crossentropy, dense, f32, graph, NdArray, reference, relu, sgd, softmax, trainStep, u8, wasm } from "dagrad";
const network = graph({ X: f32("n", 64), y: u8("n") }, ({ X, y }) => {
  const p = softmax(dense(relu(dense(X, { units: 128 })), { units: 10 }));
  return { p, loss: crossentropy(p, y) };
});
const step = trainStep(network, { minimize: "loss", optimizer: sgd() });
const feedsOf = (n) => ({
  X: new NdArray(new Float32Array(64 * n).fill(0.5), [n, 64], "float32"),
  y: new NdArray(new Uint8Array(n), [n], "uint8"),
});
const settle = async () => {
  for (let i = 0; i < 4; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
/** Megabytes in use: of objects, of buffers outside the heap, of the process. */
const megabytes = async () => {
  await settle();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed / 1e6, external: external / 1e6, rss: rss / 1e6 };
};
const report = (value) => process.stdout.write(JSON.stringify(value));
`;

interface Megabytes {
  readonly heap: number;
  readonly external: number;
  readonly rss: number;
}

/** Runs a script in a process with a garbage collector to call; what it reports. */
async function measured<T>(script: string): Promise<T> {
  const { code, stdout, stderr } = await inOwnProcess(prelude + script, { flags: ["--expose-gc"] });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

const growth = ([before, after]: readonly [Megabytes, Megabytes]): Megabytes => ({
  heap: after.heap - before.heap,
  external: after.external - before.external,
  rss: after.rss - before.rss,
});

it("20,000 steps of training take no memory: less than 1 MB of objects and buffers, 8 MB of the process", async () => {
  const { heap, external, rss } = growth(
    await measured(`
      const program = compile(step, { backend: wasm() });
      const feeds = feedsOf(4);
      const run = (times) => { for (let i = 0; i < times; i++) program.run(feeds, ["loss"]); };
      run(3000);
      const before = await megabytes();
      run(20000);
      report([before, await megabytes()]);
    `),
  );
  expect(heap).toBeLessThan(1);
  expect(external).toBeLessThan(1);
  expect(rss).toBeLessThan(8);
});

it.each(["wasm()", "reference"])("a run on %s that copies nothing leaves no object behind: less than 4 bytes a run", async (backend) => {
  const bytes = await measured<number>(`
    const program = compile(network, { backend: ${backend} });
    const feeds = feedsOf(4);
    const [fetch, options] = [["loss"], { copy: false }];
    const run = (times) => { for (let i = 0; i < times; i++) program.run(feeds, fetch, options); };
    run(30000);
    let least = Infinity;
    // Versions of V8 differ in when they optimise.
    for (let round = 0; round < 12 && least >= 4; round++) {
      await settle();
      const before = process.memoryUsage().heapUsed;
      run(10000);
      least = Math.min(least, (process.memoryUsage().heapUsed - before) / 10000);
    }
    report(least);
  `);
  expect(bytes).toBeLessThan(4);
});

it("200 programs that are compiled, run and dropped leave nothing: less than 2 MB of 400 MB of objects and buffers, 24 MB of the process", async () => {
  const { heap, external, rss } = growth(
    await measured(`
      const feeds = feedsOf(500);
      const cycles = async (times) => {
        for (let i = 0; i < times; i++) {
          compile(step, { backend: wasm() }).run(feeds);
          if (i % 10 === 9) await settle();
        }
      };
      // The process takes some 20 MB once, for code and for pages that the host keeps, before it stands still.
      await cycles(200);
      const before = await megabytes();
      await cycles(200);
      report([before, await megabytes()]);
    `),
  );
  expect(heap).toBeLessThan(2);
  expect(external).toBeLessThan(2);
  expect(rss).toBeLessThan(24);
});

it("a program of 48 batch sizes by turns keeps the memory of 16, with the last that trained its parameters among them", async () => {
  const { alive, made, growing } = await measured<{ alive: number; made: number; growing: readonly [Megabytes, Megabytes] }>(`
    const program = compile(step, { backend: wasm() });
    const memories = [];
    const round = async () => {
      for (let n = 500; n < 548; n++) {
        memories.push(new WeakRef(program.run(feedsOf(n), ["loss"], { copy: false }).loss.data.buffer));
        if (n % 8 === 0) await settle();
      }
    };
    await round();
    const before = await megabytes();
    for (let i = 0; i < 3; i++) await round();
    const growing = [before, await megabytes()];
    const alive = new Set(memories.map((memory) => memory.deref()).filter((buffer) => buffer !== undefined)).size;
    report({ alive, made: memories.length, growing });
  `);
  expect(made).toBe(192);
  expect(alive).toBeGreaterThan(0);
  expect(alive).toBeLessThanOrEqual(16);
  const { heap, external, rss } = growth(growing);
  expect(heap).toBeLessThan(2);
  expect(external).toBeLessThan(2);
  expect(rss).toBeLessThan(24);
});

it.each(["train", "run"])(
  "16 batch sizes of a program with 32 MiB of parameters have one copy of them: less than 64 MiB more (%s)",
  async (kind) => {
    const { rss } = growth(
      await measured(`
      const wide = graph({ X: f32("n", 64), y: u8("n") }, ({ X, y }) => {
        const hidden = relu(dense(relu(dense(X, { units: 2896 })), { units: 2896 }));
        return { loss: crossentropy(softmax(dense(hidden, { units: 10 })), y) };
      });
      const training = trainStep(wide, { minimize: "loss", optimizer: sgd({ learningRate: 0.01 }) });
      const program = compile(${JSON.stringify(kind)} === "train" ? training : wide, { backend: wasm() });
      program.run(feedsOf(1));
      const before = await megabytes();
      for (let n = 2; n <= 17; n++) program.run(feedsOf(n));
      report([before, await megabytes()]);
    `),
    );
    expect(rss).toBeLessThan(67);
  },
);
