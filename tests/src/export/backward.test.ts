import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import type { Graph } from "../../../graph/graph.ts";
import { f32, f64 } from "../../../graph/input.ts";
import { random } from "../../../src/data/random.ts";
import { dot } from "../../../src/export/dot.ts";
import { cotangentsOf } from "../../../src/export/drawing/cotangents.ts";
import { svg } from "../../../src/render/index.ts";
import { compile } from "../../../src/run/compile.ts";
import { trace } from "../../../src/run/trace.ts";
import { adam } from "../../../src/train/adam.ts";
import { gradients } from "../../../src/train/gradients.ts";
import { sgd } from "../../../src/train/sgd.ts";
import { trainStep } from "../../../src/train/train-step.ts";
import { op } from "../../graph/untyped-ops.ts";
import { labelsOf } from "./labels.ts";
import { chapter5, residual } from "./networks.ts";

/** One neuron: y = max(0, x w + b), and the mean of its squared errors. */
const neuron: Graph = graph({ x: f32("n", 3), t: f32("n", 1) }, ({ x, t }, g) => {
  const w = g.parameter("w", [3, 1]);
  const b = g.parameter("b", [1], { init: "zeros" });
  const y = op.relu(op.add(op.matmul(x, w), b));
  return { y, loss: op.mean(op.pow(op.sub(y, t), 2)) };
});

const derived = { neuron: gradients(neuron, { of: "loss" }), "chapter-5": gradients(chapter5, { of: "loss" }) };
const step = trainStep(neuron, { minimize: "loss", optimizer: adam() });

