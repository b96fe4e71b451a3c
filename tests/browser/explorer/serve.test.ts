import { readFile, unlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { State } from "../../../src/explorer/state.ts";
import { type Exploring, exploring } from "../../src/cli/explore/explore-process.ts";
import { modelFolder } from "../../src/cli/explore/model-folder.ts";
import { launchBrowser } from "../browser.ts";
import { chromiumPath } from "../chromium.ts";

const path = chromiumPath(process.env);
if (path === undefined)
  console.warn("tests of served pages skipped: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

const network = (
  units: string,
): string => `import { adam, crossentropy, dense, f32, graph, random, relu, softmax, spiralData, u8 } from "dagrad";

export default graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const hidden = relu(dense(X, { units: ${units} }));
  const probabilities = softmax(dense(hidden, { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});
export const training = { minimize: "loss", optimizer: adam(), data: spiralData(20, 3, { random: random(0) }) };
`;

/** What an explorer remembers, as plain data. */
interface Remembered {
  readonly units: unknown;
  readonly selected: unknown;
  readonly view: string;
  readonly closed: readonly string[];
  readonly step: number | undefined;
  readonly sample: number | undefined;
  readonly output: string;
  readonly theme: string;
}

interface Opened {
  readonly page: Page;
  readonly served: Exploring;
  readonly file: string;
  /** What was asked for, without the address that all of it begins with. */
  readonly requests: readonly string[];
  /** Errors, what the policy refused, what was written to the console. */
  readonly problems: readonly string[];
}

const remembered = (page: Page): Promise<Remembered> =>
  page.evaluate(() => {
    const { state } = document.querySelector("dagrad-explorer") as unknown as { readonly state: State };
    const { nodes } = state.exploration.value.subject.graph;
    return {
      units: nodes["dense1.weights"]?.shape[1],
      selected: state.selected.value?.id,
      view: state.view.value,
      closed: [...state.closed.value],
      step: state.step.value,
      sample: state.sample.value,
      output: state.output.value,
      theme: state.theme.value,
    };
  });

describe.skipIf(path === undefined)("a page that dagrad explore serves, in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(path as string);
  }, 60_000);
  afterAll(() => browser?.close());

  async function opened(files: Readonly<Record<string, string>>, file: string, options: object = {}, command = "explore"): Promise<Opened> {
    const folder = await modelFolder(files);
    const served = await exploring([command, file], folder);
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, ...options });
    onTestFinished(() => page.close());
    const requests: string[] = [];
    const problems: string[] = [];
    page.on("request", (request) => {
      if (!/^(?:data|blob):/.test(request.url())) requests.push(request.url().replace(served.address, ""));
    });
    page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
    page.on("console", (message) => problems.push(message.text()));
    await page.addInitScript(() =>
      addEventListener("securitypolicyviolation", ({ violatedDirective }) => console.error(violatedDirective)),
    );
    await page.goto(served.address);
    return { page, served, file: join(folder, file), requests, problems };
  }

  const untilUnits = (page: Page, units: number): Promise<unknown> =>
    page.waitForFunction((wanted) => {
      const { state } = document.querySelector("dagrad-explorer") as unknown as { readonly state?: State };
      return state?.exploration.value.subject.graph.nodes["dense1.weights"]?.shape[1] === wanted;
    }, units);

  test("a change keeps what is selected, the view, folds, the step, the sample and the output; a mistake shows its line and loses nothing", async () => {
    const { page, file, requests, problems, served } = await opened({ "network.mjs": network("3") }, "network.mjs");
    await page.locator(".node", { hasText: "max(0" }).first().click();
    await page.evaluate(() => {
      const { state } = document.querySelector("dagrad-explorer") as unknown as { readonly state: State };
      state.sample.value = 17;
      state.view.value = "formula";
      state.closed.value = new Set(["softmax1"]);
      state.output.value = "probabilities";
      state.theme.value = "dark";
      state.step.value = 5;
    });
    const before = await remembered(page);
    expect(before).toEqual({
      units: 3,
      selected: "relu1",
      view: "formula",
      closed: ["softmax1"],
      step: 5,
      sample: 17,
      output: "probabilities",
      theme: "dark",
    });
    await writeFile(file, network("4"));
    await untilUnits(page, 4);
    await expect.poll(() => remembered(page)).toEqual({ ...before, units: 4 });

    await writeFile(file, network("0.5"));
    const alert = page.getByRole("alert");
    await alert.waitFor();
    await expect
      .poll(() => alert.locator(".message").textContent())
      .toBe('dense: units must be a whole number ≥ 1, got 0.5 (node "dense1"); correct units (at network.mjs:4:23)');
    await expect.poll(() => alert.locator("figcaption").textContent()).toBe("network.mjs:4:23");
    await expect
      .poll(() => alert.locator("code.it").textContent())
      .toBe(`4   const hidden = relu(dense(X, { units: 0.5 }));\n  ${" ".repeat(22)}^\n`);
    await expect.poll(() => remembered(page)).toEqual({ ...before, units: 4 });
    await unlink(file);
    await alert.getByText("no such file").waitFor();
    await writeFile(file, network("2"));
    await untilUnits(page, 2);
    await alert.waitFor({ state: "detached" });
    await expect.poll(() => remembered(page)).toEqual({ ...before, units: 2 });

    // A sample and a node that are no more are let go.
    await writeFile(file, network("2").replace("spiralData(20", "spiralData(5").replace("relu, ", "tanh, ").replace("relu(", "tanh("));
    await page.waitForFunction(() => {
      const { state } = document.querySelector("dagrad-explorer") as unknown as { readonly state: State };
      return state.exploration.value.samples === 15;
    });
    await expect.poll(() => remembered(page)).toMatchObject({ selected: undefined, sample: undefined, output: "probabilities" });
    await page.evaluate(() => {
      const { state } = document.querySelector("dagrad-explorer") as unknown as { readonly state: State };
      state.step.value = undefined;
    });
    await page.getByText("All 15 rows of training.data.").waitFor();

    served.child.kill("SIGINT");
    await page.getByText("The server has ended.").waitFor();
    await expect.poll(() => page.locator(".node").count()).toBeGreaterThan(5);
    expect(new Set(requests)).toEqual(new Set(["", "page-all-ops.js", "katex.js", "state", "subject", "events"]));
    // That the server does not answer any more is the only thing that the browser says.
    expect(problems.filter((text) => !text.includes("net::ERR_"))).toEqual([]);
  });

  test("a mistake from the beginning stands alone, on a phone too, until the module is right", async () => {
    const { page, file, problems } = await opened({ "network.mjs": "throw new Error('<b>not yet</b>');" }, "network.mjs", {
      viewport: { width: 390, height: 800 },
    });
    const alert = page.getByRole("alert");
    await alert.waitFor();
    await expect
      .poll(() => alert.locator(".message").textContent())
      .toBe("network.mjs: the module must load, got Error: <b>not yet</b> (at network.mjs:1:7)");
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    await writeFile(file, network("3"));
    await untilUnits(page, 3);
    await alert.waitFor({ state: "detached" });
    expect(problems).toEqual([]);
  });

  test("a module is played with, and its playground begins anew when it is another one; a mistake leaves it as it is", async () => {
    const { page, file, requests, problems } = await opened({ "network.mjs": network("3") }, "network.mjs", {}, "play");
    await page.getByText("Network, points and training are those of network.mjs.").waitFor();
    await page.getByText("3 relu").waitFor();
    await writeFile(file, network("5"));
    await page.getByText("5 relu").waitFor();
    await writeFile(file, network("0"));
    const alert = page.getByRole("alert");
    await alert.getByText("units must be a whole number ≥ 1, got 0").waitFor();
    await expect.poll(() => page.getByText("5 relu").count()).toBe(1);
    await writeFile(file, network("5").replace("minimize", "minimise"));
    await alert.getByText("training.minimize must name the output to make smaller").waitFor();
    await writeFile(file, network("2"));
    await page.getByText("2 relu").waitFor();
    await alert.waitFor({ state: "detached" });
    // Whether the server has the editor is asked once.
    expect(new Set(requests)).toEqual(new Set(["", "playground.js", "later.js", "follow.js", "state", "events", "editor/editor.js"]));
    expect(problems.filter((text) => !text.includes("net::ERR_"))).toEqual([]);
  });

  test("names, scopes, titles, literals and file names of others put nothing into a page, served or written, and ask for nothing", async () => {
    const name = "<img src=x onerror=globalThis.harmed=1>.mjs";
    const { page, requests, problems, served } = await opened({ [name]: hostileModule }, name);
    await page.locator(".node").first().waitFor();
    await page.keyboard.press("?");
    for (const node of (await page.locator(".node").all()).slice(0, 6)) await node.click({ force: true });
    const { inPage } = await harm(page);
    expect(inPage).toEqual({ harmed: false, elements: [], handlers: [], links: [] });
    await expect.poll(() => page.title()).toBe(name);
    expect(requests.filter((url) => !["", "page-all-ops.js", "katex.js", "state", "subject", "events"].includes(url))).toEqual([]);
    expect(problems).toEqual([]);

    // The same as one file, from disk.
    const folder = await modelFolder({});
    const html = join(folder, "page.html");
    await page
      .evaluate(() => {
        const element = document.querySelector("dagrad-explorer") as unknown as { readonly state: State };
        const { writePage, exploration } = element.state;
        return writePage?.(exploration.value.subject);
      })
      .then((text) => writeFile(html, text as string));
    const written = await browser.newContext({ offline: true });
    onTestFinished(() => written.close());
    const other = await written.newPage();
    const asked: string[] = [];
    other.on("request", (request) => void (/^(?:data|blob):/.test(request.url()) || asked.push(request.url())));
    await other.goto(pathToFileURL(html).href);
    await other.locator(".node").first().waitFor();
    expect((await harm(other)).inPage).toEqual({ harmed: false, elements: [], handlers: [], links: [] });
    expect(asked).toEqual([pathToFileURL(html).href]);
    expect(await readFile(html, "utf8")).not.toContain("</script><img");
    served.child.kill("SIGKILL");
  });
});

