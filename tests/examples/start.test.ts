import { expect, test } from "vitest";
import { main as drawFigure } from "../../examples/fig-1.13.ts";
import { main } from "../../examples/start.ts";
import { listing } from "../book/book.ts";
import { runExample } from "./run-example.ts";

test("start prints the book's digits, then the formula, and writes the five files of Fig 1.13", async () => {
  const { printed, files } = await runExample(main);
  const figure = await runExample(drawFigure);
  const digits = [listing("c5.15").printed[0]?.numpy_prints, "acc: 0.34"].join("\n");
  expect(digits).toMatch(/\nloss: 1\.0986104\nacc: 0\.34$/);
  expect(printed).toBe(`${digits}\n${figure.printed}`);
  expect(files).toEqual(figure.files);
  expect(Object.keys(files)).toEqual([
    "fig-1.13-layers.dot",
    "fig-1.13-layers.svg",
    "fig-1.13-formula.dot",
    "fig-1.13-formula.svg",
    "fig-1.13.tex",
  ]);
});
