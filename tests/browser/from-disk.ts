import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export interface OpenedPage {
  readonly page: Page;
  /** What was asked of the network, beyond the page's own file. */
  readonly requests: readonly string[];
  /** Errors and what the policy refused. */
  readonly problems: readonly string[];
}

/** Opens a file from disk, with the network off. */
export async function openFile(browser: Browser, file: string, hash: string, options: BrowserContextOptions): Promise<OpenedPage> {
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
