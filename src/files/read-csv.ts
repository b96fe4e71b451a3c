import { FormatError } from "../../graph/errors.ts";
import { showValue } from "../../graph/show-value.ts";
import { type CsvOptions, checkCsvOptions } from "../table/csv-options.ts";
import { fromCsv } from "../table/from-csv.ts";
import type { Table } from "../table/table.ts";
import { checkPath } from "./check-path.ts";
import { readBytes } from "./read-bytes.ts";

export interface ReadCsvOptions extends Omit<CsvOptions, "name"> {
  /** How characters are written, a label of TextDecoder such as "windows-1252". Default: UTF-8, or UTF-16 where the file begins so. */
  readonly encoding?: string;
}

/**
 * The table in a CSV file. See `fromCsv` for options and errors; FormatError "bad-encoding" where its bytes are no text in the encoding;
 * FileError when it cannot be read.
 */
export async function readCsv(path: string, options: ReadCsvOptions = {}): Promise<Table> {
  checkPath("readCsv", path);
  checkCsvOptions("readCsv", options, ["separator", "decimal", "header", "categories", "missingCells", "encoding"]);
  return tableIn(await readBytes(path), path, options);
}

/** The table in the bytes of a file that errors call `name`. */
export function tableIn(bytes: Uint8Array, name: string, { encoding = encodingOf(bytes), ...options }: ReadCsvOptions = {}): Table {
  return fromCsv(decoded(bytes, encoding, name), { ...options, name });
}

/** Spreadsheets write UTF-16 with a mark in front. */
const encodingOf = ([first, second]: Uint8Array): string =>
  first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";

/** What one text may hold. */
const longest = 2 ** 29 - 24;

function decoded(bytes: Uint8Array, encoding: string, path: string): string {
  const raise = (code: string, expected: string, actual: string, cure: string): never => {
    throw new FormatError(`csv: ${path}: ${expected}, got ${actual}; ${cure}`, { code, expected, actual });
  };
  if (bytes.length > longest) return raise("bad-csv", "a file must be below 512 MiB", `${bytes.length} bytes`, "split it");
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError) {
      return raise("bad-encoding", "encoding must be one that TextDecoder knows", showValue(encoding), 'such as "windows-1252"');
    }
    const cure = encoding === "utf-8" ? 'name another, { encoding: "windows-1252" }, or save it as UTF-8' : "name the one that it has";
    return raise("bad-encoding", `bytes must be a text in ${encoding}`, "others", cure);
  }
}
