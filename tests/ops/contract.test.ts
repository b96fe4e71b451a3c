import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../graph/builder.ts";
import { allocate, type DType } from "../../graph/dtype.ts";
import type { Attrs } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { atom, type Term } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, isElementwise, isPrimitive, kinds, type Op, type Operands, type TensorType } from "../../graph/op.ts";
import { showType, sizeOf } from "../../graph/shape.ts";
import * as exported from "../../ops/index.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { otherLastDigits } from "../last-digits.ts";
import { type Row, rows } from "./contract-rows.ts";
import type { FixtureArray, FixtureCase } from "./fixture-case.ts";
import { runDefinition, runInPlace, runOp } from "./run-kernel.ts";
import { differences } from "./ulps.ts";

/** Named after the cases that its op has. */
interface Case extends FixtureCase {
  readonly name: string;
}
type Tree = string | readonly [string, ...Tree[]];
interface Fixture {
  readonly numpy_formulas: Readonly<Record<string, string>>;
  readonly nested_formulas?: readonly (readonly [Tree, string])[];
  readonly cases: readonly Case[];
}
const read = (name: string): Fixture => JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8"));
/** Of ops that follow a row of contract-rows.ts; ops-shape.json says of each of its cases how it is written. */
const fixtures = readdirSync(new URL("../fixtures/", import.meta.url))
  .filter((name) => /^ops-.*\.json$/.test(name) && name !== "ops-shape.json")
  .map((name) => read(name.slice(0, -".json".length)));
const numpyFormulas = Object.assign({}, ...fixtures.map((one) => one.numpy_formulas)) as Fixture["numpy_formulas"];
const allCases = fixtures.flatMap(({ cases }) => cases);

function value({ dtype, shape, data }: FixtureArray): NdArray {
  const elements = allocate(dtype, sizeOf(shape));
  elements.set(data.map(Number));
  return new NdArray(elements, shape, dtype);
}

/** "float32[batch, 3], float32[3]" as types. */
const typesOf = (text: string): TensorType[] =>
  [...text.matchAll(/(\w+)\[([^\]]*)\]/g)].map(([, dtype, dims]) => ({
    dtype: dtype as DType,
    shape: dims === "" ? [] : (dims as string).split(", ").map((dim) => (/^\d+$/.test(dim) ? Number(dim) : dim)),
  }));

const inputsOf = (builder: GraphBuilder, types: readonly TensorType[]): AnyTensor[] =>
  types.map((type, i) => builder.leaf("input", {}, type, `input${i + 1}`) as AnyTensor);

const operands: readonly Term[] = ["x", "y", "z"].map(atom);
const written = (op: Op, notation: "text" | "latex" | "numpy", attrs: Attrs, terms: readonly Term[] = operands): Term | undefined => {
  const shown = terms.slice(0, op.inputs.length) as unknown as Operands<Term>;
  return op.notation?.[notation]?.(shown, attrs, { index: "", bound: "", ranks: [1, 1, 1], shapes: [["n"], ["n"], ["n"]] });
};

