import { type Addressing, addressingOf } from "./addressing.ts";
import { countOf, type EngineValue } from "./engine-value.ts";
import { isMatrix } from "./is-matrix.ts";
import { limits } from "./limits.ts";
import { matrixAxes, stackAxes } from "./product-reads.ts";
import { wholeBlock } from "./whole-block.ts";

/** A product, and which of its operands is meant. */
interface Reading {
  readonly product: EngineValue;
  readonly operand: EngineValue;
}

const mayFold = (value: EngineValue): boolean => wholeBlock(value) !== undefined && value.dtype === "float32" && !value.shape.includes(0);

/** True for a move that products read through, directly or through views and other such moves: windows, transposes, parts, heads. */
export function isReadByProducts(value: EngineValue): boolean {
  if (!mayFold(value)) return false;
  const readings: Reading[] = [];
  return collectReadings(value, readings) && readings.length > 0 && readings.every((reading) => canRead(reading, value));
}

/**
 * Adds the products that read the value, as itself, as a view or through a few moves that are not carried out; false where anything else
 * does.
 */
function collectReadings(value: EngineValue, readings: Reading[]): boolean {
  const seen = [{ value, moves: 0 }];
  for (const one of seen) {
    if (one.value.wanted || one.moves > limits.movesReadThrough) return false;
    for (const user of one.value.users) {
      if (user.emitter?.kind === "product") readings.push({ product: user, operand: one.value });
      else if (user.alias !== undefined) seen.push({ value: user, moves: one.moves });
      else if (user.folded) seen.push({ value: user, moves: one.moves + 1 });
      else return false;
    }
  }
  return true;
}

/** True where the product can read its operand through the move, and is not better off with a copy. */
function canRead({ product, operand }: Reading, move: EngineValue): boolean {
  const { inputs, dtype } = product;
  if (dtype !== "float32" || inputs.some(({ shape }) => shape.length < 2)) return false;
  const through = addressingOf(operand, (one) => one.folded || one === move);
  if (!through.moves.includes(move)) return false;
  if (isNarrow(product) && countOf(move) <= countOf(through.source)) return false;
  return inputs.every((input, i) => input !== operand || fits(through, operand, inputs[1 - i] as EngineValue, move));
}

/** Products that loops over narrow rows may take: they read rows where they lie. */
const isNarrow = ({ inputs: [a, b] }: EngineValue): boolean =>
  (a?.shape.at(-1) as number) <= limits.layerColumns && (b?.shape.at(-1) as number) <= limits.layerColumns;

/** One operand of a product may lie anyhow: the one that would take more memory if it were laid out. The other one must be a matrix. */
function fits(through: Addressing, operand: EngineValue, other: EngineValue, move: EngineValue): boolean {
  const present = addressingOf(other, (one) => one.folded || one === move);
  const stack = stackAxes(through.axes.slice(0, -2), present.axes.slice(0, -2));
  if (stack === undefined || stack.some(({ a, b }) => a < 0 || b < 0)) return false;
  if (isMatrix(matrixAxes(through))) return true;
  if (!isMatrix(matrixAxes(present))) return false;
  const [own, possible] = [operand, other].map((one) => addressingOf(one, (before) => mayFold(before) && !before.wanted));
  if (isMatrix(matrixAxes(possible as Addressing))) return true;
  const [growth, otherGrowth] = [
    countOf(operand) / countOf((own as Addressing).source),
    countOf(other) / countOf((possible as Addressing).source),
  ];
  return growth > otherGrowth || (growth === otherGrowth && countOf(operand) >= countOf(other));
}
