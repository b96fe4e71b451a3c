import { describe, expect, test } from "vitest";
import { array } from "../../../graph/ndarray.ts";
import { copyItems, shuffleItems } from "../../../src/data/shuffle-items.ts";

/** Always swaps with the first item: the items rotate by one. */
const first = (): number => 0;

describe("shuffleItems", () => {
  test("swaps each item from the last down to the second with the one drawn for it", () => {
    const asked: number[] = [];
    const items = ["a", "b", "c", "d"];
    shuffleItems("shuffle", items, (most) => {
      asked.push(most);
      return 0;
    });
    expect(asked).toEqual([3, 2, 1]);
    expect(items).toEqual(["b", "c", "d", "a"]);
  });

  test("moves typed arrays of any kind, bigint among them", () => {
    const floats = new Float32Array([1, 2, 3]);
    const bigints = new BigInt64Array([1n, 2n, 3n]);
    shuffleItems("shuffle", floats, first);
    shuffleItems("shuffle", bigints, first);
    expect(floats).toEqual(new Float32Array([2, 3, 1]));
    expect(bigints).toEqual(new BigInt64Array([2n, 3n, 1n]));
  });

  test("moves whole rows of an NdArray and keeps the order within them", () => {
    const rows = array(
      [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [5, 6],
          [7, 8],
        ],
        [
          [9, 10],
          [11, 12],
        ],
      ],
      "uint8",
    );
    shuffleItems("shuffle", rows, first);
    expect(rows.tolist()).toEqual([
      [
        [5, 6],
        [7, 8],
      ],
      [
        [9, 10],
        [11, 12],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    ]);
  });

  test("leaves an item that is drawn for itself, and rows without elements", () => {
    const rows = array([
      [1, 2],
      [3, 4],
    ]);
    shuffleItems("shuffle", rows, (most) => most);
    expect(rows.tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    const empty = array([[], [], []]);
    shuffleItems("shuffle", empty, first);
    expect(empty.shape).toEqual([3, 0]);
  });
});

test("copyItems shares no elements with its argument", () => {
  const list = [1, 2];
  const rows = array([[1], [2]]);
  shuffleItems("shuffle", copyItems(list), first);
  shuffleItems("shuffle", copyItems(rows), first);
  expect(list).toEqual([1, 2]);
  expect(rows.tolist()).toEqual([[1], [2]]);
});
