import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDims,
  canonicalDim,
  countOfShape,
  divideDims,
  evaluateDim,
  floorDivideDim,
  isDim,
  multiplyDims,
  namesIn,
  solveDim,
  substituteDim,
  subtractDims,
} from "../../graph/dim.ts";
import type { Dim } from "../../graph/shape.ts";
import { thrown } from "./thrown.ts";

const names = ["batch", "time", "h", "layer.units", "ünits"] as const;
const bindings = fc.record(Object.fromEntries(names.map((name) => [name, fc.integer({ min: 0, max: 40 })])));

/** An expression as a tree, its text with more brackets than it needs, and its value by JavaScript's own arithmetic. */
type Tree = string | number | { readonly sign: "+" | "-" | "*" | "//"; readonly a: Tree; readonly b: Tree };
const { tree } = fc.letrec<{ tree: Tree; leaf: Tree; sum: Tree; quotient: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, tie("leaf"), tie("sum"), tie("quotient")),
  leaf: fc.oneof(fc.constantFrom(...names), fc.integer({ min: 0, max: 12 })),
  sum: fc.record({ sign: fc.constantFrom("+" as const, "-" as const, "*" as const), a: tie("tree"), b: tie("tree") }),
  quotient: fc.record({ sign: fc.constant("//" as const), a: tie("tree"), b: fc.integer({ min: 1, max: 9 }) }),
}));
const textOf = (one: Tree): string => (typeof one === "object" ? `(${textOf(one.a)}${one.sign}${textOf(one.b)})` : String(one));
const dimOf = (one: Tree): Dim => {
  if (typeof one !== "object") return one;
  const [a, b] = [dimOf(one.a), dimOf(one.b)];
  if (one.sign === "//") return floorDivideDim(a, b as number);
  return { "+": addDims, "-": subtractDims, "*": multiplyDims }[one.sign](a, b);
};
const numberOf = (one: Tree, sizes: Readonly<Record<string, number>>): bigint => {
  if (typeof one === "number") return BigInt(one);
  if (typeof one === "string") return BigInt(sizes[one] as number);
  const [a, b] = [numberOf(one.a, sizes), numberOf(one.b, sizes)];
  if (one.sign === "+") return a + b;
  if (one.sign === "-") return a - b;
  if (one.sign === "*") return a * b;
  return a / b - (a % b < 0n ? 1n : 0n);
};
/** Undefined where a random expression is beyond the limits. */
const within = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch (error) {
    if ((error as { code?: string }).code !== "dim-limit") throw error;
    return undefined;
  }
};

