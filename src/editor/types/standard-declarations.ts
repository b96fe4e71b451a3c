/** The declarations that every program needs: those of the language, and of what a program finds in the worker that runs it. */

/** Of the console and of the clock, what the runner has. */
const host = `
interface Console {
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  debug(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
  dir(value: unknown): void;
  table(value: unknown): void;
  group(...values: unknown[]): void;
  groupEnd(): void;
  assert(condition: unknown, ...values: unknown[]): void;
}
declare const console: Console;
declare const performance: { now(): number };
declare function setTimeout(callback: (...values: any[]) => void, milliseconds?: number, ...values: any[]): number;
declare function clearTimeout(timer: number | undefined): void;
declare function setInterval(callback: (...values: any[]) => void, milliseconds?: number, ...values: any[]): number;
declare function clearInterval(timer: number | undefined): void;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T): T;
declare class TextEncoder { encode(text?: string): Uint8Array<ArrayBuffer>; }
declare class TextDecoder { constructor(label?: string); decode(bytes?: ArrayBuffer | ArrayBufferView): string; }
`;

/** The library of an edition of the language, "es2023", and of what it builds on, as one text. `read` gives the text of "lib.es5.d.ts". */
export function standardDeclarations(edition: string, read: (file: string) => string): string {
  const texts = new Map<string, string>();
  const add = (name: string): void => {
    if (texts.has(name)) return;
    texts.set(name, "");
    const text = read(`lib.${name}.d.ts`);
    for (const [, other = ""] of text.matchAll(/^\/\/\/ <reference lib="([^"]+)"/gm)) add(other);
    texts.set(name, text.replace(/^\/\/\/ <reference.*$/gm, "").replace(/\/\*![\s\S]*?\*\//g, ""));
  };
  add(edition);
  return `${[...texts.values()].join("\n").replace(/\n{2,}/g, "\n")}${host}`;
}
