/** The book's ground truth as tests/fixtures/extract-book.py wrote it. */
import { readFileSync } from "node:fs";
import { array, type DType, type Feed, NdArray, type Nested } from "dagrad";

/** Numbers of a tensor; JSON has no others than finite ones, so the rest are strings. */
export interface BookTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
  readonly sha256_le?: string;
}

/** What a listing prints: in the book, and under NumPy. */
export interface BookPrint {
  readonly text: string;
  readonly numpy_prints: string;
  readonly match: string;
}

export interface BookListing {
  readonly id: string;
  readonly where: string;
  readonly computes: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly printed: readonly BookPrint[];
  readonly tolerance?: { readonly abs?: number; readonly rel?: number };
}

/** A graph of Fig 1.13 or Fig 1.14 with the value of every node. */
export interface BookGraph {
  readonly nodes: readonly {
    readonly id: string;
    readonly op: string;
    readonly in: readonly string[];
    readonly attrs: { readonly axis?: number; readonly keepdims?: boolean };
    readonly shape: readonly number[];
  }[];
  readonly edges: readonly (readonly [from: string, to: string, position: number])[];
  readonly n_ops: number;
  readonly n_nodes: number;
  readonly n_edges: number;
  readonly values: Readonly<Record<string, BookTensor>>;
}

/** The weights of the hand-tuned sine network at one figure. */
export interface SineStage {
  readonly params: Readonly<Record<"w1" | "b1" | "w2" | "b2" | "w3", readonly number[]>> & { readonly b3: number };
  readonly y: readonly number[];
}

interface Book {
  readonly listings: readonly BookListing[];
  readonly spiral: Readonly<Record<string, BookTensor>> & {
    readonly loss: number;
    readonly accuracy: number;
    readonly softmax_variants: {
      readonly rows_differing: number;
      readonly loss_simd: number;
      readonly acc_simd: number;
      readonly softmax_output_simd: BookTensor;
    };
  };
  readonly spiral64: { readonly softmax_5: BookTensor; readonly loss: number; readonly accuracy: number };
  readonly fig113_114: {
    readonly example: Readonly<Record<string, BookTensor>>;
    readonly graphs: Readonly<Record<string, BookGraph>>;
    readonly results: Readonly<Record<string, number>> & { readonly loops_per_sample: readonly number[] };
  };
  readonly fig4_hand_tuned: {
    readonly x: BookTensor;
    readonly stages: Readonly<Record<string, SineStage>>;
    readonly final_fit: { readonly max_abs_error: number; readonly rmse: number };
    readonly "fig4.34": { readonly x: number; readonly y: number };
    readonly "fig4.35": { readonly x_example: number; readonly y: number };
  };
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8"));

export const book = read("book") as Book;

/** X of spiral_data(100, 3) after nnfs.init(), as tests/fixtures/extract-book-random.py wrote it. */
export const spiralPoints = (read("book-random") as { readonly datasets: { readonly spiral: { readonly X: BookTensor } } }).datasets.spiral
  .X;

export function listing(id: string): BookListing {
  const found = book.listings.find((one) => one.id === id);
  if (!found) throw new Error(`the catalogue has no listing "${id}"`);
  return found;
}

export const isTensor = (value: unknown): value is BookTensor => typeof value === "object" && value !== null && "data" in value;

/** Integers of NumPy on this machine are 64 bits wide, dagrad's are 32. */
export const dtypeOf = ({ dtype }: BookTensor): DType => (dtype === "int64" ? "int32" : (dtype as DType));

/** The tensor as a value of dagrad, in `dtype` where one is given. */
export function ndarray<D extends DType = DType>(tensor: BookTensor, dtype: D = dtypeOf(tensor) as D): NdArray<D> {
  const { data } = array(tensor.data.map(Number), dtype);
  return new NdArray(data, tensor.shape, dtype);
}

/** A tensor or lists of a listing's inputs as something to feed. */
export const feedOf = (value: unknown): Feed => (isTensor(value) ? ndarray(value) : numbers(value));

const numbers = (value: unknown): Nested => (Array.isArray(value) ? value.map(numbers) : Number(value));
