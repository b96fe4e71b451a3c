import { array, crossentropy, dense, f32, graph, log, mean, sgd, softmax, trainStep, u8 } from "dagrad";
import { describe, expect, it } from "vitest";
import { sentenceText } from "../../../src/explain/sentence.ts";
import { type State, stateOf } from "../../../src/explorer/state.ts";
import type { Subject } from "../../../src/explorer/subject.ts";

const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => ({
  loss: crossentropy(softmax(dense(X, { units: 2 })), y),
}));
const feeds = {
  X: array(
    [
      [0, 0],
      [1, 2],
      [3, -4],
    ],
    "float32",
  ),
  y: array([0, 1, 0], "uint8"),
};
const explored = (subject: Partial<Subject> = {}): State => stateOf({ title: "steps", graph: network, feeds, ...subject });
const told = ({ stepper }: State): string[] => stepper.told.value.map(sentenceText);

describe("the stepper of a state", () => {
  it("goes forward and back, and not beyond its ends", () => {
    const { stepper, step, selected } = explored();
    const count = stepper.steps.value.length;
    stepper.back();
    expect(step.value).toBe(count);
    stepper.forward();
    expect(step.value).toBe(count);
    stepper.go(-3);
    expect([step.value, stepper.current.value]).toEqual([0, undefined]);
    stepper.forward();
    expect([step.value, selected.value]).toEqual([1, { id: "dense1.matmul1", whole: false }]);
    stepper.goTo("backward");
    expect(stepper.current.value?.phase).toBe("backward");
    stepper.go(undefined);
    expect(step.value).toBe(undefined);
  });

  it("follows the first sample that is not all zeros, or the one that is shown", () => {
    const state = explored();
    state.stepper.go(1);
    expect(told(state)[0]).toMatch(/^dense1\.matmul1\[1, [01]\] = X\[1, :\]/);
    state.sample.value = 2;
    expect(told(state)[0]).toMatch(/^dense1\.matmul1\[0, [01]\] = X\[0, :\] · .* = 3·/);
  });

  it("has composites as a whole where they are closed, and their parts where they are open", () => {
    const { stepper, view, open } = explored();
    view.value = "layers";
    const forward = () => stepper.steps.value.flatMap((step) => (step.phase === "forward" ? [step.node] : []));
    expect(forward()).toEqual(["dense1", "softmax1", "crossentropy1"]);
    open.value = new Set(["dense1"]);
    expect(forward()).toEqual(["dense1.matmul1", "dense1", "softmax1", "crossentropy1"]);
  });

  it("an element that is chosen is told, and what it was made of is lit, through the parts of a closed composite", () => {
    const state = explored();
    state.view.value = "layers";
    state.stepper.cell.value = { id: "softmax1", element: 3 };
    expect(told(state)[0]).toMatch(/^softmax1\[1, 1\] = softmax\(dense1\)\[1, 1\] = 0\.\d+, by exp\(x\) ÷ Σ exp\(x\)$/);
    expect([...(state.stepper.lit.value.get("dense1") ?? [])].sort()).toEqual([2, 3]);
    state.view.value = "run";
    expect(told(state)).toEqual([expect.stringMatching(/^softmax1\[1, 1\] = softmax1\.exp1\[1, 1\] ÷ softmax1\.sum1\[1, 0\] = /)]);
    expect(state.stepper.lit.value.has("dense1")).toBe(false);
  });

  it("a training step has updates, of each parameter one", () => {
    const step = trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.5 }) });
    const state = explored({ graph: step });
    const { steps } = state.stepper;
    expect(steps.value.flatMap((one) => (one.phase === "update" ? [one.parameter] : []))).toEqual([
      "sgd.step",
      "dense1.weights",
      "dense1.biases",
    ]);
    state.stepper.goTo("update");
    expect(told(state)).toEqual(["sgd.step ← sgd.step + 1 = 0 + 1 = 1"]);
    for (let i = 1; i <= steps.value.length; i++) {
      state.stepper.go(i);
      expect(told(state).join()).not.toContain("not computed");
    }
  });

  it("a run that is not finite selects where that began, and what follows a change of a parameter selects anew", () => {
    const unstable = graph({ X: f32("batch", 2) }, ({ X }) => ({ loss: mean(log(dense(X, { units: 1, name: "z" }))) }));
    const weights = (w: number) => ({ "z.weights": array([[w], [w]], "float32"), "z.biases": array([1], "float32") });
    const state = stateOf({ title: "log", graph: unstable, parameters: weights(1), feeds: { X: array([[-3, 1]], "float32") } });
    expect([state.selected.value, told(state)]).toEqual([
      { id: "log1", whole: false },
      ["log1[0, 0] = log(z[0, 0]) = log(−1) = NaN, as −1 is below 0"],
    ]);
    const calm = stateOf({ title: "log", graph: unstable, parameters: weights(-1), feeds: { X: array([[-3, 1]], "float32") } });
    expect([calm.selected.value, told(calm), calm.stepper.roots.value]).toEqual([undefined, [], []]);
  });
});
