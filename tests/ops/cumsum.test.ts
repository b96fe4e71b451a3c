import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, f64, u8 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { cumprod } from "../../ops/reduce/cumprod.ts";
import { cumsum } from "../../ops/reduce/cumsum.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";
import { gradients } from "../../src/train/gradients.ts";

describe.each([reference, wasm()])("cumsum(x) and cumprod(x) on $name", (backend) => {
  it("go along an axis from the front or the end, with the element itself or without it", () => {
    const program = compile(
      graph({ x: f32("n", 3), bytes: u8("n") }, ({ x, bytes }) => ({
        rows: cumsum(x),
        columns: cumsum(x, { axis: 1, exclusive: true }),
        back: cumsum(x, { axis: -1, reverse: true }),
        both: cumprod(x, { axis: "n", reverse: true, exclusive: true }),
        products: cumprod(x, { axis: 1 }),
        wide: cumsum(bytes),
      })),
      { backend },
    );
    const { rows, columns, back, both, products, wide } = program.run({
      x: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      bytes: [200, 100],
    });
    expect(rows.tolist()).toEqual([
      [1, 2, 3],
      [5, 7, 9],
    ]);
    expect(columns.tolist()).toEqual([
      [0, 1, 3],
      [0, 4, 9],
    ]);
    expect(back.tolist()).toEqual([
      [6, 5, 3],
      [15, 11, 6],
    ]);
    expect(both.tolist()).toEqual([
      [4, 5, 6],
      [1, 1, 1],
    ]);
    expect(products.tolist()).toEqual([
      [1, 2, 6],
      [4, 20, 120],
    ]);
    expect([wide.dtype, wide.tolist()]).toEqual(["int32", [200, 300]]);
    expect(program.run({ x: zeros([0, 3], "float32"), bytes: zeros([0], "uint8") }).back.shape).toEqual([0, 3]);
  });

  it("cumprod has a derivative at zeros: that of the others' products", () => {
    const network = graph({ x: f64("n") }, ({ x }) => ({ loss: sum(cumprod(x)) }));
    const program = compile(gradients(network, { of: "loss", with: ["x"] }), { backend });
    const slopes = (x: number[]) => Array.from(program.run({ x }, ["loss", "d.x"])["d.x"].data);
    // x₁ + x₁x₂ + x₁x₂x₃ by hand.
    expect(slopes([2, 0, 5])).toEqual([1, 2 + 2 * 5, 0]);
    expect(slopes([0, 0, 5])).toEqual([1, 0, 0]);
    expect(slopes([0, 3, 5])).toEqual([1 + 3 + 15, 0, 0]);
    expect(slopes([7])).toEqual([1]);
  });
});

describe("cumsum(x)", () => {
  it("refuses an axis that x does not have", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32(2) }, ({ x }) => ({ y: cumsum(x, { axis: 1 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: cumsum: axis must be one of -1 to 0, got axis 1 for [2] (node "cumsum1"); correct axis]`,
    );
  });
});
