/** How Node's util.inspect calls an object: by what made it, and by what it calls itself. */

/** "Array", "Error", "Module" …: what the language says it is. */
export const kindOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);

/** The name of the class that made the object; null where it has no prototype. `above` prints a prototype that no class made. */
export function makerOf(value: object, above: (prototype: object) => string): string | null {
  for (let object: object | null = value; object !== null; object = Object.getPrototypeOf(object)) {
    const maker: unknown = Object.getOwnPropertyDescriptor(object, "constructor")?.value;
    if (typeof maker === "function" && maker.name !== "" && isInstance(value, maker)) return maker.name;
  }
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype === null ? null : `${typeof value === "function" ? "Function" : "Object"} <${above(prototype)}>`;
}

function isInstance(value: object, maker: unknown): boolean {
  try {
    return value instanceof (maker as () => void);
  } catch {
    return false;
  }
}

/** What an object calls itself, where that is not one of the properties that are printed. */
export function tagOf(value: object): string {
  const tag: unknown = (value as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return typeof tag === "string" && !Object.prototype.propertyIsEnumerable.call(value, Symbol.toStringTag) ? tag : "";
}

/** "Float32Array(3) ", "Point ", "[Object: null prototype] ", "Object [Math] " */
export function prefix(maker: string | null, tag: string, fallback: string, size = ""): string {
  if (maker === null) return `[${fallback}${size}: null prototype] ${tag !== "" && tag !== fallback ? `[${tag}] ` : ""}`;
  return `${maker}${size} ${tag !== "" && tag !== maker ? `[${tag}] ` : ""}`;
}

/** "[Function: named]", "[class A extends B]" */
export function functionName(value: (...given: never[]) => unknown, maker: string | null, tag: string): string {
  const tagged = tag !== "" && tag !== maker ? ` [${tag}]` : "";
  if (/^class\b/.test(Function.prototype.toString.call(value))) {
    const name = (Object.hasOwn(value, "name") && value.name) || "(anonymous)";
    const above = (Object.getPrototypeOf(value) as { readonly name?: string } | null)?.name;
    const made = maker !== "Function" && maker !== null ? ` [${maker}]` : "";
    return `[class ${name}${made}${tagged}${maker === null ? " extends null" : above ? ` extends ${above}` : ""}]`;
  }
  const kind = kindOf(value);
  const type = /^(?:Async|Generator|AsyncGenerator)Function$/.test(kind) ? kind : "Function";
  const name = value.name === "" ? " (anonymous)" : `: ${value.name}`;
  return `[${type}${maker === null ? " (null prototype)" : ""}${name}]${maker !== type && maker !== null ? ` ${maker}` : ""}${tagged}`;
}
