import { array, type NdArray, type Random } from "dagrad";

const things = ["film", "story", "music", "acting", "ending", "camera"];
const praise = ["wonderful", "moving", "funny", "clever"];
const blame = ["dull", "silly", "slow", "empty"];

/** Every word that a review may have, behind nothing, which fills what is left of a line. */
export const words: readonly string[] = ["", "the", "was", "not", "very", "but", "although", ...things, ...praise, ...blame];

/** Words of the longest review: although the film was not very dull the story was not very funny. */
export const longest = 13;

export interface Reviews {
  readonly texts: readonly string[];
  /** uint8[rows, 13]: the numbers of the words, 0 behind the last one. */
  readonly x: NdArray<"uint8">;
  /** 1 where the writer liked the film. */
  readonly y: NdArray<"uint8">;
}

export const numbersOf = (text: string): number[] => {
  const numbers = text.split(" ").map((word) => words.indexOf(word));
  return [...numbers, ...new Array<number>(longest - numbers.length).fill(0)];
};

/**
 * Reviews of films of one or two clauses. Words alone do not tell which are good: "not" turns what follows round, and of two clauses that disagree the one
 * counts that stands behind "but" or not behind "although".
 */
export function reviews(count: number, random: Random): Reviews {
  const one = <T>(list: readonly T[]): T => list[random.randint(0, list.length)] as T;
  const clause = (good: boolean): string => {
    const turned = random.randint(0, 2) === 1;
    const very = random.randint(0, 2) === 1 ? "very " : "";
    return `the ${one(things)} was ${turned ? "not " : ""}${very}${one(good === turned ? blame : praise)}`;
  };
  const review = (good: boolean): string => {
    const [counts, other] = [clause(good), clause(!good)];
    return one([counts, `${other} but ${counts}`, `although ${other} ${counts}`, `${counts} although ${other}`]);
  };
  const labels = Uint8Array.from({ length: count }, () => random.randint(0, 2));
  const texts = Array.from(labels, (label) => review(label === 1));
  return { texts, x: array(texts.map(numbersOf), "uint8"), y: array(labels, "uint8") };
}
