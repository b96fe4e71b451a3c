import { FormatError, OpError } from "../../graph/errors.ts";
import { nodeOf } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { shortened, showValue } from "../../graph/show-value.ts";
import type { Model } from "../model/model.ts";
import { alone, besideEachOther } from "./encoded.ts";
import { asCategories, asNumbers, checkKnown, type FilledColumn, filledWith } from "./filled-column.ts";
import { Table } from "./table.ts";
import { tableError } from "./table-error.ts";

/** The names of a graph's inputs: any, where they are not known to the compiler. */
type InputOf<I> = unknown extends I ? string : keyof I & string;

/**
 * The columns of a table as a model is fed with them: by the model's names, in its order, with its categories and its values for missing cells.
 *
 *     program.run(columnsFor(model, table), ["probabilities"])
 *
 * `inputs` are those to make columns for; by default all of which the table has a column, so that the labels may be left out.
 * FormatError: "no-names" where the model does not say what columns it takes, "unknown-column" where the table lacks one, and as `select`.
 */
export function columnsFor<I, const K extends InputOf<I> = InputOf<I>>(
  { graph, names }: Pick<Model<I, any>, "graph" | "names">,
  table: Table,
  inputs?: readonly K[],
): { [Input in K]: NdArray<any> } {
  if (!(table instanceof Table)) {
    throw new OpError(`columnsFor: the second argument must be a table, got ${showValue(table)}; give the model, then what readCsv read`, {
      code: "bad-table",
      actual: showValue(table),
    });
  }
  if (names?.columns === undefined) throw noNames("its columns");
  const { columns, place } = table.parts();
  const { columns: named, categories = {}, missing = {} } = names;
  const rows = Uint32Array.from(place.lines.keys());
  const wanted: readonly string[] = inputs ?? Object.keys(named).filter((input) => named[input]?.some((column) => columns.has(column)));
  const made = wanted.map((input): [string, NdArray<any>] => {
    const list = Object.hasOwn(named, input) ? named[input] : undefined;
    if (list === undefined) throw noNames(`the columns of "${input}"`, input);
    const { shape, dtype } = nodeOf(graph, input);
    const filled = list.map(read);
    if (shape.length < 2) return [input, alone(filled[0] as FilledColumn, rows, place, dtype)];
    const { data } = besideEachOther(filled, rows, place, dtype);
    return [input, new NdArray(data, [rows.length, ...(shape.slice(1) as number[])], dtype)];
  });
  if (made.length === 0) {
    const expected = `a table must have columns of the model (${shortened(Object.values(named).flat().join(", "), 80)})`;
    throw tableError("unknown-column", place.file, expected, shortened(table.columns.join(", "), 80), "give the model's columns");
  }
  return Object.fromEntries(made) as { [Input in K]: NdArray<any> };

  function read(name: string): FilledColumn {
    const column = columns.get(name);
    if (column === undefined) {
      const actual = shortened(table.columns.join(", "), 80);
      throw tableError("unknown-column", place.file, `a table must have the column ${showValue(name)}`, actual, "add or rename it");
    }
    const own = Object.hasOwn(categories, name) ? categories[name] : undefined;
    const known = own === undefined ? asNumbers(column, place) : asCategories(column, own, place);
    if (Object.hasOwn(missing, name)) return filledWith(known, missing[name] as number | string);
    checkKnown(known, place, "complete it: the model knows no value for it");
    return known;
  }
}

const noNames = (what: string, node?: string): FormatError =>
  new FormatError(
    `columnsFor: the model must name ${what}, got none${node === undefined ? "" : ` (node "${node}")`}; save it with { names }`,
    {
      code: "no-names",
      ...(node !== undefined && { node }),
    },
  );
