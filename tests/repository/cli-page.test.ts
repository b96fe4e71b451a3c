import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { commands } from "../../src/cli/dagrad.ts";
import { output } from "../src/cli/call.ts";
import { codeBlocks } from "./markdown.ts";
import { readText, root } from "./pages.ts";

const page = readText("docs/cli.md");
const blocks = codeBlocks(page);

/** The command lines of the page, each with the block right below it that shows what it prints, where it prints anything. */
const calls = blocks.flatMap((block, i) => {
  const next = blocks[i + 1];
  return block.language === "sh" ? [{ line: block.code, shown: next?.language === "text" ? next : undefined }] : [];
});

/** The files that the page has its reader write: below a paragraph that names one, between commas, each in a block of its language. */
const files = blocks.filter(({ language }) => language === "csv" || language === "js");
const nameOf = (line: number): string => {
  const above =
    page
      .split("\n")
      .slice(0, line - 2)
      .join("\n")
      .split("\n\n")
      .at(-1) ?? "";
  const name = /`([\w-]+\.\w+)`/.exec(above)?.[1];
  if (name === undefined) throw new Error(`docs/cli.md: the paragraph above line ${line} must name the file`);
  return name;
};

/** A folder as the reader has it, dagrad installed. */
function readersFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "dagrad-page-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/dagrad"), "junction");
  for (const { code, line } of files) writeFileSync(join(folder, nameOf(line)), `${code}\n`);
  return folder;
}

/** Words as a shell takes them, quoted where they have spaces or brackets. */
const wordsOf = (line: string): string[] => (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).slice(1).map((word) => word.replaceAll("'", ""));

/** Help comes from the sources. Models are loaded by the built program as Node does it; `npm test` builds it. */
async function printed(line: string, cwd: string): Promise<string> {
  const words = wordsOf(line);
  if (words.includes("--help")) return output(words);
  return execFileSync(process.execPath, [join(root, "dist/node/main.js"), ...words], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

test("the command lines of docs/cli.md print exactly what stands below them (npx vitest -u writes it)", async () => {
  const folder = readersFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const texts: string[] = [];
  for (const { line } of calls) texts.push(await printed(line, folder));
  const lines = page.split("\n");
  for (const [i, { line, shown }] of [...calls.entries()].reverse()) {
    // The progress of a training tells times.
    if (shown === undefined) expect(line.startsWith("dagrad train ") ? "" : texts[i], line).toBe("");
    else lines.splice(shown.from, shown.to - shown.from, ...(texts[i] as string).trimEnd().split("\n"));
  }
  await expect(lines.join("\n")).toMatchFileSnapshot("../../docs/cli.md");
}, 60_000);

test("docs/cli.md shows the help of every command", () => {
  const helps = calls.map(({ line }) => line).filter((line) => line.endsWith("--help"));
  expect(helps.sort()).toEqual(["dagrad --help", ...commands.map(({ name }) => `dagrad ${name} --help`)].sort());
});
