import { describe, expect, it } from "vitest";
import { apply } from "../../graph/apply.ts";
import { graph } from "../../graph/build.ts";
import { isFloat } from "../../graph/dtype.ts";
import { isDagradError } from "../../graph/errors.ts";
import { extend } from "../../graph/extend.ts";
import type { Graph } from "../../graph/graph.ts";
import { f32, f64, u8 } from "../../graph/input.ts";
import { array, NdArray } from "../../graph/ndarray.ts";
import { type AnyTensor, failAt, isPrimitive, type Op } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import { add, binaryCrossentropy, mul, sigmoid, sum } from "../../ops/index.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { random } from "../../src/data/random.ts";
import { lower } from "../../src/passes/lower.ts";
import { compile } from "../../src/run/compile.ts";
import { checkGradients } from "../../src/train/check-gradients.ts";
import { gradients } from "../../src/train/gradients.ts";
import { printGradientCheck } from "../../src/train/print-gradient-check.ts";
import { type GradientCase, gradientRows } from "./gradient-rows.ts";

const opOf = (name: string): Op => standardOps.get(name) as Op;
const differentiable = gradientRows.flatMap(([{ name }, row]) => row.map((one) => ({ ...one, op: name, case: `${name} of ${one.name}` })));

/** Any numbers of that shape: a cotangent that treats no element like another. */
const anyNumbers = (shape: readonly number[]): NdArray<"float64"> => random(7).normal(0, 1, [...shape]);

/** y = op(x1, x2, …), and a loss in which each of its elements has its own weight; squared, so that the loss bends where y does not. */
function networkOf(one: GradientCase & { readonly op: string }, { squared = false } = {}): Graph {
  const specs = Object.fromEntries(one.inputs.map(({ shape, dtype }, i) => [`x${i + 1}`, { shape, dtype }]));
  return graph(specs, (inputs, g) => {
    const y = apply(opOf(one.op), Object.values(inputs), one.attrs ?? {}) as AnyTensor;
    const weights = g.constant(anyNumbers(y.shape as number[]));
    return { y, loss: sum(mul(weights, squared ? mul(y, y) : y)) };
  });
}
const feedsOf = ({ inputs }: GradientCase): Record<string, NdArray> => Object.fromEntries(inputs.map((input, i) => [`x${i + 1}`, input]));
const variables = ({ inputs, by }: GradientCase): string[] =>
  inputs.flatMap(({ dtype }, i) => ((by ? by.includes(i) : isFloat(dtype)) ? [`x${i + 1}`] : []));

/** The report of a check that compared every element, or why it did not pass. */
function failures(network: Graph, one: GradientCase, of: string): string[] {
  const check = checkGradients(network, feedsOf(one), { of, with: variables(one) });
  const complete = check.tensors.every(({ checked, shape }) => checked === sizeOf(shape as number[]));
  return check.ok && complete ? [] : [printGradientCheck(check)];
}

describe("the derivative of", () => {
  it.each(differentiable)("$case is that of central differences within 1e-6", (one) => {
    expect(failures(networkOf(one), one, "loss")).toEqual([]);
  });

  /** Ops of bools alone have no slope to be flat. */
  const takesFloats = ({ name, infer }: Op): boolean => {
    try {
      infer([{ shape: [1], dtype: "float64" }] as never, {}, failAt(name, name));
      return true;
    } catch (error) {
      if (isDagradError(error)) return false;
      throw error;
    }
  };
  const flat = [...standardOps.values()].filter(
    (op) => op.vjp === "not-differentiable" && op.inputs.length === 1 && Object.keys(op.attrs).length === 0 && takesFloats(op),
  );
  it.each(flat.map(({ name }) => name))("%s is declared not to exist: it is flat, but for jumps", (name) => {
    const network = graph({ x: f64(100) }, ({ x }) => ({ y: apply(opOf(name), [x], {}) as AnyTensor }));
    const x = random(5).normal(0, 3, [100]).data;
    const y = (moved: number): string => String((compile(network).run({ x: x.map((v) => v + moved) }) as Record<string, NdArray>).y);
    expect(y(1e-9)).toBe(y(0));
  });
});

describe("the second derivative of", () => {
  // v · ∇loss is a scalar again; its gradient is the Hessian of the loss times v.
  it.each(differentiable)("$case, squared, times a vector is that of central differences of the gradient within 1e-6", (one) => {
    const by = variables(one);
    const once = gradients(networkOf(one, { squared: true }), { of: "loss", with: by });
    const network = extend(once, (node, g) => {
      const products = by.map((id): AnyTensor => {
        const gradient = node(once.outputs[`d.${id}`] as string) as AnyTensor;
        return sum(mul(gradient, g.constant(anyNumbers(gradient.shape as number[]))));
      });
      return { product: products.reduce((a, b) => add(a, b)) };
    });
    expect(failures(network, one, "product")).toEqual([]);
  });
});

