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
export const openFromDisk = (
  browser: Browser,
  subject: Subject,
  { ops = "all", ...options }: OpenOptions & { readonly ops?: "book" | "all" } = {},
): Promise<OpenedPage> => openHtml(browser, explorerPage(subject, script(ops)), options);

export interface OpenOptions extends BrowserContextOptions {
  /** What stands in the address after it: "#view=layers". */
  readonly hash?: string;
}

/** Opens the text of a page from disk, with the network off. */
export async function openHtml(browser: Browser, html: string, { hash = "", ...options }: OpenOptions = {}): Promise<OpenedPage> {
  const file = join(mkdtempSync(join(tmpdir(), "dagrad-explorer-")), "page.html");
  writeFileSync(file, html);
  const context = await browser.newContext({ offline: true, viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const problems: string[] = [];
  const own = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== own && !/^(?:data|blob):/.test(request.url())) requests.push(request.url());
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.goto(own + hash);
  return { page, requests, problems };
}
