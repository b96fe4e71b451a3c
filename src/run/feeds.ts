import { checkKept } from "../../graph/check-kept.ts";
import { convert } from "../../graph/convert.ts";
import { countOfShape, evaluateDim, isExpression, namesIn, solveDim, substituteDim } from "../../graph/dim.ts";
import { type DType, isArrayOf, type TypedArray } from "../../graph/dtype.ts";
import { FeedError } from "../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { isNested, nestedShape } from "../../graph/nested.ts";
import { isNumberBuffer, type NumberBuffer } from "../../graph/number-buffer.ts";
import type { Value } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, showType, sizeOf } from "../../graph/shape.ts";
import { exact } from "../../graph/store.ts";

/** An input as the checks of its feed know it. */
export interface FeedSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  /** True where dims of the shape are expressions of names. */
  readonly expressions: boolean;
}

/** What is known of the feed of an input. */
export function specOf(graph: Graph, name: NodeId): FeedSpec {
  const { shape, dtype } = nodeOf(graph, name);
  return { name, shape, dtype, expressions: shape.some(isExpression) };
}

interface BoundDim {
  readonly dim: string;
  /** −1 where no feed of this run has bound it yet. */
  size: number;
  /** The feed that did. */
  by: string;
}

/** An axis, or all elements of a feed, whose size is an expression of names. */
interface Equation {
  readonly dim: Dim;
  readonly size: number;
  readonly spec: FeedSpec;
}

/** The sizes of named dims as feeds bind them, and the feed that bound each. Reused from run to run. */
export class DimTable {
  // A list: a graph has few dims, and a map would take longer than all else that a short run checks.
  readonly #bound: BoundDim[] = [];
  /** What feeds say of expressions, until the names in them are bound. */
  #equations: Equation[] = [];

