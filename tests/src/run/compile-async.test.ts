import {
  compile,
  compileAsync,
  crossentropy,
  dense,
  explain,
  f32,
  graph,
  NdArray,
  random,
  reference,
  relu,
  sgd,
  softmax,
  trainStep,
  u8,
  wasm,
} from "dagrad";
import { afterEach, describe, expect, it, vi } from "vitest";
import { host } from "../backends/wasm/run-module.ts";
import { exactly } from "../run-plainly.ts";

const network = trainStep(
  graph({ X: f32("n", 4), y: u8("n") }, ({ X, y }) => {
    const p = softmax(dense(relu(dense(X, { units: 20, init: { randn: 0.5 } })), { units: 3, init: { randn: 0.5 } }));
    return { p, loss: crossentropy(p, y) };
  }),
  { minimize: "loss", optimizer: sgd({ learningRate: 0.5 }) },
);
const feedsOf = (n: number) => ({
  X: new NdArray(
    Float32Array.from({ length: 4 * n }, (_, i) => Math.sin(i)),
    [n, 4],
    "float32",
  ),
  y: new NdArray(
    Uint8Array.from({ length: n }, (_, i) => i % 3),
    [n],
    "uint8",
  ),
});
const shown = (values: unknown): string[] =>
  Object.entries(values as Readonly<Record<string, NdArray>>).map(([name, value]) => `${name} ${exactly(value)}`);

/** How often the host has compiled while the caller waited, and without. */
const watched = () => ({ waiting: vi.spyOn(host, "Module"), aside: vi.spyOn(host, "compile") });

afterEach(() => {
  vi.restoreAllMocks();
});

describe("compileAsync", () => {
  it("compiles aside: the first run of such feeds, and steps and views, then compile nothing", async () => {
    const { waiting, aside } = watched();
    const program = await compileAsync(network, { backend: wasm(), feeds: feedsOf(7) });
    expect([waiting.mock.calls.length, aside.mock.calls.length]).toEqual([0, 1]);
    program.run(feedsOf(7));
    program.steps(3, feedsOf(7));
    program.run(feedsOf(7), undefined, { copy: false });
    explain(program, feedsOf(7));
    expect([waiting.mock.calls.length, aside.mock.calls.length]).toEqual([0, 1]);
  });

  it("gives the bits of compile: outputs and parameters of three runs", async () => {
    const [early, late] = [
      await compileAsync(network, { backend: wasm(), random: random(3), feeds: feedsOf(7) }),
      compile(network, { backend: wasm(), random: random(3) }),
    ];
    for (let i = 0; i < 3; i++) expect(shown(early.run(feedsOf(7)))).toEqual(shown(late.run(feedsOf(7))));
    expect(shown(early.parameters)).toEqual(shown(late.parameters));
  });

  it("runs feeds of other sizes, too, which are compiled when they come; prepare does it beforehand", async () => {
    const program = await compileAsync(network, { backend: wasm(), feeds: feedsOf(7) });
    const { waiting, aside } = watched();
    program.run(feedsOf(5));
    expect([waiting.mock.calls.length, aside.mock.calls.length]).toEqual([1, 0]);
    await program.prepare(feedsOf(6));
    await program.prepare(feedsOf(6));
    program.run(feedsOf(6));
    program.run(feedsOf(7));
    expect([waiting.mock.calls.length, aside.mock.calls.length]).toEqual([1, 1]);
  });

  it("prepares what is fetched", async () => {
    const program = await compileAsync(network, { backend: wasm(), feeds: feedsOf(7), fetch: ["loss"] });
    const { waiting } = watched();
    program.run(feedsOf(7), ["loss"]);
    expect(waiting).not.toHaveBeenCalled();
    program.run(feedsOf(7), ["p"]);
    expect(waiting).toHaveBeenCalledTimes(1);
  });

  it("sees parameters that change while it waits", async () => {
    const program = compile(network, { backend: wasm(), random: random(3) });
    const prepared = program.prepare(feedsOf(7));
    program.run(feedsOf(4));
    await prepared;
    const other = compile(network, { backend: wasm(), random: random(3) });
    other.run(feedsOf(4));
    expect(shown(program.run(feedsOf(7)))).toEqual(shown(other.run(feedsOf(7))));
  });

  it("works on the reference and with auto, which needs nothing else", async () => {
    const programs = [
      await compileAsync(network, { backend: reference, random: random(3), feeds: feedsOf(7) }),
      await compileAsync(network, { random: random(3), feeds: feedsOf(7) }),
    ];
    expect(programs.map(({ backend }) => backend)).toEqual(["reference", "wasm"]);
    const losses = programs.map((program) => program.run(feedsOf(7)).loss.item());
    expect(Math.abs((losses[0] as number) - (losses[1] as number))).toBeLessThan(1e-6);
  });

  it("refuses feeds as a run does", async () => {
    await expect(compileAsync(network, { backend: wasm(), feeds: { X: feedsOf(3).X } as never })).rejects.toThrow(
      'run: input "y" uint8[n] must be fed, got nothing (node "y")',
    );
    await expect(compileAsync(network, { backend: wasm(), feeds: feedsOf(3), fetch: ["q"] })).rejects.toThrow(
      /run: fetch must name outputs \(.*\) or nodes, got "q"/,
    );
  });

  it("and compile name what is no backend, and what to pass", async () => {
    const message = (backend: unknown): string => {
      try {
        compile(network, { backend: backend as never });
        return "no error";
      } catch (error) {
        return String(error);
      }
    };
    expect(message("gpu")).toBe(
      'GraphError: compile: backend must be "auto", wasm() or reference, got "gpu"; import it from dagrad and pass it',
    );
    expect(message(wasm)).toBe(
      'GraphError: compile: backend must be "auto", wasm() or reference, got a function; import it from dagrad and pass it',
    );
    expect(message(null)).toBe(
      'GraphError: compile: backend must be "auto", wasm() or reference, got null; import it from dagrad and pass it',
    );
    await expect(compileAsync(network, { backend: "wasm" as never, feeds: feedsOf(3) })).rejects.toThrow('got "wasm"');
  });
});
