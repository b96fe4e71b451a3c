import { allocate, type DType, type TypedArray } from "../../../graph/dtype.ts";
import type { Dim, Shape } from "../../../graph/shape.ts";
import type { ElementType } from "../element-types.ts";
import type { GraphProto, NodeProto, TensorProto } from "../wire/schema.ts";
import type { TensorNames } from "./tensor-names.ts";
import { type Attributes, attributeProtos, tensorProto, typeNumber } from "./tensors.ts";

/** A node of the file, until it is written: its outputs may get other names. */
interface Draft {
  readonly opType: string;
  readonly name: string;
  input: readonly string[];
  output: readonly string[];
  readonly attributes: Attributes;
  readonly bodies: Readonly<Record<string, GraphProto>>;
}

/** Sizes of axes as whole numbers of 64 bits: constants, or worked out in a run. */
export interface SizesInFile {
  /** From now on names are read from the axes of this input. */
  input(name: string, shape: Shape): void;
  /** The size of an axis, a list of one. */
  of(dim: Dim): string;
  /** A shape, or places along axes, as one list. */
  list(dims: readonly Dim[]): string;
}

/** What all graphs of a file share: a body sees the constants that stand around it. */
export interface Shared {
  readonly names: TensorNames;
  readonly opset: number;
  readonly initializers: TensorProto[];
  /** Constants by what they hold. */
  readonly constants: Map<string, string>;
}

/** The nodes of a graph of the file, in order, and the constants that they need. */
export class Writing {
  readonly #shared: Shared;
  readonly #nodes: Draft[] = [];
  /** What intermediate results are called after: the id of the node that is being written. */
  #around = "";
  /** How sizes are known in a run. */
  readonly sizes: SizesInFile;

  constructor(shared: Shared, sizes: (writing: Writing) => SizesInFile) {
    this.#shared = shared;
    this.sizes = sizes(this);
  }

  get opset(): number {
    return this.#shared.opset;
  }

  /** A graph inside this one. */
  inner(): Writing {
    return new Writing(this.#shared, () => this.sizes);
  }

  /** A node with one output, whose name is returned. */
  node(opType: string, inputs: readonly string[], attributes: Attributes = {}, bodies: Readonly<Record<string, GraphProto>> = {}): string {
    return this.results(opType, inputs, { attributes, bodies, count: 1 })[0] as string;
  }

  /** A node with several outputs. */
  results(
    opType: string,
    inputs: readonly string[],
    { attributes = {}, bodies = {}, count }: { attributes?: Attributes; bodies?: Readonly<Record<string, GraphProto>>; count: number },
  ): string[] {
    let given = inputs;
    while (given.at(-1) === "") given = given.slice(0, -1);
    const output = Array.from({ length: count }, () => this.#shared.names.take(`${this.#around}:${opType}`));
    this.#nodes.push({ opType, name: output[0] as string, input: given, output, attributes, bodies });
    return output;
  }

  /** A name that no tensor has yet. */
  name(wish: string): string {
    return this.#shared.names.take(wish);
  }

  /**
   * Writes what `write` does under a name, and returns what the result that it gives is called: this name, unless it is one that was there
   * before. With `always` it gets the name all the same.
   */
  named(name: string, write: () => string, always = false): string {
    const outer = this.#around;
    const start = this.#nodes.length;
    this.#around = name;
    const result = write();
    const isNew = this.#nodes.slice(start).some(({ output }) => output.includes(result));
    const own = isNew || !always ? result : this.node("Identity", [result]);
    this.#around = outer;
    if (!isNew && !always) return result;
    const renamed = (names: readonly string[]): readonly string[] => names.map((one) => (one === own ? name : one));
    for (const draft of this.#nodes.slice(start)) {
      draft.input = renamed(draft.input);
      draft.output = renamed(draft.output);
    }
    return name;
  }

  /** Whole numbers of 64 bits, a list of them: shapes, axes, places. */
  ints(values: readonly (number | bigint)[], shape: readonly number[] = [values.length]): string {
    const text = `[${values.slice(0, 8).join(",")}${values.length > 8 ? ",…" : ""}]`;
    return this.#constant(`int64 ${shape} ${values}`, shape.length === 0 ? `${values[0]}` : text, () => ({
      type: "int64",
      shape,
      data: BigInt64Array.from(values, BigInt),
    }));
  }

  /** A number of a dtype. */
  scalar(value: number, dtype: DType): string {
    const text = Object.is(value, -0) ? "-0" : String(value);
    return this.#constant(`${dtype} ${text}`, text, () => ({ type: dtype, shape: [], data: allocate(dtype, 1).fill(value) as TypedArray }));
  }

  #constant(key: string, wish: string, value: () => Parameters<typeof tensorProto>[1]): string {
    const known = this.#shared.constants.get(key);
    if (known !== undefined) return known;
    const name = this.initializer(wish, value());
    this.#shared.constants.set(key, name);
    return name;
  }

  initializer(wish: string, value: Parameters<typeof tensorProto>[1]): string {
    const name = this.#shared.names.take(wish);
    this.#shared.initializers.push(tensorProto(name, value));
    return name;
  }

  /** x in another dtype, of which ONNX says the same: no float with a fraction or beyond the range to an integer. */
  cast(x: string, to: DType | ElementType): string {
    return this.node("Cast", [x], { to: typeNumber(to) });
  }

  protos(): NodeProto[] {
    return this.#nodes.map(({ opType, name, input, output, attributes, bodies }) => ({
      input,
      output,
      name,
      opType,
      attribute: [...attributeProtos(attributes), ...Object.entries(bodies).map(([key, g]) => ({ name: key, g, type: 5 }))],
    }));
  }
}
