import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeOf } from "../../../src/playground/code-of.ts";
import type { OwnPoints } from "../../../src/playground/data-sets.ts";
import { taskOf } from "../../../src/playground/data-sets.ts";
import { Looking } from "../../../src/playground/looking.ts";
import { paneNames } from "../../../src/playground/pane-names.ts";
import { readPlaygroundFile, writePlaygroundFile } from "../../../src/playground/playground-file.ts";
import { playgroundHtml, servedPlayground } from "../../../src/playground/playground-page.ts";
import { challenges, presets } from "../../../src/playground/presets.ts";
import type { Built } from "../../../src/playground/protocol.ts";
import { Session } from "../../../src/playground/session.ts";
import {
  activationNames,
  bounds,
  checkedSettings,
  dataNames,
  initNames,
  optimizerNames,
  type Settings,
  usual,
} from "../../../src/playground/settings.ts";
import { readHash, writeHash } from "../../../src/playground/settings-hash.ts";
import { subjectOf } from "../../../src/playground/subject-of.ts";
import { changed, redone, timelineOf, undone } from "../../../src/playground/timeline.ts";

const within = (name: keyof typeof bounds) => fc.double({ min: bounds[name][0], max: bounds[name][1], noNaN: true }).map((x) => x + 0);
const whole = (name: keyof typeof bounds) => fc.integer({ min: bounds[name][0], max: bounds[name][1] });
const share = fc.double({ min: 0, max: 0.9, noNaN: true }).map((x) => x + 0);
const anySettings: fc.Arbitrary<Settings> = fc.record({
  data: fc.constantFrom(...dataNames.filter((name) => name !== "own")),
  classes: whole("classes"),
  points: whole("points"),
  noise: within("noise"),
  test: within("test"),
  scaled: fc.boolean(),
  layers: fc.array(
    fc.record({
      units: fc.integer({ min: 1, max: 64 }),
      activation: fc.constantFrom(...activationNames),
      dropout: share,
      l1: share,
      l2: share,
    }),
    { maxLength: 6 },
  ),
  init: fc.constantFrom(...initNames),
  optimizer: fc.constantFrom(...optimizerNames),
  rate: within("rate"),
  decay: within("decay"),
  momentum: within("momentum"),
  batch: whole("batch"),
  seed: whole("seed"),
  until: whole("until"),
});

describe("the address of a playground", () => {
  test("has all settings, and nothing that is usual", () => {
    expect(writeHash(usual)).toBe("");
    fc.assert(
      fc.property(anySettings, (settings) => {
        expect(readHash(`#${writeHash(settings)}`).settings).toEqual(settings);
      }),
    );
  });

  test("has points that somebody drew, in thousandths", () => {
    const points = fc.array(
      fc.tuple(fc.integer({ min: -3000, max: 3000 }), fc.integer({ min: -3000, max: 3000 }), fc.integer({ min: 0, max: 4 })),
      { minLength: 1, maxLength: 50 },
    );
    fc.assert(
      fc.property(points, (rows) => {
        const own: OwnPoints = { kind: "classes", X: rows.map(([x, y]) => [x / 1000, y / 1000]), y: rows.map(([, , label]) => label) };
        expect(readHash(writeHash({ ...usual, data: "own" }, own))).toEqual({ settings: { ...usual, data: "own" }, own, shown: {} });
      }),
    );
  });

  test("has the point that is followed, in four digits, and the pane that is open; others are none", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9999, max: 9999 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...paneNames),
        (xs, pane) => {
          const follow = xs.map((x) => x / 1000);
          expect(readHash(writeHash(usual, undefined, { follow, pane })).shown).toEqual({ follow, ...(pane !== "code" && { pane }) });
        },
      ),
    );
    for (const text of [
      "follow=1,2,x",
      "follow=1e7,0",
      "follow=NaN",
      "follow=Infinity,1",
      "pane=<b>",
      "pane=constructor",
      `follow=${"1,".repeat(99)}`,
    ])
      expect([text, readHash(`#${text}`).shown]).toEqual([text, {}]);
  });

  test("opens whatever it says: what is out of range is brought into it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { settings, own } = readHash(text);
        expect(checkedSettings(settings)).toEqual(settings);
        expect(settings.data === "own" && own === undefined).toBe(false);
      }),
    );
    expect(readHash("#rate=1e9&classes=99&data=cats&layers=900.relu-x.y_dNaN&own=c;zz").settings).toEqual({
      ...usual,
      rate: 1000,
      classes: 5,
      layers: [
        { units: 64, activation: "relu", dropout: 0, l1: 0, l2: 0 },
        { units: 6, activation: "relu", dropout: 0, l1: 0, l2: 0 },
      ],
    });
  });
});

