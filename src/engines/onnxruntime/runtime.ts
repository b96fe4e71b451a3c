import type { DType, TypedArray } from "../../../graph/dtype.ts";

/**
 * What dagrad uses of onnxruntime-node or onnxruntime-web: the module of either is one, in whatever version the user has. It is no
 * dependency, so that nobody loads it who does not import it.
 */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: object): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: DType, data: TypedArray, dims?: readonly number[]) => OnnxTensor;
  /** Settings of all sessions: of the WebAssembly that runs in a page, the number of its threads; and which packages there are. */
  readonly env: { readonly wasm?: { numThreads?: number | undefined }; readonly versions?: { readonly node?: string } };
}

/** A model that is ready to run. */
export interface OnnxSession {
  run(feeds: Readonly<Record<string, OnnxTensor>>, fetches: Fetches, options?: object): Promise<Readonly<Record<string, OnnxTensor>>>;
  release(): Promise<void>;
}

/** What is asked for, by name: with a tensor where its memory is to be written, null for new memory. */
export type Fetches = Readonly<Record<string, OnnxTensor | null>>;

/** A tensor in the host's memory ("cpu"), or on a device. */
export interface OnnxTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly location: string;
  /** Its elements, where they are in the host's memory; an error elsewhere. */
  readonly data: unknown;
  /** Its elements, from wherever they are. With `true` those on the device are given up. */
  getData(releaseData?: boolean): Promise<unknown>;
  dispose(): void;
}

/** Fails to be the module: what it is instead, in words; undefined where it is one. */
export function runtimeOf(given: unknown): OnnxRuntime | undefined {
  const module = given as { readonly default?: unknown } | null | undefined;
  return [module, module?.default].find(isRuntime);
}

function isRuntime(value: unknown): value is OnnxRuntime {
  const { InferenceSession, Tensor } = (value ?? {}) as Partial<OnnxRuntime>;
  return typeof InferenceSession?.create === "function" && typeof Tensor === "function";
}
