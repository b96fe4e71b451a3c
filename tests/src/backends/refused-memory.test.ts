import { compile, f32, graph, mul, neg, reference, sgd, sum, trainStep, wasm } from "dagrad";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Backend, PrepareOptions } from "../../../src/backends/backend.ts";
import { thrown } from "../../graph/thrown.ts";
import { lacks } from "../../lacks.ts";
import { inOwnProcess } from "../../own-process.ts";

/*
 * Hosts that refuse memory. V8 reserves some 10 GB of address space for each module's memory, so that a limit of 14 GB (ulimit -v) grants
 * one of them and not two, and one of 3 GB none. Later versions, as of Node 24, do with less where there is no more: they refuse nothing.
 */

const [one, none] = [{ addressSpace: 14_000_000 }, { addressSpace: 3_000_000 }];

/** Whether the host grants a memory all the same. */
const granted = async (): Promise<boolean> =>
  (await inOwnProcess("new WebAssembly.Memory({ initial: 1, maximum: 65536 });", none)).code === 0;

/** Steps on batches of 2, 3, 2 and 4 rows, then a look at the parameters: what the steps before have made must not be lost. */
const program = (backend: string) => `
import { compile, dense, explain, f32, graph, random, reference, sgd, sum, trainStep, wasm } from "dagrad";
const network = graph({ X: f32("batch", 4) }, ({ X }) => ({ loss: sum(dense(X, { units: 3, name: "layer" })) }));
const step = compile(trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.5 }) }), { random: random(0), backend: ${backend} });
for (const rows of [2, 3, 2, 4]) {
  const X = Array.from({ length: rows }, (_, i) => [1, i, 2 * i, 3]);
  step.run({ X });
  console.log(rows, explain(step, { X }).split(" ")[0]);
}
console.log(JSON.stringify(step.parameters["layer.weights"].tolist()));
`;

const said =
  "dagrad: WebAssembly cannot be used (wasm: the host must grant … bytes in address space of their own, some 10 GB for each module, got RangeError: WebAssembly.Memory(): could not allocate memory; raise the limit (ulimit -v) or keep fewer programs); the reference backend runs instead: slower, with other last digits\n";

describe.skipIf(lacks("Linux", "limits of address space (ulimit -v)"))("a process with address space", () => {
  it.each(['"auto"', "wasm()"])("for one module lets go of the last one before the next: %s trains as without a limit", async (backend) => {
    const limited = await inOwnProcess(program(backend), one);
    expect(limited).toEqual(await inOwnProcess(program(backend)));
    expect(limited).toMatchObject({ code: 0, stderr: "" });
    expect(limited.stdout).toMatch(/^2 engine\n3 engine\n2 engine\n4 engine\n/);
  });

  it('for none runs on the reference under "auto", and says why once', async () => {
    const { code, stdout, stderr } = await inOwnProcess(program('"auto"'), none);
    if (await granted()) {
      expect({ code, stdout, stderr }).toEqual(await inOwnProcess(program("wasm()")));
      return;
    }
    expect({ code, stdout }).toEqual(await inOwnProcess(program("reference")).then(({ code, stdout }) => ({ code, stdout })));
    expect(stderr.replace(/\d+ bytes/, "… bytes")).toBe(said);
  });

  it("for none is an error under wasm() that names address space, not batches", async () => {
    const { code, stderr, stdout } = await inOwnProcess(program("wasm()"), none);
    if (await granted()) {
      expect({ code, stdout, stderr }).toEqual(await inOwnProcess(program("wasm()")));
      return;
    }
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /GraphError: wasm: the host must grant \d+ bytes in address space of their own, some 10 GB for each module, got RangeError: .*; raise the limit \(ulimit -v\) or keep fewer programs\n/,
    );
  });
});

