import { evaluateDim } from "../../graph/dim.ts";
import { OpError } from "../../graph/errors.ts";
import { type Graph, graphFormat, type NodeId, nodeOf } from "../../graph/graph.ts";
import { isName } from "../../graph/names.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { reference } from "../backends/reference/reference.ts";
import { isShown, lower } from "../passes/lower.ts";
import { compile } from "../run/compile.ts";
import type { Program } from "../run/program.ts";
import { Merged } from "./merged.ts";
import { nodesOfRows, type RowFolds, rowFolds } from "./row-folds.ts";

/** Outputs of one batch, by name. */
type Outputs = Readonly<Record<string, NdArray>>;

/** How the scalar outputs of a program over all rows come from its runs over batches of them. */
export interface OverRows {
  /** What to run for each batch, and what to fetch of it: the outputs themselves, and the folds over rows that they are made of. */
  readonly program: Program<any, any>;
  readonly fetch: readonly string[];
  /** OpError, which begins with `of`, where an output over all rows does not follow from its batches. */
  check(of: string): void;
  /** Begins a pass over the rows. */
  start(of: string): MetricsOverRows;
}

const nothing: RowFolds = {
  parts: new Map(),
  direct: {},
  rest: { format: graphFormat, nodes: {}, inputs: [], outputs: {}, updates: {} },
  problem: undefined,
};

export interface OverRowsOptions {
  /** False where all rows are one batch: then nothing needs merging, and nothing more is fetched. */
  readonly several: boolean;
  /** Further outputs to fetch with each batch; they are not merged. */
  readonly also?: readonly string[];
  /**
   * Of a training step, the network: what there is a value of single rows is one in training, too, though ops may then look at all rows
   * of a batch, as those do that normalise it. A metric of the step is that of its batches.
   */
  readonly network?: Program<any, any>;
}

export function overRows(program: Program<any, any>, metrics: readonly string[], options: OverRowsOptions): OverRows {
  const { several, also = [], network } = options;
  if (!several) {
    const start = (): MetricsOverRows =>
      new MetricsOverRows(metrics, { folds: nothing, names: new Map(), rest: undefined, check: () => {} });
    return { program, fetch: [...metrics, ...also], check: () => {}, start };
  }
  const lowered = writtenOf(program);
  const folds = foldsOf(program, metrics, network);
  // A part that is an output is fetched under its name, others under one that no user gives: it has a space.
  const names = new Map([...folds.parts.keys()].map((id) => [id, metrics.find((name) => lowered.outputs[name] === id) ?? `part ${id}`]));
  const further = [...names].filter(([, name]) => !metrics.includes(name)).map(([id, name]) => [name, id]);
  const rest = Object.keys(folds.rest.outputs).length === 0 ? undefined : compile(folds.rest, { backend: reference });
  const check = (of: string): void => {
    if (folds.problem) throw notOverRows(of, folds.problem, nodeOf(lowered, folds.problem.node).op);
  };
  return {
    program: further.length === 0 ? program : program.withOutputs({ ...lowered.outputs, ...Object.fromEntries(further) }),
    fetch: [...metrics, ...also, ...further.map(([name]) => name as string)],
    check,
    start: (of) => new MetricsOverRows(metrics, { folds, names, rest, check: () => check(of) }),
  };
}

function foldsOf(program: Program<any, any>, metrics: readonly string[], network: Program<any, any> | undefined): RowFolds {
  const rowDim = rowDimOf(program, metrics);
  const folds = rowFolds(writtenOf(program), rowDim, metrics);
  if (folds.problem === undefined || network === undefined) return folds;
  const apart = nodesOfRows(writtenOf(network), rowDim);
  return rowFolds(writtenOf(program), rowDim, metrics, (id) => apart.has(id));
}

/** Primitives, and loops as they are written: what runs has all of their results in one. */
const writtenOf = (program: Program<any, any>): Graph<any, any> => ({
  ...lower(program.graph, { keep: isShown }),
  outputs: program.executed.outputs,
});

/** The dim of the rows: the first one of the first input that has a name there, and no expression, as `dataset` has it. */
const rowDimOf = (program: Program<any, any>, metrics: readonly string[]): string | undefined =>
  program
    .inputsOf(metrics)
    .map((name) => nodeOf(program.graph, name).shape[0])
    .find(isName);

interface Split {
  readonly folds: RowFolds;
  /** The outputs that the parts are fetched as. */
  readonly names: ReadonlyMap<NodeId, string>;
  readonly rest: Program<any, any> | undefined;
  readonly check: () => void;
}

/** Merges the outputs of batches into those over all their rows. One batch keeps its very values. */
export class MetricsOverRows {
  readonly #metrics: readonly string[];
  readonly #split: Split;
  readonly #merged = new Map<NodeId, Merged>();
  #last: Record<string, number> = {};
  #rows = 0;
  #batches = 0;

  constructor(metrics: readonly string[], split: Split) {
    this.#metrics = metrics;
    this.#split = split;
  }

  /** Takes in a batch. `binding` gives the sizes of its named dims, where a mean is over more of them than the rows. */
  add(outputs: Outputs, rows: number, binding: () => ReadonlyMap<string, number>): void {
    this.#last = Object.fromEntries(this.#metrics.map((name) => [name, outputs[name]?.data[0] as number]));
    this.#rows += rows;
    this.#batches++;
    const { folds, names, check } = this.#split;
    if (this.#batches === 2) check();
    if (folds.problem) return;
    for (const [id, { by, dims }] of folds.parts) {
      const value = outputs[names.get(id) as string] as NdArray;
      let merged = this.#merged.get(id);
      if (merged === undefined) {
        merged = new Merged(by, value);
        this.#merged.set(id, merged);
      }
      merged.add(
        value,
        dims.length === 0
          ? rows
          : dims.reduce<number>((weight, dim) => weight * (evaluateDim(dim, (name) => binding().get(name)) ?? 1), rows),
      );
    }
  }

  get rows(): number {
    return this.#rows;
  }
  get batches(): number {
    return this.#batches;
  }

  /** The metrics over all rows that were added. */
  values(): Record<string, number> {
    if (this.#batches === 1) return this.#last;
    const { folds, rest } = this.#split;
    const mergedAt = (id: NodeId): Merged => this.#merged.get(id) as Merged;
    const made: Outputs = rest?.run(Object.fromEntries(folds.rest.inputs.map((id) => [id, mergedAt(id).value]))) ?? {};
    const overAll = (name: string): number => {
      const id = folds.direct[name];
      return id === undefined ? (made[name]?.data[0] as number) : mergedAt(id).at(0);
    };
    return Object.fromEntries(this.#metrics.map((name) => [name, overAll(name)]));
  }
}

function notOverRows(of: string, { output, node, backToRows }: NonNullable<RowFolds["problem"]>, op: string): OpError {
  const actual =
    op === "input"
      ? "an input without a named axis of rows"
      : backToRows
        ? `${op}, which gives single rows what depends on all of them`
        : `${op}, of which parts of the rows do not tell the whole`;
  return new OpError(
    `${of}: "${output}" must be made of sums, means and maxima over rows to be known over several batches, got ${actual} (node "${node}"); ` +
      (op === "input"
        ? 'name the axis when you declare it, as in f32("batch", 2)'
        : "run all rows as one batch (batchSize), or give what depends on all rows (a mean, a precision) as a number or an input"),
    { code: "not-over-rows", node, expected: "sums, means and maxima over rows", actual },
  );
}
