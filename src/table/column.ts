import { hasComma, numberIn, truthIn } from "./cell.ts";

/** A column of a table. Rows count from 0. */
export interface Column {
  readonly name: string;
  /** "mixed": texts among numbers, or numbers of another country's, of which nobody has said that they are categories. "empty": nothing. */
  readonly kind: "numbers" | "categories" | "mixed" | "empty";
  /** The numbers, NaN where a cell is missing. */
  readonly numbers?: Float64Array;
  /** The place of each cell's text among the categories, −1 where it is missing. */
  readonly codes?: Int32Array;
  readonly categories?: readonly string[];
  readonly missing: Missing;
  /** Of a mixed column, the text that is no number. */
  readonly text?: Text;
}

/** How many cells are missing, and the first rows where. */
export interface Missing {
  readonly count: number;
  readonly first: readonly number[];
}

export interface Text {
  readonly row: number;
  readonly cell: string;
}

/** Missing cells that an error names. */
const named = 5;

/** What a column is, from a look at each of its cells. */
export class ColumnKind {
  #numbers = 0;
  #texts = 0;
  #truths = 0;
  #missing = 0;
  readonly #first: number[] = [];
  readonly #comma: boolean;
  text: Text | undefined;

  constructor(comma: boolean) {
    this.#comma = comma;
  }

  /** The next cell; undefined where it is missing. */
  look(cell: string | undefined, row: number): void {
    if (cell === undefined) {
      if (this.#missing < named) this.#first.push(row);
      this.#missing++;
    } else if (numberIn(cell, this.#comma) !== undefined) this.#numbers++;
    else {
      this.#texts++;
      if (truthIn(cell) !== undefined) this.#truths++;
      this.text ??= { row, cell };
    }
  }

  get missing(): Missing {
    return { count: this.#missing, first: this.#first };
  }

  get kind(): Column["kind"] {
    if (this.#numbers + this.#texts === 0) return "empty";
    if (this.#texts === 0) return "numbers";
    return this.#numbers > 0 || hasComma(this.text?.cell ?? "") ? "mixed" : "categories";
  }

  /** True for a column of true and false. */
  get isTruth(): boolean {
    return this.#truths > 0 && this.#truths === this.#texts && this.#numbers === 0;
  }
}
