import type { NodeId } from "../../graph/graph.ts";

/** A piece of a sentence: words, an element of a node as a number, or the name of a node. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "number";
      readonly text: string;
      readonly value: number;
      readonly node: NodeId;
      /** Which element of the node it is, counted in the order in which they lie in memory. */
      readonly element: number;
    }
  | {
      readonly kind: "node";
      readonly text: string;
      readonly node: NodeId;
      /** Of a gradient: the node by which is differentiated. */
      readonly gradientOf?: NodeId;
    };

/** What is said of a node: data, so that a page links its parts. Names in it are as hostile as those of the graph. */
export type Sentence = readonly Part[];

/** The sentence as text. */
export const sentenceText = (sentence: Sentence): string => sentence.map(({ text }) => text).join("");

export const words = (text: string): Part => ({ kind: "text", text });

/** The parts in a row; neighbouring words become one, texts may be given as they are. */
export function joined(...pieces: readonly (string | Part | Sentence)[]): Sentence {
  const parts: Part[] = [];
  for (const piece of pieces) {
    for (const part of typeof piece === "string" ? [words(piece)] : "kind" in piece ? [piece] : piece) {
      const last = parts.at(-1);
      if (part.text === "") continue;
      if (part.kind === "text" && last?.kind === "text") parts[parts.length - 1] = words(last.text + part.text);
      else parts.push(part);
    }
  }
  return parts;
}

/** The pieces with something between them. */
export const separated = (pieces: readonly Sentence[], between: string): Sentence =>
  joined(...pieces.flatMap((piece, i) => (i === 0 ? [piece] : [between, piece])));
