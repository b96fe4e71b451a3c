import type { Tensor } from "../../graph/tensor.ts";

/** A tensor of a random program: its text and its handle. */
export class Value {
  readonly text: string;
  readonly handle: Tensor;
  constructor(text: string, handle: Tensor) {
    this.text = text;
    this.handle = handle;
  }
}

/** A number that the compiler does not know. */
export class Hidden {
  readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
}

/** An argument of a random call, to be printed and to be passed. */
export type Argument = Value | Hidden | number | string | boolean | readonly Argument[] | { readonly [key: string]: Argument };

/** The source text of an argument. */
export function print(argument: Argument): string {
  if (argument instanceof Value) return argument.text;
  if (argument instanceof Hidden) return `hidden(${argument.number})`;
  if (typeof argument !== "object") return JSON.stringify(argument);
  if (Array.isArray(argument)) return `[${argument.map(print).join(", ")}]`;
  return `{ ${Object.entries(argument)
    .map(([key, value]) => `${key}: ${print(value)}`)
    .join(", ")} }`;
}

/** What is passed for it. */
export function evaluate(argument: Argument): unknown {
  if (argument instanceof Value) return argument.handle;
  if (argument instanceof Hidden) return argument.number;
  if (typeof argument !== "object") return argument;
  if (Array.isArray(argument)) return argument.map(evaluate);
  return Object.fromEntries(Object.entries(argument).map(([key, value]) => [key, evaluate(value)]));
}
