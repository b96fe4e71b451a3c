import { execFileSync, execSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadModel } from "dagrad/files";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";

/*
 * What a newcomer does: an empty folder with the packed package, a CSV file, a program that trains, one file, a page that predicts.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));
const userFiles = ["train.mjs", "index.html"];
let folder = "";

/** The package as `npm pack` makes it, and the packages that it depends on, as `npm install` would put them. */
function install(into: string): void {
  // On Windows npm is a script, which a shell must run, and some programs called tar take what stands before a colon for another machine.
  const packed = execSync(`npm pack --ignore-scripts --silent --pack-destination "${into}"`, { cwd: root, encoding: "utf8" });
  const installed = join(into, "node_modules");
  mkdirSync(join(installed, "dagrad"), { recursive: true });
  execFileSync("tar", ["-xzf", packed.trim(), "--strip-components=1", "-C", "node_modules/dagrad"], { cwd: into });
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly dependencies: object };
  for (const name of Object.keys(dependencies)) symlinkSync(join(root, "node_modules", name), join(installed, name), "junction");
}

const types: Readonly<Record<string, string>> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript" };

/** As a server of static files does it. */
const serve = (): Promise<Server> =>
  new Promise((listening) => {
    const server = createServer(({ url = "/" }, response) => {
      const file = join(folder, url === "/" ? "index.html" : decodeURIComponent(url));
      try {
        const bytes = readFileSync(file);
        response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" }).end(bytes);
      } catch {
        response.writeHead(404).end();
      }
    }).listen(0, "127.0.0.1", () => listening(server));
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dagrad-newcomer-"));
  install(folder);
  for (const file of [...userFiles, "flowers.csv"]) cpSync(join(root, "examples/flowers", file), join(folder, file));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the user's code has at most 40 lines in all", () => {
  const lines = userFiles.flatMap((file) => readFileSync(join(folder, file), "utf8").trimEnd().split("\n"));
  expect(lines.length).toBeLessThanOrEqual(40);
});

test("node train.mjs learns the species from the CSV file and leaves one file with their names", async () => {
  const printed = execFileSync(process.execPath, ["train.mjs"], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const [, accuracy] = /^accuracy on flowers that it has not seen: (\d\.\d+)\n$/.exec(printed) ?? [];
  // The species lie apart but for some neighbours: the nearest of the three means, by NumPy, is right for 118 of the 120 rows.
  expect(Number(accuracy)).toBeGreaterThan(0.85);
  const { names } = await loadModel(join(folder, "flowers.safetensors"));
  expect(names?.categories?.species).toEqual(["meadow", "riverside", "woodland"]);
});

const chromium = chromiumPath(process.env);
describe.skipIf(chromium === undefined)("in Chromium", () => {
  test("the page says the species of a flower near the mean of one", async () => {
    const [browser, server] = await Promise.all([launchBrowser(chromium as string), serve()]);
    try {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await page.waitForFunction("document.querySelector('output').textContent !== ''", undefined, { timeout: 20_000 });
      await expect.poll(() => page.textContent("output")).toBe("woodland");
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
      server.close();
    }
  }, 40_000);
});
