import { afterEach, describe, expect, it, vi } from "vitest";
import type { Backend } from "../../../src/backends/backend.ts";
import type { WebAssemblyHost } from "../../../src/backends/wasm/host.ts";
import { thrown } from "../../graph/thrown.ts";

const host = (globalThis as unknown as { readonly WebAssembly: WebAssemblyHost & { readonly CompileError: new (text: string) => Error } })
  .WebAssembly;

/** dagrad loaded anew, as on a host with that WebAssembly; what it says on the console. */
async function loadedOn(webAssembly: unknown) {
  vi.resetModules();
  vi.stubGlobal("WebAssembly", webAssembly);
  const said = vi.spyOn(console, "warn").mockImplementation(() => {});
  const dagrad = await import("../../../src/index.ts");
  const { auto } = await import("../../../src/backends/auto.ts");
  return { ...dagrad, auto, said };
}

/** The host's WebAssembly, with other parts. */
const hostWith = (parts: Readonly<Record<string, unknown>>): unknown => {
  const made = Object.create(host) as Record<string, unknown>;
  for (const [name, value] of Object.entries(parts)) Object.defineProperty(made, name, { value });
  return made;
};

/** A WebAssembly whose modules fail from the given one on. */
function failingFrom(first: number, error: () => Error): unknown {
  let modules = 0;
  return hostWith({
    Module: class {
      constructor(bytes: Uint8Array<ArrayBuffer>) {
        if (++modules >= first) throw error();
        // biome-ignore lint/correctness/noConstructorReturn: what the host's constructor makes is what the host understands.
        return new host.Module(bytes);
      }
    },
    compile: async (bytes: Uint8Array<ArrayBuffer>) => {
      if (++modules >= first) throw error();
      return host.compile(bytes);
    },
  });
}

type Loaded = Awaited<ReturnType<typeof loadedOn>>;

/** y = 2 x + 1 for x = 1, 2, 3: by hand 3, 5, 7. */
const three = ({ add, compile, f32, graph, mul }: Loaded, backend?: Backend) =>
  compile(
    graph({ x: f32(3) }, ({ x }) => ({ y: add(mul(x, 2), 1) })),
    backend && { backend },
  );
const feeds = { x: [1, 2, 3] };

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.resetModules();
});

describe("where the host runs modules, compile takes", () => {
  it("the engine, by default and for auto, and says nothing", async () => {
    const loaded = await loadedOn(host);
    const { auto, compile, f32, graph, neg, said } = loaded;
    const one = graph({ x: f32(3) }, ({ x }) => ({ y: neg(x) }));
    expect([auto().name, compile(one).backend, compile(one, { backend: "auto" }).backend]).toEqual(["wasm", "wasm", "wasm"]);
    expect(loaded.explain(three(loaded), feeds)).toContain("engine: 2 steps in 1 groups");
    expect(said).not.toHaveBeenCalled();
  });

  it("the reference where it is named", async () => {
    const loaded = await loadedOn(host);
    expect(three(loaded, loaded.reference).backend).toBe("reference");
  });
});

describe("where there is no WebAssembly", () => {
  it("the reference runs, and the console says so once", async () => {
    const loaded = await loadedOn(undefined);
    expect(loaded.auto().name).toBe("reference");
    for (let i = 0; i < 3; i++) {
      const program = three(loaded);
      expect([program.backend, ...program.run(feeds).y.data]).toEqual(["reference", 3, 5, 7]);
    }
    expect(loaded.said.mock.calls).toMatchInlineSnapshot(`
      [
        [
          "dagrad: WebAssembly cannot be used (the host has none); the reference backend runs instead: slower, with other last digits; in a page with a Content-Security-Policy allow 'wasm-unsafe-eval'",
        ],
      ]
    `);
  });

  it("compileAsync gives the reference, too", async () => {
    const loaded = await loadedOn(undefined);
    const { compileAsync, f32, graph, neg } = loaded;
    const program = await compileAsync(
      graph({ x: f32(3) }, ({ x }) => ({ y: neg(x) })),
      { feeds },
    );
    expect([program.backend, ...program.run(feeds).y.data]).toEqual(["reference", -1, -2, -3]);
    expect(loaded.said).toHaveBeenCalledTimes(1);
  });

  it("an engine that is asked for by name says what is missing", async () => {
    const loaded = await loadedOn(undefined);
    const program = three(loaded, loaded.wasm());
    expect(() => program.run(feeds)).toThrow(
      expect.objectContaining({
        code: "no-engine",
        message: "wasm: the host must have WebAssembly, got none; leave the backend out, or take reference",
      }),
    );
  });
});

