import { compile, f32, graph, matmul, wasm } from "dagrad";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { differing, sharedParts } from "./shared-parts.ts";

const size = 101;
const product = graph({ a: f32(size, size), b: f32(size, size) }, ({ a, b }) => ({ y: matmul(a, b) }));
const draw = (seed: number) => new Float32Array(size * size).map((_, i) => Math.sin(i + seed));
const feeds = { a: draw(1), b: draw(2) };

beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Modules as they are in a realm where nothing has been said yet. */
async function fresh() {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const own = await import("dagrad");
  return { own, warn };
}

test.each([
  ["the page is not isolated", () => vi.stubGlobal("crossOriginIsolated", false)],
  ["there is no SharedArrayBuffer", () => vi.stubGlobal("SharedArrayBuffer", undefined)],
  ["there are no workers", () => vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never)],
])("where %s, one thread computes the same bits, and says so once", async (_, take) => {
  const expected = compile(product, { backend: wasm() }).run(feeds);
  const { own, warn } = await fresh();
  take();
  for (let i = 0; i < 2; i++) {
    const program = own.compile(own.parse(product), { backend: own.wasm({ threads: 2 }) });
    expect(differing(program.run(feeds), expected)).toEqual([]);
    expect(sharedParts(own.explain(program, feeds))).toBeUndefined();
  }
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[0]).toMatch(/^dagrad: threads cannot be used \(.+\); one thread computes everything instead/);
});

test.each(["SharedArrayBuffer", "ArrayBuffer"] as const)("where the host refuses a %s, one thread computes the same bits", async (name) => {
  const expected = compile(product, { backend: wasm() }).run(feeds);
  const { own, warn } = await fresh();
  const refused = () => {
    throw new RangeError("Array buffer allocation failed");
  };
  const program = own.compile(own.parse(product), { backend: own.wasm({ threads: 2 }) });
  // Typed arrays of the module's memory are made of what is there; only a new buffer is refused.
  vi.stubGlobal(name, new Proxy(globalThis[name], { construct: refused }));
  expect(differing(program.run(feeds), expected)).toEqual([]);
  expect(warn).toHaveBeenCalledTimes(name === "SharedArrayBuffer" ? 1 : 0);
});

test("nothing is said where no product is large enough to be shared", async () => {
  const { own, warn } = await fresh();
  vi.stubGlobal("crossOriginIsolated", false);
  const small = graph({ a: f32(10, 10) }, ({ a }) => ({ y: matmul(a, a) }));
  own.compile(own.parse(small), { backend: own.wasm({ threads: 2 }) }).run({ a: new Float32Array(100) });
  expect(warn).not.toHaveBeenCalled();
});

test.each([0, 9, 1.5, Number.NaN, -1])("wasm({ threads: %d }) is refused", (threads) => {
  expect(() => wasm({ threads })).toThrow(
    expect.objectContaining({
      name: "GraphError",
      code: "bad-threads",
      message: `wasm: threads must be a whole number from 1 to 8, got ${threads}; correct it`,
    }),
  );
});

test("wasm({ threads: 1 }) … 8 are fine", () => {
  for (let threads = 1; threads <= 8; threads++) expect(wasm({ threads }).name).toBe("wasm");
});
