import { canonicalDim, evaluateDim, isDim } from "./dim.ts";
import { isDType } from "./dtype.ts";
import type { Attrs, AttrValue } from "./graph.ts";
import { isGraph } from "./is-graph.ts";
import { isScaledInitializer } from "./scaled-initializer.ts";
import type { Dim } from "./shape.ts";

/**
 * The form of one attribute. A list of strings is a choice among them. A "dim" may be an expression of names: where steps are planned and
 * executed, it is the number that these make it. "dims" are several of those, which may be negative numbers, too. "values" are the elements of a constant: numbers,
 * or the strings "NaN", "Infinity", "-Infinity" and "-0" for what JSON cannot say. A "graph" is a body: what is done again and again.
 */
export type AttrKind =
  | "number"
  | "integer"
  | "boolean"
  | "string"
  | "integers"
  | "dtype"
  | "dim"
  | "dims"
  | "shape"
  | "values"
  | "initializer"
  | "graph"
  | readonly string[];
export type AttrSchema<A> = { readonly [K in keyof A]: AttrKind };

const isInteger = (value: AttrValue): boolean => Number.isSafeInteger(value);
const listOf = (value: AttrValue, holds: (element: AttrValue) => boolean): boolean => Array.isArray(value) && value.every(holds);
const special = new Set<AttrValue>(["NaN", "Infinity", "-Infinity", "-0"]);
/** True for a number of a list as JSON has it. */
export const isElement = (value: AttrValue): boolean => (typeof value === "number" && Number.isFinite(value)) || special.has(value);
/** JSON, and so a graph, has no −0: of elements it is the string "-0", of initialisers it is 0. */
const isWritten = (value: AttrValue): boolean => isElement(value) && !Object.is(value, -0);

/** The only attribute of an object, if it has that name. */
function only(value: AttrValue, name: string): AttrValue | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const [[key, part] = [], ...others] = Object.entries(value as Attrs);
  return key === name && others.length === 0 ? part : undefined;
}

const isInitializer = (value: AttrValue): boolean => {
  const fill = only(value, "fill");
  const randn = only(value, "randn");
  return (
    listOf(value, isWritten) ||
    fill === "zeros" ||
    fill === "ones" ||
    (typeof randn === "number" && isWritten(randn)) ||
    isScaledInitializer(only(value, "scaled"))
  );
};

type NamedKind = Exclude<AttrKind, readonly string[]>;

const holds: Record<NamedKind, (value: AttrValue) => boolean> = {
  number: isElement,
  integer: isInteger,
  boolean: (value) => typeof value === "boolean",
  string: (value) => typeof value === "string",
  integers: (value) => listOf(value, isInteger),
  dtype: (value) => isDType(value),
  dim: isDim,
  dims: (value) => listOf(value, (one) => isInteger(one) || isDim(one)),
  shape: (value) => listOf(value, isDim),
  values: (value) => listOf(value, isWritten),
  initializer: isInitializer,
  graph: isGraph,
};

const words: Record<NamedKind, string> = {
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  string: "a text",
  integers: "a list of whole numbers",
  dtype: "a dtype, float32, float64, int32, uint8 or bool",
  dim: "a size, a name or an expression of names",
  dims: "a list of whole numbers, names and expressions of names",
  shape: "a list of sizes, names and expressions of names",
  values: "a list of numbers",
  initializer: '{ fill: "zeros" | "ones" }, { randn: number }, { scaled: name } or a list of numbers',
  graph: "a graph",
};

/** A kind by its name, or a list of choices. */
export const isAttrKind = (kind: unknown): boolean => Array.isArray(kind) || (typeof kind === "string" && Object.hasOwn(words, kind));

/** What a value must be; of expressions that are not written in their one form, what that is. */
function wordsFor(kind: NamedKind, value: AttrValue | undefined): string {
  const dims = kind === "shape" && Array.isArray(value) ? value : kind === "dim" ? [value] : [];
  const forms = dims.map(canonicalDim);
  const known = dims.length > 0 && !forms.includes(undefined);
  return known ? `in canonical form, ${JSON.stringify(kind === "dim" ? forms[0] : forms)}` : words[kind];
}

/** What is wrong with the attributes of a node, or undefined: unknown, missing, or of the wrong form. `expected` continues the name. */
export function attrsProblem(attrs: Attrs, schema: AttrSchema<any>): { readonly attr: string; readonly expected: string } | undefined {
  for (const attr of Object.keys(attrs)) {
    if (!Object.hasOwn(schema, attr)) return { attr, expected: "must not be given" };
  }
  for (const [attr, kind] of Object.entries(schema) as [string, AttrKind][]) {
    const value = Object.hasOwn(attrs, attr) ? attrs[attr] : undefined;
    const choice = typeof kind !== "string";
    const fits = value !== undefined && (choice ? kind.includes(value as string) : holds[kind](value));
    if (!fits) return { attr, expected: `must be ${choice ? kind.map((one) => JSON.stringify(one)).join(" | ") : wordsFor(kind, value)}` };
  }
  return undefined;
}

/** The attributes with expressions of names in canonical form, whatever form they were written in. */
export function canonicalAttrs(attrs: Attrs, schema: AttrSchema<any>): Attrs {
  const canonical = (dim: AttrValue): AttrValue => canonicalDim(dim) ?? dim;
  const written = (value: AttrValue, kind: AttrKind | undefined): AttrValue =>
    kind === "dim" ? canonical(value) : (kind === "shape" || kind === "dims") && Array.isArray(value) ? value.map(canonical) : value;
  const kinds = schema as Readonly<Record<string, AttrKind | undefined>>;
  return Object.fromEntries(Object.entries(attrs).map(([attr, value]) => [attr, written(value, kinds[attr])]));
}

/** The attributes that are dims, which are numbers where steps are planned and executed. */
export const boundNames = (schema: AttrSchema<any>): string[] =>
  Object.keys(schema).filter((attr) => schema[attr] === "dim" || schema[attr] === "dims");

/** The attributes with dims as the numbers that the sizes of their names make of them; undefined where one has none. */
export function boundAttrs(attrs: Attrs, schema: AttrSchema<any>, sizeOf: (name: string) => number | undefined): Attrs | undefined {
  let bound = attrs;
  for (const attr of boundNames(schema)) {
    const value = attrs[attr] as Dim | readonly Dim[];
    const dims = [value].flat();
    if (dims.every((dim) => typeof dim === "number")) continue;
    const sizes = dims.map((dim) => evaluateDim(dim, sizeOf));
    if (sizes.includes(undefined)) return undefined;
    bound = { ...bound, [attr]: (Array.isArray(value) ? sizes : sizes[0]) as AttrValue };
  }
  return bound;
}

/** A number as an attribute: what JSON cannot say becomes a string. What is no number stays, to be refused as what it is. */
export const encodeNumber = (value: number): number | string =>
  Object.is(value, -0) ? "-0" : typeof value !== "number" || Number.isFinite(value) ? value : String(value);

/** A list of numbers as an attribute. */
export function encodeNumbers(values: ArrayLike<number>): (number | string)[] {
  const encoded: (number | string)[] = [];
  for (let i = 0; i < values.length; i++) encoded.push(encodeNumber(values[i] as number));
  return encoded;
}

/** The number that an attribute says. */
export const decodeNumber = (value: AttrValue): number => Number(value);
