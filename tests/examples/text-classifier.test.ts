import { fit, predict, random } from "dagrad";
import { expect, test } from "vitest";
import { longest, numbersOf, reviews, words } from "../../examples/film-reviews.ts";
import { main, network, training } from "../../examples/text-classifier.ts";
import { expectPictures, runExample } from "./run-example.ts";

/** Whether a review is kind, read clause by clause. */
function isKind(text: string): boolean {
  const said = text.startsWith("although ")
    ? text.slice("although ".length).split(/ (?=the )/)[1]
    : text.includes(" but ")
      ? text.split(" but ")[1]
      : text.split(" although ")[0];
  const praise = /wonderful|moving|funny|clever/.test(said as string);
  return praise !== / not /.test(said as string);
}

test("reviews are labelled as they are read, half of them kind, and of words that the list has; nothing fills a line", () => {
  const { texts, x, y } = reviews(400, random(1));
  expect(texts.map(isKind)).toEqual(Array.from(y.data, (label) => label === 1));
  expect(y.data.reduce((sum, label) => sum + label, 0) / 400).toBeCloseTo(0.5, 1);
  expect(x.shape).toEqual([400, longest]);
  expect(Math.max(...texts.map((text) => text.split(" ").length))).toBe(longest);
  const written = (row: number): string =>
    Array.from(x.take(row).data, (number) => words[number])
      .join(" ")
      .trimEnd();
  expect(texts.map((_, row) => written(row))).toEqual(texts);
  expect(numbersOf("the film")).toEqual([1, 7, ...new Array<number>(11).fill(0)]);
});

test("the words alone do not tell: the same ones are in kind and in unkind reviews", () => {
  const { texts, y } = reviews(2000, random(2));
  const labels = new Map<string, Set<number>>();
  for (const [row, text] of texts.entries()) {
    const bag = text.split(" ").sort().join(" ");
    labels.set(bag, (labels.get(bag) ?? new Set()).add(y.data[row] as number));
  }
  expect([...labels.values()].filter(({ size }) => size === 2).length).toBeGreaterThan(10);
});

test("text-classifier learns 1000 reviews in 8 epochs to more than 80 of 100 others; its weights are 1 in all, and 0 behind the last word", async () => {
  const run = fit(network, { ...training(1000), epochs: 8 });
  const { epochs } = await run;
  expect(epochs.at(-1)?.validation?.accuracy).toBeGreaterThan(0.8);
  const { x } = reviews(20, random(3));
  const weights = (await predict(run.network, { x }, { output: "weights" })).tolist() as number[][];
  for (const [row, line] of weights.entries()) {
    expect(Math.abs(line.reduce((sum, weight) => sum + weight) - 1)).toBeLessThan(1e-6);
    expect(line.filter((_, place) => x.data[longest * row + place] === 0).every((weight) => weight === 0)).toBe(true);
  }
});

test("text-classifier draws twelve reviews with the weights of their words, for light and for dark, and the network", async () => {
  const { printed, files } = await runExample((directory) => main(directory, { epochs: 1, count: 100 }));
  expect(printed).toMatch(/^epoch 1 {2}loss /);
  const picture = files["reviews.svg"] as string;
  const { texts } = reviews(12, random(2));
  expect(picture.match(/class="weight"/g)).toHaveLength(texts.join(" ").split(" ").length);
  expect(picture).toContain("prefers-color-scheme: dark");
  expectPictures(files, 1);
});
