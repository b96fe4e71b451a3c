import { readFileSync } from "node:fs";
import { add, array, compile, f32, graph, gru, lstm, matmul, mean, type NdArray, random, reference, scan, tanh } from "dagrad";
import { describe, expect, it } from "vitest";
import { sentenceText } from "../../../src/explain/sentence.ts";
import { pictureOf } from "../../../src/explorer/picture/model.ts";
import { type State, stateOf } from "../../../src/explorer/state.ts";

const xs = random(3).normal(0, 1, [4, 5, 2]).astype("float32");
const h0 = random(4).normal(0, 1, [4, 3]).astype("float32");
const weights = { w: random(5).normal(0, 1, [2, 3]).astype("float32"), u: random(6).normal(0, 1, [3, 3]).astype("float32") };

const loop = (reverse = false) =>
  graph({ xs: f32("batch", 5, 2), h0: f32("batch", 3) }, ({ xs, h0 }, g) => {
    const [w, u] = [g.parameter("w", [2, 3]), g.parameter("u", [3, 3])];
    const { h, hs } = scan(
      { carry: { h: h0 }, over: { x: xs }, given: { w, u } },
      ({ h, x, w, u }) => {
        const next = tanh(add(matmul(x as never, w), matmul(h, u)));
        return { h: next, hs: next };
      },
      { axis: 1, reverse },
    );
    return { loss: mean(h), hs };
  });

const explored = (reverse = false): State => stateOf({ title: "loop", graph: loop(reverse), feeds: { xs, h0 }, parameters: weights });

const at = (value: NdArray, ...position: number[]): number =>
  value.data[position.reduce((sum, index, axis) => sum * (value.shape[axis] as number) + index, 0)] as number;

/** h after each turn, from the equations, in doubles. */
function byHand(reverse: boolean): number[][][] {
  const turns: number[][][] = [];
  let h = Array.from({ length: 4 }, (_, row) => Array.from({ length: 3 }, (_, unit) => at(h0, row, unit)));
  for (let k = 0; k < 5; k++) {
    const t = reverse ? 4 - k : k;
    h = h.map((before, row) =>
      before.map((_, unit) => {
        const ofX = [0, 1].reduce((sum, i) => sum + at(xs, row, t, i) * at(weights.w, i, unit), 0);
        return Math.tanh(ofX + before.reduce((sum, one, i) => sum + one * at(weights.u, i, unit), 0));
      }),
    );
    turns.push(h);
  }
  return turns;
}

const close = (value: NdArray | undefined, expected: readonly number[], digits = 5): void => {
  expect(value?.data).toHaveLength(expected.length);
  for (const [i, x] of expected.entries()) expect(value?.data[i]).toBeCloseTo(x, digits);
};

