import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const folder = new URL("../../../dist/editor/", import.meta.url);

/** The editor of pages: from a key to the error that it makes, and what a page loads for it. */
export async function editorRows() {
  return [...(await keyRows()), ...sizeRows()];
}

function sizeRows() {
  const compiler = readdirSync(folder).find((name) => name.startsWith("typescript-"));
  const works = { "editor.js": "editor", "run.js": "runner of programs", "declarations.json": "declarations", [compiler]: "compiler" };
  return Object.entries(works).map(([file, work]) => ({ work: `${work}, gzipped`, unit: "kB", best: gzipped(file) }));
}

const gzipped = (file) => gzipSync(readFileSync(new URL(file, folder)), { level: 9 }).length / 1000;

const code = `import { crossentropy, dense, f32, graph, matmul, relu, softmax, u8 } from "dagrad";
export const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
  const hidden = relu(matmul(X, g.parameter("w", [2, 3], { init: "zeros" })));
  return { loss: crossentropy(softmax(dense(hidden, { units: 3 })), y) };
});
`;

const page = `<!doctype html><div id="host"></div><script type="module">
import { createEditor, startTypes } from "/editor.js";
const value = ${JSON.stringify(code)};
globalThis.began = performance.now();
createEditor(document.getElementById("host"), { value, label: "code", types: startTypes(), onCheck: (marks) => {
  globalThis.checked = { marks, at: performance.now() };
} });
addEventListener("keydown", () => { globalThis.pressed = performance.now(); globalThis.checked = undefined; }, true);
</script>`;

async function keyRows() {
  const executablePath = process.env.CHROMIUM_PATH || "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    process.stderr.write("bench: no Chromium, so the editor is not timed; install it or set CHROMIUM_PATH\n");
    return [];
  }
  const server = createServer((request, response) => {
    const file = new URL(`.${request.url}`, folder);
    if (request.url === "/") response.writeHead(200, { "content-type": "text/html" }).end(page);
    else if (!existsSync(file)) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "text/javascript" }).end(readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const browser = await chromium.launch({ executablePath, args: ["--disable-gpu"] });
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${server.address().port}/`);
    await tab.waitForFunction(() => globalThis.checked);
    const first = await tab.evaluate(() => globalThis.checked.at - globalThis.began);
    await tab.locator(".cm-line", { hasText: "parameter" }).locator("span", { hasText: "2" }).first().dblclick();
    const times = [];
    for (let round = 0; round < 24; round++) {
      await tab.keyboard.press(round % 2 === 0 ? "4" : "2");
      await tab.waitForFunction(() => globalThis.checked);
      const { count, time } = await tab.evaluate(() => ({
        count: globalThis.checked.marks.length,
        time: globalThis.checked.at - globalThis.pressed,
      }));
      if (count !== (round % 2 === 0 ? 1 : 0)) throw new Error(`bench: a wrong shape must be marked, a right one not, got ${count} marks`);
      times.push(time);
      await tab.keyboard.press("Shift+ArrowLeft");
    }
    times.sort((a, b) => a - b);
    return [
      { work: "editor: from opening to the first check", unit: "ms", best: first },
      { work: "editor: from a key to its error of types", unit: "ms", best: times[0], median: times[times.length / 2], bound: 400 },
    ];
  } finally {
    await browser.close();
    server.close();
  }
}
