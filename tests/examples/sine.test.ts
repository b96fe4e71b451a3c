import { compile } from "dagrad";
import { expect, test } from "vitest";
import { main, network } from "../../examples/sine.ts";
import { book, ndarray } from "../book/book.ts";
import { expectPictures, runExample } from "./run-example.ts";

// Source: the truth's reconstruction of Fig 4.33, evaluated by NumPy 1.24.
const { x, stages, final_fit } = book.fig4_hand_tuned;

test("the hand-tuned network has the truth's values of Fig 4.33 within 1e-13", () => {
  const points = ndarray(x).data as Float64Array<ArrayBuffer>;
  const { y: fit } = compile(network).run({ x: points });
  const expected = stages["4.33"]?.y as number[];
  expect(fit.shape).toEqual([21, 1]);
  for (const [i, y] of expected.entries()) expect(Math.abs((fit.data[i] as number) - y)).toBeLessThan(1e-13);
});

test("sine prints how far the fit is off and draws it over the sine, for light and for dark", async () => {
  const { printed, files } = await runExample(main);
  const [largest, mean] = Array.from(printed.matchAll(/: (\S+)/g), ([, number]) => Number(number)) as [number, number];
  expect(Math.abs(largest - final_fit.max_abs_error)).toBeLessThan(1e-13);
  // The truth's mean is over 1001 points; the one that it has more, x = 1, is exact.
  expect(Math.abs(mean * Math.sqrt(1000 / 1001) - final_fit.rmse)).toBeLessThan(1e-13);

  const plot = files["sine.svg"] as string;
  expect(plot.match(/<polyline /g)).toHaveLength(2);
  for (const text of ["sin 2πx", "the network", ">−0.5<", ">0.75<", "prefers-color-scheme: dark"]) expect(plot).toContain(text);
  expectPictures(files, 1);
});

test("the plot of the network goes through the top of the sine, at a quarter, with 0.97", async () => {
  const { files } = await runExample(main);
  const [, points] = Array.from((files["sine.svg"] as string).matchAll(/points="([^"]*)"/g), ([, list]) => (list as string).split(" "));
  // Axes: 64 … 620 across for 0 … 1, 348 … 70 up for −1 … 1.
  expect(points?.[250]).toBe(`${64 + 0.25 * 556},${Math.round((348 - (1.97 / 2) * 278) * 10) / 10}`);
});
