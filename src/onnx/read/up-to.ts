import { FormatError } from "../../../graph/errors.ts";

/** What a graph may have written out, of one list; more is computed by a run, or nothing that a model would have. */
const longest = 2 ** 20;

/** 0, 1, … below a count that a file says. FormatError where it is no count, or so large that the file may well lie. */
export function upTo(count: number): number[] {
  if (!(count >= 0 && count <= longest)) {
    throw new FormatError(`a list of numbers must be of 0 to ${longest} numbers, got ${count}; simplify the model`, {
      code: "onnx-unsupported",
      expected: `0 to ${longest} numbers`,
      actual: String(count),
    });
  }
  return Array.from({ length: count }, (_, i) => i);
}
