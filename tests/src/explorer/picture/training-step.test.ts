import { adam, array, compile, gradients, type NdArray, reference, trainStep } from "dagrad";
import { describe, expect, it } from "vitest";
import { find } from "../../../../src/explorer/find.ts";
import type { faceOf } from "../../../../src/explorer/picture/face.ts";
import { pictureOf } from "../../../../src/explorer/picture/model.ts";
import { type State, stateOf } from "../../../../src/explorer/state.ts";
import { chapter5 } from "../../../browser/explorer/chapter-5.ts";

const { graph: network, feeds, parameters } = chapter5() as ReturnType<typeof chapter5> & { feeds: Record<string, NdArray> };
const step = trainStep(network as never, { minimize: "loss", optimizer: adam({ learningRate: 0.02, decay: 1e-5 }) } as never);

const explored = (given: Partial<Parameters<typeof stateOf>[0]> = {}): State =>
  stateOf({ title: "step", graph: step, feeds, ...(parameters && { parameters }), ...given });

/** Parameter → what it is after the step; the gradient by it: of other graphs, which a program ran. */
function expected(fed: Readonly<Record<string, NdArray>>) {
  const trained = compile(step, { backend: reference, ...(parameters && { parameters }) });
  trained.run(fed as never);
  const differentiated = gradients(network as never, { of: "loss", with: Object.keys(parameters ?? {}) } as never);
  const program = compile(differentiated, { backend: reference, ...(parameters && { parameters }) });
  return {
    next: trained.parameters as Readonly<Record<string, NdArray>>,
    gradient: program.run(fed as never) as unknown as Readonly<Record<string, NdArray>>,
  };
}

const elements = (value: NdArray | undefined): number[] => Array.from(value?.data ?? []);

describe("the boxes of a training step", () => {
  it.each(["layers", "formula"] as const)("%s: hold the gradients, and what the step makes of each parameter", (view) => {
    const state = explored();
    state.view.value = view;
    const { folded, shown } = pictureOf(state);
    const { next, gradient } = expected(feeds);
    const held = [...folded.value.boxes.values()].flatMap(({ id }) => shown.value(id).held ?? []);
    const seen = { next: new Set<string>(), gradient: new Set<string>() };
    for (const { is, of, array: seenThere } of held) {
      const value = is === "next" ? next[of] : gradient[`d.${of}`];
      // Gradients by hidden values are no outputs of that program.
      if (value === undefined) continue;
      seen[is].add(of);
      for (const [i, x] of elements(value).entries()) expect(seenThere.data[i]).toBeCloseTo(x, is === "next" ? 12 : 8);
    }
    const all = Object.keys(parameters ?? {});
    expect([...seen.gradient].sort()).toEqual(all.sort());
    const states = all.flatMap((id) => [id, `adam.${id}.momentum`, `adam.${id}.cache`]);
    expect([...seen.next].sort()).toEqual((view === "layers" ? all : states).sort());
  });

  it("follow a sample: the step that it alone takes", () => {
    const state = explored();
    state.view.value = "layers";
    state.sample.value = 170;
    const row = ({ data, shape, dtype }: NdArray): NdArray => {
      const size = data.length / (shape[0] as number);
      const own = Array.from(data.slice(170 * size, 171 * size));
      return array(shape.length === 1 ? own : [own], dtype);
    };
    const { next } = expected(Object.fromEntries(Object.entries(feeds).map(([id, value]) => [id, row(value)])));
    const { folded, shown } = pictureOf(state);
    const held = [...folded.value.boxes.values()].flatMap(({ id }) => shown.value(id).held ?? []).filter(({ is }) => is === "next");
    expect(held).toHaveLength(4);
    for (const { of, array: own } of held) expect(elements(own)).toEqual(elements(next[of]));
  });

  it("have a value below each of their lines, or below its caption", () => {
    const state = explored();
    state.view.value = "layers";
    const { placed, shown } = pictureOf(state);
    const face = (id: string) => placed.value.faces.get(id) as ReturnType<typeof faceOf>;
    const backward = face("backward dense2");
    expect(backward.lines).toHaveLength(3);
    expect(backward.strips.map(({ of, held, kind }) => [of, held, kind])).toEqual([
      ["gradient", 0, "image"],
      ["gradient", 1, "cells"],
      ["gradient", 2, "cells"],
    ]);
    for (const [i, { y }] of backward.strips.entries()) {
      expect(y).toBeGreaterThan(backward.lines[i]?.y as number);
      expect(y).toBeLessThan(backward.lines[i + 1]?.y ?? Number.POSITIVE_INFINITY);
    }
    expect(face("optimizer dense2").strips.map(({ of }) => of)).toEqual(["value", "value"]);
    state.showsGradients.value = false;
    expect(shown.value("backward dense2").held).toEqual([]);
    expect(face("backward dense2").strips).toEqual([]);
    expect(shown.value("optimizer dense2").held).toHaveLength(2);
  });

  it("are where a search for nan and a step of the stepper lead", () => {
    const X = feeds.X as NdArray;
    const broken = X.astype("float32");
    broken.data[5] = Number.NaN;
    const state = explored({ feeds: { ...feeds, X: broken } });
    state.view.value = "layers";
    const { folded } = pictureOf(state);
    const ids = find(state.exploration.value, state.look.value, "nan").map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(["dense1", "d.dense2", "d.dense1.weights", step.updates["dense1.weights"]]));
    for (const id of ids) expect([id, folded.value.boxOf(id) === undefined]).toEqual([id, false]);
    const { stepper } = explored();
    for (const one of stepper.steps.value) {
      const box = folded.value.boxOf(one.node);
      const beside = { forward: /^(?!backward |optimizer )/, backward: /^backward /, update: /^optimizer / }[one.phase];
      if (one.phase !== "update" || one.parameter !== "adam.step") expect(box).toMatch(beside);
    }
  });
});
