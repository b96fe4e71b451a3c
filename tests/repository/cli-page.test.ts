import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
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

/** Help comes from the sources. Models are TypeScript, which only the built program loads as Node does; `npm test` builds it. */
async function printed(line: string): Promise<string> {
  const words = line.split(" ").slice(1);
  if (words.includes("--help")) return output(words);
  return execFileSync(process.execPath, [join(root, "dist/node/main.js"), ...words], { cwd: root, encoding: "utf8" });
}

test("the command lines of docs/cli.md print exactly what stands below them (npx vitest -u writes it)", async () => {
  mkdirSync(join(root, "out"), { recursive: true });
  const lines = page.split("\n");
  for (const { line, shown } of [...calls].reverse()) {
    const text = await printed(line);
    if (shown === undefined) expect(text, line).toBe("");
    else lines.splice(shown.from, shown.to - shown.from, ...text.trimEnd().split("\n"));
  }
  await expect(lines.join("\n")).toMatchFileSnapshot("../../docs/cli.md");
});

test("docs/cli.md shows the help of every command", () => {
  const helps = calls.map(({ line }) => line).filter((line) => line.endsWith("--help"));
  expect(helps.sort()).toEqual(["dagrad --help", ...commands.map(({ name }) => `dagrad ${name} --help`)].sort());
});
