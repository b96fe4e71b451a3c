import type { AttrValue } from "./graph.ts";
import { sameValue } from "./same-value.ts";

type List = readonly AttrValue[];

/** Elements of a list that stand in a key themselves; longer ones are numbered. */
const longestText = 16;

/** Keys of plain data: equal keys mean equal data. They stay short, however long its lists are, and each long list is read once. */
export class Keys {
  readonly #numbers = new Map<List, number>();
  /** The first of the equal lists, by hash: lists of one hash may still differ. */
  readonly #firsts = new Map<number, List[]>();

  /** The data as JSON, with a number in the place of each long list: equal lists have one number, others another. */
  keyOf(value: unknown): string {
    return JSON.stringify(value, (_, part: unknown) => {
      if (Array.isArray(part) && part.length > longestText) return `list ${this.#numberOf(part)}`;
      return Object.is(part, -0) ? "-0" : part;
    });
  }

  #numberOf(list: List): number {
    let number = this.#numbers.get(list);
    if (number !== undefined) return number;
    let hash = 0;
    for (let i = 0; i < list.length; i++) hash = (hash * 31 + Number(list[i])) % 2 ** 32;
    const firsts = this.#firsts.get(hash) ?? [];
    this.#firsts.set(hash, firsts);
    const equal = firsts.find((first) => sameValue(first, list));
    if (equal === undefined) firsts.push(list);
    number = equal ? (this.#numbers.get(equal) as number) : this.#numbers.size;
    this.#numbers.set(list, number);
    return number;
  }
}
