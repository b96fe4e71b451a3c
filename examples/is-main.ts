import { existsSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** True for the module that Node was started with; false where another example, a test or `dagrad draw` imports it. */
export function isMain(url: string): boolean {
  const [, started] = process.argv;
  return started !== undefined && existsSync(started) && realpathSync(started) === realpathSync(fileURLToPath(url));
}
