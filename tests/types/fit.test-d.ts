import { graph } from "../../graph/build.ts";
import type { Graph } from "../../graph/graph.ts";
import { f32, i32, u8 } from "../../graph/input.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { crossentropy, dense, softmax } from "../../ops/index.ts";
import type { Columns } from "../../src/train/dataset.ts";
import { type FitOptions, fit } from "../../src/train/fit.ts";
import { sgd } from "../../src/train/sgd.ts";

/** The data of a training, as a run is fed. */

const classes = graph({ X: f32("batch", 2), y: i32("batch"), weights: f32("batch") }, ({ X, y, weights }) => {
  const p = softmax(dense(X, { units: 3 }));
  return { p, weights, loss: crossentropy(p, y) };
});
const settings = { minimize: "loss", optimizer: sgd() } as const;
declare const X: NdArray<"float32">;
declare const y: NdArray<"int32">;
declare const floats: NdArray<"float64">;
declare const read: NdArray;

/** What the loss and the metrics need, and more if you like. */
export const columns = () => {
  fit(classes, { ...settings, data: { X, y } });
  fit(classes, { ...settings, data: { X, y, weights: [1, 2] } });
  fit(classes, { ...settings, data: { X: [[1, 2]], y: [0] }, validation: { X, y } });
  fit(classes, { ...settings, data: { X, y }, validation: 0.2 });
  fit(classes, { ...settings, data: { X, y }, validation: { share: 0.2, rows: "last" } });
  const data = { X, y };
  fit(classes, { ...settings, data });
  // @ts-expect-error y is missing
  fit(classes, { ...settings, data: { X } });
  // @ts-expect-error y is misspelt
  fit(classes, { ...settings, data: { X, Y: y } });
  // Of any dtype: what fits is converted.
  fit(classes, { ...settings, data: { X, y: floats } });
  // @ts-expect-error a list of another depth
  fit(classes, { ...settings, data: { X: [1, 2], y } });
  // @ts-expect-error validation data lacks y
  fit(classes, { ...settings, data: { X, y }, validation: { X } });
  // @ts-expect-error a share is not of the first rows
  fit(classes, { ...settings, data: { X, y }, validation: { share: 0.2, rows: "first" } });
  // @ts-expect-error no list of columns
  fit(classes, { ...settings, data: [X, y] });
};

/** Streams, of which each batch has all columns. */
export const streams = () => {
  fit(classes, { ...settings, data: () => [{ X, y }] });
  fit(classes, {
    ...settings,
    data: async function* () {
      yield { X: [[1, 2]], y: [0] };
    },
    validation: () => [{ X, y }],
  });
  // @ts-expect-error batches lack y
  fit(classes, { ...settings, data: () => [{ X }] });
  fit(classes, { ...settings, data: () => [{ X, y: floats }] });
  // @ts-expect-error validation batches lack y
  fit(classes, { ...settings, data: { X, y }, validation: () => [{ X }] });
};

/** What the compiler does not know, a dtype or names read from a file, is left to the run; the rest is not. */
export const gradual = (table: Readonly<Record<string, NdArray>>, all: Columns, parsed: Graph, stream: () => Iterable<Columns>) => {
  fit(classes, { ...settings, data: { X: read, y: read } });
  fit(classes, { ...settings, data: { X: read, y }, validation: { X, y: read } });
  fit(classes, { ...settings, data: table, validation: all });
  fit(classes, { ...settings, data: stream, validation: () => [{ X: read, y }] });
  fit(parsed, { ...settings, data: { anything: [1] } });
  const options: FitOptions = { ...settings, data: { X: floats } };
  // @ts-expect-error y is missing
  fit(classes, { ...settings, data: { X: read } });
  return options;
};

/** uint8 labels as the data sets have them. */
export const bytes = (labels: NdArray<"uint8">) => {
  const small = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X: x, y: t }) => ({
    loss: crossentropy(softmax(dense(x, { units: 3 })), t),
  }));
  fit(small, { ...settings, data: { X, y: labels } });
  fit(small, { ...settings, data: { X, y } });
};
