import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeProgram } from "./listings.ts";
import { pages, readText, root } from "./pages.ts";
import { programsOf } from "./programs.ts";

/** Writes the listings of all pages into a folder: docs-the-book-24.ts is that of line 24 of docs/the-book.md. */
function writeListings(name: string): string {
  const folder = join(root, "out", name);
  rmSync(folder, { recursive: true, force: true });
  for (const path of pages) for (const program of programsOf(readText(path))) writeProgram(folder, path, program);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: "../../tsconfig.json", include: ["*.ts"], exclude: [] }));
  return folder;
}

/** What the compiler says of the modules of a folder. */
const diagnose = (folder: string): string =>
  spawnSync(process.execPath, [join(root, "node_modules/@typescript/native/bin/tsc"), "-p", "."], { cwd: folder, encoding: "utf8" }).stdout;

test("the listings of all pages pass the strict compiler", () => {
  expect(diagnose(writeListings("listing-types"))).toBe("");
});

test("where a listing expects an error of the compiler, its comment says what the compiler says", () => {
  const folder = writeListings("listing-type-errors");
  const expected: string[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
    const code = readFileSync(join(folder, file), "utf8");
    for (const [, text] of code.matchAll(/@ts-expect-error (.+)/g)) expected.push(text as string);
    writeFileSync(join(folder, file), code.replaceAll("@ts-expect-error", "an error:"));
  }
  const said = diagnose(folder);
  expect(expected.length).toBeGreaterThan(0);
  expect(expected.filter((text) => !said.includes(text))).toEqual([]);
});
