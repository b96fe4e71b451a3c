import type { Browser } from "playwright-core";

/** A page that has loaded and done its work. */
export interface Visit<T> {
  /** What the page's `work()` returned. */
  readonly work: T;
  /** True where the page may share memory between threads. */
  readonly isolated: boolean;
  /** All that went to the console, as "type: text"; errors that nobody caught, and what the policy blocked, among them. */
  readonly printed: readonly string[];
}

/** Chromium reports a blocked compilation of WebAssembly by this event alone, and prints nothing. */
const reportViolations = `addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  console.info("blocked by " + violatedDirective + ": " + blockedURI))`;

/** While it evaluates, the driver lifts the policy from `eval` and `Function`; a task of the page's own obeys it. */
const nextTask = "new Promise((done) => setTimeout(done))";

/** Has a new tab open the page and call the function `work` that its script made global. Errors: what that throws. */
export async function visit<T>(browser: Browser, url: string): Promise<Visit<T>> {
  const page = await browser.newPage();
  try {
    const printed: string[] = [];
    page.on("console", (message) => printed.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => printed.push(`uncaught: ${error.message}`));
    await page.addInitScript(reportViolations);
    await page.goto(url);
    const work = await page.evaluate<T>(`${nextTask}.then(work)`);
    const isolated = await page.evaluate<boolean>("crossOriginIsolated");
    // Violations and uncaught errors are reported in tasks of their own, after the work.
    await page.evaluate(nextTask);
    return { work, isolated, printed };
  } finally {
    await page.close();
  }
}
