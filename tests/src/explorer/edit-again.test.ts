import { argmaxAccuracy, crossentropy, dense, f32, graph, random, relu, softmax, spiralData, u8, withOps } from "dagrad";
import { expect, test } from "vitest";
import { standardOps } from "../../../src/all-ops.ts";
import { explorationOf } from "../../../src/explorer/exploration.ts";
import { stateOf } from "../../../src/explorer/state.ts";

const open = () => {
  const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const probabilities = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
    return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
  });
  return stateOf({ title: "Chapter 5", graph: withOps(network, standardOps), feeds: spiralData(20, 3, { random: random(0) }) });
};
type State = ReturnType<typeof open>;

/** Every value and gradient that the page shows. */
const seen = ({ exploration, look }: State) =>
  Object.keys(exploration.value.run.nodes).map((id) => [id, look.value.value(id), look.value.gradient(id)]);
/** What a page shows that is opened of what is explored now. */
const anew = ({ editing }: State) => {
  const { graph: edited, parameters, feeds } = editing.present();
  const { run, look } = explorationOf({ title: "", graph: edited, parameters, feeds });
  const { value, gradient } = look();
  return Object.keys(run.nodes).map((id) => [id, value(id), gradient(id)]);
};
const toTanh = { kind: "replace", node: "relu1", op: "tanh" } as const;

test("undo and redo of an edit of structure go back to the programs that ran: nothing is compiled anew", () => {
  const state = open();
  const { editing, exploration } = state;
  const first = exploration.value.program;
  editing.edit(toTanh);
  const edited = exploration.value.program;
  expect(edited).not.toBe(first);
  for (const [go, program] of [
    [editing.undo, first],
    [editing.redo, edited],
    [editing.undo, first],
  ] as const) {
    go();
    expect(exploration.value.program).toBe(program);
    expect(seen(state)).toEqual(anew(state));
  }
});

test("an edit of structure runs the graph once, by which it is tried out and then shown", () => {
  const state = open();
  state.editing.edit(toTanh);
  const { tried } = state.exploration.value;
  expect(state.look.value).toBe(tried?.look);
  expect(seen(state)).toEqual(anew(state));
});

test("a run that an edit was tried out by is not shown once numbers have changed, whoever looks first", () => {
  const state = open();
  const { editing } = state;
  editing.edit(toTanh);
  editing.edit({ kind: "cell", node: "dense1.weights", at: 0, value: 1.5 });
  expect(seen(state)).toEqual(anew(state));
  editing.edit({ kind: "insert", node: "dense1", op: "tanh" });
  editing.edit({ kind: "cell", node: "X", at: 3, value: -2 });
  expect(seen(state)).toEqual(anew(state));
});

test("numbers that were set between two edits of structure are those that undo and redo show", () => {
  const state = open();
  const { editing } = state;
  editing.edit({ kind: "cell", node: "dense1.weights", at: 1, value: 0.75 });
  editing.edit(toTanh);
  editing.edit({ kind: "cell", node: "dense2.biases", at: 0, value: 3 });
  editing.edit({ kind: "cell", node: "X", at: 0, value: 4 });
  editing.edit({ kind: "bypass", node: "relu1" });
  const last = seen(state);
  for (let steps = 0; steps < 5; steps++) {
    editing.undo();
    expect(seen(state)).toEqual(anew(state));
  }
  expect(editing.changes.value.same).toBe(true);
  expect(editing.changedValues.value).toEqual([]);
  for (let steps = 0; steps < 5; steps++) {
    editing.redo();
    expect(seen(state)).toEqual(anew(state));
  }
  expect(seen(state)).toEqual(last);
});

test("more edits of structure than explorations that are kept can be undone all the same", () => {
  const state = open();
  const { editing } = state;
  for (let round = 0; round < 4; round++) for (const op of ["tanh", "relu"]) editing.edit({ kind: "replace", node: "relu1", op });
  for (let steps = 0; steps < 8; steps++) editing.undo();
  expect(editing.undoLabel.value).toBeUndefined();
  expect(seen(state)).toEqual(anew(state));
});

test("steps have the arrays in common that no edit has changed: a hundred of them take no more than what changed", () => {
  const { editing } = open();
  for (let round = 0; round < 3; round++) {
    editing.edit({ kind: "cell", node: "dense1.weights", at: 0, value: round + 0.5 });
    editing.edit({ kind: "replace", node: "relu1", op: round % 2 === 0 ? "tanh" : "relu" });
  }
  const wholes = [...editing.steps.value.past.map(({ state }) => state), editing.present()];
  expect(wholes).toHaveLength(7);
  const arrays = (id: string): number => new Set(wholes.map(({ parameters }) => parameters[id])).size;
  expect(["dense1.weights", "dense1.biases", "dense2.weights", "dense2.biases"].map(arrays)).toEqual([4, 1, 1, 1]);
  expect(new Set(wholes.map(({ feeds }) => feeds.X)).size).toBe(1);
});
