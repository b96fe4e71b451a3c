import { checkKind } from "../../../graph/check-kind.ts";
import { FormatError } from "../../../graph/errors.ts";
import { decode } from "../wire/decode.ts";
import type { GraphProto, ModelProto } from "../wire/schema.ts";

/**
 * The message of an .onnx file, whose bytes `of` was given. FormatError for what is none, which says what it is where that is often taken for
 * one; OpError for what is no bytes.
 */
export function readModel(of: string, given: Uint8Array | ArrayBuffer): ModelProto & { readonly graph: GraphProto; readonly size: number } {
  const bytes = given instanceof ArrayBuffer ? new Uint8Array(given) : given;
  checkKind(bytes instanceof Uint8Array, of, "bytes", "the bytes of an .onnx file", bytes, "read the file first");
  const other = others.find(([sign]) => [...sign].every((letter, i) => bytes[i] === letter.charCodeAt(0)));
  if (other !== undefined) throw damaged("bytes must be those of an .onnx file", other[1], other[2]);
  const model = decode("Model", bytes);
  if (model.graph === undefined) throw damaged("a model must have a graph", "none", "this is no ONNX file, or it is damaged");
  return { ...model, graph: model.graph, size: bytes.length };
}

/** What is often taken for an ONNX file, by what it begins with. */
const others: readonly (readonly [sign: string, what: string, cure: string])[] = [
  ["PK\u0003\u0004", "a ZIP file, as PyTorch's .pt is", "export the model with torch.onnx.export"],
  ["\u0080", "a Python pickle, as older .pt files are", "export the model with torch.onnx.export"],
  ["version https://git-lfs", "what stands for a file in Git LFS", "run git lfs pull"],
  ["<", "a page of the web", "download the file itself"],
];

/** What is wrong with a file as a whole. */
export const damaged = (expected: string, actual: string, cure = "this file is damaged"): FormatError =>
  new FormatError(`fromOnnx: ${expected}, got ${actual}; ${cure}`, { code: "onnx-file", expected, actual });
