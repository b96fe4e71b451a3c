import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { programsOf, writeProgram } from "./listings.ts";
import { pages, readText, root } from "./pages.ts";

/** A name of each file that tells where the listing stands: docs-the-book-24.ts is line 24 of docs/the-book.md. */
test("the listings of all pages pass the strict compiler", () => {
  const folder = join(root, "out/listing-types");
  rmSync(folder, { recursive: true, force: true });
  for (const path of pages) for (const program of programsOf(readText(path))) writeProgram(folder, path, program);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: "../../tsconfig.json", include: ["*.ts"], exclude: [] }));
  const compiler = join(root, "node_modules/@typescript/native/bin/tsc");
  const { stdout, status } = spawnSync(process.execPath, [compiler, "-p", "."], { cwd: folder, encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});
