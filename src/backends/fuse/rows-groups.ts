import { foldedAxes } from "../../../graph/op.ts";
import { type EngineValue, holderOf, type RowRole, type RowsGroup } from "./engine-value.ts";
import { isFoldedTranspose, needsDoubles, scalarOf, unfolded } from "./group.ts";
import { limits } from "./limits.ts";

/** A group under construction. It runs at the time of its first step, so whatever else it reads must be there by then. */
interface Region {
  readonly start: number;
  readonly rows: number;
  readonly roles: Map<EngineValue, RowRole>;
  readonly steady: Set<EngineValue>;
  work: number;
}

/**
 * Finds the steps of narrow rows: a loop starts at a step that works along a row (softmax's maximum, argmax, a narrow layer) and
 * takes up what reads its values row by row.
 */
export function rowsGroups(values: readonly EngineValue[]): readonly RowsGroup[] {
  const regions: Region[] = [];
  const open = new Map<number, Region>();
  const taken = new Map<EngineValue, Region>();
  const join = (value: EngineValue, region: Region): boolean => {
    const pulled = new Map<EngineValue, RowRole>();
    const role = roleIn(value, region, taken, pulled);
    if (role === undefined) return false;
    const joining = [...pulled, [value, role] as const];
    if (region.work + joining.reduce((sum, [one]) => sum + columnsOf(one), 0) > limits.rowWork) return false;
    for (const [one, oneRole] of joining) {
      region.roles.set(one, oneRole);
      region.work += columnsOf(one);
      taken.set(one, region);
    }
    return true;
  };
  for (const value of values) {
    if (value.step === undefined || value.literal !== undefined || taken.has(value) || value.folded) continue;
    const rows = rowsRead(value);
    if (rows === undefined) continue;
    const region = open.get(rows);
    const starts = worksAlongRow(value);
    const room = starts ? limits.startWork : limits.rowWork;
    if (region !== undefined && region.work < room && readsRegion(value, region) && join(value, region)) continue;
    if (!starts) continue;
    const started: Region = { start: value.time, rows, roles: new Map(), steady: new Set(), work: 0 };
    if (!join(value, started)) continue;
    regions.push(started);
    open.set(rows, started);
  }
  return regions.map(({ start, rows, roles, steady }) => ({
    kind: "rows",
    time: start,
    rows,
    members: [...roles.keys()],
    stored: [],
    operands: new Set(),
    roles,
    steady,
  }));
}

/** Number of elements of each row. */
export const columnsOf = ({ shape }: EngineValue): number => (shape.length === 2 ? (shape[1] as number) : 1);

/** Rows of the first operand that may be one of rows. */
function rowsRead({ inputs }: EngineValue): number | undefined {
  for (const input of inputs) {
    if (input.literal !== undefined) continue;
    const read = unfolded(input);
    const { shape } = read;
    if ((shape.length === 1 || shape.length === 2) && columnsOf(read) <= limits.rowColumns) return shape[0];
  }
  return undefined;
}

function readsRegion({ inputs }: EngineValue, { roles }: Region): boolean {
  for (const input of inputs) if (roles.get(unfolded(input)) === "row") return true;
  return false;
}

/** Steps that are worth a loop over rows: along the last axis of a matrix, or a product with a small matrix. */
function worksAlongRow({ step, emitter, inputs }: EngineValue): boolean {
  const x = inputs[0];
  if (step === undefined || x === undefined || x.shape.length !== 2) return false;
  return emitter?.kind === "product" || (emitter?.kind === "reduce" && isLastAxis(foldedAxes(step.attrs, 2)));
}

const isLastAxis = (axes: readonly number[]): boolean => axes.length === 1 && axes[0] === 1;