describe("expressions", () => {
  it("have one form for equal polynomials", () => {
    const forms = {
      "2*batch": [
        "batch*2",
        "2 * batch",
        " (batch)* 2",
        "batch+batch",
        "3*batch-batch",
        "(2*batch)",
        "2*(batch+time)-time*2",
        "4*batch//2",
      ],
      "time-1": ["-1+time", "time+(-1)", "time-(2-1)"],
      "batch*time+3": ["3+time*batch", "time*batch+1+2"],
      "(height+1)//2-2": ["(height-5)//2+1", "(height-3)//2"],
      "(height+1)//2": ["(height-5)//2+3"],
      "batch//2+2*batch": ["2*batch+batch//2", "5*batch//2"],
      "batch//2": ["(2*batch+1)//4", "(batch//1)//2"],
      "(h+2)//6": ["(h//2+1)//3"],
      "-(batch//2)": ["0-batch//2"],
      "batch//2-batch": ["-batch//2"],
      "batch*batch": ["batch*batch+0"],
      "(batch//2)*time": ["time*(batch//2)"],
      "3*(batch//2)+1": ["batch//2*3+1"],
    };
    for (const [form, texts] of Object.entries(forms)) {
      for (const text of [form, ...texts]) expect([text, canonicalDim(text)]).toEqual([text, form]);
    }
  });

  it("that are numbers become numbers", () => {
    expect(["batch-batch", "0*batch", "7//2+0*batch", "(4+batch)-batch"].map(canonicalDim)).toEqual([0, 0, 3, 4]);
  });

  it("are dims in canonical form only", () => {
    expect(
      [0, 7, "batch", "2*batch", "time-1", "a//2*b", "batch*2", " batch", "2*batch ", "-1", "5", -1, 1.5, Number.NaN].filter(isDim),
    ).toEqual([0, 7, "batch", "2*batch", "time-1"]);
  });

  it("refuse what is none", () => {
    const texts = [
      "",
      "2batch",
      "batch+",
      "*batch",
      "(batch",
      "batch)",
      "batch/2",
      "batch//0",
      "batch//time",
      "batch//-1",
      "1.5*batch",
      "a--",
      "()",
      "-1",
      "2-3",
      "2+3",
      "5",
      "two words",
      "2 5*a",
      "batch / / 2",
      "batch\n+1",
    ];
    expect(texts.filter((text) => canonicalDim(text) !== undefined)).toEqual([]);
    expect([null, undefined, {}, [], true, 2n].filter((value) => canonicalDim(value) !== undefined)).toEqual([]);
    expect(canonicalDim("constructor+1")).toBeUndefined();
  });

  it("evaluate to what Python says of their text", () => {
    const sizes = new Map([
      ["height", 28],
      ["batch", 7],
      ["time", 5],
    ]);
    const sizeOf = (text: string): number | undefined => evaluateDim(canonicalDim(text) as Dim, (name) => sizes.get(name));
    // python3: height, batch, time = 28, 7, 5
    expect(sizeOf("(height-5)//2+1")).toBe(12);
    expect(sizeOf("-batch//2")).toBe(-4);
    expect(sizeOf("-(batch//2)")).toBe(-3);
    expect(sizeOf("3*batch*time-batch//2*time")).toBe(90);
    expect(sizeOf("(batch*batch-time)//3")).toBe(14);
    expect(sizeOf("batch+unknown")).toBeUndefined();
  });

  it("evaluate to the arithmetic of JavaScript on random trees and sizes, whether calculated or read", () => {
    fc.assert(
      fc.property(tree, bindings, (one, sizes) => {
        const calculated = within(() => dimOf(one));
        if (calculated === undefined) return;
        const value = within(() => evaluateDim(calculated, (name) => sizes[name]));
        if (value === undefined) return;
        expect(BigInt(value)).toBe(numberOf(one, sizes));
        // A negative number is what a difference may be, but no dim.
        const read = canonicalDim(textOf(one));
        if (typeof calculated === "number" && calculated < 0) expect(read).toBeUndefined();
        else if (read !== undefined) expect(read).toBe(calculated);
      }),
      { seed: 11, numRuns: 3000 },
    );
  });

  it("read as themselves, whatever they were calculated from", () => {
    fc.assert(
      fc.property(tree, (one) => {
        const calculated = within(() => dimOf(one));
        if (calculated === undefined || (typeof calculated === "number" && calculated < 0)) return;
        expect(canonicalDim(calculated)).toBe(calculated);
        expect(isDim(calculated)).toBe(true);
      }),
      { seed: 12, numRuns: 3000 },
    );
  });

  it("are equal for sums and products in any order", () => {
    fc.assert(
      fc.property(tree, tree, tree, (p, q, r) => {
        within(() => {
          const [a, b, c] = [dimOf(p), dimOf(q), dimOf(r)];
          expect(addDims(a, b)).toBe(addDims(b, a));
          expect(multiplyDims(a, b)).toBe(multiplyDims(b, a));
          expect(multiplyDims(a, addDims(b, c))).toBe(addDims(multiplyDims(a, b), multiplyDims(a, c)));
          expect(subtractDims(addDims(a, b), b)).toBe(a);
          expect(floorDivideDim(addDims(multiplyDims(a, 6), b), 6)).toBe(addDims(a, floorDivideDim(b, 6)));
        });
      }),
      { seed: 13, numRuns: 1000 },
    );
  });

  it("divide what they were multiplied with, and nothing else", () => {
    fc.assert(
      fc.property(tree, tree, (p, q) => {
        within(() => {
          const [a, b] = [dimOf(p), dimOf(q)];
          expect(divideDims(multiplyDims(a, b), b)).toBe(b === 0 ? undefined : a);
        });
      }),
      { seed: 14, numRuns: 1000 },
    );
    expect(divideDims("batch*time-batch", "time-1")).toBe("batch");
    expect([divideDims("batch", 2), divideDims("batch*time", "h"), divideDims("batch+1", "batch"), divideDims(4, "batch")]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(divideDims(0, "batch")).toBe(0);
  });

  it("count the elements of a shape", () => {
    expect([
      countOfShape([]),
      countOfShape([2, 3]),
      countOfShape(["batch", 4, "time"]),
      countOfShape(["time-1", 2]),
      countOfShape(["batch", 0]),
    ]).toEqual([1, 6, "4*batch*time", "2*time-2", 0]);
  });

  it("name each name once, and take others in their place", () => {
    expect(namesIn("(batch*time)//2+batch-h")).toEqual(["batch", "time", "h"]);
    expect([namesIn(3), namesIn("batch")]).toEqual([[], ["batch"]]);
    const sizes = new Map<string, Dim>([
      ["batch", "2*rows"],
      ["time", 3],
    ]);
    expect(substituteDim("(batch*time)//2+batch-h", (name) => sizes.get(name))).toBe("-h+5*rows");
  });

  it("solve for one name where they are a multiple of it and a number", () => {
    expect(solveDim("2*batch+1", 7)).toEqual({ name: "batch", size: 3 });
    expect(solveDim("time-1", 4)).toEqual({ name: "time", size: 5 });
    expect(solveDim("-time+9", 4)).toEqual({ name: "time", size: 5 });
    expect(solveDim("batch", 4)).toEqual({ name: "batch", size: 4 });
    expect([solveDim("2*batch", 7), solveDim("batch+5", 4)]).toEqual(["none", "none"]);
    expect(["batch*time", "batch*batch", "batch//2", "batch+time", 4].map((dim) => solveDim(dim, 4))).toEqual(Array(5).fill(undefined));
  });

  it("have limits that hostile texts meet", () => {
    const long = Array.from({ length: 130 }, (_, i) => `name${i}`).join("+");
    const deep = `${"(".repeat(17)}batch${")".repeat(17)}`;
    const wide = Array.from({ length: 40 }, (_, i) => `(a${i}+b${i})`).join("*");
    const high = Array(70).fill("a").join("*");
    const large = Array(40).fill("9007199254740991").join("*");
    const tower = `${"(".repeat(15)}a${Array(15).fill("*a+1)*7//8").join("")}`;
    for (const text of [long, deep, wide, high, large, "9007199254740992", `${"-".repeat(600)}a`, "(".repeat(900)]) {
      expect([text.slice(0, 30), canonicalDim(text)]).toEqual([text.slice(0, 30), undefined]);
    }
    expect(canonicalDim(tower) === undefined || isDim(canonicalDim(tower))).toBe(true);
  });

  it("say which limit a calculation meets", () => {
    const manyNames = Array.from({ length: 70 }, (_, i): Dim => `n${i}`);
    expect([
      thrown(() => manyNames.reduce(addDims)),
      thrown(() => countOfShape(manyNames)),
      thrown(() => multiplyDims(Number.MAX_SAFE_INTEGER, "2*batch")),
      thrown(() => Array.from({ length: 9 }, (_, i): Dim => `${"n".repeat(150)}${i}`).reduce(addDims)),
      thrown(() => evaluateDim("batch*time", () => 2 ** 40)),
      thrown(() => addDims("a++", 1)),
    ]).toMatchInlineSnapshot(`
      [
        "GraphError dim-limit
      dim: an expression must have at most 64 terms, got more; give some of its sizes as numbers",
        "GraphError dim-limit
      dim: an expression must have at most 64 factors in a product, got more; give some of its sizes as numbers",
        "GraphError dim-limit
      dim: a size must be a whole number below 2⁵³, got 18014398509481982; make the sizes smaller",
        "GraphError dim-limit
      dim: an expression must have at most 1000 characters and brackets that are not too deep, got "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn…"; give some of its sizes as numbers",
        "GraphError dim-limit
      dim: a size must be a whole number below 2⁵³, got 1.2089258196146292e+24; make the sizes smaller",
        "GraphError bad-dim
      dim: a size must be a number, a name or an expression of names such as 2*batch-1, got "a++"; correct it",
      ]
    `);
  });
});
