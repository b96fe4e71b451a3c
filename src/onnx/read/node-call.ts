import type { DType } from "../../../graph/dtype.ts";
import { FormatError, isDagradError } from "../../../graph/errors.ts";
import { NdArray } from "../../../graph/ndarray.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { type Dim, showShape } from "../../../graph/shape.ts";
import { cast } from "../../../ops/elementwise/cast.ts";
import { broadcastTo } from "../../../ops/move/broadcast-to.ts";
import { cumsum } from "../../../ops/reduce/cumsum.ts";
import { positions } from "../../../ops/reduce/positions.ts";
import { carrierOf, type ElementType } from "../element-types.ts";
import type { Attributes } from "./attributes.ts";
import { upTo } from "./up-to.ts";
import { elementsOf, fewNumbers, type Value } from "./values.ts";

/** What makes leaves of the graph under construction. */
export interface Leaves {
  constant(value: NdArray): AnyTensor;
  /** The parameter that a weight becomes; the same one each time. */
  parameter(name: string, value: NdArray): AnyTensor;
}

/** Where a node stands: its name and those of its inputs, for errors, and what makes leaves there. */
interface Where {
  readonly name: string;
  readonly names: readonly string[];
  readonly leaves: Leaves;
}

/** What a node gives: its outputs, in order; a tensor alone is of the type of the first input. */
export type Outputs = AnyTensor | Value | readonly (AnyTensor | Value)[];

/** How an op of ONNX is written in dagrad's. */
export type Handler = (call: NodeCall) => Outputs;

/** A node of the file, being built: its inputs as tensors or numbers, its attributes, and where it stands in errors. */
export class NodeCall {
  readonly op: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Attributes;
  /** Version of the op set that the file is written in. */
  readonly opset: number;
  /** How many outputs are wanted. */
  readonly outputs: number;
  readonly #where: Where;

  constructor(
    op: string,
    { inputs, attributes, opset, outputs }: Pick<NodeCall, "inputs" | "attributes" | "opset" | "outputs">,
    where: Where,
  ) {
    this.op = op;
    this.inputs = inputs;
    this.attributes = attributes;
    this.opset = opset;
    this.outputs = outputs;
    this.#where = where;
  }

