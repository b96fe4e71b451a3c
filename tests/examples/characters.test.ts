import { fit, random } from "dagrad";
import { describe, expect, test } from "vitest";
import * as lstm from "../../examples/character-lstm.ts";
import * as transformer from "../../examples/character-transformer.ts";
import { length, letters, numbersOf, pieces, rhyme, writeOn } from "../../examples/characters.ts";
import { expectPictures, runExample } from "./run-example.ts";

describe("the rhyme", () => {
  test("grows by a line from verse to verse, as it is told", () => {
    const verses = rhyme.split("\n");
    expect(verses).toHaveLength(11);
    // Source: the nursery rhyme "This is the house that Jack built", Roud 20854.
    expect(verses.slice(0, 4)).toEqual([
      "This is the house that Jack built.",
      "This is the malt that lay in the house that Jack built.",
      "This is the rat that ate the malt that lay in the house that Jack built.",
      "This is the cat that killed the rat that ate the malt that lay in the house that Jack built.",
    ]);
    expect(verses.at(-1)).toContain("This is the farmer sowing his corn that kept the cock that crowed in the morn that woke the priest");
  });

  test("becomes pieces, each beside the same a letter on", () => {
    const { x, y } = pieces();
    expect([x.shape, pieces(rhyme, 8).x.shape[0]]).toEqual([[rhyme.length - length, length], Math.ceil((rhyme.length - length) / 8)]);
    const written = (row: number, of: typeof x): string => Array.from(of.take(row).data, (number) => letters[number]).join("");
    expect(written(7, x)).toBe(rhyme.slice(7, 7 + length));
    expect(written(7, y)).toBe(rhyme.slice(8, 8 + length));
    expect(written(7, pieces(rhyme, 8).y)).toBe(rhyme.slice(57, 57 + length));
    expect(numbersOf("Jack").map((number) => letters[number])).toEqual(["J", "a", "c", "k"]);
  });
});

/** The first verses, so that a test need not learn them all. */
const short = rhyme.slice(0, 400);

describe.each([
  ["character-lstm", lstm, 60],
  ["character-transformer", transformer, 4],
] as const)("%s", (name, { main, network, training }, enough) => {
  test("learns what comes next: the loss of 400 letters falls below half of what guessing costs, and it goes on with words of the rhyme", async () => {
    const run = fit(network, { ...training(short), epochs: enough });
    const { epochs } = await run;
    expect(epochs.at(-1)?.metrics.loss).toBeLessThan(Math.log(letters.length) / 2);
    const text = await writeOn(run.network, "This is the ", 20, random(1));
    expect(text).toMatch(/^This is the /);
    expect(text).toHaveLength(32);
  });

  test("sees nothing of what comes later: other letters behind a place change nothing that is said up to it", async () => {
    const run = fit(network, { ...training(short), epochs: 1 });
    await run;
    const said = (text: string): number[] => {
      const { probabilities } = run.network.run({ x: [numbersOf(text)] }, ["probabilities"]);
      return Array.from(probabilities.data.subarray(0, 20 * letters.length));
    };
    const [a, b] = [rhyme.slice(0, length), rhyme.slice(0, 20) + rhyme.slice(100, 100 + length - 20)];
    expect(said(a)).toEqual(said(b));
  });

  test("prints its epochs and what it wrote, and draws its layers", async () => {
    const { printed, files } = await runExample((directory) => main(directory, { epochs: 1, text: short }));
    const [epoch, ...text] = printed.split("\n");
    expect(epoch).toMatch(/^epoch 1 {2}loss /);
    expect(text.join("\n")).toMatch(/^This is the cow/);
    expectPictures(files, 1);
    expect(Object.keys(files)).toEqual([`${name}.dot`, `${name}.svg`]);
  });
});
