import type { AttrValue } from "../../graph/graph.ts";
import { hashList } from "../../graph/hash-list.ts";
import { sameValue } from "../../graph/same-value.ts";

type List = readonly AttrValue[];

/**
 * Numbers lists by what they hold: equal lists have one number, others another. Keys made of the numbers stay short, however long the
 * lists are; each list is read once.
 */
export class ListNumbers {
  readonly #numbers = new Map<List, number>();
  /** The first of the equal lists, by hash: lists of one hash may still differ. */
  readonly #firsts = new Map<number, List[]>();

  of(list: List): number {
    const known = this.#numbers.get(list);
    if (known !== undefined) return known;
    const hash = hashList(list);
    const firsts = this.#firsts.get(hash) ?? [];
    const equal = firsts.find((first) => sameValue(first, list));
    const number = equal === undefined ? this.#numbers.size : (this.#numbers.get(equal) as number);
    if (equal === undefined) this.#firsts.set(hash, [...firsts, list]);
    this.#numbers.set(list, number);
    return number;
  }
}
