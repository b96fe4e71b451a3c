/**
 * Values as the console of Node prints them, util.inspect with its defaults, so that a run in a page prints what a page of the documentation
 * says: two levels deep, lines of 80 characters, at most 100 elements. What a promise holds no program can see; it is written as pending.
 */
import { functionName, kindOf, makerOf, prefix, tagOf } from "./object-name.ts";
import { inColumns } from "./print-columns.ts";
import { quoted } from "./print-text.ts";

/** Levels of objects within the first. */
const deepest = 2;
const lineWidth = 80;
const mostElements = 100;
const longestText = 10_000;

interface Printing {
  indentation: number;
  /** How deep the object is that was begun last. */
  depth: number;
  readonly limit: number;
  /** The objects that are being printed, outermost first. */
  readonly within: object[];
  /** Those that contain themselves, numbered from 1. */
  readonly circular: Map<object, number>;
}

/** What an object's text is made of. */
interface Parts {
  /** What stands before the braces: the text of a function, a date, an error. */
  readonly base?: string;
  readonly open: string;
  readonly close: "}" | "]";
  /** What the object holds apart from properties. */
  readonly elements?: (level: number) => Elements;
  readonly keys: readonly PropertyKey[];
  /** The whole text, where the object has neither elements nor properties. */
  readonly empty?: string;
}

interface Elements {
  readonly texts: readonly string[];
  /** "... 3 more items" */
  readonly more?: string | undefined;
  /** The values that the texts are of, where those are a list. */
  readonly list?: ArrayLike<unknown>;
}

export const printValue = (value: unknown, limit = deepest): string =>
  print({ indentation: 0, depth: 0, limit, within: [], circular: new Map() }, value, 0);

const custom = Symbol.for("nodejs.util.inspect.custom");

function print(at: Printing, value: unknown, level: number): string {
  if (typeof value === "string") return printText(at, value);
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return printPlain(value);
  const own: unknown = (value as { readonly [custom]?: unknown })[custom];
  if (typeof own === "function") {
    const made: unknown = own.call(value, at.limit - level, { depth: at.limit - level }, printValue);
    if (made !== value) return typeof made === "string" ? made.replaceAll("\n", `\n${" ".repeat(at.indentation)}`) : print(at, made, level);
  }
  if (!at.within.includes(value)) return printObject(at, value, level);
  if (!at.circular.has(value)) at.circular.set(value, at.circular.size + 1);
  return `[Circular *${at.circular.get(value)}]`;
}

function printPlain(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  return Object.is(value, -0) ? "-0" : String(value);
}

function printText(at: Printing, value: string): string {
  const rest = value.length - longestText;
  const text = rest > 0 ? value.slice(0, longestText) : value;
  const more = rest > 0 ? `... ${rest} more character${rest > 1 ? "s" : ""}` : "";
  if (text.length <= 16 || text.length <= lineWidth - at.indentation - 4) return quoted(text) + more;
  const lines = text.split(/(?<=\n)/).map(quoted);
  return lines.join(` +\n${" ".repeat(at.indentation + 2)}`) + more;
}

function printObject(at: Printing, value: object, level: number): string {
  const { base = "", open, close, elements, keys, empty } = partsOf(at, value);
  if (empty !== undefined && keys.length === 0) return empty;
  if (level > at.limit) return value instanceof RegExp ? base : nameAlone(at, value);
  at.within.push(value);
  at.depth = level + 1;
  const held = elements?.(level + 1) ?? { texts: [] };
  const properties = keys.map((key) => printProperty(at, value, key, level + 1));
  at.within.pop();
  const number = at.circular.get(value);
  const before = [...(number === undefined ? [] : [`<ref *${number}>`]), ...(base === "" ? [] : [base])].join(" ");
  return together(at, held, properties, before, open, close, level + 1);
}

/** "[Array]", "[Point]", "[Object: null prototype]" */
function nameAlone(at: Printing, value: object): string {
  const name = prefix(makerIn(at, value), tagOf(value), Array.isArray(value) ? "Array" : "Object").slice(0, -1);
  return name.startsWith("[") ? name : `[${name}]`;
}

