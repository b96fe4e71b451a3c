import { expect, test } from "vitest";
import { array } from "../../../../graph/ndarray.ts";
import { drawingOf } from "../../../../src/export/dot.ts";
import { drawingSvg } from "../../../../src/export/svg/drawing-svg.ts";
import { placeDrawing } from "../../../../src/export/svg/place-drawing.ts";
import { compile, f32, graph, random, trace } from "../../../../src/index.ts";
import { network } from "../../../fixtures/fig-1.13.ts";
import { op } from "../../../graph/untyped-ops.ts";
import { faultsOfPlacing } from "../../place/faults-of-placing.ts";
import { textsOf } from "../../render/labels.ts";

/** A clock that stands still: times in pictures are none. */
const now = (): number => 0;
const run = trace(compile(network, { random: random(3) }), { X: array([[1, -0.6, 0.4, 2]]), y: array([[0, 1, 0]]) }, { now });
const values = drawingOf(network, { level: "execution", trace: run, labels: "html" });

test("a picture of values is, to the byte, what was looked at; nothing in it overlaps", async () => {
  await expect(drawingSvg(values, "TB")).toMatchFileSnapshot("../../../output/own/fig-1.13-values.svg");
  for (const direction of ["TB", "LR"] as const) {
    const { input, placing } = placeDrawing(values, direction);
    expect(faultsOfPlacing(input, placing)).toEqual([]);
  }
});

test("shows the numbers that Graphviz's label shows, in its colours", () => {
  const shown = textsOf(drawingSvg(values, "TB"));
  const grounds = drawingSvg(values, "TB");
  for (const { label } of values.nodes) {
    if (!("html" in label)) continue;
    for (const [, text] of label.html.matchAll(/<FONT[^>]*>(?:<B>)?([^<]+)/g)) expect(shown).toContain((text as string).trim());
    for (const [, ground] of label.html.matchAll(/BGCOLOR="([^"]+)"/g))
      expect(grounds).toContain(`fill="${(ground as string).toLowerCase()}"`);
  }
});

test("cuts large values short, and lies within its box", () => {
  const wide = graph({ x: f32(20, 30) }, ({ x }) => ({ y: op.mul(x, 1000) }));
  const x = array(Array.from({ length: 20 }, (_, i) => Array.from({ length: 30 }, (_, j) => (i - 9.5) * j)));
  const drawing = drawingOf(wide, { level: "execution", trace: trace(compile(wide), { x }), labels: "html" });
  const text = drawingSvg(drawing, "TB");
  expect(textsOf(text).filter((one) => one === "…").length).toBe(3 * (8 + 1 + 8));
  const { placing } = placeDrawing(drawing, "TB");
  const boxes = [...placing.nodes.values()];
  for (const [, x, y, width, height] of text.matchAll(
    /<rect fill="#\w+"[^>]* x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
  )) {
    const [left, top, right, bottom] = [Number(x), Number(y), Number(x) + Number(width), Number(y) + Number(height)];
    const isInside = boxes.some(
      (box) => box.left <= left + 0.1 && right <= box.right + 0.1 && box.top <= top + 0.1 && bottom <= box.bottom + 0.1,
    );
    expect(isInside).toBe(true);
  }
});
