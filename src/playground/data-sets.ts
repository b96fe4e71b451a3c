import { NdArray } from "../../graph/ndarray.ts";
import type { Random } from "../data/random.ts";
import { sineData } from "../data/sine.ts";
import { spiralData } from "../data/spiral.ts";
import { verticalData } from "../data/vertical.ts";
import { type DataName, isRegression, isTwoClasses, type Settings } from "./settings.ts";

/** Points as a network takes them. */
export interface Points {
  /** float32[rows, features] */
  readonly X: NdArray<"float32">;
  /** Class numbers uint8[rows], a column of them of two classes, or float32[rows, 1] of numbers. */
  readonly y: NdArray;
  /** What is to be learned: one of several classes, of two, or a number. */
  readonly kind: Kind;
  readonly classes: number;
}
export type Kind = "classes" | "two classes" | "numbers";

/** What of the points decides what the network looks like. */
export interface Task {
  readonly kind: Kind;
  readonly classes: number;
  readonly features: number;
  readonly rows: number;
}
export const taskOf = ({ X, kind, classes }: Points): Task => ({
  kind,
  classes,
  rows: X.shape[0] as number,
  features: X.shape[1] as number,
});

/** The share of rows that is kept back: none where that would be less than a row. */
export const testShare = (test: number, rows: number): number => (Math.round(rows * test) < 1 || rows < 4 ? 0 : test);

/** Points that somebody drew or dropped, row by row. */
export interface OwnPoints {
  readonly X: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly kind: "classes" | "numbers";
  /** What it is called: a file's name. */
  readonly name?: string;
}

/** How a data set of the playground's own places a point: as code, which is also what the page's TypeScript shows. */
export type Place = (generator: Random, label: number, share: number, settings: Settings) => readonly [number, number];

const turn = 2 * Math.PI;

/** By data set: where a point of a class stands. `share` goes from 0 at the first point of a class to 1 at its last. */
export const places: Readonly<Partial<Record<DataName, Place>>> = {
  spiral(generator, label, share, { noise }) {
    const angle = 2.5 * (4 * (label + share) + noise * generator.randn());
    return [share * Math.sin(angle), share * Math.cos(angle)];
  },
  vertical: (generator, label, _, { noise }) => [label / 3 + noise * generator.randn(), 0.5 + noise * generator.randn()],
  circles(generator, label, _, { noise, classes }) {
    const angle = generator.uniform(0, turn);
    const radius = (label + 0.5) / classes + noise * generator.randn();
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  },
  blobs(generator, label, _, { noise, classes }) {
    const angle = (turn * label) / classes;
    return [0.6 * Math.cos(angle) + noise * generator.randn(), 0.6 * Math.sin(angle) + noise * generator.randn()];
  },
  moons(generator, label, share, { noise }) {
    const side = 1 - 2 * label;
    const [x, y] = [side * (0.6 * Math.cos(Math.PI * share) - 0.3), side * (0.6 * Math.sin(Math.PI * share) - 0.15)];
    return [x + noise * generator.randn(), y + noise * generator.randn()];
  },
  xor(generator, label, _, { noise }) {
    const [x, y] = [generator.uniform(0, 1), generator.uniform(0, 1)];
    const side = generator.rand() < 0.5 ? 1 : -1;
    return [side * x + noise * generator.randn(), (label === 0 ? side : -side) * y + noise * generator.randn()];
  },
};

/** The noise at which a data set is the book's, or looks like itself. */
export const usualNoise: Readonly<Record<DataName, number>> = {
  spiral: 0.2,
  vertical: 0.1,
  circles: 0.04,
  xor: 0.05,
  blobs: 0.15,
  moons: 0.08,
  sine: 0,
  plane: 0.05,
  own: 0,
};

/** True where dagrad has the points: those of the book. */
export const isOfBook = ({ data, noise }: Settings): boolean =>
  (data === "spiral" || data === "vertical" || data === "sine") && noise === usualNoise[data];

/** The classes that there are. */
export const classesOf = (settings: Settings): number => (isTwoClasses(settings.data) ? 2 : settings.classes);

/** The points of the settings; `generator` is drawn from as the code draws that the page shows. */
export function pointsOf(settings: Settings, generator: Random, own?: OwnPoints): Points {
  if (settings.data === "own") return ownPoints(own ?? { X: [], y: [], kind: "classes" });
  if (isRegression(settings.data)) return numbers(settings, generator);
  const classes = classesOf(settings);
  if (isOfBook(settings)) {
    const { X, y } = (settings.data === "spiral" ? spiralData : verticalData)(settings.points, classes, { random: generator });
    return labelled(X as NdArray<"float32">, y.data as Uint8Array<ArrayBuffer>, classes);
  }
  const place = places[settings.data] as Place;
  const X = new Float32Array(2 * settings.points * classes);
  const y = new Uint8Array(settings.points * classes);
  for (let label = 0; label < classes; label++) {
    for (let i = 0; i < settings.points; i++) {
      const at = label * settings.points + i;
      X.set(place(generator, label, i / (settings.points - 1), settings), 2 * at);
      y[at] = label;
    }
  }
  return labelled(new NdArray(X, [y.length, 2], "float32"), y, classes);
}

function labelled(X: NdArray<"float32">, y: Uint8Array<ArrayBuffer>, classes: number): Points {
  const kind = classes === 2 ? "two classes" : "classes";
  return { X, y: new NdArray(y, kind === "classes" ? [y.length] : [y.length, 1], "uint8"), kind, classes };
}

function numbers(settings: Settings, generator: Random): Points {
  const { data, points, noise } = settings;
  if (isOfBook(settings)) return { ...sineData(points, { dtype: "float32" }), kind: "numbers", classes: 1 };
  const features = data === "sine" ? 1 : 2;
  const X = new Float32Array(points * features);
  const y = new Float32Array(points);
  for (let i = 0; i < points; i++) {
    if (data === "sine") {
      X[i] = i / points;
      y[i] = Math.sin(turn * (i / points)) + noise * generator.randn();
    } else {
      const [x0, x1] = [generator.uniform(-1, 1), generator.uniform(-1, 1)];
      X.set([x0, x1], 2 * i);
      y[i] = (x0 + x1) / 2 + noise * generator.randn();
    }
  }
  return { X: new NdArray(X, [points, features], "float32"), y: new NdArray(y, [points, 1], "float32"), kind: "numbers", classes: 1 };
}

function ownPoints({ X, y, kind }: OwnPoints): Points {
  const features = X[0]?.length ?? 2;
  const columns = new NdArray(Float32Array.from(X.flat()), [X.length, features], "float32");
  if (kind === "numbers") return { X: columns, y: new NdArray(Float32Array.from(y), [y.length, 1], "float32"), kind, classes: 1 };
  return labelled(columns, Uint8Array.from(y), Math.max(2, ...y.map((label) => label + 1)));
}
