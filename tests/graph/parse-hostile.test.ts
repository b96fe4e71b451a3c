import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../graph/check/check.ts";
import { parse } from "../../graph/check/parse.ts";
import { FormatError } from "../../graph/errors.ts";
import type { AttrValue, Graph } from "../../graph/graph.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { randomGraph } from "./random-graph.ts";

/** Values that break assumptions. */
const hostile = fc.oneof(
  fc.constantFrom<AttrValue>("__proto__", "constructor", "toString", "X", "", "\u0000", "NaN", "-0", -1, 0.5, 1e300, 2 ** 53, null, true),
  fc.constantFrom<AttrValue>("time-1", "2*batch", "batch*2", "(a//2)//0", "-batch", "9".repeat(400), "(a+b)*".repeat(90)),
  fc.constantFrom<AttrValue>([], {}, [[[[]]]], { length: 1e9 }, { fill: "zeros" }, { randn: 1 }, ["X", "X"], "x".repeat(5000)),
  fc.jsonValue().map((value) => value as AttrValue),
);

interface Mutation {
  readonly kind: "replace" | "remove" | "rename" | "repeat" | "insert";
  readonly place: number;
  readonly value: AttrValue;
}
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom("replace", "remove", "rename", "repeat", "insert"),
  place: fc.nat(100_000),
  value: hostile,
});

/** Every object and list of a JSON value, the value itself first. */
function containers(value: unknown): (Record<string, unknown> | unknown[])[] {
  const found: (Record<string, unknown> | unknown[])[] = [];
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null) continue;
    found.push(next as Record<string, unknown>);
    open.push(...Object.values(next).filter((part) => part !== undefined));
  }
  return found;
}

/** Changes one place of a JSON value. */
function mutate(json: unknown, { kind, place, value }: Mutation): void {
  const all = containers(json);
  const container = all[place % all.length];
  if (container === undefined) return;
  const keys = Object.keys(container);
  const key = keys[place % Math.max(keys.length, 1)] ?? "0";
  const put = (name: string, part: unknown) =>
    Object.defineProperty(container, name, { value: part, enumerable: true, configurable: true, writable: true });
  if (Array.isArray(container)) {
    if (kind === "remove") container.splice(Number(key), 1);
    else if (kind === "repeat") container.push(...container);
    else if (kind === "insert") container.push(value);
    else container[Number(key)] = value;
    return;
  }
  const name = typeof value === "string" ? value : "extra";
  if (kind === "remove") delete container[key];
  else if (kind === "rename") {
    put(name, container[key]);
    delete container[key];
  } else if (kind === "insert") put(name, value);
  else put(key, kind === "repeat" ? container : value);
}

/** Parses; anything but a FormatError is a failure, and what is accepted must hold as a graph. */
function survives(json: string): boolean {
  let graph: Graph;
  try {
    graph = parse(json, standardOps);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    expect((error as Error).message).toMatch(/^parse: .+, got .+; .+$/);
    return false;
  }
  check(graph);
  expect(parse(JSON.stringify(graph), standardOps)).toEqual(graph);
  return true;
}

describe("parse of hostile input", () => {
  it("ends in a valid graph or a FormatError, of 1500 graphs with one to three places changed", () => {
    let refused = 0;
    fc.assert(
      fc.property(randomGraph, fc.array(mutation, { minLength: 1, maxLength: 3 }), (graph, mutations) => {
        const json = JSON.parse(JSON.stringify(graph));
        let changed = JSON.stringify(json);
        for (const one of mutations) {
          mutate(json, one);
          try {
            changed = JSON.stringify(json);
          } catch {
            return; // an object put into itself
          }
        }
        if (!survives(changed)) refused++;
      }),
      { seed: 4, numRuns: 1500 },
    );
    expect(refused).toBeGreaterThan(1000);
    expect("polluted" in {}).toBe(false);
  });

  it("ends in a valid graph or a FormatError, of 1500 texts with characters cut, put in or swapped", () => {
    const pieces = fc.constantFrom('"', "\\", "{", "}", "[", "]", ",", ":", "0", "-", "e999", "null", '"__proto__":{},', "\u2028", "ſ");
    fc.assert(
      fc.property(randomGraph, fc.nat(1_000_000), fc.nat(12), pieces, (graph, place, cut, piece) => {
        const whole = JSON.stringify(graph);
        const at = place % whole.length;
        survives(whole.slice(0, at) + piece + whole.slice(at + cut));
      }),
      { seed: 5, numRuns: 1500 },
    );
  });

  it("ends in a valid graph or a FormatError, of 500 values that are no graphs", () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withMap: true, withNullPrototype: true, withSparseArray: true, withDate: true }),
        (value) => {
          expect(() => parse(value, standardOps)).toThrow(FormatError);
        },
      ),
      { seed: 6, numRuns: 500 },
    );
  });
});
