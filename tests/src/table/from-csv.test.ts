import { readFileSync } from "node:fs";
import { type CsvOptions, fromCsv } from "dagrad";
import { describe, expect, test } from "vitest";
import { thrown } from "../../graph/thrown.ts";

interface Case {
  readonly name: string;
  readonly text: string;
  readonly options: CsvOptions;
  readonly rows: number;
  readonly columns: Readonly<Record<string, { numbers?: (number | "-0" | null)[]; categories?: string[]; codes?: number[] }>>;
}
const cases = JSON.parse(readFileSync(new URL("../../fixtures/tables.json", import.meta.url), "utf8")) as Case[];

describe("fromCsv reads what Python's csv module and NumPy read", () => {
  test.each(cases)("$name", ({ text, options, rows, columns }) => {
    const table = fromCsv(text, options);
    expect(table.rows).toBe(rows);
    expect(table.columns).toEqual(Object.keys(columns));
    const { columns: read } = table.parts();
    for (const [name, { numbers, categories, codes }] of Object.entries(columns)) {
      const column = read.get(name);
      if (numbers) expect([...(column?.numbers ?? [])]).toEqual(numbers.map((one) => (one === null ? NaN : Number(one))));
      else expect({ categories: column?.categories, codes: [...(column?.codes ?? [])] }).toEqual({ categories, codes });
    }
  });
});

test("columns are named by `header` where the text has no names; an empty name is that of its place", () => {
  expect(
    fromCsv("1,2\n3,4\n", { header: ["a", "b"] })
      .select({ x: ["b", "a"] })
      .data.x.tolist(),
  ).toEqual([
    [2, 1],
    [4, 3],
  ]);
  expect(fromCsv(",a\n0,5\n1,6\n").columns).toEqual(["column 1", "a"]);
});

test("categories that are given keep their places, and what is none of them is refused", () => {
  const categories = { species: ["setosa", "versicolor"], other: ["x"] };
  expect(fromCsv("species\nversicolor\nsetosa\n", { categories }).select({ y: "species" }).data.y.tolist()).toEqual([1, 0]);
  const yes = fromCsv("wild\nTRUE\nFALSE\n", { categories: { wild: ["TRUE", "FALSE"] } });
  expect(yes.select({ y: "wild" }).data.y.tolist()).toEqual([0, 1]);
  const read = fromCsv("wild\nTrue\nFALSE\n", { categories: { wild: ["false", "true"] } });
  expect(read.select({ y: "wild" }).data.y.tolist()).toEqual([1, 0]);
  expect(thrown(() => fromCsv("n,species\n1,setosa\n\n2,virginica\n", { categories, name: "test.csv" }))).toMatchInlineSnapshot(`
    "FormatError unknown-category
    csv: test.csv, line 4, column "species": a category must be one of setosa, versicolor, got "virginica"; correct the cell, or train with such rows"
  `);
});

