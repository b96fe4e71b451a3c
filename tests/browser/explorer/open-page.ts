import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { explorerPage } from "../../../src/explorer/explorer-page.ts";
import type { Subject } from "../../../src/explorer/subject.ts";
import { root } from "../../own-process.ts";
import { type OpenedPage, openFile } from "../from-disk.ts";

/** The built script, which lies beside the one that is published; the tests' command builds it first. */
const script = (ops: "book" | "all"): string => readFileSync(join(root, `dist/explorer/page-${ops}-ops.js`), "utf8");

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
  return openFile(browser, file, hash, options);
}