describe("a loop that stands open", () => {
  it.each([false, true])("shows the values of one turn in its boxes, the last by default; reversed: %s", (reverse) => {
    const state = explored(reverse);
    state.view.value = "layers";
    const { shown } = pictureOf(state);
    expect(state.loops.count.value).toBe(5);
    const turns = byHand(reverse);
    close(shown.value("scan1.tanh1").value, (turns[4] as number[][]).flat());
    for (const k of [1, 3, 5]) {
      state.loops.turn.value = k;
      close(shown.value("scan1.tanh1").value, (turns[k - 1] as number[][]).flat());
      close(shown.value("scan1.h_").value, k === 1 ? Array.from(h0.data) : (turns[k - 2] as number[][]).flat());
      const t = reverse ? 5 - k : k - 1;
      close(
        shown.value("scan1.x").value,
        [0, 1, 2, 3].flatMap((row) => [at(xs, row, t, 0), at(xs, row, t, 1)]),
      );
    }
  });

  it("says in which turn an element came about, and what it was made of", () => {
    const state = explored();
    state.view.value = "layers";
    state.loops.turn.value = 2;
    state.selected.value = { id: "scan1.add1", whole: false };
    const [said] = state.stepper.told.value.map(sentenceText) as [string];
    expect(said).toMatch(/^turn 2 of 5 of scan1: scan1\.add1\[\d, \d\] = scan1\.matmul1\[\d, \d\] \+ scan1\.matmul2\[\d, \d\] = /);
    state.stepper.cell.value = { id: "scan1.matmul1", element: 0 };
    const told = sentenceText(state.stepper.told.value[0] as never);
    expect(told).toMatch(/^turn 2 of 5 of scan1: scan1\.matmul1\[0, 0\] = scan1\.x\[0, :\] · w\[:, 0\] = /);
    const numbers = [at(xs, 0, 1, 0), at(weights.w, 0, 0), at(xs, 0, 1, 1), at(weights.w, 1, 0)] as const;
    expect(Number(told.split(" = ").at(-1)?.replace("−", "-"))).toBeCloseTo(numbers[0] * numbers[1] + numbers[2] * numbers[3], 5);
    expect(Object.fromEntries([...state.stepper.lit.value].map(([id, elements]) => [id, [...elements]]))).toEqual({
      "scan1.x": [0, 1],
      w: [0, 3],
      "scan1.matmul1": [0],
    });
  });

  it("is told as docs/stepping.md tells it", () => {
    const state = stateOf({ title: "loop", graph: loop() });
    state.view.value = "layers";
    state.loops.turn.value = 2;
    state.stepper.cell.value = { id: "scan1.add1", element: 0 };
    const page = readFileSync(new URL("../../../docs/stepping.md", import.meta.url), "utf8");
    expect(page).toContain(`\n${sentenceText(state.stepper.told.value[0] as never)}\n`);
    const updates = readFileSync(new URL("../../output/explain/chapter-5-update.txt", import.meta.url), "utf8");
    const [update] = /^dense1\.weights.* ← .*$/m.exec(page) ?? [];
    expect(updates).toContain(`update: ${update}\n`);
  });

  it("of a sample shows its turns", () => {
    const state = explored();
    state.view.value = "layers";
    state.sample.value = 2;
    close(pictureOf(state).shown.value("scan1.tanh1").value, byHand(false)[4]?.[2] as number[]);
  });

  it.each([
    ["lstm", lstm],
    ["gru", gru],
  ] as const)("%s: what is carried after k turns is what the layer gives for the first k rows", (_, layer) => {
    const network = (steps: number) =>
      graph({ xs: f32("batch", steps, 2) }, ({ xs }) => ({ h: layer(xs as never, { units: 3, name: "layer" }) }));
    const { parameters } = compile(network(5), { backend: reference, random: random(1) });
    const state = stateOf({ title: "layer", graph: network(5), feeds: { xs }, parameters });
    state.view.value = "formula";
    const { folded } = pictureOf(state);
    const [open] = folded.value.loops;
    for (const k of [1, 2, 5]) {
      const part = array(
        [0, 1, 2, 3].map((row) => Array.from({ length: k }, (_, t) => [at(xs, row, t, 0), at(xs, row, t, 1)])),
        "float32",
      );
      const program = compile(network(k), { backend: reference, parameters });
      const { h } = program.run({ xs: part } as never) as unknown as { readonly h: NdArray };
      state.loops.turn.value = k;
      const next = open?.carries[0]?.next as string;
      close(state.loops.at.value(next)?.value(next), Array.from(h.data), 6);
    }
    // Boxes of what is written out have values, too: those of the gates.
    const empty = [...folded.value.boxes.keys()].filter(
      (id) => state.loops.at.value(id) !== undefined && pictureOf(state).shown.value(id).value === undefined,
    );
    expect(empty).toEqual([]);
  });

  it("is not there as it runs, where a loop is one step", () => {
    const state = explored();
    state.view.value = "run";
    expect(state.loops.count.value).toBe(0);
    expect(state.loops.at.value("scan1.add1")).toBeUndefined();
  });
});
