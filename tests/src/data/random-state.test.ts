import { describe, expect, test } from "vitest";
import { FormatError } from "../../../graph/errors.ts";
import { type Random, random, randomFromState } from "../../../src/data/random.ts";
import type { RandomState } from "../../../src/data/random-state.ts";
import { edges } from "./random-fixtures.ts";

/** Draws of every kind; 2,000 words and more, so that the key is renewed on the way. */
const drawAll = (source: Random): unknown[] => [
  source.randn(501).tolist(),
  source.rand(400).tolist(),
  source.randint(0, 2 ** 40, 9).tolist(),
  source.randint(0, 7, 9, "uint8").tolist(),
  source.permutation(20).tolist(),
  source.choice(9, 4, { replace: false }).tolist(),
  source.binomial(1, 0.5, 9).tolist(),
  source.randn(),
];

const throughJson = (state: RandomState): RandomState => JSON.parse(JSON.stringify(state)) as RandomState;

describe("a run is resumed", () => {
  test.each([0, 1, 2, 311, 312, 313])("after %i normals, from JSON, with the same draws", (count) => {
    const source = random(42);
    source.randn(count);
    const resumed = randomFromState(throughJson(source.state()));
    expect(drawAll(resumed)).toEqual(drawAll(source));
    expect(resumed.state()).toEqual(source.state());
  });

  test("twice from one state, without changing it", () => {
    const state = random(5).state();
    const before = JSON.stringify(state);
    expect(drawAll(randomFromState(state))).toEqual(drawAll(randomFromState(state)));
    expect(JSON.stringify(state)).toBe(before);
  });

  // Source: RandomState.get_state() of NumPy (tests/fixtures/random-edges.py).
  test("where NumPy stopped, and the state after the same draws is NumPy's", () => {
    const { randn, ...state } = edges.state as Omit<RandomState, "generator"> & { randn: number[] };
    expect(Array.from(randomFromState({ generator: "MT19937", ...state }).randn(5).data)).toEqual(randn);
    const source = random(7);
    source.randn(701);
    source.randint(0, 9, 5);
    expect(source.state()).toEqual({ generator: "MT19937", ...state });
  });
});

test("a call with wrong arguments draws nothing", () => {
  const source = random(1);
  source.randn();
  const before = source.state();
  for (const call of [
    () => source.randn(-1),
    () => source.randint(5, 5, 3),
    () => source.binomial(2, 2, 3),
    () => source.choice(2, 3, { replace: false }),
  ]) {
    expect(call).toThrow();
  }
  expect(source.state()).toEqual(before);
});

describe("randomFromState refuses what state() never returns, with a FormatError", () => {
  const good = random(0).state();
  const refusal = (change: object | null): string => {
    try {
      randomFromState((change === null ? null : { ...good, ...change }) as RandomState);
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
      return (error as FormatError).message;
    }
    return "accepted";
  };

  test("each message names the field", () => {
    const zeros = good.key.map(() => 0);
    const changes: (object | null)[] = [
      null,
      { generator: "PCG64" },
      { key: "0" },
      { key: [1, 2, 3] },
      { key: good.key.map((word, i) => (i === 5 ? 2 ** 32 : word)) },
      { key: good.key.map((word, i) => (i === 6 ? 0.5 : word)) },
      { key: zeros },
      { key: [2 ** 31 - 1, ...zeros.slice(1)] },
      { position: 625 },
      { position: -1 },
      { cachedNormal: "1" },
      { cachedNormal: Number.NaN },
      { cachedNormal: undefined },
    ];
    expect(changes.map(refusal)).toMatchInlineSnapshot(`
      [
        "randomFromState: generator must be "MT19937", got nothing; pass what state() returned",
        "randomFromState: generator must be "MT19937", got "PCG64"; pass what state() returned",
        "randomFromState: key must be a list of 624, got "0"; pass what state() returned",
        "randomFromState: key must be a list of 624, got [1, 2, 3]; pass what state() returned",
        "randomFromState: key[5] must be an integer from 0 to 4294967295, got 4294967296; pass what state() returned",
        "randomFromState: key[6] must be an integer from 0 to 4294967295, got 0.5; pass what state() returned",
        "randomFromState: key must be not all zero, got only zeros in its 19937 bits; pass what state() returned",
        "randomFromState: key must be not all zero, got only zeros in its 19937 bits; pass what state() returned",
        "randomFromState: position must be an integer from 0 to 624, got 625; pass what state() returned",
        "randomFromState: position must be an integer from 0 to 624, got -1; pass what state() returned",
        "randomFromState: cachedNormal must be null or a finite number, got "1"; pass what state() returned",
        "randomFromState: cachedNormal must be null or a finite number, got NaN; pass what state() returned",
        "randomFromState: cachedNormal must be null or a finite number, got nothing; pass what state() returned",
      ]
    `);
  });

  test("a key whose only bit is the first is accepted: its stream is not constant", () => {
    expect(refusal({ key: [2 ** 31, ...good.key.slice(1).map(() => 0)] })).toBe("accepted");
  });
});
