import { expect, test } from "vitest";
import { nearest } from "../../graph/nearest.ts";

const commands = ["draw", "formula", "check", "run", "print", "diff"];

test("nearest(word, candidates) is the one that differs in a third of the letters at most, swaps counted once", () => {
  const meant = { chekc: "check", drwa: "draw", forumla: "formula", prnt: "print", rum: "run", DIFF: "diff", rnu: "run" };
  for (const [word, command] of Object.entries(meant)) expect(nearest(word, commands)).toBe(command);
});

test("nearest(word, candidates) is the only one that begins with the word", () => {
  expect(nearest("form", commands)).toBe("formula");
  expect(nearest("probabilit", ["probabilities", "probability"])).not.toBeUndefined();
});

test("nearest(word, candidates) is none when all are far", () => {
  for (const word of ["", "x", "train", "differentiate", "shapes"]) expect(nearest(word, commands)).toBeUndefined();
  expect(nearest("check", [])).toBeUndefined();
});
