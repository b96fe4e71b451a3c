/** The types that the site's hovers say, against what the compiler of the command line says of the same names. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listingHovers } from "../../docs/site/types/listing-hovers.ts";
import { typesOfListings } from "../../docs/site/types/types-of-listings.ts";
import { readText, root } from "../repository/pages.ts";
import { moduleOf, programsOf } from "../repository/programs.ts";

const page = "docs/getting-started.md";
const types = typesOfListings(root, [page]);

/** Without blanks, and unions in one order: those are how a type is written, not what it is. */
const compact = (type: string): string =>
  type.replaceAll(/"\w+"(?: \| "\w+")+/g, (union) => union.split(" | ").sort().join(" | ")).replaceAll(/\s+/g, "");

test("each constant of a listing has the type that the compiler says", { timeout: 60_000 }, () => {
  const folder = join(root, "out/types-said");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const said = new Map<string, string>();
  for (const [number, program] of programsOf(readText(page)).entries()) {
    const names = new Map<string, string>();
    for (const { type } of types.get(page)?.[number]?.flatMap(({ names }) => names) ?? []) {
      const [, name, of] = /^const (\w+): (.+)$/s.exec(type) ?? [];
      // A long type is cut where it is shown.
      if (name !== undefined && of !== undefined && !of.includes("...")) names.set(name, of);
    }
    const code = moduleOf(program.map(({ block }) => block.code));
    // At the outermost level of the module, where a line of its own sees them.
    const outer = [...names].filter(([name]) => new RegExp(`^const ${name}\\b`, "m").test(code));
    const asked = outer.map(([name]) => `${name} satisfies never;`);
    writeFileSync(join(folder, `${number}.ts`), `${code}${asked.join("\n")}\n`);
    const first = code.split("\n").length;
    for (const [i, [, of]] of outer.entries()) said.set(`${number}.ts(${first + i},`, compact(of));
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: "../../tsconfig.json", include: ["*.ts"], exclude: [] }));
  const compiler = join(root, "node_modules/@typescript/native/bin/tsc");
  const { stdout } = spawnSync(process.execPath, [compiler, "-p", ".", "--noErrorTruncation"], { cwd: folder, encoding: "utf8" });
  const expected = Array.from(
    stdout.matchAll(/^(\d+\.ts\(\d+,)\d+\): error TS1360: Type '(.+)' does not satisfy the expected type 'never'/gm),
    ([, place = "", type = ""]) => [place, compact(type)] as const,
  );
  expect(said.size).toBeGreaterThan(10);
  expect(said).toEqual(new Map(expected));
});

test("twoslash is told the number of each name's type, which the page's file has", () => {
  const hovers = listingHovers(types);
  const [program = []] = programsOf(readText(page));
  const code = program[0]?.block.code ?? "";
  const { nodes } = hovers.twoslasher(code);
  const file = JSON.parse(hovers.files.get(hovers.fileOf(code) ?? "") ?? "[]") as string[][];
  const lines = code.split("\n");
  for (const { line, character, length, target, text } of nodes) {
    expect(lines[line]?.slice(character, character + length)).toBe(target);
    expect(file[Number(text)]?.[0]).toMatch(new RegExp(`\\b${target}\\b`));
  }
  expect(nodes.length).toBeGreaterThan(0);
});