describe("a graph with gradients", () => {
  test.each(Object.entries(derived))("%s is drawn as in the golden files at both levels", async (name, differentiated) => {
    for (const level of ["layers", "formula"] as const) {
      await expect(dot(differentiated, { level })).toMatchFileSnapshot(`../../output/gradients-${name}-${level}.dot`);
    }
  });

  test("a training step is drawn as in the golden file, and so from left to right", async () => {
    await expect(dot(step)).toMatchFileSnapshot("../../output/training-step.dot");
    await expect(dot(step, { direction: "LR" })).toMatchFileSnapshot("../../output/training-step-LR.dot");
  });

  test("the forward pass is the picture of the network itself, but for the title", () => {
    for (const level of ["layers", "formula"] as const) {
      const lines = new Set(dot(derived["chapter-5"], { level }).split("\n"));
      const [, heading, ...rest] = dot(chapter5, { level }).split("\n");
      expect(heading).toContain("label=");
      expect(rest.filter((line) => !lines.has(line))).toEqual([]);
    }
  });

  test("each cotangent says by what formula it comes, as the calculus of the chapter writes it", () => {
    const written = (of: Graph) => cotangentsOf(of).map(({ name, formula }) => `${name} = ${formula}`);
    // Source: the derivatives by hand, NNFS ch. 9.
    expect(written(derived["chapter-5"])).toEqual([
      "∂dense₂ = (softmax₁ − oneHot(y, 3)) ÷ batch",
      "∂b₂ = Σ(∂dense₂, axis 0)",
      "∂w₂ = relu₁ᵀ ∂dense₂",
      "∂relu₁ = ∂dense₂ w₂ᵀ",
      "∂dense₁ = where([relu₁ = 0], 0, ∂relu₁)",
      "∂b₁ = Σ(∂dense₁, axis 0)",
      "∂w₁ = Xᵀ ∂dense₁",
    ]);
  });

  test("cotangents are dashed and point from the loss up; each is paired with its node by a dotted line", () => {
    const text = dot(derived["chapter-5"]);
    expect(text).toContain('"backward relu1" -> "backward dense2" [class="cotangent", color="#B84A00", style="dashed", dir="back"]');
    expect(text).toContain(
      '"backward dense2" -> "crossentropy1" [class="cotangent", color="#B84A00", label=" ∂loss = 1 ", style="dashed", dir="back"]',
    );
    for (const id of ["dense1", "relu1", "dense2"]) {
      expect(text).toContain(`"${id}" -> "backward ${id}" [class="pair"`);
      expect(text).toContain(`{rank=same; "${id}"; "backward ${id}"}`);
    }
    expect(text).not.toContain('d.dense1.weights" [');
  });

  test("a training step shows what the optimiser makes of each parameter, and not its counter", () => {
    const text = dot(step);
    expect(text).toContain('label="next w\\nadam · momentum · cache"');
    expect(text).toContain('"optimizer matmul1" -> "w" [class="update"');
    expect(text).not.toContain("adam.step");
    expect(text).not.toContain("learningRate");
  });

  test("shortcuts, shared parameters and second derivatives are drawn, with every box that an edge names", async () => {
    const twice = gradients(gradients(neuron, { of: "loss", with: ["w"] }) as Graph, { of: "loss", with: ["b"] }) as Graph;
    for (const one of [gradients(residual, { of: "error" }) as Graph, twice]) {
      for (const level of ["layers", "formula"] as const) {
        const text = dot(one, { level });
        const ends = Array.from(text.matchAll(/^ {2}("(?:[^"\\]|\\.)*") -> ("(?:[^"\\]|\\.)*") /gm)).flatMap(([, from, to]) => [from, to]);
        for (const end of new Set(ends))
          expect(text).toMatch(new RegExp(`^ +${(end as string).replace(/[.*+?^$()|[\]\\]/g, "\\$&")} \\[`, "m"));
        expect(await svg(text)).toContain("∂");
      }
    }
  });

  test("nodes that a user calls d.x in a scope of his own stay nodes", () => {
    const own: Graph = graph({ x: f32(2) }, ({ x }, g) => ({ y: g.scope("backward", () => op.exp(x, { name: "d.x" })) }));
    expect(dot(own)).not.toContain("∂");
  });

  test("the execution level shows every node as it runs", () => {
    expect(dot(derived.neuron, { level: "execution" })).toContain('"d.w"');
  });

  test("the execution level of a training step is drawn as in the golden file", async () => {
    await expect(dot(step, { level: "execution" })).toMatchFileSnapshot("../../output/training-step-execution.dot");
  });

  test("the execution level has one box for what the optimiser computes for a parameter, behind its gradient", () => {
    const text = dot(step, { level: "execution" });
    // Adam by hand: 2 × 3 ops for each moment, its correction of 4, the step of 6, the counter.
    expect(labelsOf(text)).toEqual(
      expect.arrayContaining(["next w", "next b", "adam · momentum · cache", "what adam computes for a parameter is one box"]),
    );
    expect(text).toContain('"d.w" -> "next w"');
    expect(text).toContain('"d.b" -> "next b"');
    for (const hidden of ["adam.w.cache", "adam.step", "sqrt1"]) expect(text).not.toContain(`"${hidden}`);
    // No arrow leads back to the parameters across the picture.
    expect(text).not.toMatch(/ -> "(w|b)" /);
  });

  test("the box of a traced step says what its ops cost together, and no op is lost", () => {
    const run = trace(compile(step, { random: random(0) }), { x: [[1, 2, 3]], t: [[1]] });
    const labels = labelsOf(dot(step, { level: "execution", trace: run }));
    const inBoxes = labels.flatMap((label) => /^(\d+) ops? · .+ · .+% · .+ B$/.exec(label)?.[1] ?? []);
    expect(inBoxes.length).toBe(2);
    expect(labels.some((label) => label.includes(`${Object.keys(run.times).length} ops · `))).toBe(true);
  });

  test("constants are written in the digits of their dtype", () => {
    const labels = labelsOf(
      dot(trainStep(neuron, { minimize: "loss", optimizer: sgd({ momentum: 0.9, learningRate: 0.1 }) }), { level: "execution" }),
    );
    expect(labels.join(" ")).not.toMatch(/\d\.\d{12}/);
    // Source: np.float32(1) - np.float32(0.9) is 0.100000024, 1 - 0.9 in double is 0.09999999999999998, and np.float32 of that 0.1.
    const one = graph({ x: f32(2) }, ({ x }) => ({ y: op.mul(x, 1 - 0.9) }));
    expect(labelsOf(dot(one, { level: "formula" }))).toEqual(expect.arrayContaining(["· × 0.1", "y = x × 0.1"]));
    const double = graph({ x: f64(2) }, ({ x }) => ({ y: op.mul(x, 1 - 0.9) }));
    expect(labelsOf(dot(double, { level: "formula" }))).toContain("· × 0.09999999999999998");
  });
});
