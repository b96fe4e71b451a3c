import { checkGraph } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { FeedError, GraphError, OpError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { suggest } from "../../graph/nearest.ts";
import { showValue } from "../../graph/show-value.ts";
import type { EarlyStoppingOptions } from "./early-stopping.ts";
import type { FitOptions } from "./fit-options.ts";
import { scalarOutputs } from "./metrics.ts";

const fitOptions = Object.keys({
  minimize: 0,
  optimizer: 0,
  data: 0,
  epochs: 0,
  batchSize: 0,
  lastBatch: 0,
  shuffle: 0,
  seed: 0,
  random: 0,
  validation: 0,
  earlyStopping: 0,
  restoreBest: 0,
  clip: 0,
  parameters: 0,
  freeze: 0,
  initial: 0,
  from: 0,
  backend: 0,
  signal: 0,
  onBatch: 0,
  notices: 0,
} satisfies Record<keyof FitOptions, 0>);

const stoppingOptions = Object.keys({ metric: 0, patience: 0, minDelta: 0, mode: 0 } satisfies Record<keyof EarlyStoppingOptions, 0>);

/** Options that a call without types got wrong: an unknown one, one of another kind, an output that is none. OpError, GraphError, FeedError. */
export function checkFitOptions(network: Graph<any, any>, options: FitOptions<any, any, any, any>): void {
  checkGraph("fit", network);
  // What is not given is no object either.
  checkOptions("fit", options ?? null, fitOptions);
  const { data, validation, earlyStopping, minimize } = options;
  const given: object = options;
  checkOptions("fit: earlyStopping", earlyStopping, stoppingOptions);
  const scalars = scalarOutputs(network);
  if (!scalars.includes(minimize) && !Object.hasOwn(network.outputs, minimize)) throw unknownOutput(scalars, minimize);
  checkColumns("data", data, network);
  if (validation !== undefined && typeof validation !== "number") checkColumns("validation", validation, network);
  for (const [name, [fits, expected]] of Object.entries(kinds)) {
    const value = (given as Readonly<Record<string, unknown>>)[name];
    if (value === undefined || fits(value)) continue;
    const actual = showValue(value);
    throw new OpError(`fit: ${name} must be ${expected}, got ${actual}; correct ${name}`, { code: "bad-option", expected, actual });
  }
}

const isBoolean = (value: unknown): boolean => typeof value === "boolean";
const hasMethod =
  (name: string) =>
  (value: unknown): boolean =>
    typeof (value as Record<string, unknown> | null)?.[name] === "function";

/** Of those options whose values nothing else looks at, which values they take. */
const kinds: Readonly<Record<string, readonly [(value: unknown) => boolean, string]>> = {
  lastBatch: [(value) => value === "keep" || value === "drop", '"keep" or "drop"'],
  shuffle: [isBoolean, "true or false"],
  restoreBest: [isBoolean, "true or false"],
  random: [hasMethod("randn"), "what random(0) gives"],
  signal: [hasMethod("throwIfAborted"), "an AbortSignal"],
  onBatch: [(value) => typeof value === "function", "a function"],
  notices: [(value) => isBoolean(value) || typeof value === "function", "true, false or a function that takes a text"],
};

function unknownOutput(scalars: readonly string[], minimize: unknown): GraphError {
  const actual = showValue(minimize);
  const cure = suggest(String(minimize), scalars, "return it from build or correct the name");
  return new GraphError(`fit: minimize must name a scalar output (${scalars.join(", ")}), got ${actual}; ${cure}`, {
    code: "unknown-output",
    expected: scalars.join(", "),
    actual,
  });
}

/** FeedError for what is neither columns by name nor a function, such as a list of columns or a generator that was called already. */
function checkColumns(option: string, data: unknown, { inputs }: Graph<any, any>): void {
  if (typeof data === "function") return;
  const isObject = typeof data === "object" && data !== null;
  const isPromise = data instanceof Promise;
  const isIterator = isObject && "next" in data && typeof data.next === "function";
  const isPlain = isObject && !Array.isArray(data) && !ArrayBuffer.isView(data) && !(data instanceof NdArray) && !isIterator && !isPromise;
  if (isPlain) return;
  const actual = isIterator
    ? "a generator"
    : isPromise
      ? "a promise"
      : data instanceof NdArray
        ? "an NdArray"
        : ArrayBuffer.isView(data)
          ? `a ${data.constructor.name}`
          : showValue(data);
  const cure = isIterator
    ? "pass the function, which is called for each pass"
    : isPromise
      ? "await it first"
      : `name what you give: { ${inputs.join(", ")} }`;
  throw new FeedError(`fit: ${option} must be columns by name of input, or a function that makes batches, got ${actual}; ${cure}`, {
    code: "bad-data",
    expected: "columns or a function",
    actual,
  });
}

export function checkedEpochs(epochs: number): number {
  if (Number.isSafeInteger(epochs) && epochs >= 1) return epochs;
  throw new OpError(`fit: epochs must be a whole number ≥ 1, got ${showValue(epochs)}; correct epochs`, {
    code: "bad-epochs",
    actual: showValue(epochs),
  });
}
