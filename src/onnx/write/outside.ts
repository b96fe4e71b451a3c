import type { ByteArray } from "../../../graph/dtype.ts";
import type { ModelProto, TensorProto } from "../wire/schema.ts";

/** The bytes of files beside a model, by their names. */
export type OutsideData = Readonly<Record<string, ByteArray>>;

/** Less than this stays in the model. */
const few = 1024;
/** What one file holds, at most: far from what typed arrays and file systems do. */
const most = 2 ** 30;
/** Where a tensor begins in its file: so that it can be mapped as it lies. */
const alignment = 64;

/** The model without the numbers of its weights, and the files that hold them. */
export function outside(model: ModelProto, location: string): { readonly model: ModelProto; readonly files: OutsideData } {
  const parts: { readonly bytes: Uint8Array; readonly at: number }[][] = [];
  let length = most;
  const moved = (tensor: TensorProto): TensorProto => {
    const { rawData: bytes, ...rest } = tensor;
    if (bytes === undefined || bytes.length < few) return tensor;
    if (length + bytes.length > most) {
      parts.push([]);
      length = 0;
    }
    const at = Math.ceil(length / alignment) * alignment;
    length = at + bytes.length;
    (parts.at(-1) as { bytes: Uint8Array; at: number }[]).push({ bytes, at });
    const entries = { location: nameOf(location, parts.length), offset: String(at), length: String(bytes.length) };
    return { ...rest, dataLocation: 1, externalData: Object.entries(entries).map(([key, value]) => ({ key, value })) };
  };
  const graph = model.graph && { ...model.graph, initializer: (model.graph.initializer ?? []).map(moved) };
  const trainingInfo = model.trainingInfo?.map(({ algorithm, ...info }) => ({
    ...info,
    ...(algorithm && { algorithm: { ...algorithm, initializer: (algorithm.initializer ?? []).map(moved) } }),
  }));
  const files = parts.map((tensors, i) => {
    const last = tensors.at(-1);
    const bytes = new Uint8Array(last === undefined ? 0 : last.at + last.bytes.length);
    for (const tensor of tensors) bytes.set(tensor.bytes, tensor.at);
    return [nameOf(location, i + 1), bytes] as const;
  });
  return { model: { ...model, ...(graph && { graph }), ...(trainingInfo && { trainingInfo }) }, files: Object.fromEntries(files) };
}

const nameOf = (location: string, number: number): string => (number === 1 ? location : `${location}.${number}`);