describe("a derivative of its own", () => {
  const overridden = differentiable.filter(({ op }) => !isPrimitive(opOf(op)) && opOf(op).vjp !== undefined);

  it.each(overridden)("agrees with that of the formula, textbook and safe, within 1e-9: $case", (one) => {
    const network = networkOf(one);
    const request = { of: "loss", with: variables(one) };
    const [own, textbook, safe] = [network, lower(network, { form: "textbook" }), lower(network)].map((form) => {
      const values = compile(gradients(form, request)).run(feedsOf(one) as Record<string, NdArray<"float64">>) as Readonly<
        Record<string, NdArray>
      >;
      return request.with.flatMap((id) => Array.from((values[`d.${id}`] as NdArray).data));
    }) as [number[], number[], number[]];
    const largest = Math.max(...own.map(Math.abs));
    for (const other of [textbook, safe]) {
      expect(other.length).toBe(own.length);
      for (const [i, value] of own.entries()) expect(Math.abs(value - (other[i] as number))).toBeLessThanOrEqual(1e-9 * largest);
    }
  });
});

describe("at a kink", () => {
  /** ∂ Σ w y of one op at these operands, one list per operand, for w = 1, 2, 3, … */
  function slopes(
    op: string,
    inputs: readonly (readonly number[])[],
    attrs: GradientCase["attrs"] = {},
    dtype: "float32" | "float64" = "float64",
  ): number[][] {
    const one = { op, name: "kink", inputs: inputs.map((list) => array([...list], dtype)), attrs };
    const specs = Object.fromEntries(one.inputs.map(({ shape, dtype }, i) => [`x${i + 1}`, { shape, dtype }]));
    const network = graph(specs, (handles, g) => {
      const y = apply(opOf(op), Object.values(handles), attrs) as AnyTensor;
      const weights = g.constant(
        new NdArray(
          array(
            Array.from({ length: sizeOf(y.shape as number[]) }, (_, i) => i + 1),
            dtype,
          ).data,
          y.shape as number[],
          dtype,
        ),
      );
      return { loss: sum(mul(weights, y)) };
    });
    const values = compile(gradients(network, { of: "loss", with: variables(one) })).run(
      feedsOf(one) as Record<string, NdArray<"float64">>,
    ) as Readonly<Record<string, NdArray>>;
    return variables(one).map((id) => Array.from((values[`d.${id}`] as NdArray).data));
  }

  it("relu is flat at 0 and at −0, and passes the derivative on where x is NaN (NNFS ch. 9, truth T12)", () => {
    expect(slopes("relu", [[0, -0, NaN, 5e-324, -5e-324]])).toEqual([[0, 0, 3, 4, 0]]);
  });

  it("abs is flat at 0 and at −0", () => {
    expect(slopes("abs", [[0, -0, -2, 3]])).toEqual([[0, 0, -3, 4]]);
  });

  it("maximum and minimum of equal elements give the whole derivative to the first operand", () => {
    expect(
      slopes("maximum", [
        [1, 0, 2],
        [1, -0, 3],
      ]),
    ).toEqual([
      [1, 2, 0],
      [0, 0, 3],
    ]);
    expect(
      slopes("minimum", [
        [1, 0, 2],
        [1, -0, 3],
      ]),
    ).toEqual([
      [1, 2, 3],
      [0, 0, 0],
    ]);
  });

  it("clip passes the derivative on at its bounds, and is flat beyond them", () => {
    expect(slopes("clip", [[-1, 1, -1.5, 1.5, 0]], { min: -1, max: 1 })).toEqual([[1, 2, 0, 0, 5]]);
  });

  it("max parts the derivative among equal elements", () => {
    expect(slopes("max", [[1, 3, 3, 2]], { axis: [0], keepdims: false })).toEqual([[0, 0.5, 0.5, 0]]);
  });

  it("l1 rises at 0 and at −0 (NNFS ch. 14, truth T17)", () => {
    expect(slopes("l1", [[0, -0, -1, 1]], { lambda: 0.5 })).toEqual([[0.5, 0.5, -0.5, 0.5]]);
  });

  it("meanAbsoluteError is flat where p = y (truth T22)", () => {
    expect(
      slopes(
        "meanAbsoluteError",
        [
          [1, 2],
          [1, 1],
        ],
        { reduction: "sum" },
      ),
    ).toEqual([
      [0, 0.5],
      [0, -0.5],
    ]);
  });

  it("leakyRelu, elu and selu slope as for negative numbers at 0 and at −0 (PyTorch)", () => {
    expect(slopes("leakyRelu", [[0, -0, -2, 3, NaN]], { alpha: 0.25 })).toEqual([[0.25, 0.5, 0.75, 4, 1.25]]);
    expect(slopes("elu", [[0, -0, 5e-324, 3]], { alpha: 0.25 })).toEqual([[0.25, 0.5, 3, 4]]);
    const [gamma, alpha] = [Math.fround(1.050701), Math.fround(1.6732632)] as const;
    expect(slopes("selu", [[0, -0, 3]])).toEqual([[gamma * alpha, 2 * (gamma * alpha), 3 * gamma]]);
  });

  it("hardSigmoid is flat at both kinks (PyTorch), hardSwish slopes as beyond them (pytorch/pytorch#147801)", () => {
    expect(slopes("hardSigmoid", [[-2, 2, -1, 1, -3, 3]], { alpha: 0.25, beta: 0.5 })).toEqual([[0, 0, 0.75, 1, 0, 0]]);
    for (const dtype of ["float32", "float64"] as const)
      expect(slopes("hardSwish", [[-3, 3, 0, -4, 4]], {}, dtype)).toEqual([[0, 2, 1.5, 0, 5]]);
  });

  it("huber slopes as p − y up to δ and by δ beyond, in both directions (½ e² and δ |e| meet smoothly)", () => {
    const attrs = { delta: 2, reduction: "sum" };
    expect(slopes("huber", [[2, -2, 1, 0, 9, -9, 2.5, -1], Array(8).fill(0)], attrs)[0]).toEqual(
      [2, -2, 1, 0, 2, -2, 2, -1].map((slope) => slope / 8),
    );
  });

  /** What calculus says of −1000 and 1000; the second is weighted by 2. */
  const far: Readonly<Record<string, readonly [slopes: readonly [number, number], attrs?: GradientCase["attrs"]]>> = {
    leakyRelu: [[0.25, 2], { alpha: 0.25 }],
    elu: [[0, 2], { alpha: 0.25 }],
    selu: [[0, 2 * Math.fround(1.050701)]],
    softplus: [[0, 2]],
    silu: [[0, 2]],
    hardSigmoid: [[0, 0], { alpha: 0.25, beta: 0.5 }],
    hardSwish: [[0, 2]],
    mish: [[0, 2]],
    // dy − softmax(x) Σ dy, of which softmax(x) is 0, 1
    logSoftmax: [[1, -1], { axis: 0 }],
    logSumExp: [[0, 1], { axis: [0], keepdims: false }],
  };
  it.each(Object.entries(far))("%s slopes at ±1000 as calculus says, in float32 and float64", (op, [expected, attrs]) => {
    for (const dtype of ["float32", "float64"] as const)
      expect(slopes(op, [[-1000, 1000]], attrs, dtype)[0]?.map((slope) => slope + 0)).toEqual(expected);
  });

  it("softmaxCrossentropy slopes at logits of ±1000 by softmax(z) − y, and in y by −log softmax(z), in float32 and float64", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const [dz, dy] = slopes(
        "softmaxCrossentropy",
        [
          [1000, -1000],
          [0, 1],
        ],
        { reduction: "sum" },
        dtype,
      );
      expect([dz, dy?.map((slope) => slope + 0)]).toEqual([
        [1, -1],
        [0, 2000],
      ]);
    }
  });

  it("pow has no derivative in the exponent of 0 and of negative numbers, where 0 is taken", () => {
    expect(
      slopes("pow", [
        [0, -2, 0],
        [2, 2, -1],
      ])[1],
    ).toEqual([0, 0, 0]);
  });

  it("binaryCrossentropy slopes as at the bounds of its clip beyond them (NNFS ch. 16)", () => {
    expect(slopes("binaryCrossentropy", [[0], [1]], { reduction: "sum" })[0]).toEqual([-1 / 1e-7]);
    const upper = 1 - 1e-7;
    expect(slopes("binaryCrossentropy", [[1], [0]], { reduction: "sum" })[0]).toEqual([1 / (1 - upper)]);
  });

  it("crossentropy slopes as the book's −y ÷ p up to p = 1, and as at 1e-7 below that, where the book's is not finite (NNFS ch. 9)", () => {
    const p = [0, 1e-8, 1e-7, 0.25, 1 - 1e-8, 1, 0];
    const y = [1, 1, 1, 1, 1, 1, 0];
    const expected = [-1 / 1e-7, -1 / 1e-7, -1 / 1e-7, -4, -1 / (1 - 1e-8), -1, -0];
    expect(slopes("crossentropy", [p, y], { reduction: "sum" })[0]).toEqual(expected);
  });

  it("binaryCrossentropy of a sigmoid slopes as p − y where p saturates, in float32 and float64", () => {
    for (const input of [f32, f64]) {
      const network = graph({ z: input(4, 1), y: u8(4, 1) }, ({ z, y }) => ({
        loss: binaryCrossentropy(sigmoid(z), y, { reduction: "sum" }),
      }));
      const feeds = { z: [[40], [-800], [1000], [-50]], y: [[0], [1], [1], [0]] };
      const { "d.z": slope } = compile(gradients(network, { of: "loss", with: ["z"] }), { backend: reference }).run(feeds);
      for (const [i, value] of [1, -1, 0, Math.exp(-50)].entries()) expect(slope?.data[i]).toBeCloseTo(value, 12);
    }
  });
});
