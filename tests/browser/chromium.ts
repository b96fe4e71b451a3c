import { existsSync } from "node:fs";

/** Where Debian's package puts it. */
const debian = "/usr/bin/chromium";

/**
 * The path of Chromium: CHROMIUM_PATH, or Debian's where that is not set; undefined where there is no such file.
 *
 * Errors: where there is none while CI is set, for there the browser tests must run.
 */
export function chromiumPath(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const path = environment.CHROMIUM_PATH || debian;
  if (existsSync(path)) return path;
  if (environment.CI) {
    throw new Error(
      `browser tests: CI must run them, got no Chromium at ${path}; install it (apt-get install chromium) or set CHROMIUM_PATH`,
    );
  }
  return undefined;
}
