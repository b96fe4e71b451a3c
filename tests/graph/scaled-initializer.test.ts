import { describe, expect, it } from "vitest";
import { spreadOf } from "../../graph/scaled-initializer.ts";

describe("spreadOf", () => {
  it("is √(6 ÷ (in + out)) and √(2 ÷ (in + out)) of Glorot & Bengio, √(6 ÷ in) and √(2 ÷ in) of He et al., of weights [in, out]", () => {
    expect(spreadOf("glorotUniform", [2, 64])).toEqual({ distribution: "uniform", scale: Math.sqrt(6 / 66) });
    expect(spreadOf("glorotNormal", [2, 64])).toEqual({ distribution: "normal", scale: Math.sqrt(2 / 66) });
    expect(spreadOf("heUniform", [2, 64])).toEqual({ distribution: "uniform", scale: Math.sqrt(3) });
    expect(spreadOf("heNormal", [2, 64])).toEqual({ distribution: "normal", scale: 1 });
  });

  it("counts the axes in front as often as they are connected: [3, 3, in, out] is 9 in and 9 out", () => {
    expect(spreadOf("heNormal", [3, 3, 4, 8]).scale).toBe(Math.sqrt(2 / 36));
    expect(spreadOf("glorotNormal", [3, 3, 4, 8]).scale).toBe(Math.sqrt(2 / (36 + 72)));
  });

  it("takes other numbers of connections where they are given: [out, in, 3, 3] is 9 in and 9 out, too", () => {
    expect(spreadOf("heUniform(36, 72)", [8, 4, 3, 3]).scale).toBe(Math.sqrt(6 / 36));
    expect(spreadOf("glorotNormal(36, 72)", [8, 4, 3, 3])).toEqual(spreadOf("glorotNormal", [3, 3, 4, 8]));
  });

  it("counts a vector [n] as n in and n out, a scalar as 1 and 1", () => {
    expect(spreadOf("glorotUniform", [12]).scale).toBe(Math.sqrt(6 / 24));
    expect(spreadOf("heNormal", [8]).scale).toBe(0.5);
    expect(spreadOf("glorotNormal", []).scale).toBe(1);
  });
});
