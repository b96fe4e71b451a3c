import { isDType } from "./dtype.ts";
import type { Attrs, AttrValue } from "./graph.ts";
import { isScaledInitializer } from "./scaled-initializer.ts";
import { isDim } from "./shape.ts";

/**
 * The form of one attribute. A list of strings is a choice among them. "values" are the elements of a constant: numbers,
 * or the strings "NaN", "Infinity", "-Infinity" and "-0" for what JSON cannot say.
 */
export type AttrKind =
  | "number"
  | "integer"
  | "boolean"
  | "string"
  | "integers"
  | "dtype"
  | "shape"
  | "values"
  | "initializer"
  | readonly string[];
export type AttrSchema<A> = { readonly [K in keyof A]: AttrKind };

const isInteger = (value: AttrValue): boolean => Number.isSafeInteger(value);
const listOf = (value: AttrValue, holds: (element: AttrValue) => boolean): boolean => Array.isArray(value) && value.every(holds);
const special = new Set<AttrValue>(["NaN", "Infinity", "-Infinity", "-0"]);
const isElement = (value: AttrValue): boolean => (typeof value === "number" && Number.isFinite(value)) || special.has(value);
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
  shape: (value) => listOf(value, isDim),
  values: (value) => listOf(value, isWritten),
  initializer: isInitializer,
};

const words: Record<NamedKind, string> = {
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  string: "a text",
  integers: "a list of whole numbers",
  dtype: "a dtype",
  shape: "a list of sizes and names",
  values: "a list of numbers",
  initializer: '{ fill: "zeros" | "ones" }, { randn: number }, { scaled: name } or a list of numbers',
};

/** What is wrong with the attributes of a node, or undefined: unknown, missing, or of the wrong form. `expected` continues the name. */
export function attrsProblem(attrs: Attrs, schema: AttrSchema<any>): { readonly attr: string; readonly expected: string } | undefined {
  for (const attr of Object.keys(attrs)) {
    if (!Object.hasOwn(schema, attr)) return { attr, expected: "must not be given" };
  }
  for (const [attr, kind] of Object.entries(schema) as [string, AttrKind][]) {
    const value = Object.hasOwn(attrs, attr) ? attrs[attr] : undefined;
    const choice = typeof kind !== "string";
    const fits = value !== undefined && (choice ? kind.includes(value as string) : holds[kind](value));
    if (!fits) return { attr, expected: `must be ${choice ? kind.map((one) => JSON.stringify(one)).join(" | ") : words[kind]}` };
  }
  return undefined;
}

/** A number as an attribute: what JSON cannot say becomes a string. */
export const encodeNumber = (value: number): number | string =>
  Object.is(value, -0) ? "-0" : Number.isFinite(value) ? value : String(value);

/** A list of numbers as an attribute. */
export function encodeNumbers(values: ArrayLike<number>): (number | string)[] {
  const encoded: (number | string)[] = [];
  for (let i = 0; i < values.length; i++) encoded.push(encodeNumber(values[i] as number));
  return encoded;
}

/** The number that an attribute says. */
export const decodeNumber = (value: AttrValue): number => Number(value);
