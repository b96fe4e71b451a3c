import type { AttrValue } from "./graph.ts";

/** Equality of plain JSON; the order of keys does not count. Lists are compared element by element, without a copy or a text of them. */
export function sameValue(a: AttrValue, b: AttrValue): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (isList(a) || isList(b)) return isList(a) && isList(b) && sameElements(a, b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key] as AttrValue, b[key] as AttrValue))
  );
}

function sameElements(a: readonly AttrValue[], b: readonly AttrValue[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!sameValue(a[i] as AttrValue, b[i] as AttrValue)) return false;
  return true;
}

const isList = (value: AttrValue): value is readonly AttrValue[] => Array.isArray(value);
