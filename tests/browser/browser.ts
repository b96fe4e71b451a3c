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
 * process at the latest.
 */
export const launchBrowser = (
  executablePath: string,
  variables: Readonly<Record<string, string>> = {},
  further: readonly string[] = [],
): Promise<Browser> =>
  chromium.launch({ executablePath, args: [...flags, ...further], env: { ...process.env, ...variables } as Record<string, string> });
