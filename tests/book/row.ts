import { type CompileOptions, compile, type Feed, type Graph, type NdArray, reference } from "dagrad";
import { type BookListing, feedOf, listing } from "./book.ts";

/** One listing of the book as a graph. */
interface RowParts<O> {
  readonly id: string;
  /** Left out where the listing is about graphs themselves. */
  readonly network?: () => Graph<unknown, O>;
  /** Feeds of inputs that the listing's own `inputs` do not name; those it names are fed by name. */
  readonly feeds?: (of: BookListing) => Readonly<Record<string, Feed>>;
  /** Compile options, made anew for each run: generators have a state. */
  readonly options?: () => CompileOptions;
  /** Expected values that no output is named after, by their name in the listing. */
  readonly also?: (y: Outputs<O>, of: BookListing) => Readonly<Record<string, unknown>>;
  /** Where the listing's `expected` refers to another part of the truth: that part. */
  readonly expected?: Readonly<Record<string, unknown>>;
  /** Expected errors by their name in the listing: what raises it, and the whole message. */
  readonly errors?: Readonly<Record<string, readonly [act: (of: BookListing) => unknown, message: string]>>;
  /** Entries of `expected` that nothing here computes, with the reason. */
  readonly left?: Readonly<Record<string, string>>;
  /** What the listing prints, in its order. */
  readonly printed?: (y: Outputs<O>, of: BookListing) => readonly string[];
}
type Outputs<O> = { readonly [K in keyof O & string]: NdArray };

/** A row of the table of tests/book/book.test.ts. */
export interface Row {
  readonly id: string;
  readonly listing: BookListing;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly errors: NonNullable<RowParts<unknown>["errors"]>;
  readonly left: Readonly<Record<string, string>>;
  run(): { readonly values: Readonly<Record<string, unknown>>; readonly printed: readonly string[] };
}

export function row<O>({ id, network, feeds, options, also, expected, errors = {}, left = {}, printed }: RowParts<O>): Row {
  const of = listing(id);
  return {
    id,
    listing: of,
    expected: expected ?? of.expected,
    errors,
    left,
    run() {
      const y = (network ? runListing(network(), of, feeds?.(of), options?.()) : {}) as Outputs<O>;
      return { values: { ...y, ...also?.(y, of) }, printed: printed?.(y, of) ?? [] };
    },
  };
}

function runListing(graph: Graph, of: BookListing, feeds: Readonly<Record<string, Feed>> = {}, options: CompileOptions = {}) {
  const named = graph.inputs.filter((name) => !Object.hasOwn(feeds, name)).map((name) => [name, feedOf(of.inputs[name])]);
  return compile(graph, { backend: reference, ...options }).run({ ...Object.fromEntries(named), ...feeds });
}