describe("where a Content-Security-Policy or the host's age forbids modules", () => {
  it("the reference runs, and the console says once why", async () => {
    const loaded = await loadedOn(failingFrom(1, () => new host.CompileError("Refused by 'wasm-unsafe-eval'")));
    for (let i = 0; i < 2; i++) expect([three(loaded).backend, ...three(loaded).run(feeds).y.data]).toEqual(["reference", 3, 5, 7]);
    expect(loaded.said).toHaveBeenCalledTimes(1);
    expect(loaded.said.mock.calls[0]?.[0]).toContain("(Refused by 'wasm-unsafe-eval')");
  });
});

describe("a module that the host does not compile, though it compiles others,", () => {
  it.each(["CompileError", "LinkError", "RangeError"])("with a %s runs on the reference, which is said once", async (name) => {
    const refused = () => Object.assign(new Error("too large for this host"), { name });
    const loaded = await loadedOn(failingFrom(2, refused));
    expect(loaded.auto().name).toBe("wasm");
    const program = three(loaded);
    expect([...program.run(feeds).y.data]).toEqual([3, 5, 7]);
    expect([...three(loaded).run(feeds).y.data]).toEqual([3, 5, 7]);
    expect(loaded.explain(program, feeds)).toContain("plan: 2 steps");
    expect(loaded.said).toHaveBeenCalledTimes(1);
    expect(loaded.said.mock.calls[0]?.[0]).toContain("(too large for this host)");
  });

  it("runs on the reference where it is prepared beforehand", async () => {
    const { compileAsync, f32, graph, neg, said } = await loadedOn(failingFrom(2, () => new host.CompileError("no")));
    const program = await compileAsync(
      graph({ x: f32(3) }, ({ x }) => ({ y: neg(x) })),
      { feeds },
    );
    expect([...program.run(feeds).y.data]).toEqual([-1, -2, -3]);
    expect(said).toHaveBeenCalledTimes(1);
  });

  it("with any other error is an error: it would hide a mistake of dagrad's", async () => {
    const loaded = await loadedOn(failingFrom(2, () => new TypeError("a mistake")));
    expect(() => three(loaded).run(feeds)).toThrow(new TypeError("a mistake"));
    const { compileAsync, f32, graph, neg } = loaded;
    const one = graph({ x: f32(3) }, ({ x }) => ({ y: neg(x) }));
    await expect(compileAsync(one, { feeds })).rejects.toThrow(new TypeError("a mistake"));
    expect(loaded.said).not.toHaveBeenCalled();
  });
});

it("errors of the graph are not swallowed: no rows have no maximum", async () => {
  const { compile, f32, graph, max, said } = await loadedOn(host);
  const program = compile(graph({ x: f32("n", 0 as number) }, ({ x }) => ({ y: max(x, { axis: 1 }) })));
  expect(() => program.run({ x: new Float32Array(0) as never })).toThrow(/max/);
  expect(said).not.toHaveBeenCalled();
});

/** A WebAssembly that refuses the first so many memories, and says when it is asked. */
function refusingMemory(times: number, onAsk = () => {}): unknown {
  let asked = 0;
  return hostWith({
    Memory: class {
      constructor(limits: { readonly initial: number; readonly maximum: number }) {
        onAsk();
        if (++asked <= times) throw new RangeError("could not allocate memory");
        // biome-ignore lint/correctness/noConstructorReturn: what the host's constructor makes is what the host understands.
        return new host.Memory(limits);
      }
    },
  });
}