  /** The same node with other inputs. */
  with(inputs: readonly (Value | undefined)[]): NodeCall {
    return new NodeCall(this.op, { inputs, attributes: this.attributes, opset: this.opset, outputs: this.outputs }, this.#where);
  }

  /** The same node where leaves are made elsewhere: in the body of a loop. */
  inside(leaves: Leaves): NodeCall {
    return new NodeCall(this.op, this, { ...this.#where, leaves });
  }

  has(position: number): boolean {
    return this.inputs[position] !== undefined;
  }

  /** An input that the op must have. */
  value(position: number): Value {
    return this.inputs[position] ?? this.fail("onnx-file", `must have input ${position}`, "none", "this file is damaged");
  }

  type(position: number): ElementType {
    return this.value(position).type;
  }

  /** An input as a tensor of the graph: what is known becomes a constant, a weight a parameter. */
  tensor(position: number): AnyTensor {
    const value = this.value(position);
    if (value.kind === "computed") return value.tensor;
    const dtype = carrierOf(value.type) ?? this.unsupported(`elements of type ${value.type}`);
    const array = new NdArray(elementsOf(value.data, dtype), value.shape, dtype);
    return value.kind === "weight" ? this.#where.leaves.parameter(value.name, array) : this.#where.leaves.constant(array);
  }

  /** An input as a tensor, or undefined where it is left out. */
  optional(position: number): AnyTensor | undefined {
    return this.has(position) ? this.tensor(position) : undefined;
  }

  tensors(): AnyTensor[] {
    return this.inputs.map((_, position) => this.tensor(position));
  }

  /** Numbers of an input that must be known while the graph is built. FormatError that names the input where they are not. */
  numbers(position: number): number[] {
    const value = this.value(position);
    if (value.kind !== "computed") return Array.from(value.data);
    const name = JSON.stringify(this.#where.names[position] ?? "");
    return this.fail(
      "onnx-not-known",
      `input ${name} must be known when the graph is built`,
      "a computed value",
      `pass constants: { ${name}: … } if it is an input of the model, or dims where it depends on the size of an axis`,
    );
  }

  /** The same, where sizes of axes with a name are dims. */
  dims(position: number): Dim[] {
    const value = this.value(position);
    return value.kind === "computed" && value.dims !== undefined ? [...value.dims] : this.numbers(position);
  }

  /** As numbers, or undefined where the input is left out. */
  optionalNumbers(position: number): number[] | undefined {
    return this.has(position) ? this.numbers(position) : undefined;
  }

  /** A number of an input that has one, or what it is where it is left out. */
  number(position: number, otherwise: number): number {
    return this.optionalNumbers(position)?.[0] ?? otherwise;
  }

  /** The sizes of a tensor, which must all be numbers. */
  sizes(tensor: AnyTensor): number[] {
    if (tensor.shape.every((dim) => typeof dim === "number")) return [...tensor.shape] as number[];
    return this.fail("onnx-not-known", "all axes must have known sizes", showShape(tensor.shape), "pass dims: { name: size, … }");
  }

  /** The size of one axis, which must be a number; others may have names. */
  size(tensor: AnyTensor, axis: number): number {
    const size = tensor.shape.at(axis);
    return typeof size === "number" ? size : (this.sizes(tensor).at(axis) as number);
  }

  /** An axis counted from the front. */
  axis(axis: number, rank: number): number {
    if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
    return this.fail("onnx-file", `axis must be in ${-rank} … ${rank - 1}`, String(axis), "this file is damaged");
  }

  constant(data: readonly number[] | number, shape: readonly number[], dtype: DType): AnyTensor {
    const numbers = typeof data === "number" ? [data] : data;
    return this.#where.leaves.constant(new NdArray(elementsOf(numbers, dtype), shape, dtype));
  }

  /** 0, 1, … below a count, as int32: a few are written out, more of them a run computes, so that a size that lies takes no memory. */
  counted(count: Dim): AnyTensor {
    if (typeof count === "string") return positions(this.filled(0, [count], "int32"), { axis: 0 }) as AnyTensor;
    if (count <= fewNumbers) return this.constant(upTo(count), [count], "int32");
    return cumsum(this.filled(1, [count], "int32"), { axis: 0, exclusive: true }) as AnyTensor;
  }

  /** One number, in the dtype of a tensor that it is computed with. */
  scalar(value: number, beside: AnyTensor): AnyTensor {
    return this.constant(value, [], beside.dtype);
  }

  filled(value: number, shape: AnyTensor["shape"], dtype: DType): AnyTensor {
    return broadcastTo(this.constant(value, [], dtype), { shape });
  }

  /** What cannot be written in dagrad's ops, by design or not yet. */
  unsupported(what: string): never {
    return this.fail("onnx-unsupported", "must be written in what dagrad has", what, "simplify the model, or leave this part out");
  }

  /** An op that nothing says of how it is written; `further`: not even the further ones that were given. */
  unknown(further: boolean): never {
    const own = `fromOnnx takes one of your own: ops: { ${JSON.stringify(this.op)}: (call) => … }`;
    const cure = further ? own : `pass ops: rareOps, which has those that few models need; ${own}`;
    return this.fail("onnx-unsupported", "its op must be one that is known", this.op, cure);
  }

  fail(code: string, expected: string, actual: string, cure: string): never {
    throw new FormatError(`fromOnnx: ${this.#title()}: ${expected}, got ${actual}; ${cure}`, { code, expected, actual });
  }

  #title = (): string => (this.#where.name === "" ? this.op : `${this.op} ${JSON.stringify(this.#where.name)}`);

  /**
   * What `build` gives; its errors name this node. An op's own say what does not fit, under their code. Anything else comes of inputs and
   * attributes as no file has them that is whole.
   */
  named<T>(build: () => T): T {
    try {
      return build();
    } catch (error) {
      const text = String((error as Error).message);
      if (text.startsWith("internal:") || (error instanceof FormatError && text.startsWith("fromOnnx:"))) throw error;
      const own = isDagradError(error);
      const what = own ? error.message : `its inputs and attributes must be those of the op, got others (${error}); this file is damaged`;
      const details = own ? { code: error.code, node: error.node } : { code: "onnx-file" };
      throw Object.assign(new FormatError(`fromOnnx: ${this.#title()}: ${what}`, details), { cause: error });
    }
  }
}

/** x in another dtype, or as it is. */
export const as = (x: AnyTensor, dtype: DType): AnyTensor => (x.dtype === dtype ? x : cast(x, { dtype }));
export const isFloat = ({ dtype }: AnyTensor): boolean => dtype === "float32" || dtype === "float64";
