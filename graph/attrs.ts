import { isDType } from "./dtype.ts";
import type { Attrs, AttrValue } from "./graph.ts";

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

const holds: Record<Exclude<AttrKind, readonly string[]>, (value: AttrValue) => boolean> = {
  number: isElement,
  integer: isInteger,
  boolean: (value) => typeof value === "boolean",
  string: (value) => typeof value === "string",
  integers: (value) => listOf(value, isInteger),
  dtype: (value) => isDType(value),
  shape: (value) => listOf(value, (dim) => typeof dim === "string" || (isInteger(dim) && (dim as number) >= 0)),
  values: (value) => listOf(value, isElement),
  initializer: (value) =>
    listOf(value, isElement) ||
    (typeof value === "object" && value !== null && Object.values(value).every((v) => typeof v === "string" || isElement(v))),
};

/** What is wrong with the attributes of a node, or undefined: unknown, missing, or of the wrong form. */
export function attrsProblem(attrs: Attrs, schema: AttrSchema<any>): { readonly attr: string; readonly expected: string } | undefined {
  for (const attr of Object.keys(attrs)) {
    if (!Object.hasOwn(schema, attr)) return { attr, expected: "no such attribute" };
  }
  for (const [attr, kind] of Object.entries(schema) as [string, AttrKind][]) {
    const value = Object.hasOwn(attrs, attr) ? attrs[attr] : undefined;
    if (value === undefined) return { attr, expected: typeof kind === "string" ? kind : kind.join(" | ") };
    if (typeof kind === "string" ? !holds[kind](value) : !kind.includes(value as string)) {
      return { attr, expected: typeof kind === "string" ? kind : kind.join(" | ") };
    }
  }
  return undefined;
}

/** A number as an attribute: what JSON cannot say becomes a string. */
export const encodeNumber = (value: number): number | string =>
  Object.is(value, -0) ? "-0" : Number.isFinite(value) ? value : String(value);

/** The number that an attribute says. */
export const decodeNumber = (value: AttrValue): number => Number(value);