describe("memory that the host does not grant", () => {
  it("is taken by the reference instead, which is said once", async () => {
    const loaded = await loadedOn(refusingMemory(Number.POSITIVE_INFINITY));
    for (let i = 0; i < 3; i++) {
      const program = three(loaded);
      expect([...program.run(feeds).y.data]).toEqual([3, 5, 7]);
      expect(loaded.explain(program, feeds)).toContain("plan: 2 steps");
    }
    expect(loaded.said.mock.calls).toMatchInlineSnapshot(`
      [
        [
          "dagrad: WebAssembly cannot be used (wasm: the host must grant 1344 bytes in address space of their own, some 10 GB for each module, got RangeError: could not allocate memory; raise the limit (ulimit -v) or keep fewer programs); the reference backend runs instead: slower, with other last digits",
        ],
      ]
    `);
  });

  it("is taken by the reference where it is prepared beforehand, too", async () => {
    const { compileAsync, f32, graph, neg, said } = await loadedOn(refusingMemory(Number.POSITIVE_INFINITY));
    const program = await compileAsync(
      graph({ x: f32(3) }, ({ x }) => ({ y: neg(x) })),
      { feeds },
    );
    expect([...program.run(feeds).y.data]).toEqual([-1, -2, -3]);
    expect(said).toHaveBeenCalledTimes(1);
  });

  it("is asked for again once the program has let go of what it used least recently", async () => {
    let asked = 0;
    const { compile, explain, f32, graph, neg, said } = await loadedOn(
      hostWith({
        Memory: class {
          constructor(limits: { readonly initial: number; readonly maximum: number }) {
            if (++asked === 2) throw new RangeError("could not allocate memory");
            // biome-ignore lint/correctness/noConstructorReturn: what the host's constructor makes is what the host understands.
            return new host.Memory(limits);
          }
        },
      }),
    );
    const program = compile(graph({ x: f32("n") }, ({ x }) => ({ y: neg(x) })));
    program.run({ x: [1] });
    // More than fits beside the first size.
    const x = new Float32Array(100_000).fill(1);
    expect(program.run({ x }).y.tolist()).toEqual(Array.from(x, () => -1));
    expect([asked, explain(program, { x }).split(" ")[0]]).toEqual([3, "engine"]);
    expect(said).not.toHaveBeenCalled();
  });

  it("is not asked for again right after a refusal that took long: 20 programs, no more than 2 questions", async () => {
    let asked = 0;
    const slow = (): void => {
      asked++;
      for (const end = performance.now() + 100; performance.now() < end; );
    };
    const loaded = await loadedOn(refusingMemory(Number.POSITIVE_INFINITY, slow));
    for (let i = 0; i < 20; i++) expect([...three(loaded).run(feeds).y.data]).toEqual([3, 5, 7]);
    expect(asked).toBeLessThanOrEqual(2);
  });

  it("is an error of an engine that is named: address space where it is little, else the largest values", async () => {
    const loaded = await loadedOn(refusingMemory(Number.POSITIVE_INFINITY));
    expect(thrown(() => three(loaded, loaded.wasm()).run(feeds))).toMatchInlineSnapshot(`
      "GraphError too-large at x
      wasm: the host must grant 1344 bytes in address space of their own, some 10 GB for each module, got RangeError: could not allocate memory; raise the limit (ulimit -v) or keep fewer programs"
    `);
    const { compile, f32, graph, neg, wasm } = loaded;
    const many = compile(
      graph({ x: f32(2 ** 26) }, ({ x }) => ({ y: neg(x) })),
      { backend: wasm() },
    );
    expect(thrown(() => many.run({ x: new Float32Array(2 ** 26) }))).toMatchInlineSnapshot(`
      "GraphError too-large at x
      wasm: the host must grant 536872000 bytes for the values of a run, got RangeError: could not allocate memory; the largest are "x" float32[67108864], "neg1" float32[67108864]; feed smaller batches"
    `);
  });
});