/** What is in a page, shadow roots included, that its own script does not put there. */
async function harm(page: Page) {
  const inPage = await page.evaluate(() => {
    const all: Element[] = [];
    const collect = (root: ParentNode): void => {
      for (const element of root.querySelectorAll("*")) {
        all.push(element);
        if (element.shadowRoot) collect(element.shadowRoot);
      }
    };
    collect(document);
    const foreign = ["img", "iframe", "object", "embed", "b", "marquee", "link"];
    const isOwn = (element: Element): boolean =>
      (element.matches("link") && element.getAttribute("href") === "data:,") ||
      (element.matches("b") && element.closest("footer") !== null);
    const attributes = all.flatMap((element) => [...element.attributes]);
    return {
      harmed: "harmed" in globalThis,
      elements: all.filter((element) => foreign.includes(element.localName) && !isOwn(element)).map(({ outerHTML }) => outerHTML),
      handlers: attributes.filter(({ name }) => name.startsWith("on")).map(({ name }) => name),
      links: attributes
        .filter(({ name, value }) => ["src", "href", "action", "xlink:href"].includes(name) && /^(?:javascript|https?):/i.test(value))
        .map(({ value }) => value),
    };
  });
  return { inPage };
}

const hostile = [
  "<script>globalThis.harmed = 1</script>",
  '"><img src=x onerror=globalThis.harmed=1>',
  "'><svg onload=globalThis.harmed=1>",
  "</script><img src=https://evil.example/ onerror=globalThis.harmed=1>",
  "javascript:globalThis.harmed=1",
  "</style><style>@import url(https://evil.example/a.css);*{background:url(https://evil.example/b)}",
  "\\href{javascript:globalThis.harmed=1}{x} \\includegraphics{https://evil.example/c.png} \\htmlClass{a}{b} $$ %",
  "--> <!-- ]]> &lt;b&gt; \u202e",
];

/** A module whose texts are all hostile, where a text may be anything; its own source, which the page shows, is as well. */
const hostileModule = `// ${hostile.join(" ")}
import { crossentropy, dense, f32, graph, relu, softmax, u8 } from "dagrad";
const texts = ${JSON.stringify(hostile)};
export default graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
  let hidden = X;
  for (const text of texts) hidden = g.scope(text, () => relu(dense(hidden, { units: 2 })));
  const probabilities = softmax(dense(hidden, { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});
`;

/** Faults that axe finds, in words. */
async function violations(page: Page): Promise<string[]> {
  // Not as a script of the page, which its policy would refuse.
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      readonly axe: { run(): Promise<{ readonly violations: readonly { readonly id: string }[] }> };
    };
    return (await axe.run()).violations.map(({ id }) => id);
  });
}