/** What the step is in a loop over the rows of the region; undefined where it cannot be in it. `pulled` gets the steps it brings along. */
function roleIn(
  value: EngineValue,
  region: Region,
  taken: ReadonlyMap<EngineValue, Region>,
  pulled: Map<EngineValue, RowRole>,
  depth = 0,
): RowRole | undefined {
  const { step, shape, inputs, alias } = value;
  if (step === undefined || needsDoubles(value)) return undefined;
  const { rows, start } = region;
  const isThere = (input: EngineValue): boolean => {
    const holder = holderOf(input);
    return (taken.get(holder)?.start ?? holder.time) < start;
  };
  const isRow = (input: EngineValue): boolean => {
    if (!isRowShape(input.shape, rows)) return false;
    const known = region.roles.get(input) ?? pulled.get(input);
    if (known !== undefined) return known === "row";
    if (isThere(input)) return true;
    if (depth === limits.chainSteps || taken.has(input) || input.folded) return false;
    if (roleIn(input, region, taken, pulled, depth + 1) !== "row") return false;
    pulled.set(input, "row");
    return true;
  };
  const isSteady = (input: EngineValue, most: number = limits.rowColumns): boolean => {
    if (input.literal !== undefined) return true;
    if (!isThere(unfolded(input)) || input.shape.some((dim) => dim > most)) return false;
    region.steady.add(holderOf(unfolded(input)));
    return true;
  };

  const [x, w] = inputs as readonly [EngineValue, EngineValue?];
  if (alias !== undefined) return isRowShape(shape, rows) && columnsOf(value) === columnsOf(x) && isRow(x) ? "row" : undefined;
  if (scalarOf(value) !== undefined) {
    if (!isRowShape(shape, rows)) return undefined;
    const fits = (input: EngineValue): boolean =>
      input.literal !== undefined ||
      (isRowOperand(input.shape, shape) ? isRow(input) : isSteadyOperand(input.shape, shape) && isSteady(input));
    return inputs.every(fits) ? "row" : undefined;
  }
  switch (value.emitter?.kind) {
    case "reduce":
      return reductionRole(value, x, rows, isRow);
    case "index":
      // One index for each row, into its columns.
      return !value.emitter.index.lines &&
        (w ?? x).shape.length === 1 &&
        isRow(w ?? x) &&
        (w === undefined ? step.attrs.axis === 1 && isRowShape(shape, rows) : x.shape.length === 2 && isRow(x))
        ? "row"
        : undefined;
    case "product":
      return productRole(x, w as EngineValue, isRow, isSteady);
    default:
      return undefined;
  }
}

/** [rows] or [rows, few] */
const isRowShape = (shape: readonly number[], rows: number): boolean =>
  shape[0] === rows &&
  (shape.length === 1 || (shape.length === 2 && (shape[1] as number) >= 1 && (shape[1] as number) <= limits.rowColumns));

/** An operand with one line per row of the result. */
const isRowOperand = (shape: readonly number[], result: readonly number[]): boolean =>
  shape.length === result.length && shape[0] === result[0];

/** An operand that is the same for all rows. */
const isSteadyOperand = (shape: readonly number[], result: readonly number[]): boolean =>
  shape.length < result.length ? shape.length === 0 || result.length === 2 : shape[0] === 1;

function reductionRole(value: EngineValue, x: EngineValue, rows: number, isRow: (input: EngineValue) => boolean): RowRole | undefined {
  const { step, dtype, emitter } = value;
  if (step === undefined || emitter?.kind !== "reduce") return undefined;
  const { fold, before, after } = emitter.reduce;
  const axes = foldedAxes(step.attrs, x.shape.length);
  if (before !== undefined || after !== undefined) return undefined;
  if (!isRowShape(x.shape, rows) || !isRow(x)) return undefined;
  if (x.shape.length === 2 && isLastAxis(axes)) return x.dtype === "bool" ? undefined : "row";
  const isSum = fold === "sum" || fold === "mean";
  if (!isSum || !axes.includes(0) || columnsOf(x) > limits.rowSums) return undefined;
  return (dtype === "float32" && x.dtype === "float32") || (dtype === "int32" && x.dtype !== "bool") ? "sum" : undefined;
}

function productRole(
  a: EngineValue,
  b: EngineValue,
  isRow: (input: EngineValue) => boolean,
  isSteady: (input: EngineValue, most?: number) => boolean,
): RowRole | undefined {
  if (a.shape.length !== 2 || b.shape.length !== 2) return undefined;
  // Of the moves that products read through, loops over rows know the transpose only.
  if ([a, b].some((operand) => holderOf(operand).folded && !isFoldedTranspose(operand))) return undefined;
  const [inner, columns] = [a.shape[1] as number, b.shape[1] as number];
  if (!a.folded)
    return inner >= 1 &&
      inner <= limits.layerColumns &&
      columns >= 1 &&
      columns <= limits.layerColumns &&
      isSteady(b, limits.layerColumns) &&
      isRow(a)
      ? "row"
      : undefined;
  const x = unfolded(a);
  return !b.folded && columnsOf(x) * columns <= limits.rowSums && isRow(x) && isRow(b) ? "sum" : undefined;
}
