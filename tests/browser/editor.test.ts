import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { array } from "../../graph/ndarray.ts";
import type { ProgramOptions, RunResult } from "../../src/editor/run/run.ts";
import { root } from "../own-process.ts";
import { readText } from "../repository/pages.ts";
import { programsOf } from "../repository/programs.ts";
import { launchBrowser } from "./browser.ts";
import { filesOf } from "./built-files.ts";
import { chromiumPath } from "./chromium.ts";
import { type PageServer, servePages } from "./page-server.ts";

const path = chromiumPath(process.env);
if (path === undefined) console.warn("editor tests skipped: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

const code = `import { crossentropy, dense, f32, graph, matmul, relu, softmax, u8 } from "dagrad";

export const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
  const w = g.parameter("w", [2, 3], { init: "zeros" });
  const hidden = relu(matmul(X, w));
  return { loss: crossentropy(softmax(dense(hidden, { units: 3 })), y) };
});
`;

/** An editor in a shadow root between two links, and what runs its code. */
const script = `
import { createEditor, startTypes } from "/editor.js";
import { run } from "/run.js";
document.body.innerHTML = '<style>:root { color-scheme: light dark } body { margin: 16px; color: CanvasText; background: Canvas }</style>' +
  '<main><h1>Code</h1><a href="#before">before</a><div id="host"></div><a href="#after">after</a></main>';
const host = document.createElement("div");
document.getElementById("host").attachShadow({ mode: "open" }).append(host);
const value = ${JSON.stringify(code)};
const told = { checks: 0, ran: 0, changes: [] };
const editor = createEditor(host, {
  value, label: "code of the network", types: startTypes(),
  onChange: (text) => told.changes.push(text), onRun: () => told.ran++, onCheck: () => told.checks++,
});
const modules = { dagrad: "/modules/dagrad.js" };
for (const name of ["onnx", "render", "torch"]) modules["dagrad/" + name] = "/modules/" + name + ".js";
Object.assign(globalThis, { editor, told, value, runIt: (text, options) => run(text, { modules, ...options }).result });
`;

/** What the page's script has made global. */
declare const editor: import("../../src/editor/editor.ts").Editor;
declare const told: { checks: number; ran: number; readonly changes: string[] };
declare const value: string;
declare const runIt: (code: string | readonly string[], options?: Partial<ProgramOptions>) => Promise<RunResult>;

describe.skipIf(path === undefined)("the editor in Chromium, under the policy of served pages", () => {
  let browser: Browser;
  let server: PageServer;
  let page: Page;
  const problems: string[] = [];
  const foreign: string[] = [];

  beforeAll(async () => {
    server = await servePages({ ...filesOf(join(root, "dist/editor")), "page.js": script });
    browser = await launchBrowser(path as string);
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
    page.on("console", (message) => problems.push(message.text()));
    page.on("request", (request) => {
      if (!request.url().startsWith("blob:") && !request.url().startsWith(new URL(server.url("served")).origin))
        foreign.push(request.url());
    });
    await page.goto(server.url("served"));
    await page.waitForFunction(() => told.checks > 0);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const sentences = (): Promise<string[]> => page.locator(".dagrad-problems .sentence").allTextContents();
  const checked = async (work: () => Promise<unknown>): Promise<void> => {
    const before = await page.evaluate(() => told.checks);
    await work();
    await page.waitForFunction((count) => told.checks > count, before);
  };
  const inPage = (text: string | readonly string[], options: { readonly timeout?: number; readonly values?: readonly string[] } = {}) =>
    page.evaluate(([text, options]) => runIt(text, options), [text, options] as const);

  test("a wrong shape that is typed is told in dagrad's words, below its place and in the list, and gone when it is mended", async () => {
    await expect.poll(() => sentences()).toEqual([]);
    await page.getByText("[2, 3]").first().waitFor();
    await page.evaluate(() => editor.focus());
    await page.locator(".cm-line", { hasText: "g.parameter" }).locator("span", { hasText: "2" }).first().dblclick();
    await checked(() => page.keyboard.type("4"));
    await expect.poll(() => sentences()).toEqual(["matmul: [batch, 2] x [4, 3]: inner dims 2 and 4 differ"]);
    await expect.poll(() => page.locator(".cm-lintRange-error").allTextContents()).toEqual(["w"]);
    await checked(() => page.keyboard.press("Control+z"));
    await expect.poll(() => sentences()).toEqual([]);
    await expect.poll(() => page.evaluate(() => told.changes.at(-1) === value)).toBe(true);
  });

  test("an op that is not imported yet is, when it is chosen", async () => {
    await page.locator(".cm-content").press("Control+End");
    await page.keyboard.type("const again = drop");
    await page.locator(".cm-tooltip-autocomplete [aria-selected]", { hasText: "dropout" }).waitFor();
    // A list that has just opened takes no key that was meant for the text.
    await page.waitForTimeout(100);
    await page.keyboard.press("Enter");
    const expected = `${code.replace("dense, f32", "dense, dropout, f32")}const again = dropout`;
    await expect.poll(() => page.evaluate(() => editor.value)).toBe(expected);
    await checked(() =>
      page.evaluate(() => {
        editor.value = value;
      }),
    );
  });

  test("Tab walks through, until something is written; then it indents, and Escape, then Tab, leaves", async () => {
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent || document.activeElement?.id || "");
    await page.getByText("before").focus();
    await page.keyboard.press("Tab");
    await expect.poll(() => focused()).toBe("host");
    await page.keyboard.press("Tab");
    await expect.poll(() => focused()).toBe("after");
    await expect.poll(() => page.evaluate(() => editor.value === value)).toBe(true);
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("//");
    await page.keyboard.press("Tab");
    expect([await focused(), await page.evaluate(() => editor.value.slice(value.length))]).toEqual(["host", "//  "]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    await expect.poll(() => focused()).toBe("after");
  });

  test("Control-Enter runs; a program prints as in Node, and returns its graphs", async () => {
    await page.locator(".cm-content").press("Control+Enter");
    await expect.poll(() => page.evaluate(() => told.ran)).toBe(1);
    const more =
      'console.log("loss %d", 0.5, [new Float32Array([1, 2])]);\nimport { svg } from "dagrad/render";\nconst picture = await svg(network);';
    const { error, outputs, values } = await inPage([code, more], { values: ["picture"] });
    expect({ error, outputs }).toEqual({ error: undefined, outputs: ["", "loss 0.5 [ Float32Array(2) [ 1, 2 ] ]"] });
    expect(values.map(({ kind, name, block }) => [kind, name, block])).toEqual([
      ["graph", "network", 0],
      ["svg", "picture", 1],
    ]);
  });

  test("a program without end is stopped, after what it has printed; the page lives, and runs the next one", async () => {
    const { error, outputs } = await inPage('console.log("before");\nwhile (true) {}', { timeout: 300 });
    expect(outputs).toEqual(["before"]);
    expect(error?.message).toBe(
      "run: a program must end within 0.3 s, got one that still runs; look for a loop without end, or give it more time",
    );
    const later = 'setTimeout(() => console.log("later"), 20);\nconst two: number = await Promise.resolve(2);\nconsole.log(two);';
    expect((await inPage(later)).outputs).toEqual(["2\nlater"]);
  });

  test("an error says where it was thrown, and of which node", async () => {
    const wrong = `${code.replace("[2, 3]", "[4, 3]")}`;
    const { error } = await inPage(["// nothing\n", wrong]);
    expect(error).toMatchObject({ name: "OpError", code: "inner-dims", node: "matmul1", at: { block: 1, line: 5 } });
    const thrown = await inPage('const f = (): void => {\n  throw new RangeError("too far");\n};\nf();');
    expect(thrown.error).toMatchObject({ name: "RangeError", message: "too far", at: { block: 0, line: 2 } });
    const lost = await inPage('Promise.reject(new Error("lost"));\nawait new Promise(() => {});');
    expect(lost.error).toMatchObject({ message: "lost", at: { block: 0, line: 1 } });
    const missing = await inPage('import { nothing } from "dagrad";\nnothing();');
    expect(missing.error?.message).toBe("The requested module 'dagrad' does not provide an export named 'nothing'");
  });

  test("an array prints as in Node", async () => {
    const made = array([[1, 2]], "float32");
    const { outputs } = await inPage('import { array } from "dagrad";\nconsole.log(array([[1, 2]], "float32"));');
    expect(outputs).toEqual([inspect(made)]);
  });

  test.each(["arrays", "drawing", "exporting", "onnx", "tables"])(
    "the listings of docs/%s.md print what stands below them",
    async (name) => {
      for (const program of programsOf(readText(`docs/${name}.md`))) {
        const { error, outputs } = await inPage(
          program.map(({ block }) => block.code),
          { timeout: 30_000 },
        );
        expect({ error, outputs }).toEqual({ error: undefined, outputs: program.map(({ output }) => output?.code ?? "") });
      }
    },
  );

  test("a graph with an op of the program's own comes with its picture, others with what a page reads them from", async () => {
    const { values } = await inPage(`import { apply, defineOp, f32, graph, relu } from "dagrad";
const doubledOp = defineOp({ name: "doubled", inputs: ["x"], attrs: {}, infer: ([x]) => x, scalar: (s, [x]) => s.add(x, x), vjp: "not-differentiable" });
const own = graph({ x: f32(3) }, ({ x }) => ({ y: apply(doubledOp, [x], {}) }));
const known = graph({ x: f32(3) }, ({ x }) => ({ y: relu(x) }));`);
    const parts = values.map((value) =>
      value.kind === "graph" ? [value.name, value.svg?.slice(0, 4), JSON.parse(value.json).format] : value,
    );
    expect(parts).toEqual([
      ["own", "<svg", "dagrad/graph/1"],
      ["known", undefined, "dagrad/graph/1"],
    ]);
  });

  test("modules may be given as their texts, as a page from disk must", async () => {
    const outputs = await page.evaluate(async () => {
      const core = new Blob(['export const print = () => ""; export const two = 2;'], { type: "text/javascript" });
      return (await runIt('import { two } from "dagrad";\nconsole.log(two);', { modules: { dagrad: core } })).outputs;
    });
    expect(outputs).toEqual(["2"]);
  });

  test("a program reaches neither network nor storage nor other workers", async () => {
    const names = [
      "fetch",
      "XMLHttpRequest",
      "WebSocket",
      "EventSource",
      "Worker",
      "importScripts",
      "indexedDB",
      "caches",
      "BroadcastChannel",
    ];
    const found = `console.log([${names.map((name) => `typeof ${name}`).join(", ")}].join(" "), typeof postMessage);`;
    expect((await inPage(found)).outputs).toEqual([`${names.map(() => "undefined").join(" ")} undefined`]);
  });

  test("nothing is asked of other hosts, nothing is refused by the policy", () => {
    expect(foreign).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("axe finds nothing, in light and dark, wide and narrow, with an error and its message open", async () => {
    await checked(() =>
      page.evaluate(() => {
        editor.value = `${value.replace("[2, 3]", "[4, 3]")}const text: string = "a".padEnd(9); // nothing\n`;
      }),
    );
    await page.evaluate(readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8"));
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1400, 390]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        await page.mouse.move(0, 0);
        await page.locator(".cm-lintRange-error").first().hover();
        await page.locator(".cm-tooltip .dagrad-sentence").waitFor();
        const violations = await page.evaluate(async () => {
          const { violations } = await (globalThis as unknown as { axe: { run(): Promise<{ violations: any[] }> } }).axe.run();
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node: { html: string }) => node.html).join(" ")}`);
        });
        expect({ colorScheme, width, violations }).toEqual({ colorScheme, width, violations: [] });
      }
    }
  });
});
