import { printValue } from "./print-value.ts";

/** What console.log prints of its arguments, util.format of Node: where the first is a text, its %s, %d, %i, %f, %j, %o, %O and %c take the next ones. */
export function format(...values: readonly unknown[]): string {
  const [first, ...rest] = values;
  if (typeof first !== "string") return values.map(shown).join(" ");
  if (rest.length === 0) return first;
  let taken = 0;
  const text = first.replace(/%([sdifjoOc%])/g, (directive, letter: string) => {
    if (letter === "%") return "%";
    return taken === rest.length ? directive : (directives[letter]?.(rest[taken++]) ?? directive);
  });
  return [text, ...rest.slice(taken).map(shown)].join(" ");
}

const shown = (value: unknown): string => (typeof value === "string" ? value : printValue(value));

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const numeric =
  (read: (value: any) => number) =>
  (value: unknown): string => {
    if (typeof value === "bigint") return `${value}n`;
    return typeof value === "symbol" ? "NaN" : printValue(read(value));
  };

const directives: Readonly<Record<string, (value: unknown) => string>> = {
  s: (value) => {
    if (typeof value === "bigint" || typeof value === "number") return printValue(value);
    return isObject(value) && !hasOwnText(value) ? printValue(value, 0) : String(value);
  },
  d: numeric(Number),
  i: numeric((value) => Number.parseInt(value, 10)),
  f: (value) => (typeof value === "symbol" ? "NaN" : printValue(Number.parseFloat(value as string))),
  j: (value) => String(JSON.stringify(value)),
  o: (value) => printValue(value, 4),
  O: (value) => printValue(value),
  c: () => "",
};

/** True where the program says how the object is written, not the language. */
function hasOwnText(value: object): boolean {
  for (let object: object | null = value; object !== null; object = Object.getPrototypeOf(object)) {
    if (!Object.hasOwn(object, "toString") && !Object.hasOwn(object, Symbol.toPrimitive)) continue;
    const maker: unknown = Object.getOwnPropertyDescriptor(object, "constructor")?.value;
    return typeof maker !== "function" || Reflect.get(globalThis, maker.name) !== maker;
  }
  return false;
}
