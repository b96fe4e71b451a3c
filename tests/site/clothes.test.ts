/** The explorers of chapters 19 to 22, whose listings read 70,000 images: with the few that the site carries. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clothesOf } from "../../docs/site/explorers/clothes.ts";
import { recordRuns } from "../../docs/site/explorers/record-runs.ts";
import { explorationOf } from "../../src/explorer/exploration.ts";
import { fashionMnist, hasFashionMnist } from "../book/fashion-mnist.ts";
import { readText, root } from "../repository/pages.ts";
import { programsOf } from "../repository/programs.ts";

const [program = []] = programsOf(readText("docs/the-book.md")).filter(([first]) => first?.block.note === "fashion-mnist");
const sample = clothesOf(root);

test("the labels of the sample are those that the shuffled listing prints", () => {
  expect(`[${[...sample.data.y.data].slice(0, 10).join(" ")}]`).toBe(program[1]?.output?.code);
});

test.skipIf(!hasFashionMnist)("each image is the one of the package that the listing has at that place", () => {
  const label = 9;
  const { data }: { data: number[][] } = JSON.parse(readFileSync(join(fashionMnist, `src/clothes/${label}.json`), "utf8"));
  const images = data.filter((image) => image.length > 0);
  const row = 9000;
  expect([...sample.test.X.take([row]).data]).toEqual(images[6000]);
  // The third row that is trained on is an ankle boot of the first 6,000.
  const [third] = [sample.data.X.take([2]).data].map((bytes) => [...bytes].join());
  expect(images.slice(0, 6000).map((image) => image.join())).toContain(third);
});

test("each listing from the training on shows the graph that it runs, with ten images or the T-shirt that it draws", {
  timeout: 30_000,
}, async () => {
  const subjects = await recordRuns(program, () => "", sample);
  expect(Array.from(subjects, ([block, { graph }]) => [block, Object.keys(graph.outputs)])).toEqual([
    [2, ["probabilities", "loss", "accuracy"]],
    [3, ["probabilities"]],
    [4, ["probabilities", "loss", "accuracy"]],
    [5, ["probabilities", "loss", "accuracy"]],
    [6, ["probabilities"]],
    [7, ["photographed", "inverted"]],
  ]);
  for (const block of [2, 3, 4, 5, 6]) expect(subjects.get(block)?.feeds?.X?.shape).toEqual([10, 28, 28]);
  const at = (block: number, id: string, row: number): number | undefined => {
    const exploration = explorationOf(subjects.get(block) as NonNullable<ReturnType<typeof subjects.get>>);
    return exploration.look().value(exploration.run.outputs[id] as string)?.data[row] as number | undefined;
  };
  // Ten classes, and weights of 0.01 · randn, as the book has them: nothing is known before the first step.
  expect(at(2, "loss", 0)).toBeCloseTo(Math.log(10), 1);
  // A T-shirt of grey 70 on 255: the middle pixel of the picture, and of what is exchanged.
  expect(at(7, "photographed", 14 * 28 + 14)).toBe(70);
  expect(at(7, "inverted", 14 * 28 + 14)).toBe(255 - 70);
});
