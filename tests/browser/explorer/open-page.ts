import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { explorerPage } from "../../../src/explorer/explorer-page.ts";
import type { Subject } from "../../../src/explorer/subject.ts";
import { root } from "../../own-process.ts";

/** The built script; the tests' command builds it first. */
const script = (ops: "book" | "all"): string => readFileSync(join(root, `dist/explorer/page-${ops}-ops.js`), "utf8");

export interface OpenedPage {
  readonly page: Page;
  /** What was asked of the network, beyond the page's own file. */
  readonly requests: readonly string[];
  /** Errors and what the policy refused. */
  readonly problems: readonly string[];
}

/** Opens the page of a subject from disk, with the network off. */
export async function openFromDisk(
  browser: Browser,
  subject: Subject,
  { ops = "all", ...options }: BrowserContextOptions & { readonly ops?: "book" | "all" } = {},
): Promise<OpenedPage> {
  const file = join(mkdtempSync(join(tmpdir(), "dagrad-explorer-")), "page.html");
  writeFileSync(file, explorerPage(subject, script(ops)));
  const context = await browser.newContext({ offline: true, viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const problems: string[] = [];
  const own = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (request.url() !== own && !/^(?:data|blob):/.test(request.url())) requests.push(request.url());
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.goto(own);
  return { page, requests, problems };
}