describe("where the host refuses memory, a program", () => {
  const doubled = () => graph({ x: f32("n") }, ({ x }) => ({ y: mul(x, 2), total: sum(x) }));

  it("lets go of what was used least recently, of all outputs and sizes", () => {
    const room: boolean[] = [];
    let prepared = 0;
    const counting: Backend = {
      ...reference,
      prepare(plan, state, options) {
        prepared++;
        if (prepared === 4) room.push(options?.makeRoom?.() as boolean);
        return reference.prepare(plan, state, options);
      },
    };
    const program = compile(doubled(), { backend: counting });
    program.run({ x: [1] }, ["y"]);
    program.run({ x: [1, 2] }, ["y"]);
    program.run({ x: [1, 2] }, ["total"]);
    program.run({ x: [1] }, ["y"]);
    expect(prepared).toBe(3);
    program.run({ x: [1, 2, 3] }, ["y"]);
    expect([prepared, room]).toEqual([4, [true]]);
    program.run({ x: [1] }, ["y"]);
    program.run({ x: [1, 2] }, ["total"]);
    expect(prepared).toBe(4);
    expect(program.run({ x: [1, 2] }, ["y"]).y.tolist()).toEqual([2, 4]);
    expect(prepared).toBe(5);
  });

  it("has nothing to let go of before its first run", () => {
    const room: unknown[] = [];
    const asking: Backend = {
      ...reference,
      prepare(plan, state, options) {
        room.push(options?.makeRoom?.());
        return reference.prepare(plan, state, options);
      },
    };
    compile(doubled(), { backend: asking }).run({ x: [1] });
    expect(room).toEqual([false]);
  });

  it("keeps what a step has given its parameters, and what was given away as views", () => {
    const line = graph({ x: f32("n") }, ({ x }, g) => ({ loss: sum(mul(x, g.parameter("w", [], { init: 0 }))) }));
    const memories: object[] = [];
    const engine = wasm();
    const refusing: Backend = {
      ...engine,
      prepare(plan, state, options) {
        if (memories.length > 0) options?.makeRoom?.();
        memories.push(plan);
        return engine.prepare(plan, state, options);
      },
    };
    const step = compile(trainStep(line, { minimize: "loss", optimizer: sgd({ learningRate: 1 }) }), { backend: refusing });
    // By hand: the gradient is Σ x.
    const view = step.run({ x: [1, 2] }, ["loss"], { copy: false }).loss;
    step.run({ x: [10] });
    expect(step.parameters.w?.item()).toBe(-13);
    expect(view.item()).toBe(0);
    step.run({ x: [1, 2] });
    expect(step.parameters.w?.item()).toBe(-16);
    expect(memories).toHaveLength(3);
  });

  it("may be in the midst of a run: what it lets go of ends that run", () => {
    const line = graph({ x: f32("n") }, ({ x }, g) => ({ loss: sum(mul(x, g.parameter("w", [], { init: 0 }))) }));
    let options: PrepareOptions | undefined;
    const engine = wasm();
    const told: Backend = { ...engine, prepare: (plan, state, given) => engine.prepare(plan, state, (options = given)) };
    const step = compile(trainStep(line, { minimize: "loss", optimizer: sgd({ learningRate: 1 }) }), { backend: told });
    step.run({ x: [1] });
    step.run({ x: [2] }, undefined, { beforeUpdate: () => expect(options?.makeRoom?.()).toBe(true) });
    expect(options?.makeRoom?.()).toBe(false);
    expect(step.parameters.w?.item()).toBe(-3);
  });
});

describe("the reference", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("makes room, too, and says what it needs where there is none", () => {
    let refuse = false;
    vi.stubGlobal(
      "ArrayBuffer",
      new Proxy(globalThis.ArrayBuffer, {
        construct(target, [bytes]: [number]) {
          if (refuse && bytes > 1000) throw new RangeError("Array buffer allocation failed");
          return new target(bytes);
        },
      }),
    );
    const program = compile(
      graph({ x: f32("n") }, ({ x }) => ({ y: neg(x) })),
      { backend: reference },
    );
    program.run({ x: new Float32Array(1000) });
    refuse = true;
    expect(thrown(() => program.run({ x: new Float32Array(2000) }))).toMatchInlineSnapshot(`
      "GraphError too-large
      reference: the host must grant 8000 bytes for the values of a run, got RangeError: Array buffer allocation failed; feed smaller batches"
    `);
    refuse = false;
    expect(program.run({ x: [1] }).y.tolist()).toEqual([-1]);
  });
});