/** On one line where that is short and shallow, in columns where it is a long list, else a line for each. */
function together(
  at: Printing,
  held: Elements,
  properties: readonly string[],
  base: string,
  open: string,
  close: string,
  level: number,
): string {
  const all = [...held.texts, ...(held.more === undefined ? [] : [held.more]), ...properties];
  const start = base === "" ? open : `${base} ${open}`;
  const lines = close === "]" && all.length > 6 ? grouped(at, all, held.list) : all;
  if (at.depth - level < 3 && lines.length === all.length) {
    const length = lines.reduce((sum, line) => sum + line.length, 2 * lines.length + at.indentation + open.length + base.length + 10);
    const joined = lines.join(", ");

    if (length <= lineWidth && !base.includes("\n") && !joined.includes("\n")) return `${start} ${joined} ${close}`;
  }
  const indent = `\n${" ".repeat(at.indentation)}`;
  return `${start}${indent}  ${lines.join(`,${indent}  `)}${indent}${close}`;
}

/** Where there are more elements than are shown, the last text, which says so, keeps a line of its own. */
function grouped(at: Printing, all: readonly string[], list: ArrayLike<unknown> = []): string[] {
  const cut = all.length > mostElements;
  const isNumber = (_: string, i: number): boolean => typeof list[i] === "number" || typeof list[i] === "bigint";
  return inColumns(cut ? all.slice(0, -1) : all, cut ? all.at(-1) : undefined, at.indentation, lineWidth, all.every(isNumber));
}

function printProperty(at: Printing, value: object, key: PropertyKey, level: number): string {
  const descriptor = Object.getOwnPropertyDescriptor(value, key) ?? { value: Reflect.get(value, key), enumerable: true };
  const { get, set, enumerable } = descriptor;
  const text = get ? (set ? "[Getter/Setter]" : "[Getter]") : set ? "[Setter]" : indented(at, () => print(at, descriptor.value, level));
  return `${printKey(key, enumerable !== false)}: ${text}`;
}

function printKey(key: PropertyKey, enumerable: boolean): string {
  if (typeof key === "symbol" || !enumerable) return `[${String(key)}]`;
  if (key === "__proto__") return "['__proto__']";
  return /^[a-zA-Z_][a-zA-Z_0-9]*$/.test(String(key)) ? String(key) : quoted(String(key));
}

function indented<T>(at: Printing, work: () => T): T {
  at.indentation += 2;
  const result = work();
  at.indentation -= 2;
  return result;
}

const makerIn = (at: Printing, value: object): string | null =>
  makerOf(value, (prototype) => print({ ...at, limit: -1, within: [], circular: new Map() }, prototype, 0));

const isIndex = (key: PropertyKey): boolean => typeof key === "string" && /^(?:0|[1-9]\d*)$/.test(key) && Number(key) < 2 ** 32 - 1;