  clear(): void {
    if (this.#equations.length > 0) this.#equations = [];
    for (let i = 0; i < this.#bound.length; i++) (this.#bound[i] as BoundDim).size = -1;
  }

  #find(dim: string): BoundDim | undefined {
    for (let i = 0; i < this.#bound.length; i++) if (this.#bound[i]?.dim === dim) return this.#bound[i];
    return undefined;
  }

  /** The size of a named dim, −1 where none is bound. */
  sizeOf(dim: string): number {
    return this.#find(dim)?.size ?? -1;
  }

  /** The size of a dim as the names that are bound make it; undefined where one is not. */
  evaluate(dim: Dim): number | undefined {
    return evaluateDim(dim, this.#sizeOf);
  }

  readonly #sizeOf = (name: string): number | undefined => {
    const size = this.sizeOf(name);
    return size < 0 ? undefined : size;
  };

  /** The dims that are bound, with their sizes. */
  bound(): Map<string, number> {
    return new Map(this.#bound.filter(({ size }) => size >= 0).map(({ dim, size }) => [dim, size]));
  }

  /** Binds a named dim, or checks it against what an earlier feed bound. */
  bind(dim: string, size: number, { name }: FeedSpec): void {
    const known = this.#find(dim);
    if (known === undefined) this.#bound.push({ dim, size, by: name });
    else if (known.size === -1) {
      known.size = size;
      known.by = name;
    } else if (known.size !== size) {
      throw new FeedError(
        `run: "${dim}" must be one size, got ${known.size} in feed "${known.by}" and ${size} in feed "${name}" (node "${name}"); feed equally many`,
        { code: "inconsistent-dim", node: name, expected: String(known.size), actual: String(size) },
      );
    }
  }

  /** An expression has this size, which binds the name in it where that is the only one left, and is checked once all are bound. */
  equate(dim: Dim, size: number, spec: FeedSpec): void {
    this.#equations.push({ dim, size, spec });
  }

  /** Binds what the equations so far tell. FeedError where one cannot be. */
  solve(): void {
    if (this.#equations.length === 0) return;
    for (let before = Number.POSITIVE_INFINITY; this.#equations.length < before; ) {
      before = this.#equations.length;
      this.#equations = this.#equations.filter((equation) => !this.#solved(equation));
    }
  }

  /** As `solve`, when all is fed. FeedError where a name is still not bound. */
  settle(): void {
    this.solve();
    const [left] = this.#equations;
    if (left === undefined) return;
    const open = namesIn(left.dim).filter((name) => this.sizeOf(name) < 0);
    const { name } = left.spec;
    const told = `${left.dim} = ${left.size}`;
    throw new FeedError(
      `run: feeds must tell the size of ${open.join(" and ")}, got ${told} alone (node "${name}"); feed an input with an axis "${open.join('" or an axis "')}"`,
      { code: "unsolved-dim", node: name, expected: open.join(" and "), actual: told },
    );
  }

  #solved({ dim, size, spec }: Equation): boolean {
    const rest = substituteDim(dim, this.#sizeOf);
    if (typeof rest === "number") {
      if (rest === size) return true;
      throw inconsistent(dim, rest, size, spec);
    }
    const solution = solveDim(rest, size);
    if (solution === undefined) return false;
    if (solution === "none") throw inconsistent(dim, rest, size, spec);
    this.bind(solution.name, solution.size, spec);
    return true;
  }
}

/** Checks that a feed has the shape of its input and numbers for its dtype, and binds its named dims. Looks at no element of a typed array. */
export function bindFeed(feed: unknown, spec: FeedSpec, dims: DimTable): void {
  if (feed instanceof NdArray) {
    // A truth is no number; the other way round, 0 and 1 are truths.
    if (feed.dtype !== spec.dtype && feed.dtype === "bool")
      throw wrongDType(spec, showType(feed), `feed array.astype("${spec.dtype}"), or declare the input as bool`);
    const { length } = feed.data;
    // The text of an error is made only where there may be one.
    if (length === 0 || length !== sizeOf(feed.shape)) checkKept(feed.data, sizeOf(feed.shape), `run: feed "${spec.name}"`, spec.name);
    bindShape(feed.shape, spec, dims);
  } else if (ArrayBuffer.isView(feed)) {
    bindLength(feed as NumberBuffer, spec, dims);
  } else if (isNested(feed)) {
    bindShape(listShape(feed, spec.shape), spec, dims);
  } else {
    const actual = feed === null ? "null" : typeof feed;
    throw new FeedError(
      `run: feed "${spec.name}" must be ${showType(spec)}, got ${actual} (node "${spec.name}"); feed an NdArray, a typed array or nested lists`,
      {
        code: "not-a-feed",
        node: spec.name,
        expected: showType(spec),
        actual,
      },
    );
  }
}

/** Writes a bound feed into the memory of its input. FeedError where an element does not fit the dtype. */
export function writeFeed(feed: unknown, spec: FeedSpec, to: Value): void {
  const isArray = feed instanceof NdArray;
  const data = isArray ? feed.data : feed;
  // In every run of a program that is fed its own dtypes: nothing is converted, and no memory taken.
  if ((isArray ? feed.dtype === spec.dtype : isArrayOf(data, spec.dtype)) && spec.dtype !== "bool") to.data.set(data as TypedArray);
  else writeNumbers(outOf(to.data.buffer, data), spec, to);
}

/**
 * A typed array of that memory as a copy, and lists that have some as rows; anything else as it is. What is written element by element
 * would change what is still to be read.
 */
export function outOf(memory: ArrayBufferLike | undefined, feed: unknown): unknown {
  if (isNumberBuffer(feed)) return feed.buffer === memory ? (feed as TypedArray).slice() : feed;
  if (!Array.isArray(feed) || typeof feed[0] !== "object") return feed;
  return feed.map((row) => outOf(memory, row));
}

/** The shape of nested lists. No rows say nothing about their length, so [] is a [0, 2] where [batch, 2] is wanted. */
function listShape(feed: unknown, wanted: Shape): readonly number[] {
  const shape = nestedShape(feed);
  const rest = wanted.slice(shape.length).filter((dim) => typeof dim === "number");
  return shape.at(-1) === 0 && shape.length + rest.length === wanted.length ? [...shape, ...rest] : shape;
}

function bindShape(shape: readonly number[], spec: FeedSpec, dims: DimTable): void {
  const { shape: wanted } = spec;
  let fits = shape.length === wanted.length;
  for (let axis = 0; fits && axis < wanted.length; axis++) fits = typeof wanted[axis] === "string" || wanted[axis] === shape[axis];
  if (!fits) throw wrongShape(spec, showShape(shape), isTurned(shape, wanted) ? "transpose it" : undefined);
  for (let axis = 0; axis < wanted.length; axis++) {
    const dim = wanted[axis] as Dim;
    if (typeof dim !== "string") continue;
    if (spec.expressions && isExpression(dim)) dims.equate(dim, shape[axis] as number, spec);
    else dims.bind(dim, shape[axis] as number, spec);
  }
}

/** Whether all sizes that are wanted, several, are there at other axes: an image with its channels first, which reshaping would mix up. */
function isTurned(shape: readonly number[], wanted: Shape): boolean {
  const fixed = wanted.filter((dim) => typeof dim === "number");
  const timesIn = (list: Shape, size: Dim): number => list.filter((dim) => dim === size).length;
  return fixed.length > 1 && shape.length === wanted.length && fixed.every((size) => timesIn(shape, size) >= timesIn(wanted, size));
}

/** A flat typed array says its length only: at most one name may still be open. */
function bindLength(data: NumberBuffer, spec: FeedSpec, dims: DimTable): void {
  if (!isArrayOf(data, spec.dtype) && !isNumberBuffer(data))
    throw wrongDType(spec, (data as ArrayBufferView).constructor.name, "feed a typed array of its buffer");
  // A view whose buffer is gone has length 0: it must not pass for a batch without rows.
  if (data.length === 0) checkKept(data, 0, `run: feed "${spec.name}"`, spec.name);
  if (spec.expressions) {
    dims.equate(countOfShape(spec.shape), data.length, spec);
    return;
  }
  let known = 1;
  let open: string | undefined;
  for (let axis = 0; axis < spec.shape.length; axis++) {
    const dim = spec.shape[axis] as Dim;
    const size = typeof dim === "number" ? dim : dims.sizeOf(dim);
    if (size >= 0) known *= size;
    else if (open === undefined || open === dim) {
      if (open === dim) throw ambiguous(spec, data.length);
      open = dim as string;
    } else throw ambiguous(spec, data.length);
  }
  if (open === undefined) {
    if (known !== data.length) throw wrongShape(spec, `${data.length} elements`);
    return;
  }
  const size = known === 0 ? 0 : data.length / known;
  if (!Number.isInteger(size) || (known === 0 && data.length > 0)) throw wrongShape(spec, `${data.length} elements`);
  dims.bind(open, size, spec);
}

/** Numbers of other kinds. The error of lists says which feed they are, and what may be done. */
function writeNumbers(feed: unknown, { name }: FeedSpec, to: Value): void {
  try {
    convert(feed, to, exact, `run: feed "${name}" must hold whole numbers`, name);
  } catch (error) {
    if (!(error instanceof FeedError) || error.node) throw error;
    const { message, code, expected = "", actual = "" } = error;
    const problem = message.slice("array: ".length, message.indexOf(";"));
    const cure =
      code === "ragged"
        ? "give all lists of one level the same length"
        : actual === "a boolean"
          ? "feed 1 and 0, or declare the input as bool"
          : "feed numbers";
    throw new FeedError(`run: feed "${name}": ${problem} (node "${name}"); ${cure}`, { code, node: name, expected, actual });
  }
}

const wrongShape = (spec: FeedSpec, actual: string, cure = "reshape it"): FeedError =>
  new FeedError(`run: feed "${spec.name}" must be ${showType(spec)}, got ${actual} (node "${spec.name}"); ${cure}`, {
    code: "feed-shape",
    node: spec.name,
    expected: showType(spec),
    actual,
  });

function inconsistent(dim: Dim, rest: Dim, size: number, spec: FeedSpec): FeedError {
  const actual = `${dim} = ${size}${rest === dim ? "" : ` where other feeds make it ${rest}`}`;
  return new FeedError(
    `run: feed "${spec.name}" must be ${showType(spec)} for whole sizes, got ${actual} (node "${spec.name}"); feed what fits`,
    { code: "inconsistent-dim", node: spec.name, expected: showType(spec), actual },
  );
}

const wrongDType = (spec: FeedSpec, actual: string, cure: string): FeedError =>
  new FeedError(`run: feed "${spec.name}" must be ${showType(spec)}, got ${actual} (node "${spec.name}"); ${cure}`, {
    code: "feed-dtype",
    node: spec.name,
    expected: showType(spec),
    actual,
  });

const ambiguous = (spec: FeedSpec, length: number): FeedError =>
  new FeedError(
    `run: feed "${spec.name}" must say its shape ${showShape(spec.shape)}, got ${length} elements in a flat array (node "${spec.name}"); feed an NdArray or nested lists`,
    { code: "ambiguous-shape", node: spec.name, expected: showShape(spec.shape), actual: `${length} elements` },
  );