test("what is no table is refused with file and line", () => {
  const texts: readonly (readonly [string, CsvOptions?])[] = [
    [""],
    ["\n\n"],
    ["a,b,a\n1,2,3"],
    ["5.1,3.5\n4.9,3.0\n"],
    ["5.1,setosa\n4.9,setosa\n7.0,virginica\n"],
    ["a,b\n1,2\n\n3\n"],
    ["a,b\n1,2\n3,4,5\n"],
    ['a,b\n"1\n2",3\n4,"5\n'],
    ['a,b\n1,"2"x,\n'],
    ["a,b\n1,2\n", { seperator: ";" } as never],
    ["a,b\n1,2\n", { categories: ["c"] }],
    ["a,b\n1,2\n", { separator: "\n" }],
    ["a,b\n1,2\n", { decimal: ";" } as never],
    ["a,b\n1,2\n", { header: "a,b" } as never],
    ["a,b\n1,2\n", { categories: "a" } as never],
    ["a,b\n1,2\n", { categories: { a: ["1", "1"] } }],
    ["a,b\n1,2\n", { missingCells: "NA" } as never],
    [new Uint8Array(3) as never],
  ];
  expect(texts.map(([text, options]) => thrown(() => fromCsv(text, { name: "iris.csv", ...options }))).join("\n")).toMatchInlineSnapshot(`
    "FormatError bad-csv
    csv: iris.csv: a table must have a row of names, got no rows; give the text of a file that has some
    FormatError bad-csv
    csv: iris.csv: a table must have a row of names, got no rows; give the text of a file that has some
    FormatError bad-header
    csv: iris.csv, line 1: names of columns must differ, got "a" in columns 1 and 3; rename one
    FormatError bad-header
    csv: iris.csv: the first row must name the columns, got 5.1, 3.5; name them: { header: ["a", …] }
    FormatError bad-header
    csv: iris.csv: the first row must name the columns, got 5.1, setosa; name them: { header: ["a", …] }
    FormatError bad-csv
    csv: iris.csv, line 4: a row must have 2 cells as the header has, got 1; complete it, or name another separator
    FormatError bad-csv
    csv: iris.csv, line 3: a row must have 2 cells as the header has, got 3; put cells that hold "," in quotes
    FormatError bad-csv
    csv: iris.csv, line 4: a quoted cell must end with a quote before the separator, got "5\\n"; write "" for a quote inside it
    FormatError bad-csv
    csv: iris.csv, line 2: a quoted cell must end with a quote before the separator, got "2\\"x,\\n"; write "" for a quote inside it
    OpError bad-option
    fromCsv: options must be some of { separator, decimal, header, categories, missingCells, name }, got "seperator"; did you mean separator?
    OpError unknown-column
    fromCsv: categories must name columns, got "c"; the columns are a, b
    OpError bad-option
    fromCsv: separator must be a text without quotes and ends of lines, got "\\n"; correct it
    OpError bad-option
    fromCsv: decimal must be "." or ",", got ";"; correct it
    OpError bad-option
    fromCsv: header must be a list of names, got "a,b"; correct it
    OpError bad-option
    fromCsv: categories must be a list of columns, or lists of different texts by column, got "a"; correct it
    OpError bad-option
    fromCsv: categories must be a list of columns, or lists of different texts by column, got an object; correct it
    OpError bad-option
    fromCsv: missingCells must be a list of different texts, got "NA"; correct it
    OpError not-a-text
    fromCsv: the first argument must be the text of a file, got bytes; decode bytes with new TextDecoder()"
  `);
});

test("texts of half a million rows are read whose first or last quote, separator or row is far from the others", () => {
  // A search to the end of the text for each row would take hours.
  const rows = 500_000;
  expect(fromCsv(`a\n${"1\n".repeat(rows)}`).rows).toBe(rows);
  expect(fromCsv(`a,b\n"x",1\n${"1,2\n".repeat(rows)}`).rows).toBe(rows + 1);
  expect(fromCsv(`a\n"x"\n${"y\n".repeat(rows)}`).rows).toBe(rows + 1);
  expect(thrown(() => fromCsv(`a,b\n"x" y,1\n${'"x" y,1\n'.repeat(rows)}`))).toMatch(/^FormatError bad-csv/);
  expect(thrown(() => fromCsv(`a,b\n1,"x\n${"1,2\n".repeat(rows)}`))).toMatch(/^FormatError bad-csv/);
}, 60_000);

test("a text of 2 MB, read in parts, gives each cell its value wherever the parts are cut", () => {
  const rows = 100_000;
  const cells = Array.from({ length: rows }, (_, i) => `"${i},\r\n""${i % 7}""",${i}\r\n`);
  const { columns, place } = fromCsv(`k,n\r\n${cells.join("")}`).parts();
  const { categories = [], codes = [] } = columns.get("k") ?? {};
  const numbers = columns.get("n")?.numbers ?? [];
  const wrong: number[] = [];
  for (let i = 0; i < rows; i++) if (numbers[i] !== i || categories[codes[i] as number] !== `${i},\r\n"${i % 7}"`) wrong.push(i);
  expect(wrong).toEqual([]);
  expect(place.lines.at(-1)).toBe(2 * rows);
}, 60_000);
