import { allocate, type TypedArray } from "../../../graph/dtype.ts";
import { sizeOf } from "../../../graph/shape.ts";
import type { Parameter } from "../../backends/parameter.ts";
import type { OnnxRuntime, OnnxTensor } from "./runtime.ts";

/** A parameter's value as a tensor of the runtime: as new as the parameter was at that version. */
interface Held {
  readonly tensor: OnnxTensor;
  readonly version: number;
  /** Its memory was given to the runtime to write: not that of the parameter at home. */
  readonly isOwn: boolean;
}

/**
 * The newest values of parameters as the runtime has made them, wherever they are: what a step has put out the next one takes in. All
 * programs of a backend see the same ones.
 */
export class DeviceParameters {
  readonly #ort: OnnxRuntime;
  readonly #held = new WeakMap<Parameter, Held>();
  /** Of each parameter the memory that the next step may write: two take turns, and no step leaves work for the garbage collector. */
  readonly #spare = new WeakMap<Parameter, OnnxTensor>();
  readonly #writesInPlace: boolean;

  /** onnxruntime-node writes results into memory that it is given, on the processor; onnxruntime-web has memory of its own. */
  constructor(ort: OnnxRuntime, writesInPlace: boolean) {
    this.#ort = ort;
    this.#writesInPlace = writesInPlace;
  }

  /** Where the new values are to be written; null where the runtime takes new memory. */
  target(parameter: Parameter): OnnxTensor | null {
    if (!this.#writesInPlace) return null;
    const { dtype, shape } = parameter;
    const spare = this.#spare.get(parameter) ?? new this.#ort.Tensor(dtype, allocate(dtype, sizeOf(shape)), shape);
    this.#spare.set(parameter, spare);
    return spare;
  }

  /** New values that nobody wants. */
  drop(parameter: Parameter, tensor: OnnxTensor): void {
    if (this.#spare.get(parameter) !== tensor) tensor.dispose();
  }

  /** The tensor that the runtime was fed last, or has made since; undefined where there are newer values at home. */
  newest(parameter: Parameter): OnnxTensor | undefined {
    const held = this.#held.get(parameter);
    return held?.version === parameter.version ? held.tensor : undefined;
  }

  /** The values at home: a tensor over their memory. */
  async fromHome(parameter: Parameter): Promise<OnnxTensor> {
    const { dtype, shape } = parameter;
    const tensor = new this.#ort.Tensor(dtype, await parameter.read(), shape);
    this.#hold(parameter, tensor);
    return tensor;
  }

  /** The runtime has made new values. They are fetched when somebody asks for them. */
  lend(parameter: Parameter, tensor: OnnxTensor): void {
    if (tensor.location === "cpu") parameter.lend((to) => to.set(tensor.data as TypedArray));
    else {
      parameter.lendAsync(async (to) => {
        to.set(await elementsOf(tensor));
      });
    }
    this.#hold(parameter, tensor);
  }

  /** Brings home what is on the device: it goes with the session that has made it. */
  async bringHome(parameter: Parameter): Promise<void> {
    const held = this.#held.get(parameter);
    if (held === undefined) return;
    if (held.version === parameter.version) await parameter.read();
    this.#held.delete(parameter);
    held.tensor.dispose();
  }

  #hold(parameter: Parameter, tensor: OnnxTensor): void {
    const before = this.#held.get(parameter);
    const isOwn = this.#spare.get(parameter) === tensor;
    if (isOwn) this.#spare.delete(parameter);
    if (isOwn && before?.isOwn) this.#spare.set(parameter, before.tensor);
    // One that was fetched says that it is at home, and is on the device all the same.
    else if (before?.tensor !== tensor) before?.tensor.dispose();
    this.#held.set(parameter, { tensor, isOwn, version: parameter.version });
  }
}

/** The elements of a tensor, wherever they are: it stays on the device. */
export async function elementsOf(tensor: OnnxTensor): Promise<TypedArray> {
  return (tensor.location === "cpu" ? tensor.data : await tensor.getData()) as TypedArray;
}
