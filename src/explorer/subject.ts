import { parse } from "../../graph/check/parse.ts";
import { allocate, type DType, isDType } from "../../graph/dtype.ts";
import { FormatError } from "../../graph/errors.ts";
import type { Graph, NodeId } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import type { OpSet } from "../../graph/op.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Source } from "../../graph/sources.ts";
import type { Formulas } from "./formulas/formulas.ts";
import { type KeptTrace, keepFor } from "./kept-trace.ts";
import { opOfSketch } from "./sketched-op.ts";
import type { Snapshot } from "./time/snapshots.ts";

/** What an explorer shows: plain data, which a page holds as text. */
export interface Subject {
  readonly title: string;
  readonly graph: Graph;
  /** Values of parameters; those that are not given are drawn by the seed. */
  readonly parameters?: Readonly<Record<NodeId, NdArray>>;
  /** Values of inputs; those that are not given are drawn by the seed, which the page says. */
  readonly feeds?: Readonly<Record<NodeId, NdArray>>;
  /** Of what is drawn. Default 0. */
  readonly seed?: number;
  /** "auto": the engine computes, where the page can run it. By default the reference does, to the book's digits. */
  readonly backend?: "auto";
  /** The scalar output whose gradients are shown. Default "loss", else the first scalar float output. */
  readonly of?: string;
  /** The modules that the graph was written in, and where in them its nodes were made. */
  readonly sources?: Sources;
  /** What a run in Node gave, of a graph with ops that a page does not have. */
  readonly trace?: KeptTrace;
  /** What there is to say of it, such as where its inputs are from: sentences without a full stop. */
  readonly notes?: readonly string[];
  /** Formulas of the graph as they are shown, where they were written when the page was made. */
  readonly formulas?: Formulas;
  /** Another graph that it is compared with. */
  readonly compare?: OtherSubject;
  /** Parameters as they were in the course of a training, which can be replayed. */
  readonly snapshots?: readonly Snapshot[];
}

/** A graph beside the one that is explored; its values are of the same feeds. */
export type OtherSubject = Pick<Subject, "title" | "graph" | "parameters">;

export interface Sources {
  /** By name, as it is shown. */
  readonly files: Readonly<Record<string, string>>;
  readonly places: Readonly<Record<NodeId, Source>>;
}

/** Elements as bytes, in base64: little-endian, row-major. */
interface WrittenArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly bytes: string;
}

/** Arrays by id as text; everything else as it is. */
type Written<T extends { readonly parameters?: unknown }> = Omit<T, "parameters" | "feeds" | "trace" | "compare" | "snapshots"> & {
  readonly parameters?: Readonly<Record<NodeId, WrittenArray>>;
};
type WrittenArrays = Readonly<Record<NodeId, WrittenArray>>;
type WrittenTrace = Omit<KeptTrace, "values" | "gradients"> & { readonly values: WrittenArrays; readonly gradients: WrittenArrays };
interface WrittenSubject extends Written<Subject> {
  readonly feeds?: Readonly<Record<NodeId, WrittenArray>>;
  readonly trace?: WrittenTrace;
  readonly compare?: Written<OtherSubject>;
  readonly snapshots?: readonly Written<Snapshot>[];
}

/** The subject as JSON text. */
export function writeSubject({ parameters, feeds, trace, compare, snapshots, ...rest }: Subject): string {
  const written: WrittenSubject = {
    ...rest,
    ...(parameters && { parameters: writtenArrays(parameters) }),
    ...(feeds && { feeds: writtenArrays(feeds) }),
    ...(trace && { trace: { ...trace, values: writtenArrays(trace.values), gradients: writtenArrays(trace.gradients) } }),
    ...(compare && { compare: withWritten(compare) }),
    ...(snapshots && { snapshots: snapshots.map(withWritten) }),
  };
  return JSON.stringify(written);
}

/** What `writeSubject` wrote, its graphs checked as hostile. FormatError where it is none. */
export function readSubject(text: string, ops: OpSet): Subject {
  const { graph: written, parameters, feeds, trace, compare, snapshots, ...rest } = JSON.parse(text) as WrittenSubject;
  const graph = parse(written, trace === undefined ? ops : new Map([...ops, ...trace.ops.map((op) => [op.name, opOfSketch(op)] as const)]));
  const kept = trace && { ...trace, values: readArrays(trace.values), gradients: readArrays(trace.gradients) };
  if (kept) keepFor(graph, kept);
  return {
    ...rest,
    graph,
    ...(parameters && { parameters: readArrays(parameters) }),
    ...(feeds && { feeds: readArrays(feeds) }),
    ...(kept && { trace: kept }),
    ...(compare && {
      compare: {
        title: String(compare.title),
        graph: parse(compare.graph, ops),
        ...(compare.parameters && { parameters: readArrays(compare.parameters) }),
      },
    }),
    ...(snapshots && {
      snapshots: snapshots.map(({ epoch, loss, parameters: arrays }) => ({
        epoch: Number(epoch),
        // JSON has no NaN.
        ...(typeof loss === "number" && { loss }),
        parameters: readArrays(arrays ?? {}),
      })),
    }),
  };
}

const withWritten = <T extends { readonly parameters?: Readonly<Record<NodeId, NdArray>> }>({ parameters, ...rest }: T) => ({
  ...rest,
  ...(parameters && { parameters: writtenArrays(parameters) }),
});

const writtenArrays = (arrays: Readonly<Record<NodeId, NdArray>>): Record<NodeId, WrittenArray> =>
  Object.fromEntries(Object.entries(arrays).map(([id, { data, shape, dtype }]) => [id, { dtype, shape, bytes: base64(data) }]));

const readArrays = (arrays: Readonly<Record<NodeId, WrittenArray>>): Record<NodeId, NdArray> =>
  Object.fromEntries(
    Object.entries(arrays).map(([id, { dtype, shape, bytes }]) => {
      if (!isDType(dtype)) {
        throw new FormatError(`explorer: an array must have a dtype, got ${showValue(dtype)} (node "${id}"); write the page again`, {
          code: "bad-array",
          node: id,
        });
      }
      const data = allocate(
        dtype,
        shape.reduce((product, dim) => product * dim, 1),
      );
      const binary = atob(bytes);
      const room = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      for (let i = 0; i < room.length; i++) room[i] = binary.charCodeAt(i);
      return [id, new NdArray(data, shape, dtype)];
    }),
  );

/** Bytes at once that a call takes as arguments. */
const portion = 0x8000;

function base64(data: NdArray["data"]): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let binary = "";
  for (let at = 0; at < bytes.length; at += portion) binary += String.fromCharCode(...bytes.subarray(at, at + portion));
  return btoa(binary);
}
