import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { explorerPage } from "../../../dist/src/explorer/explorer-page.js";
import { foldedDrawing } from "../../../dist/src/export/drawing/fold.js";
import { placeDrawing } from "../../../dist/src/export/svg/place-drawing.js";
import { add, crossentropy, dense, f32, graph, layerNorm, random, relu, softmax, spiralData, u8 } from "../../../dist/src/index.js";

/** The picture of an explorer: frames while it moves, marks, another sample; a large graph from nothing to its folded picture. */
export async function pictureRows() {
  return [...foldingRows(), ...(await frameRows())];
}

const closed = (level) => ({ level, open: new Set(), closed: new Set() });

function foldingRows() {
  const network = blocks(2500, 8);
  const nodes = Object.keys(network.nodes).length;
  const times = [];
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  for (let round = 0; round < 7; round++) {
    const start = process.cpuUsage();
    const drawing = foldedDrawing(network, closed("layers"));
    placeDrawing(drawing, "TB");
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
    most = Math.max(most, process.memoryUsage().heapUsed - before);
  }
  const sorted = times.slice(1).sort((a, b) => a - b);
  const work = `${nodes.toLocaleString("en")} nodes, folded and placed`;
  return [
    { work: `${work}, the first time`, unit: "ms", best: times[0], bound: 1500 },
    { work, unit: "ms", best: sorted[0], median: sorted[3], bound: 1500 },
    { work: `${work}, memory`, unit: "MB", best: most / 1e6, bound: 200 },
  ];
}

/** Blocks with a shortcut around two layers each: 8 nodes a block. */
function blocks(count, units) {
  return graph({ X: f32("batch", units) }, ({ X }) => {
    let h = X;
    for (let i = 0; i < count; i++) h = add(h, dense(relu(dense(h, { units: 2 * units })), { units }));
    return { h };
  });
}

function chapter5() {
  const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const probabilities = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
    return { probabilities, loss: crossentropy(probabilities, y) };
  });
  return { title: "Chapter 5", graph: network, feeds: spiralData(100, 3, { random: random(0) }) };
}

/** 1,000 boxes are in the picture: blocks op by op, none of them folded. */
const wide = () => ({ title: "Blocks", graph: blocks(100, 8) });

async function frameRows() {
  const executablePath = process.env.CHROMIUM_PATH || "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    process.stderr.write("bench: no Chromium, so the picture is not timed; install it or set CHROMIUM_PATH\n");
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), "dagrad-bench-"));
  const script = readFileSync(new URL("../../../dist/explorer/page-all-ops.js", import.meta.url), "utf8");
  const browser = await chromium.launch({ executablePath, args: ["--disable-gpu"] });
  const open = async (subject, before) => {
    const file = join(folder, "page.html");
    writeFileSync(file, explorerPage(subject, script));
    const tab = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await before?.(tab);
    await tab.goto(pathToFileURL(file).href);
    await tab.waitForSelector(".picture .node");
    return tab;
  };
  try {
    const tab = await open(wide());
    await tab.locator(".picture .group.repeat .fold").first().click();
    const boxes = await tab.evaluate(() => {
      const { state } = document.querySelector("dagrad-explorer");
      state.showsGradients.value = false;
      return Object.keys(state.exploration.value.run.nodes).length;
    });
    await tab.waitForTimeout(800);
    const name = `picture of ${boxes} nodes`;
    const rows = [];
    const take = async (work, bound, act, count = 60) => {
      const { best, median } = await mainThread(tab, act, count);
      rows.push({ work: `${name}: ${work}`, unit: "ms", best, median, bound });
    };
    await take("a frame while panning", 8, "wheel(0, 17)");
    await take("a frame while zooming", 10, "wheel(0, i % 20 < 10 ? 4 : -4, true)");
    await take("marks of what is pointed at", 8, "hover(i)");
    if ((await tab.locator(".hot").count()) < 2) throw new Error("bench: what is pointed at must be marked in the picture and beside it");
    await tab.getByRole("button", { name: "Fit the picture" }).click();
    await tab.waitForTimeout(400);
    await take("a frame while panning, all in view", 8, "wheel(0, i % 2 ? 9 : -9)");
    await take("a frame while zooming, all in view", 10, "wheel(0, i % 2 ? 3 : -3, true)");
    await tab.close();
    const small = await open(chapter5());
    await small.waitForTimeout(500);
    const { best, median } = await mainThread(small, "sample(i)", 60);
    rows.push({ work: "chapter 5 with gradients: another sample", unit: "ms", best, median, bound: 16 });
    await small.close();
    rows.push(...(await openingRows(open)), ...(await editRows(open)));
    return rows;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

/** Blocks of two layers with a shortcut, and layer normalisation: 24 nodes a block as they run, with a loss, and so a gradient of each. */
function normed(count) {
  const network = graph({ X: f32("batch", 8), y: u8("batch") }, ({ X, y }) => {
    let h = dense(X, { units: 8 });
    for (let i = 0; i < count; i++) h = layerNorm(add(h, dense(relu(dense(h, { units: 8 })), { units: 8 })));
    const probabilities = softmax(dense(h, { units: 3 }));
    return { probabilities, loss: crossentropy(probabilities, y) };
  });
  return { title: "Large", graph: network };
}

/** From the address to the folded picture, and to the values and gradients in it; and what the heap holds then. */
async function openingRows(open) {
  const subject = normed(840);
  const rounds = [];
  let name = "";
  for (let round = 0; round < 5; round++) {
    let session;
    const tab = await open(subject, async (page) => {
      session = await page.context().newCDPSession(page);
      await session.send("Performance.enable", { timeDomain: "threadTicks" });
      await page.addInitScript(() => {
        const when = (selector, mark) => {
          const root = document.querySelector("dagrad-explorer")?.shadowRoot;
          if (!root?.querySelector(selector)) return setTimeout(() => when(selector, mark), 5);
          requestAnimationFrame(() => setTimeout(() => performance.mark(mark), 0));
        };
        when(".picture .node", "picture");
        when(".picture .strip.gradient", "values");
      });
    });
    await tab.waitForFunction(() => performance.getEntriesByName("values").length > 0, undefined, { timeout: 60_000, polling: 20 });
    const metric = async (wanted) => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === wanted).value;
    const work = 1000 * (await metric("TaskDuration"));
    const at = await tab.evaluate(() => ["picture", "values"].map((mark) => performance.getEntriesByName(mark)[0].startTime));
    await tab.waitForTimeout(500);
    await session.send("HeapProfiler.collectGarbage");
    rounds.push([...at, work, (await metric("JSHeapUsedSize")) / 1e6]);
    const nodes = await tab.evaluate(() => Object.keys(document.querySelector("dagrad-explorer").state.exploration.value.run.nodes).length);
    name = `a page of ${nodes.toLocaleString("en")} nodes`;
    await tab.close();
  }
  return [
    { work: `${name}: its picture`, unit: "ms", bound: 1500 },
    { work: `${name}: values and gradients`, unit: "ms", bound: 1500 },
    { work: `${name}: main thread until then`, unit: "ms", bound: 1500 },
    { work: `${name}: heap`, unit: "MB", bound: 200 },
  ].map((row, i) => {
    const sorted = rounds.map((round) => round[i]).sort((a, b) => a - b);
    return { ...row, best: sorted[0], median: sorted[2] };
  });
}

