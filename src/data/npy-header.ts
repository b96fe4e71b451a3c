import { showValue } from "../../graph/show-value.ts";

/** What the header of a .npy file says of its array. */
export interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** What is wrong with a header, in the parts of the house error sentence. */
export interface NpyProblem {
  readonly expected: string;
  readonly actual: string;
}

/** Axes of an array, at most. Source: NPY_MAXDIMS of NumPy 2. */
const mostAxes = 64;

const entry = /'(descr|fortran_order|shape)'\s*:\s*('[^']*'|True|False|\([\d\s,L]*\)|\[[^\]]*\])\s*/y;

/**
 * Reads the header's Python literal, and nothing else of Python:
 *
 *     {'descr': '<f4', 'fortran_order': False, 'shape': (300, 2), }
 *
 * Keys in any order, each once; whole numbers may end with the L of Python 2. Linear in its length.
 */
export function readNpyHeader(text: string): NpyHeader | NpyProblem {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{") || !trimmed.endsWith("}")) return { expected: "header must be a dict", actual: showValue(trimmed) };
  const body = trimmed.slice(1, -1);
  const found = new Map<string, string>();
  for (let at = leading(body, 0, /\s*/y); at < body.length; ) {
    entry.lastIndex = at;
    const [whole, key, value] = entry.exec(body) ?? [];
    if (whole === undefined || key === undefined || value === undefined) {
      return { expected: "header must hold descr, fortran_order and shape", actual: showValue(body.slice(at)) };
    }
    if (found.has(key)) return { expected: `header must give ${key} once`, actual: "it twice" };
    found.set(key, value);
    at += whole.length;
    const comma = leading(body, at, /,\s*/y);
    if (comma === at && at < body.length) return { expected: "header entries must be parted by commas", actual: showValue(body.slice(at)) };
    at = comma;
  }
  return headerOf(found);
}

function headerOf(found: ReadonlyMap<string, string>): NpyHeader | NpyProblem {
  for (const key of ["descr", "fortran_order", "shape"]) {
    if (!found.has(key)) return { expected: `header must give ${key}`, actual: "none" };
  }
  const descr = found.get("descr") as string;
  const order = found.get("fortran_order") as string;
  const shape = shapeOf(found.get("shape") as string);
  if (!descr.startsWith("'")) return { expected: "elements must be plain numbers", actual: `the dtype ${showValue(descr)}` };
  if (order !== "True" && order !== "False") return { expected: "fortran_order must be True or False", actual: showValue(order) };
  if (shape === undefined) {
    return { expected: `shape must be a tuple of at most ${mostAxes} whole numbers ≥ 0`, actual: showValue(found.get("shape") as string) };
  }
  return { descr: descr.slice(1, -1), fortranOrder: order === "True", shape };
}

/** (), (3,) or (3, 4), where one number needs its comma as in Python. */
function shapeOf(text: string): number[] | undefined {
  const body = /^\(\s*((?:\d+L?\s*,\s*)*)(\d+L?)?\s*\)$/.exec(text);
  if (!body) return undefined;
  const [, first = "", last = ""] = body;
  if (first === "" && last !== "") return undefined;
  const words = `${first}${last}`.split(",").map((word) => word.trim().replace("L", ""));
  const dims = words.filter((word) => word !== "").map(Number);
  return dims.length <= mostAxes && dims.every(Number.isSafeInteger) ? dims : undefined;
}

/** Where the text that `pattern` matches at `at` ends. */
function leading(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}