test("undo and redo go through the states in their order, and a gesture is one", () => {
  let line = timelineOf(0);
  for (const next of [1, 2]) line = changed(line, next);
  for (const next of [3, 4, 5]) line = changed(line, next, next > 3);
  const seen: number[] = [];
  for (let i = 0; i < 4; i++) {
    line = undone(line);
    seen.push(line.present);
  }
  expect(seen).toEqual([2, 1, 0, 0]);
  expect(redone(redone(redone(redone(line)))).present).toBe(5);
  expect(changed(line, 9).future).toEqual([]);
});

test("a saved playground is read as it was, and other files are refused", () => {
  const own: OwnPoints = {
    kind: "numbers",
    X: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    y: [0.5, -1],
    name: "t.csv",
  };
  const file = { settings: { ...usual, data: "own" } as const, own, parameters: { "dense1.weights": Float32Array.of(0.1, -2) } };
  expect(readPlaygroundFile(writePlaygroundFile(file, "{}"), "a.json")).toEqual(file);
  for (const text of [
    "{",
    "[]",
    '{"format":"other"}',
    '{"format":"dagrad playground 1","own":{"X":[[1],[2,3]],"y":[1,2],"kind":"classes"}}',
  ]) {
    expect(() => readPlaygroundFile(text, "a.json")).toThrow("playground: a.json must be a file that the playground saved");
  }
});

test("presets and challenges are settings that there are, whose networks and code can be built", () => {
  for (const { name, settings } of [...presets, ...challenges]) {
    expect([name, checkedSettings(settings)]).toEqual([name, settings]);
    const { points } = subjectOf({ ...settings, points: 20 });
    expect(codeOf({ ...settings, points: 20 }, taskOf(points))).toContain("export default network");
  }
});

test("what is given stays text in a page, whatever it says", () => {
  const hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>";
  const column = { name: "X", shape: [1, 2], dtype: "float32", data: [0, 0] } as const;
  const given = { title: hostile, network: hostile, step: hostile, X: column, y: column, test: 0, batch: 0, seed: 0 };
  const scripts = { playground: "", later: hostile, explorer: hostile };
  for (const html of [playgroundHtml(scripts, given), servedPlayground({ given, load: 1 })]) {
    expect(html.toLowerCase()).not.toContain("<img");
    expect(html.match(/<script[\s>]/g)?.length).toBe(html.match(/<\/script>/g)?.length);
    expect(html).not.toContain("<script>alert");
  }
});

test("a challenge is done by what can be learned, and by nothing else", () => {
  const challenge = challenges[1] as (typeof challenges)[number];
  const settings: Settings = { ...challenge.settings, layers: [{ ...usual.layers[0]!, units: 3, activation: "tanh" }] };
  const session = new Session(subjectOf(settings));
  const looking = new Looking(session, 8, 8);
  const isDone = (): boolean =>
    challenge.done(settings, { task: taskOf(session.subject.points) } as Built, looking.look(session.run(Number.POSITIVE_INFINITY, 1)));
  expect(isDone()).toBe(false);
  session.run(Number.POSITIVE_INFINITY, 3000);
  expect(isDone()).toBe(true);
});
