import papaparse from "papaparse";
import { FormatError } from "../../graph/errors.ts";
import { shortened } from "../../graph/show-value.ts";

/** How a text of rows is written. */
export interface CsvLayout {
  readonly separator: string;
  readonly newline: "\n" | "\r";
}

/** Characters that are looked at to tell the separator. */
const sample = 100_000;

/**
 * The separator that cuts the first rows into equally many cells: comma, semicolon, tab or bar; a comma where there is one column only.
 * Rows end with a line feed, before which a carriage return counts as space, or with a carriage return where there is no line feed.
 */
export function csvLayout(text: string, separator?: string): CsvLayout {
  const newline = text.includes("\n") ? "\n" : "\r";
  if (separator !== undefined) return { separator, newline };
  const { meta } = papaparse.parse(text.slice(0, sample), {
    newline,
    preview: 10,
    skipEmptyLines: true,
    delimitersToGuess: [",", ";", "\t", "|"],
  });
  return { separator: meta.delimiter, newline };
}

/**
 * Calls `each` with the cells of each row and the number of its first line, blank lines left out. FormatError, which names file and line,
 * where a quoted cell does not end or is followed by something else than a separator. Takes time in proportion to the text.
 */
export function eachRow(
  text: string,
  { separator, newline }: CsvLayout,
  file: string,
  each: (cells: readonly string[], line: number) => void,
): void {
  let line = 1;
  const isQuoted = text.includes('"');
  papaparse.parse<string[]>(text, {
    delimiter: separator,
    newline,
    // Parts, so that few rows are held at once; not too many, since a cell that goes over several is read once for each.
    chunkSize: Math.max(2 ** 20, Math.ceil(text.length / 64)),
    step: ({ data: cells, errors }) => {
      if (errors.length > 0) throw badQuotes(file, line, cells);
      const [first = ""] = cells;
      if (cells.length > 1 || first.trim() !== "") each(cells, line);
      line += 1;
      if (isQuoted) for (const cell of cells) line += breaksIn(cell, newline);
    },
  });
}

function breaksIn(cell: string, newline: string): number {
  let count = 0;
  for (let at = cell.indexOf(newline); at >= 0; at = cell.indexOf(newline, at + 1)) count++;
  return count;
}

function badQuotes(file: string, line: number, cells: readonly string[]): FormatError {
  const actual = JSON.stringify(shortened(cells.at(-1) ?? "", 40));
  return new FormatError(
    `csv: ${file}, line ${line}: a quoted cell must end with a quote before the separator, got ${actual}; write "" for a quote inside it`,
    { code: "bad-csv", expected: "a closing quote", actual },
  );
}