const special = [0, -0, 1, -1, 2, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

describe.each(Object.entries<Row>(rows))(
  "%s",
  (name, { attrs = {}, infers, refuses, text, latex, labels, ulps = 0, formulaUlps = ulps, edgesElsewhere, scalars = true }) => {
    const op = standardOps.get(name) as Op;
    const cases = allCases.filter((one) => one.op === name);

    const other = ulps > 0 && otherLastDigits ? 1 : 0;

    it.each(infers)("infers %s", (line) => {
      const [inputs, output] = line.split(" → ") as [string, string];
      const builder = new GraphBuilder();
      expect(showType(builder.apply(op, inputsOf(builder, typesOf(inputs)), attrs))).toBe(output);
    });

    it.each(Object.entries(refuses))("refuses %s with the whole error", (inputs, message) => {
      const builder = new GraphBuilder();
      const handles = inputsOf(builder, typesOf(inputs));
      expect(() => builder.apply(op, handles, attrs)).toThrow(expect.objectContaining({ name: "OpError", node: `${name}1`, message }));
    });

    it("is written as text, LaTeX and the NumPy that its fixture evaluates", () => {
      expect(written(op, "text", attrs)?.text).toBe(text);
      expect(written(op, "latex", attrs)?.text).toBe(latex);
      expect(written(op, "numpy", attrs)?.text).toBe(numpyFormulas[name]);
      expect(isPrimitive(op)).toBe(name in numpyFormulas);
    });

    it("shows literal operands in its label", () => {
      const label = op.picture?.label;
      const shown = labels.map((_, i) =>
        typeof label === "function"
          ? label(
              attrs,
              operands.map((__, k) => (k === i - 1 ? "2" : undefined)),
              operands.map(() => ["n"]),
            )
          : label,
      );
      expect(shown).toEqual(labels);
    });

    it("has cases of scalars, of no rows, and where floats go in, of float32, float64, NaN, Infinity, −Infinity and −0", () => {
      const tensors = cases.flatMap(({ inputs, output }) => [...inputs, output]);
      expect(tensors.some(({ shape }) => shape.length === 0)).toBe(scalars);
      expect(tensors.some(({ data }) => data.length === 0)).toBe(true);
      if (edgesElsewhere) return;
      expect(tensors.map(({ dtype }) => dtype)).toEqual(expect.arrayContaining(["float32", "float64"]));
      expect(tensors.some(({ data }) => ["NaN", "Infinity", "-Infinity", "-0"].every((one) => data.includes(one)))).toBe(true);
    });

    it.each(cases.map((one) => ({ ...one, types: one.inputs.map(showType).join(", ") })))(
      `agrees with NumPy exactly in float32, within ${ulps} ulps in float64: $types, $name`,
      (one) => {
        expect(
          differences(runOp(op, one.inputs.map(value), one.attrs), value(one.output), one.output.dtype === "float64" ? ulps + other : 0),
        ).toEqual([]);
      },
    );

    if (isPrimitive(op) && isElementwise(op)) {
      it("gives the same result when it writes over an input of the output's type", () => {
        for (const one of cases) {
          for (const [over, input] of one.inputs.entries()) {
            if (showType(input) !== showType(one.output)) continue;
            const inputs = one.inputs.map(value);
            expect(differences(runInPlace(op, inputs, one.attrs, over), runOp(op, inputs, one.attrs))).toEqual([]);
          }
        }
      });
    }

    if (isPrimitive(op) && op.identity) {
      it("returns the input that it says it is the identity of, bit for bit", () => {
        let claims = 0;
        for (const one of cases) {
          for (const [at, literal] of one.inputs.flatMap((_, i) => [undefined, ...special].map((number) => [i, number] as const))) {
            const inputs = one.inputs.map(value);
            const { dtype } = one.inputs[at] as FixtureArray;
            if (dtype === "bool" && literal !== undefined) continue;
            if (literal !== undefined) inputs[at] = new NdArray(allocate(dtype, 1).fill(literal), [], dtype);
            const output = runOp(op, inputs, one.attrs);
            const which = op.identity?.(
              one.attrs,
              inputs.map((_, i) => (i === at ? literal : undefined)),
            );
            const same = which === undefined ? undefined : inputs[which];
            // A claim counts only where the types agree, too: passes look at that.
            if (same === undefined || showType(same) !== showType(output)) continue;
            claims++;
            expect(differences(output, same)).toEqual([]);
          }
        }
        expect(claims).toBeGreaterThan(10);
      });
    }

    if (!isPrimitive(op)) {
      it(`has a definition of its own type that gives what its lowered form gives, within ${formulaUlps} ulps`, () => {
        for (const line of infers) {
          const builder = new GraphBuilder();
          const inputs = inputsOf(builder, typesOf(line.split(" → ")[0] as string)) as unknown as Operands<AnyTensor>;
          expect(showType(op.definition(inputs, attrs))).toBe(line.split(" → ")[1]);
          expect(showType((op.lower ?? op.definition)(inputs, attrs))).toBe(line.split(" → ")[1]);
        }
        for (const one of cases) {
          const inputs = one.inputs.map(value);
          expect(differences(runOp(op, inputs, one.attrs), runDefinition(op, inputs, one.attrs), formulaUlps)).toEqual([]);
        }
      });
    }
  },
);

describe("the standard set", () => {
  const ops = [...standardOps.values()];

  it("says of each primitive by exactly one field what kind of computation it is, and of each composite by its definition", () => {
    for (const op of ops) expect([op.name, [...kinds, "definition"].filter((kind) => kind in op).length]).toEqual([op.name, 1]);
    // What only TypeScript says, for a loop says how it is written: an order of elements is no fold, no move, no expression.
    expect(ops.filter((op) => "kernel" in op && op.emitter === undefined).map(({ name }) => name)).toEqual(["argsort"]);
  });

  it("has a picture, a notation and a derivative, or the statement that there is none, in each op", () => {
    for (const op of ops) {
      expect(op.picture, op.name).toBeDefined();
      // A body is several lines of Python.
      expect(op.notation?.numpy !== undefined || !isPrimitive(op) || "body" in op.attrs, op.name).toBe(true);
      // Layers over time are differentiated as the loops that they are, resize as the rows that it takes and blends.
      if (!("returnSequences" in op.attrs || "nearestMode" in op.attrs))
        expect(isPrimitive(op) ? op.vjp : (op.vjp ?? op.together), op.name).toBeDefined();
    }
  });

  it("holds the op of every file, which ops/index.ts exports beside the function that applies it", async () => {
    const folder = new URL("../../ops/", import.meta.url);
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /^(?!shared)\w+\/.*\.ts$/.test(name));
    const files: readonly Readonly<Record<string, unknown>>[] = await Promise.all(names.map((name) => import(new URL(name, folder).href)));
    const named = files.map((file) => Object.entries(file).filter(([, value]) => ops.includes(value as Op)));
    for (const [i, entries] of named.entries()) {
      expect(entries.map(([key, op]) => [key, (op as Op).name])).toEqual(entries.map(([key]) => [key, key.replace(/Op$/, "")]));
      expect(entries.length).toBe(1);
      const [[key, op]] = entries as [[string, Op]];
      expect(exported).toMatchObject({ [key]: op, [op.name]: files[i]?.[op.name] });
      expect(typeof files[i]?.[op.name]).toBe("function");
    }
    expect(files.length).toBe(ops.length);
    expect(Object.keys(exported).length).toBe(2 * ops.length);
  });

  it("has only names that an op of yours may have, too", () => {
    for (const { name } of ops) defineOp({ name, inputs: [], attrs: {}, infer: ([x]) => x, definition: ([x]) => x });
  });
});

describe("NumPy formulas of formulas", () => {
  const term = (tree: Tree): Term => {
    if (typeof tree === "string") return atom(tree);
    const [name, ...parts] = tree;
    return written(standardOps.get(name) as Op, "numpy", { dtype: "int32" }, parts.map(term)) as Term;
  };
  it.each(fixtures.flatMap((one) => one.nested_formulas ?? []).map(([tree, formula]) => [formula, tree] as const))(
    "%s has the parentheses that Python needs",
    (formula, tree) => {
      expect(term(tree).text).toBe(formula);
    },
  );
});
