import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong in a page as it is now, a line for each rule and element; of an explorer in parts by their selectors, where some are named. */
export async function axeViolations(page: Page, ...parts: readonly string[]): Promise<string[]> {
  await page.evaluate(source);
  return page.evaluate(async (within) => {
    const { axe } = window as unknown as {
      axe: { run(context?: unknown): Promise<{ violations: { id: string; nodes: { target: unknown[]; failureSummary: string }[] }[] }> };
    };
    const { violations } = await axe.run(
      ...(within.length === 0 ? [] : [{ include: within.map((part) => ({ fromShadowDom: ["dagrad-explorer", part] })) }]),
    );
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary}`),
    );
  }, parts);
}
