import { showValue } from "../../graph/show-value.ts";
import type { Literal } from "./python-literal.ts";
import { type ByteOrder, type StoredType, storedTypes } from "./stored-elements.ts";

/** How the elements of a .npy file are stored. */
export interface NpyType {
  readonly type: StoredType;
  readonly order: ByteOrder;
}

/** Elements that dagrad has no dtype for: what they are, and what to save in their place, in Python, of an array `a`. */
export interface Foreign {
  readonly is: string;
  readonly save: string;
  /** What must be known of it. */
  readonly note?: string;
}

/** NumPy's letter of each stored type, and its bytes. */
const stored: Readonly<Record<string, StoredType>> = {
  b1: "bool",
  ...{ i1: "int8", i2: "int16", i4: "int32", i8: "int64" },
  ...{ u1: "uint8", u2: "uint16", u4: "uint32", u8: "uint64" },
  ...{ f2: "float16", f4: "float32", f8: "float64" },
  // Letters that have one size on every machine.
  ...{ "?": "bool", b: "int8", B: "uint8", h: "int16", H: "uint16", i: "int32", I: "uint32", q: "int64", Q: "uint64" },
  ...{ e: "float16", f: "float32", d: "float64" },
};

/** What to save in place of kinds of elements that are no real numbers, by NumPy's letter. */
const foreign: readonly (Foreign & { readonly kind: RegExp })[] = [
  {
    kind: /^[USa]\d*$/,
    is: "text",
    save: "np.unique(a, return_inverse=True)[1]",
    note: 'which are codes of the words, or a.astype("float32") of digits',
  },
  {
    kind: /^O\d*$/,
    is: "Python objects",
    save: 'np.array(a.tolist(), "float32")',
    note: 'where a = np.load(…, allow_pickle=True); of a dict np.savez("x.npz", **a.item())',
  },
  { kind: /^(c\d+|[FDG]|complex\d*)$/, is: "complex numbers", save: 'np.stack([a.real, a.imag], -1).astype("float32")' },
  { kind: /^M8?/, is: "points in time", save: 'a.astype("datetime64[s]").astype("float64")', note: "seconds since 1970" },
  { kind: /^m8?/, is: "spans of time", save: 'a.astype("float64")', note: "in their own unit" },
  { kind: /^V2$/, is: "two bytes without a meaning", save: 'a.astype("float32")', note: "of the array in its own dtype, such as bfloat16" },
  { kind: /^V\d*$/, is: "bytes without a meaning", save: 'np.frombuffer(a.tobytes(), "uint8")' },
  { kind: /^(f\d+|g|longdouble)$/, is: "floats of more than 64 bits", save: 'a.astype("float64")' },
];

/** How the elements of a dtype are stored, as a header writes it: "<f4", "|?", "=i8", "float32", or a list of named fields. */
export function npyType(descr: Literal): NpyType | Foreign {
  if (typeof descr !== "string") {
    const field = numberField(descr);
    return field === undefined
      ? { is: "elements that are lists", save: 'np.array(a.tolist(), "float32")' }
      : { is: "records of named fields", save: `a${field}.astype("float32")` };
  }
  const [, order, name = ""] = /^([<>=|]?)(.*)$/s.exec(descr) ?? [];
  const type = Object.hasOwn(stored, name) ? stored[name] : Object.hasOwn(storedTypes, name) ? (name as StoredType) : undefined;
  // Native order is that of the machines of today.
  if (type !== undefined) return { type, order: order === ">" ? "big" : "little" };
  const found = foreign.find(({ kind }) => kind.test(name));
  const is = `${found?.is ?? "an unknown dtype"}, ${showValue(descr)}`;
  return found === undefined ? { is, save: 'a.astype("float32")' } : { ...found, is };
}

/** How Python takes the first field of numbers out of records: ["x"], or ["place"]["x"] where they have records. */
function numberField(descr: Literal): string | undefined {
  if (typeof descr !== "object" || descr === null || !("list" in descr)) return undefined;
  for (const field of descr.list) {
    const [named = null, type = null] = typeof field === "object" && field !== null && "tuple" in field ? field.tuple : [];
    // A field may have a title, too: ((title, name), dtype).
    const name = typeof named === "object" && named !== null && "tuple" in named ? named.tuple[1] : named;
    if (typeof name !== "string") continue;
    const inner = typeof type === "string" ? ("type" in npyType(type) ? "" : undefined) : numberField(type);
    if (inner !== undefined) return `[${name.includes('"') ? `'${name}'` : `"${name}"`}]${inner}`;
  }
  return undefined;
}