function keysOf(value: object): PropertyKey[] {
  const symbols = Object.getOwnPropertySymbols(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
  return [...Object.keys(value), ...symbols];
}

const moreItems = (rest: number): string | undefined => (rest > 0 ? `... ${rest} more item${rest > 1 ? "s" : ""}` : undefined);

function partsOf(at: Printing, value: object): Parts {
  const [keys, maker, tag] = [keysOf(value), makerIn(at, value), tagOf(value)];
  const called = (fallback: string, size = ""): string => prefix(maker, tag, fallback, size);
  if (Array.isArray(value)) {
    const open = maker === "Array" && tag === "" ? "[" : `${called("Array", `(${value.length})`)}[`;
    return listParts(value, open, keys, (level) => printList(at, value, level));
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const list = value as unknown as ArrayLike<number | bigint>;
    return listParts(list, `${called(kindOf(value), `(${list.length})`)}[`, keys, () => printNumbers(list));
  }
  if (value instanceof Map || value instanceof Set) {
    const open = `${called(value instanceof Map ? "Map" : "Set", `(${value.size})`)}{`;
    const empty = value.size === 0 ? { empty: `${called(value instanceof Map ? "Map" : "Set", `(${value.size})`)}{}` } : {};
    return { open, close: "}", keys, elements: (level) => indented(at, () => printEntries(at, value, level)), ...empty };
  }
  if (typeof value === "function") return based(keys, functionName(value as () => void, maker, tag));
  const named = (name: string, text: string): string => (called(name) === `${name} ` ? text : called(name) + text);
  if (value instanceof RegExp) return based(keys, named("RegExp", RegExp.prototype.toString.call(value)));
  if (value instanceof Date) return based(keys, named("Date", Number.isNaN(value.getTime()) ? String(value) : value.toISOString()));
  if (value instanceof Error) return errorParts(value, keys);
  const boxed = boxedText(value, maker, tag);
  if (boxed !== undefined) return based(value instanceof String ? keys.filter((key) => !isIndex(key)) : keys, boxed);
  if (kindOf(value) === "Arguments") return { open: "[Arguments] {", close: "}", keys, empty: "[Arguments] {}" };
  const held = heldText(value);
  if (held !== undefined) return { open: `${called(kindOf(value))}{`, close: "}", keys, elements: () => ({ texts: held }) };
  const open = maker === "Object" && tag === "" ? "{" : `${called(kindOf(value) === "Module" ? "Module" : "Object")}{`;
  return { open, close: "}", keys, empty: `${open}}` };
}

function listParts(list: ArrayLike<unknown>, open: string, keys: readonly PropertyKey[], elements: (level: number) => Elements): Parts {
  const named = keys.filter((key) => !isIndex(key));
  return { open, close: "]", keys: named, elements, ...(list.length === 0 && { empty: `${open}]` }) };
}

/** An object with a text of its own: braces only where it has properties, too. */
const based = (keys: readonly PropertyKey[], base: string): Parts => ({ base, open: "{", close: "}", keys, empty: base });

function printList(at: Printing, list: readonly unknown[], level: number): Elements {
  const texts: string[] = [];
  let next = 0;
  while (next < list.length && texts.length < mostElements) {
    const from = next;
    while (next < list.length && !Object.hasOwn(list, next)) next++;
    if (next > from) texts.push(`<${next - from} empty item${next - from > 1 ? "s" : ""}>`);
    else texts.push(indented(at, () => print(at, list[next++], level)));
  }
  return { texts, more: moreItems(list.length - next), list };
}

function printNumbers(list: ArrayLike<number | bigint>): Elements {
  const shown = Math.min(mostElements, list.length);
  return { texts: Array.from({ length: shown }, (_, i) => printPlain(list[i])), more: moreItems(list.length - shown), list };
}

function printEntries(at: Printing, value: Map<unknown, unknown> | Set<unknown>, level: number): Elements {
  const texts: string[] = [];
  for (const [key, held] of value.entries()) {
    if (texts.length === mostElements) break;
    const text = print(at, key, level);
    texts.push(value instanceof Set ? text : `${text} => ${print(at, held, level)}`);
  }
  return { texts, more: moreItems(value.size - texts.length) };
}

/** An error by its stack; behind it the properties that the stack does not tell. */
function errorParts(error: Error, keys: readonly PropertyKey[]): Parts {
  const stack = error.stack ? String(error.stack) : Error.prototype.toString.call(error);
  const told = (key: PropertyKey): boolean =>
    (key in Error.prototype || Reflect.get(error, key) === stack) && stack.includes(String(Reflect.get(error, key)));
  const hidden = ["cause", "errors"].filter((key) => Object.hasOwn(error, key) && !keys.includes(key));
  return based([...keys.filter((key) => !told(key)), ...hidden], /\n {4}at /.test(stack) ? stack : `[${stack}]`);
}

/** "[Number: 3]", "[String: 'abc']" */
function boxedText(value: object, maker: string | null, tag: string): string | undefined {
  for (const [name, box] of Object.entries({ Number, String, Boolean, BigInt, Symbol })) {
    if (!(value instanceof box)) continue;
    const plain: unknown = (box.prototype as { valueOf(): unknown }).valueOf.call(value);
    const called = maker === name ? name : maker === null ? `${name} (null prototype)` : `${name} (${maker})`;
    const text = typeof plain === "string" ? quoted(plain) : printPlain(plain);
    return `[${called}: ${text}]${tag !== "" && tag !== maker ? ` [${tag}]` : ""}`;
  }
  return undefined;
}

/** What is said of objects that do not show what they hold, and of bytes. */
function heldText(value: object): string[] | undefined {
  if (value instanceof Promise) return ["<pending>"];
  if (value instanceof WeakMap || value instanceof WeakSet) return ["<items unknown>"];
  if (!(value instanceof ArrayBuffer)) return undefined;
  const bytes = Array.from(new Uint8Array(value, 0, Math.min(mostElements, value.byteLength)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  );
  const rest = value.byteLength - bytes.length;
  const more = rest > 0 ? ` ... ${rest} more byte${rest > 1 ? "s" : ""}` : "";
  return [`[Uint8Contents]: <${bytes.join(" ")}${more}>`, `byteLength: ${value.byteLength}`];
}
