import { add, concat, defineOp, f32, graph, i32, mul, oneHot, relu, slice, sum, take, transpose } from "dagrad";
import { describe, expect, it } from "vitest";
import { apply } from "../../../graph/apply.ts";
import { atom } from "../../../graph/notation.ts";
import { scatterAdd } from "../../../ops/index/scatter-add.ts";
import { pad } from "../../../ops/move/pad.ts";
import { cumsum } from "../../../ops/reduce/cumsum.ts";
import { computedOf, told } from "./told.ts";

const x = [
  [1.5, -2],
  [0.25, 4],
];

describe("explainElement(computed, id, element)", () => {
  it("says of each kind of computation how an element came about", () => {
    const network = graph({ x: f32(2, 2), y: i32(2), b: f32(2) }, ({ x, y, b }) => ({
      plus: add(x, b, { name: "plus" }),
      whole: sum(x, { name: "whole" }),
      turned: transpose(x, { name: "turned" }),
      wide: pad(x, {
        pads: [
          [0, 0],
          [1, 0],
        ],
        name: "wide",
      }),
      both: concat([x, x], { axis: 0, name: "both" }),
      part: slice(x, { start: 1, name: "part" }),
      picked: take(x, y, { axis: 0, name: "picked" }),
      marked: oneHot(y, { depth: 3, name: "marked" }),
      added: scatterAdd(x, y, { size: 4, name: "added" }),
      run: cumsum(b, { name: "run" }),
    }));
    const computed = computedOf(network, { x, y: [1, 1], b: [0.5, -1] });
    const elements = { plus: 1, whole: 0, turned: 1, wide: 0, both: 5, part: 1, picked: 1, marked: 1, added: 3, run: 1 };
    expect(
      Object.entries(elements)
        .map(([id, element]) => told(computed, id, element))
        .join("\n"),
    ).toMatchInlineSnapshot(`
      "plus[0, 1] = x[0, 1] + b[1] = −2 + −1 = −3, the same b for every row
      whole = Σ x[:, :] = 1.5 + −2 + 0.25 + 4 = 3.75
      turned[0, 1] = xᵀ[0, 1] = x[1, 0] = 0.25
      wide[0, 0] = pad(x, [[0, 0], [1, 0]])[0, 0] = 0, which is filled in
      both[2, 1] = concat(x, x)[2, 1] = x[0, 1] = −2
      part[0, 1] = x[1:2][0, 1] = x[1, 1] = 4
      picked[0, 1] = x[1, 1] = 4, as y[0] is 1
      marked[0, 1] = 1, as y[0] is 1
      added[1, 1] = x[0, 1] + x[1, 1] = −2 + 4 = 2, where 1 stands in y[:]
      run[1] = 0.5 + −1 = −0.5: the sum of b[:]"
    `);
    expect(told(computed, "wide", 1)).toMatchInlineSnapshot(`"wide[0, 1] = pad(x, [[0, 0], [1, 0]])[0, 1] = x[0, 0] = 1.5"`);
    expect(told(computed, "marked", 0)).toMatchInlineSnapshot(`"marked[0, 0] = 0, as y[0] is 1"`);
    expect(told(computed, "added", 0)).toMatchInlineSnapshot(`"added[0, 0] = 0, as 0 is not among y[:]"`);
    expect(told(computed, "x", 2)).toBe("x[1, 0] = 0.25, as it is fed");
  });

  it("an op of one's own is explained by its notation, or in the words that it declares", () => {
    const scaled = (explained: boolean) =>
      defineOp<{ readonly by: number }>({
        name: "scaled",
        inputs: ["x"],
        attrs: { by: "number" },
        infer: ([x]) => x,
        scalar: (s, [x], { by }) => s.mul(x, by),
        vjp: "not-differentiable",
        ...(explained && {
          notation: { text: ([x]) => atom(`${x.text} scaled`), latex: ([x]) => x, explain: ([x], { by }) => atom(`${by} times ${x.text}`) },
        }),
      });
    const network = (explained: boolean) =>
      graph({ x: f32(2) }, ({ x }) => ({ y: apply(scaled(explained), [x], { by: 3 }, { name: "y" }) }));
    expect(told(computedOf(network(false), { x: [1, -2] }), "y", 1)).toMatchInlineSnapshot(
      `"y[1] = scaled(x[1], by 3) = scaled(−2, by 3) = −6"`,
    );
    expect(told(computedOf(network(true), { x: [1, -2] }), "y", 1)).toMatchInlineSnapshot(`"y[1] = 3 times x[1] = 3 times −2 = −6"`);
  });

  it("names that hold what sentences are written with stay names", () => {
    const network = graph({ a: f32(2) }, ({ a }) => ({ y: relu(mul(a, 2, { name: "z" }), { name: "y" }) }));
    expect(told(computedOf(network, { a: [1, -2] }), "y", 0)).toMatchInlineSnapshot(`"y[0] = max(0, z[0]) = max(0, 2) = 2"`);
  });

  it("a value that was not computed, or that has no elements, is said to be so", () => {
    const network = graph({ x: f32("n") }, ({ x }) => ({ y: relu(x, { name: "y" }) }));
    expect(told(computedOf(network, { x: [] }), "y", 0)).toBe("y has no elements: float32[0]");
  });
});
