import { FormatError, GraphError } from "../../graph/errors.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { isRecord } from "../../graph/is-record.ts";
import { array, NdArray } from "../../graph/ndarray.ts";
import { showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { RandomState } from "../data/random-state.ts";
import type { FitOptions } from "../train/fit-options.ts";
import { trainStep } from "../train/train-step.ts";

/** A network and its training as plain data: what a program describes and no control does. */
export interface Given {
  readonly title: string;
  /** Graphs as JSON: the network, and its training step, in which the optimiser is written out. */
  readonly network: string;
  readonly step: string;
  /** Inputs of the network by name: first the features. */
  readonly X: GivenArray;
  readonly y: GivenArray;
  /** What first weights are drawn by; of a seed where there is none. */
  readonly random?: RandomState;
  readonly test: number;
  readonly batch: number;
  readonly seed: number;
}

/** Elements of a float32 array, or of class numbers. */
export interface GivenArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "uint8" | "int32";
  readonly data: readonly number[];
}

/** Points that a page still trains on with pleasure. */
const mostRows = 20_000;

/**
 * What of a program's network and training a playground can go on with: `network` has a row of features as its one float32 input and targets as the other,
 * and `training.data` has both. GraphError "not-playable" for another network, such as one that reads images, and all that `trainStep` says.
 */
export function givenOf(network: Graph<any, any>, training: FitOptions<any, any, any, any>, title = "dagrad playground"): Given {
  const { minimize, optimizer, data, validation, random, batchSize, shuffle = true, seed = 0 } = training;
  if (!isRecord(data) || data instanceof NdArray) throw notPlayable("data in memory, { X, y }", showValue(data));
  const floats = network.inputs.filter((name) => network.nodes[name]?.dtype === "float32" && network.nodes[name]?.shape.length === 2);
  const [X] = floats;
  const [y, ...more] = network.inputs.filter((name) => name !== X);
  const outputs = Object.keys(network.outputs);
  if (X === undefined || y === undefined || more.length > 0)
    throw notPlayable("two inputs, float32 rows of features and targets", inputsOf(network));
  if (minimize !== "loss")
    throw notPlayable('a training that minimises the output "loss"', `${showValue(minimize)} of ${outputs.join(", ")}`);
  const step = trainStep(network, { minimize, optimizer, seed } as never);
  const columns = data as Readonly<Record<string, unknown>>;
  const [features, targets] = [X, y].map((name) => given(network, name, columns[name] as never)) as [GivenArray, GivenArray];
  const rows = features.shape[0] as number;
  if (rows > mostRows) throw notPlayable(`at most ${mostRows} rows`, String(rows));
  const share =
    typeof validation === "number" ? validation : isRecord(validation) && typeof validation.share === "number" ? validation.share : 0;
  const isWhole = !shuffle && (batchSize ?? 32) >= Math.round(rows * (1 - share));
  return {
    title,
    network: JSON.stringify(network),
    step: JSON.stringify(step),
    X: features,
    y: targets,
    ...(random && { random: random.state() }),
    test: share,
    batch: isWhole ? 0 : (batchSize ?? 32),
    seed,
  };
}

function given(network: Graph, name: string, column: never): GivenArray {
  const { dtype } = network.nodes[name] as { readonly dtype: GivenArray["dtype"] };
  const whole = (column as unknown) instanceof NdArray ? (column as NdArray) : array(column, dtype);
  return { name, shape: whole.shape, dtype, data: Array.from(whole.data as ArrayLike<number>) };
}

const inputsOf = ({ inputs, nodes }: Graph<any, any>): string =>
  inputs.map((name) => `${name} ${showType(nodes[name] as Node)}`).join(", ") || "none";

const notPlayable = (expected: string, actual: string): GraphError =>
  new GraphError(`playground: a network to play with must have ${expected}, got ${actual}; look at it with dagrad explore`, {
    code: "not-playable",
    expected,
    actual,
  });

/** As text in a page; graphs are checked where they are parsed. FormatError where it is none. */
export function readGiven(text: string): Given {
  const raw: unknown = JSON.parse(text);
  const isArray = (value: unknown): boolean =>
    isRecord(value) && Array.isArray(value.shape) && Array.isArray(value.data) && typeof value.name === "string";
  if (isRecord(raw) && typeof raw.network === "string" && typeof raw.step === "string" && isArray(raw.X) && isArray(raw.y))
    return raw as unknown as Given;
  throw new FormatError(`playground: what is given must be what givenOf returned, got ${showValue(raw)}; write the page anew`, {
    code: "bad-given",
  });
}
