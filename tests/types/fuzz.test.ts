import { beforeAll, describe, expect, it } from "vitest";
import { compile, sources } from "./compile.ts";
import { Draw } from "./draw.ts";
import { programText } from "./program-text.ts";
import { calls } from "./random-call.ts";
import { randomPrograms } from "./random-programs.ts";

/** In proportion to the ops, each of which is called, and refused, by chance. */
const count = 40 * calls.size;
const random = randomPrograms(20_231, count);
const quarter = random.programs.length / 4;

/** Equations that JavaScript says are true. */
function arithmetic(): string {
  const draw = new Draw(7);
  const number = () => draw.below(10 ** (1 + draw.below(5)));
  const lines = [
    `import type { Difference, FlooredQuotient, Product, Quotient, Sum } from "${sources}/graph/types/arithmetic.ts";`,
    `import { same } from "${sources}/tests/types/exactly.ts";`,
  ];
  for (let i = 0; i < 120; i++) {
    const [a, b] = [number(), number()];
    lines.push(
      `same<Sum<${a}, ${b}>, ${a + b}>();`,
      `same<Difference<${a}, ${b}>, ${Math.max(0, a - b)}>();`,
      `same<Product<${a}, ${b}>, ${a * b}>();`,
    );
    if (b === 0) continue;
    lines.push(`same<Quotient<${a * b}, ${b}>, ${a}>();`, `same<Quotient<${a}, ${b}>, ${a % b === 0 ? a / b : "never"}>();`);
    lines.push(`same<FlooredQuotient<${a}, ${b}>, ${Math.floor(a / b)}>();`);
  }
  return lines.join("\n");
}

/** A network of `length` ops, one after the other. */
function chain(length: number): string {
  const layer = [
    (x: string) => `dense(${x}, { units: 8 })`,
    (x: string) => `relu(${x})`,
    (x: string) => `add(${x}, 1)`,
    (x: string) => `softmax(${x})`,
    (x: string) => `reshape(reshape(${x}, { shape: ["batch", 2, 4] }), { shape: ["batch", 8] })`,
  ];
  const lines = Array.from({ length }, (_, i) => `  const h${i + 1} = ${layer[i % layer.length]?.(`h${i}`)};`);
  return [
    `import { graph } from "${sources}/graph/build.ts";`,
    `import { f32 } from "${sources}/graph/input.ts";`,
    `import { add, dense, relu, reshape, softmax } from "${sources}/ops/index.ts";`,
    `import { exactly } from "${sources}/tests/types/exactly.ts";`,
    'export const deep = graph({ h0: f32("batch", 8) }, ({ h0 }) => {',
    ...lines,
    `  exactly<["batch", 8], "float32", "h0">()(h${length});`,
    `  return { y: h${length} };`,
    "});",
  ].join("\n");
}

describe("types and graph", () => {
  let said: Readonly<Record<string, string>> = {};
  beforeAll(async () => {
    const parts = [0, 1, 2, 3].map((part) => programText(random, random.programs.slice(part * quarter, (part + 1) * quarter)));
    const programs = Object.fromEntries(parts.map((text, part) => [`programs${part}.ts`, text]));
    said = await compile({ ...programs, "arithmetic.ts": arithmetic(), "chain.ts": chain(1_000) });
  }, 120_000);

  it("draw forty programs for each op, which call every op, with results and refusals of each", () => {
    const statements = random.programs.flatMap((program) => program.statements);
    const made = new Set(statements.filter(({ result }) => "id" in result).map(({ op }) => op));
    const refused = new Set(statements.filter(({ result }) => "refusal" in result).map(({ op }) => op));
    const names = [...calls.keys()].sort();
    expect(random.programs).toHaveLength(count);
    expect([...made].sort()).toEqual(names);
    // cast takes everything.
    expect([...refused].sort()).toEqual(names.filter((op) => op !== "cast"));
  });

  it("agree on every random program: the same shape, dtype and needs, or an error in both", () => {
    expect([said["programs0.ts"], said["programs1.ts"], said["programs2.ts"], said["programs3.ts"]]).toEqual(["", "", "", ""]);
  });

  it("agree on 120 random sums, differences, products and quotients", () => {
    expect(said["arithmetic.ts"]).toBe("");
  });

  it("take a chain of 1,000 ops in one network", () => {
    expect(said["chain.ts"]).toBe("");
  });
});
