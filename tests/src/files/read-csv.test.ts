import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readCsv } from "dagrad/files";
import { expect, test } from "vitest";
import { withoutFolder } from "../../without-folder.ts";
import { temporaryFolder } from "../cli/temporary-folder.ts";

const text = "größe,art\n1,Ä\n2,b\n";

test("readCsv reads UTF-8, UTF-16 with its mark, and an encoding that is named", async () => {
  const files: Readonly<Record<string, Uint8Array>> = {
    "utf8.csv": Buffer.from(text),
    "mark.csv": Buffer.from(`\uFEFF${text}`),
    "utf16.csv": Buffer.from(`\uFEFF${text}`, "utf16le"),
    "latin.csv": Buffer.from(text, "latin1"),
  };
  const folder = await temporaryFolder(files);
  for (const name of Object.keys(files)) {
    const table = await readCsv(join(folder, name), name === "latin.csv" ? { encoding: "windows-1252" } : {});
    expect([table.rows, table.columns, table.categories]).toEqual([2, ["größe", "art"], { art: ["b", "Ä"] }]);
  }
});

test("readCsv names the file in what it refuses", async () => {
  const folder = await temporaryFolder({ "latin.csv": Buffer.from(text, "latin1"), "short.csv": "a,b\n1\n" });
  await writeFile(join(folder, "empty.csv"), "");
  const failures: string[] = [];
  for (const [name, options] of [
    ["latin.csv"],
    ["latin.csv", { encoding: "latin-9000" }],
    ["short.csv"],
    ["empty.csv"],
    ["none.csv"],
    ["short.csv", { name: "x" }],
  ] as const) {
    const error = (await readCsv(join(folder, name), options as never).catch((one: unknown) => one)) as Error & { code?: string };
    failures.push(`${error.name} ${error.code}\n${withoutFolder(error.message, folder)}`);
  }
  expect(failures.join("\n")).toMatchInlineSnapshot(`
    "FormatError bad-encoding
    csv: …/latin.csv: bytes must be a text in utf-8, got others; name another, { encoding: "windows-1252" }, or save it as UTF-8
    FormatError bad-encoding
    csv: …/latin.csv: encoding must be one that TextDecoder knows, got "latin-9000"; such as "windows-1252"
    FormatError bad-csv
    csv: …/short.csv, line 2: a row must have 2 cells as the header has, got 1; complete it, or name another separator
    FormatError bad-csv
    csv: …/empty.csv: a table must have a row of names, got no rows; give the text of a file that has some
    FileError ENOENT
    …/none.csv: must be a file that can be read, got no such file or folder; correct the name
    OpError bad-option
    readCsv: options must be some of { separator, decimal, header, categories, missingCells, encoding }, got "name"; leave it out"
  `);
});
