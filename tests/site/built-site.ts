import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../repository/pages.ts";

const vitepress = join(root, "docs/site/node_modules/vitepress/bin/vitepress.js");
const missing = "the site is not built: VitePress is not installed; npm ci --prefix docs/site";

/** True where the site can be built. Says where it cannot; in CI it must be. */
export function canBuild(): boolean {
  if (existsSync(vitepress)) return true;
  if (process.env.CI) throw new Error(missing);
  console.warn(missing);
  return false;
}

/** Builds the site and returns its folder. */
export function buildSite(): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitepress, "build", join(root, "docs/site")], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
  return join(root, "out/site");
}
