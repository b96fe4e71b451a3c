import type { Graph, NodeId } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { applyScaling } from "../data/scaling.ts";
import { sliceRows } from "../train/dataset.ts";
import type { DenseLayer } from "./layers-of.ts";
import type { Health, Numbers, State, UnitMaps, View } from "./protocol.ts";
import type { Session, Stretch } from "./session.ts";

/** Rows on which units are found dead. */
const mostHeard = 1000;
/** Numbers that the maps of one look are made of: more units get coarser maps. */
const mostMapped = 2 ** 17;

/** Looks at a network in training: at its plane, at what its units make of it, and at how its layers are doing. */
export class Looking {
  readonly #session: Session;
  readonly #layers: readonly DenseLayer[];
  readonly #output: string;
  readonly view: View;
  readonly #grid: number;
  readonly #mapGrid: number;
  /** Points of the plane, and the fewer ones of the maps. */
  readonly #plane: NdArray<"float32">;
  readonly #points: NdArray<"float32">;
  readonly #means: readonly number[];

  constructor(session: Session, grid: number, mapGrid: number) {
    this.#session = session;
    const { network, points, scaling } = session.subject;
    this.#layers = session.layers ?? [];
    this.#output = outputOf(network);
    const shown = scaling === undefined ? points.X : unscaled(points.X, scaling);
    const features = shown.shape[1] as number;
    this.#means = Array.from({ length: features }, (_, j) => mean(shown.data, j, features));
    this.view = viewOf(shown.data as Float32Array, features, points.kind === "numbers" ? (points.y.data as Float32Array) : undefined);
    const units = this.#layers.reduce((sum, layer) => sum + layer.units, 1);
    this.#grid = grid;
    this.#mapGrid = features === 1 ? grid : Math.max(12, Math.min(mapGrid, Math.floor(Math.sqrt(mostMapped / units))));
    this.#plane = this.#scaled(gridPoints(this.view, grid, features, this.#means));
    this.#points = this.#scaled(gridPoints(this.view, this.#mapGrid, features, this.#means));
  }

