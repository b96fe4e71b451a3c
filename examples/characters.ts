import { array, type NdArray, type Program, predict, type Random } from "dagrad";

/** Who does what to whom, from the house on: each verse begins with one more. */
const verses: readonly (readonly [who: string, does: string])[] = [
  ["house that Jack built", ""],
  ["malt", "lay in"],
  ["rat", "ate"],
  ["cat", "killed"],
  ["dog", "worried"],
  ["cow with the crumpled horn", "tossed"],
  ["maiden all forlorn", "milked"],
  ["man all tattered and torn", "kissed"],
  ["priest all shaven and shorn", "married"],
  ["cock that crowed in the morn", "woke"],
  ["farmer sowing his corn", "kept"],
];

/** "This is the rat that ate the malt that lay in the house that Jack built.", and so on: an English nursery rhyme of the eighteenth century. */
export const rhyme: string = verses
  .map((_, last) => {
    const chain = verses.slice(0, last + 1).reverse();
    return `This is the ${chain.map(([who, does]) => (does === "" ? who : `${who} that ${does}`)).join(" the ")}.`;
  })
  .join("\n");

/** Every character of the rhyme once: number i stands for the i-th. */
export const letters: readonly string[] = [...new Set(rhyme)].sort();

/** Characters that a model sees at once. */
export const length = 48;

export const numbersOf = (text: string): number[] => Array.from(text, (letter) => letters.indexOf(letter));

/** Pieces of the text, one beginning at every so-manyth character, and the same pieces a character on: what is to be said after each one. */
export function pieces(text: string = rhyme, every = 1): { readonly x: NdArray<"uint8">; readonly y: NdArray<"uint8"> } {
  const numbers = Uint8Array.from(numbersOf(text));
  const from = (start: number): NdArray<"uint8"> =>
    array(
      Array.from({ length: Math.ceil((numbers.length - length) / every) }, (_, i) =>
        numbers.subarray(every * i + start, every * i + start + length),
      ),
      "uint8",
    );
  return { x: from(0), y: from(1) };
}

/**
 * Goes on with a text, character by character: the model sees the last ones and says how probable each letter is. The most probable one is taken, or,
 * where there is a generator, one by chance. `program` has an input x and an output "probabilities" [rows, length, letters].
 */
export async function writeOn(program: Program<any, any>, start: string, count: number, random?: Random): Promise<string> {
  let text = start;
  for (let i = 0; i < count; i++) {
    const seen = numbersOf(text.slice(-length));
    // What comes after the text does not reach back into what is said of it, so anything may stand there.
    const x = array([[...seen, ...new Array<number>(length - seen.length).fill(0)]], "uint8");
    const { data } = await predict(program, { x }, { output: "probabilities" });
    const probabilities = Array.from(data.subarray((seen.length - 1) * letters.length, seen.length * letters.length));
    text += letters[random === undefined ? probabilities.indexOf(Math.max(...probabilities)) : chosen(probabilities, random)];
  }
  return text;
}

/** The first place where the sum of the probabilities exceeds a random number. */
function chosen(probabilities: readonly number[], random: Random): number {
  let left = random.rand(1).data[0] as number;
  const place = probabilities.findIndex((probability) => (left -= probability) < 0);
  return place < 0 ? probabilities.length - 1 : place;
}
