import { checkKind, describeValue } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { allocate, isFloat } from "../../graph/dtype.ts";
import { FeedError, OpError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { showShape, showType } from "../../graph/shape.ts";

/** How each column is moved and stretched: (x − offset) ÷ scale. Arrays of one number a column, so that they can be saved with the weights. */
export interface Scaling {
  readonly offset: NdArray<"float64">;
  readonly scale: NdArray<"float64">;
}

/**
 * The scaling that gives each column mean 0 and standard deviation 1 (of the population, as in NumPy). Fit it on training data and apply
 * it to all: a column is one position of the last axis. A column of equal values is moved only.
 * OpError unless `x` is a float array with rows; FeedError where a value is not finite. Source: scikit-learn StandardScaler.
 */
export function standardScaling(x: NdArray): Scaling {
  return columnwise("standardScaling", x, (column) => {
    let sum = 0;
    for (const value of column) sum += value;
    const mean = sum / column.length;
    let squares = 0;
    for (const value of column) squares += (value - mean) ** 2;
    return { offset: mean, scale: Math.sqrt(squares / column.length) };
  });
}

/**
 * The scaling that takes each column from its least and greatest value to `low` and `high`, 0 and 1 by default. A column of equal values
 * becomes `low`. Errors: as `standardScaling`. Source: scikit-learn MinMaxScaler.
 */
export function minMaxScaling(x: NdArray, options: { readonly low?: number; readonly high?: number } = {}): Scaling {
  checkOptions("minMaxScaling", options, ["low min", "high max"]);
  const { low = 0, high = 1 } = options;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new OpError(`minMaxScaling: low must be below high, got ${low} and ${high}; correct them`, {
      code: "bad-bounds",
      actual: `${low} and ${high}`,
    });
  }
  return columnwise("minMaxScaling", x, (column) => {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of column) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
    const scale = (most - least) / (high - low);
    return { offset: least - low * (scale === 0 ? 1 : scale), scale };
  });
}

/** (x − offset) ÷ scale, column by column, in the dtype of x. OpError where x has other columns or is not of floats. */
export const applyScaling = (x: NdArray, scaling: Scaling): NdArray =>
  scaled("applyScaling", x, scaling, (value, offset, scale) => (value - offset) / scale);

/** x · scale + offset: back from `applyScaling`, within rounding. */
export const undoScaling = (x: NdArray, scaling: Scaling): NdArray =>
  scaled("undoScaling", x, scaling, (value, offset, scale) => value * scale + offset);

function columnwise(
  of: string,
  x: NdArray,
  measure: (column: Float64Array) => { readonly offset: number; readonly scale: number },
): Scaling {
  const { rows, columns } = sizes(of, x);
  if (rows === 0) throw new OpError(`${of}: x must have at least one row, got none; give the training data`, { code: "no-rows" });
  const [offset, scale] = [new Float64Array(columns), new Float64Array(columns)];
  const column = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) {
      const value = x.data[i * columns + j] as number;
      if (!Number.isFinite(value)) throw notFinite(of, value, [i, j]);
      column[i] = value;
    }
    const measured = measure(column);
    offset[j] = measured.offset;
    scale[j] = measured.scale === 0 ? 1 : measured.scale;
  }
  return { offset: new NdArray(offset, [columns], "float64"), scale: new NdArray(scale, [columns], "float64") };
}

function scaled(of: string, x: NdArray, scaling: Scaling, f: (value: number, offset: number, scale: number) => number): NdArray {
  const { offset, scale } = scaling ?? {};
  const isScaling = offset instanceof NdArray && scale instanceof NdArray;
  checkKind(isScaling, of, "scaling", "what standardScaling or minMaxScaling returns", scaling, "measure one on the training data");
  const { columns } = sizes(of, x);
  for (const part of [offset, scale]) {
    if (part.data.length === columns) continue;
    throw new OpError(`${of}: x must have ${part.data.length} columns as the scaling has, got ${showType(x)}; fit a scaling to such data`, {
      code: "scaling-columns",
      expected: String(part.data.length),
      actual: showType(x),
    });
  }
  const data = allocate(x.dtype, x.data.length);
  for (let i = 0; i < data.length; i++) {
    const j = i % columns;
    data[i] = f(x.data[i] as number, offset.data[j] as number, scale.data[j] as number);
  }
  return new NdArray(data, x.shape, x.dtype);
}

/** Rows are all positions of the axes before the last. */
function sizes(of: string, x: NdArray): { readonly rows: number; readonly columns: number } {
  if (!(x instanceof NdArray) || !isFloat(x.dtype) || x.shape.length === 0) {
    throw new OpError(`${of}: x must be a float array with at least one axis, got ${describeValue(x)}; convert it`, {
      code: "bad-dtype",
      expected: "float",
      actual: describeValue(x),
    });
  }
  const columns = x.shape[x.shape.length - 1] as number;
  return { columns, rows: columns === 0 ? 0 : x.data.length / columns };
}

const notFinite = (of: string, value: number, at: readonly number[]): FeedError =>
  new FeedError(`${of}: values must be finite, got ${value} at row ${at[0]}, column ${at[1]}; clean or drop the row`, {
    code: "not-finite",
    expected: "finite values",
    actual: `${value} at ${showShape(at)}`,
  });
