import { type Browser, chromium } from "playwright-core";

/** No graphics card, no updates, no account, and no host but this one: every other name fails to resolve. */
const flags = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  "--no-first-run",
];

/**
 * Starts headless Chromium with an empty profile of its own, and with `variables` beside those of this process, and `further` flags. Ends with `close`, and with the
 * process at the latest. `CHROMIUM_SLOWDOWN=8` makes pages eight times slower, and what they do later comes late: a test that reads too early
 * fails then, and so does a page that is shown before it listens.
 */
export async function launchBrowser(
  executablePath: string,
  variables: Readonly<Record<string, string>> = {},
  further: readonly string[] = [],
): Promise<Browser> {
  const env = { ...process.env, ...variables } as Record<string, string>;
  const browser = await chromium.launch({ executablePath, args: [...flags, ...further], env });
  const rate = Number(process.env.CHROMIUM_SLOWDOWN ?? 1);
  return rate > 1 ? slowed(browser, rate) : browser;
}

/** What a page does later comes 0.4 s after that: what was shown, but does not work yet, is found by whoever uses it at once. */
const lateTasks = `{
  const [timer, frame] = [setTimeout, requestAnimationFrame];
  globalThis.setTimeout = (run, after = 0, ...args) => timer(run, after + 400, ...args);
  globalThis.requestAnimationFrame = (run) => frame(() => timer(() => run(performance.now()), 400));
}`;

function slowed(browser: Browser, rate: number): Browser {
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    await context.addInitScript(lateTasks);
    context.on("page", async (page) => {
      const session = await context.newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate });
    });
    return context;
  };
  return browser;
}