  #scaled(points: NdArray<"float32">): NdArray<"float32"> {
    const { scaling } = this.#session.subject;
    return (scaling === undefined ? points : applyScaling(points, scaling)) as NdArray<"float32">;
  }

  /** All that the page shows of this moment. */
  look(stretch: Stretch | undefined, follow?: readonly number[]): State {
    const session = this.#session;
    const values = this.#layers.map(({ value }) => value);
    const seen = session.network.run({ [session.features]: this.#points }, values as never, { copy: false }) as Record<string, NdArray>;
    const maps = values.map((value, i) => unitMaps((seen[value] as NdArray).data as Float32Array, this.#layers[i]?.units as number));
    const now = stretch && (stretch.stopped === undefined || Number.isFinite(stretch.loss)) ? stretch : session.measure(session.train);
    // A copy of its own: the runs below use the same memory.
    const plane = Float32Array.from(
      (session.network.run({ [session.features]: this.#plane }, [this.#output] as never, { copy: false }) as Record<string, NdArray>)[
        this.#output
      ]?.data as Float32Array,
    );
    return {
      kind: "state",
      epoch: session.epoch,
      loss: now.loss,
      ...(now.accuracy !== undefined && { accuracy: now.accuracy }),
      ...(session.tested && { test: session.measure(session.tested) }),
      trained: stretch?.epochs ?? 0,
      milliseconds: stretch?.milliseconds ?? 0,
      parameters: session.values(),
      ...(stretch?.gradients && { gradients: stretch.gradients }),
      ...(stretch?.steps && { steps: stretch.steps }),
      ...(stretch?.stopped && { stopped: stretch.stopped }),
      grid: this.#grid,
      mapGrid: this.#mapGrid,
      plane,
      maps,
      health: this.#health(stretch),
      ...(follow && { followed: this.#follow(follow) }),
    };
  }

  /** The values of all units at one point, whose further features are the means of the data. */
  #follow(point: readonly number[]): Float32Array[] {
    const X = Float32Array.from(this.#means, (usual, j) => point[j] ?? usual);
    const values = this.#layers.map(({ value }) => value);
    const seen = this.#session.network.run(
      { [this.#session.features]: this.#scaled(new NdArray(X, [1, X.length], "float32")) },
      values as never,
      {
        copy: false,
      },
    ) as Record<string, NdArray>;
    return values.map((value) => Float32Array.from((seen[value] as NdArray).data as Float32Array));
  }

  #health(stretch?: Stretch): Health[] {
    const { train, network, features } = this.#session;
    const hidden = this.#layers.slice(0, -1).map(({ value }) => value);
    const rows = { [features]: sliceRows(train, 0, Math.min(train.rows, mostHeard))[features] };
    const seen = (hidden.length > 0 ? network.run(rows as never, hidden as never, { copy: false }) : {}) as Record<string, NdArray>;
    return this.#layers.map((layer) => {
      const values = seen[layer.value];
      const own = [layer.weights, ...(layer.biases === undefined ? [] : [layer.biases])];
      const [gradient, step, weights] = [stretch?.gradients, stretch?.steps, this.#session.values()].map((of) => of && normOf(of, own));
      return {
        dead: values === undefined ? new Uint8Array(layer.units) : deadOf(values.data as Float32Array, layer.units),
        ...(gradient !== undefined && { gradient }),
        ...(step !== undefined && { ratio: step / ((weights as number) || 1) }),
      };
    });
  }
}

/** The output that says something of each row. */
const outputOf = ({ outputs, nodes }: Graph): string =>
  ["probabilities", "probability", "prediction"].find((name) => Object.hasOwn(outputs, name)) ??
  Object.keys(outputs).find((name) => nodes[outputs[name] as NodeId]?.shape.length === 2) ??
  (Object.keys(outputs)[0] as string);

const unscaled = (X: NdArray<"float32">, { offset, scale }: { readonly offset: NdArray; readonly scale: NdArray }): NdArray<"float32"> => {
  const columns = X.shape[1] as number;
  return new NdArray(
    X.data.map((x, i) => x * (scale.data[i % columns] as number) + (offset.data[i % columns] as number)) as Float32Array<ArrayBuffer>,
    X.shape,
    "float32",
  );
};

function mean(data: ArrayLike<number>, column: number, columns: number): number {
  let sum = 0;
  for (let i = column; i < data.length; i += columns) sum += data[i] as number;
  return sum / Math.max(1, data.length / columns);
}

const normOf = (arrays: Numbers, ids: readonly string[]): number => {
  let squares = 0;
  for (const id of ids) for (const x of arrays[id] ?? []) squares += x * x;
  return Math.sqrt(squares);
};

/** 1 where a unit is 0 in every row. */
function deadOf(values: Float32Array, units: number): Uint8Array {
  const dead = new Uint8Array(units).fill(1);
  for (let i = 0, unit = 0; i < values.length; i++) {
    if (values[i] !== 0) dead[unit] = 0;
    unit = unit + 1 === units ? 0 : unit + 1;
  }
  return dead;
}

/** [points, units] as one map of bytes after the other. */
export function unitMaps(values: Float32Array, units: number): UnitMaps {
  const points = values.length / units;
  const most = new Float32Array(units);
  for (let i = 0, unit = 0; i < values.length; i++) {
    const size = Math.abs(values[i] as number);
    if (size > (most[unit] as number)) most[unit] = size;
    unit = unit + 1 === units ? 0 : unit + 1;
  }
  const bytes = new Uint8Array(values.length);
  for (let unit = 0; unit < units; unit++) {
    const scale = 127 / ((most[unit] as number) || 1);
    for (let i = unit, at = unit * points; i < values.length; i += units, at++) bytes[at] = 128 + (values[i] as number) * scale;
  }
  return { bytes, most };
}

/** The box of all points with some room around them; square where both sides are features. */
export function viewOf(X: Float32Array, features: number, targets?: Float32Array): View {
  const rangeOf = (data: ArrayLike<number>, column: number, columns: number): [number, number] => {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = column; i < data.length; i += columns) {
      least = Math.min(least, data[i] as number);
      most = Math.max(most, data[i] as number);
    }
    return least <= most ? [least, most] : [-1, 1];
  };
  const isCurve = features === 1;
  const [left, right] = rangeOf(X, 0, features);
  const [bottom, top] = isCurve ? rangeOf(targets ?? [-1, 1], 0, 1) : rangeOf(X, 1, features);
  const room = (least: number, most: number): [number, number] => {
    const half = Math.max(1e-6, (most - least) / 2) * 1.15;
    return [(least + most) / 2 - half, (least + most) / 2 + half];
  };
  const [x, y] = [room(left, right), room(bottom, top)];
  return { left: x[0], right: x[1], bottom: y[0], top: y[1] };
}

/** Points of the view in rows from the top; of one feature, in one row. */
function gridPoints(view: View, grid: number, features: number, means: readonly number[]): NdArray<"float32"> {
  const rows = features === 1 ? 1 : grid;
  const X = new Float32Array(rows * grid * features);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < grid; j++, at += features) {
      X.set(means, at);
      X[at] = view.left + ((view.right - view.left) * (j + 0.5)) / grid;
      if (features > 1) X[at + 1] = view.top - ((view.top - view.bottom) * (i + 0.5)) / grid;
    }
  }
  return new NdArray(X, [rows * grid, features], "float32");
}