/** Edits of structure and undo, with all that follows from them on the main thread. */
async function editRows(open) {
  const tab = await open(normed(56));
  await tab.waitForSelector(".picture .strip.gradient");
  await tab.waitForTimeout(1000);
  const session = await tab.context().newCDPSession(tab);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const taken = async () => 1000 * (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value;
  const times = { edit: [], undo: [] };
  for (let round = 0; round < 8; round++) {
    for (const what of ["edit", "undo"]) {
      const before = await taken();
      await tab.evaluate((what) => {
        const { editing } = document.querySelector("dagrad-explorer").state;
        if (what === "undo") editing.undo();
        else if (!editing.edit({ kind: "replace", node: "relu28", op: "tanh" })) throw new Error("bench: the edit must apply");
      }, what);
      await tab.waitForTimeout(400);
      times[what].push((await taken()) - before);
    }
  }
  const nodes = await tab.evaluate(() => Object.keys(document.querySelector("dagrad-explorer").state.exploration.value.run.nodes).length);
  await tab.close();
  return Object.entries(times).map(([what, all]) => {
    const sorted = all.slice(1).sort((a, b) => a - b);
    return {
      work: `${what} of structure at ${nodes.toLocaleString("en")} nodes`,
      unit: "ms",
      best: sorted[0],
      median: sorted[3],
      bound: 250,
    };
  });
}

/** What a page does in a frame, in ms of processor time of its main thread: scripts, style, layout and paint. Best and median of rounds of frames. */
async function mainThread(tab, act, frames, rounds = 3) {
  const session = await tab.context().newCDPSession(tab);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const taken = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
  };
  const run = (code) =>
    tab.evaluate(
      ([code, frames]) =>
        new Promise((done) => {
          const explorer = document.querySelector("dagrad-explorer");
          const svg = explorer.shadowRoot.querySelector(".picture");
          const { left, top, width, height } = svg.getBoundingClientRect();
          const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, composed: true, cancelable: true };
          const tools = {
            wheel: (deltaX, deltaY, ctrlKey = false) => svg.dispatchEvent(new WheelEvent("wheel", { ...at, deltaX, deltaY, ctrlKey })),
            hover: (i) => {
              const all = svg.querySelectorAll(".node[data-box]");
              all[(7 * i) % all.length]?.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, composed: true }));
            },
            sample: (i) => {
              explorer.state.sample.value = (13 * i) % 300;
            },
          };
          const one = new Function(...Object.keys(tools), "i", code);
          let i = 0;
          const frame = () => {
            if (i === frames) return requestAnimationFrame(() => setTimeout(done, 50));
            one(...Object.values(tools), i++);
            requestAnimationFrame(frame);
          };
          requestAnimationFrame(frame);
        }),
      [code, frames],
    );
  await run(act);
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const before = await taken();
    await run(act);
    const with_ = (await taken()) - before;
    // What frames cost in which nothing happens.
    const idle = await taken();
    await run("");
    times.push((with_ - ((await taken()) - idle)) / frames);
  }
  times.sort((a, b) => a - b);
  return { best: times[0], median: times[Math.floor(rounds / 2)] };
}
