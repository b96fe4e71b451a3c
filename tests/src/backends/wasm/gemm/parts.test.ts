import { expect, it } from "vitest";
import { layouts, runGemm, untouched } from "./run-gemm.ts";

const shapes = [
  [33, 37, 41],
  [300, 3, 64],
  [300, 11, 64],
  [64, 3, 300],
  [64, 10, 300],
  [300, 64, 3],
  [300, 64, 600],
  [1, 128, 70],
  [2, 50, 70],
  [11, 50, 70],
  [50, 1, 70],
] as const;

/** The halves of a size, the first cut within a vector and a tile where that can be. */
const halves = (size: number) => {
  const cut = Math.ceil(size / 2) - (size > 8 ? 1 : 0);
  return [
    { from: 0, to: cut },
    { from: cut, to: size },
  ];
};

it.each(shapes)("m, n, k = %i, %i, %i: rows and columns computed in parts have the bits of the whole and leave the rest", (m, n, k) => {
  for (const layout of layouts) {
    const whole = runGemm({ m, n, k, layout });
    for (const rows of [...halves(m), undefined])
      for (const columns of [...halves(n), undefined]) {
        const part = runGemm({ m, n, k, layout, ...(rows && { rows }), ...(columns && { columns }) });
        const inside = (i: number): boolean => {
          const [row, column] = [Math.floor(i / n), i % n];
          return (!rows || (row >= rows.from && row < rows.to)) && (!columns || (column >= columns.from && column < columns.to));
        };
        expect(part).toEqual(whole.map((element, i) => (inside(i) ? element : untouched)));
      }
  }
});
