import { beforeAll, expect, test } from "vitest";
import { inChromium } from "./in-chromium.ts";
import type { PageName } from "./page-server.ts";
import type { Visit } from "./visit.ts";

/** Compiles the smallest module there is, evaluates a text, starts a worker from a text, warns, and throws when nobody catches. */
const script = `
  const attempt = (action) => { try { action(); return "done"; } catch (error) { return error.constructor.name; } };
  const worker = () => new Promise((done) => {
    const started = new Worker(URL.createObjectURL(new Blob(["postMessage(typeof SharedArrayBuffer)"])));
    started.onmessage = ({ data }) => done(data);
    started.onerror = () => done("no worker");
  });
  globalThis.work = async () => {
    const compiled = attempt(() => new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
    const evaluated = attempt(() => new Function("return 1")());
    const inWorker = location.pathname === "/isolated" ? await worker() : "not tried";
    console.warn("take care");
    setTimeout(() => { throw new RangeError("too late"); });
    return { compiled, evaluated, inWorker };
  };
`;

/** What every visit of that script prints; what is blocked is reported in tasks of its own, so that the order is anyone's. */
const always = ["info: blocked by script-src: eval", "uncaught: too late", "warning: take care"];
const sorted = ({ printed }: Visit<unknown>): string[] => [...printed].sort();

inChromium<unknown>(
  "a visit, by what it must notice",
  async () => script,
  (visitor) => {
    const visits = {} as Record<PageName, Visit<unknown>>;
    beforeAll(async () => {
      for (const page of ["engine", "strict", "isolated"] as const) visits[page] = await visitor(page);
    }, 60_000);

    test("the page engine compiles WebAssembly, and no text", () => {
      expect(visits.engine.work).toEqual({ compiled: "done", evaluated: "EvalError", inWorker: "not tried" });
      expect(sorted(visits.engine)).toEqual(always);
    });
    test("the page strict compiles neither", () => {
      expect(visits.strict.work).toEqual({ compiled: "CompileError", evaluated: "EvalError", inWorker: "not tried" });
      expect(sorted(visits.strict)).toEqual([...always, "info: blocked by script-src: wasm-eval"].sort());
    });
    test("the page isolated may start workers that share memory, and alone is isolated", () => {
      expect(visits.isolated.work).toEqual({ compiled: "done", evaluated: "EvalError", inWorker: "function" });
      expect(sorted(visits.isolated)).toEqual(always);
      expect([visits.engine.isolated, visits.strict.isolated, visits.isolated.isolated]).toEqual([false, false, true]);
    });
  },
);
