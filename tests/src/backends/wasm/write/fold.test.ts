import { describe, expect, it } from "vitest";
import { foldCases } from "../../fold-cases.ts";
import { design, groupsIn } from "../../fuse/design.ts";
import { runDesign } from "./run-design.ts";

describe("a fold of what is read through moves, or computed on the way", () => {
  it("touches nothing but what is its own", () => {
    const strays = foldCases.flatMap(({ name, graph, feeds }) =>
      runDesign(design(graph), feeds).strays.map((stray) => `${name}: ${stray}`),
    );
    expect(strays).toEqual([]);
  });

  it("is what most of these cases are", () => {
    const folds = foldCases.filter(({ graph }) => groupsIn(design(graph).schedule).some(({ kind }) => kind === "fold"));
    expect(folds.length).toBeGreaterThan(foldCases.length / 2);
  });
});
