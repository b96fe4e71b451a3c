import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";
import { launchBrowser } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { type PageName, type PageServer, type Scripts, servePages } from "./page-server.ts";
import { type Visit, visit } from "./visit.ts";

/** Opens a page in a new tab, and has it do its work. */
export type Visitor<T> = (page: PageName) => Promise<Visit<T>>;

/**
 * A block of tests that share one browser and one server of pages, which load `script`: see `visit`.
 * Skipped, with a line on the console, where there is no Chromium; in CI that fails.
 */
export function inChromium<T>(
  title: string,
  script: () => Promise<string | Scripts>,
  tests: (visitor: Visitor<T>) => void,
  flags: readonly string[] = [],
): void {
  const path = chromiumPath(process.env);
  if (path === undefined) {
    console.warn("browser tests skipped: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");
  }
  describe.skipIf(path === undefined)(title, () => {
    let browser: Browser | undefined;
    let server: PageServer | undefined;
    beforeAll(async () => {
      const given = await script();
      server = await servePages(typeof given === "string" ? { "page.js": given } : given);
      browser = await launchBrowser(path as string, {}, flags);
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      await server?.close();
    });
    tests((page) => visit<T>(browser as Browser, (server as PageServer).url(page)));
  });
}
