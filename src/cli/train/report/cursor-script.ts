import { followPointers } from "../../../page/chart/follow-pointers.ts";
import { place } from "../../../page/chart/scale.ts";

/**
 * What the page does beside being read: where a reader points at a chart of epochs, it and its neighbours show the values of that epoch. The
 * text of the functions that other pages import: without it all the rest is there.
 */
export const cursorScript = `
const again = (${followPointers})([...document.querySelectorAll("[data-readings]")].map((box) => {
  const readings = JSON.parse(box.dataset.readings);
  const drawings = [...box.querySelectorAll("svg[data-plot]")].map((svg) => ({ svg, ...JSON.parse(svg.dataset.plot) }));
  const drawing = () => drawings.find(({ svg }) => svg.getClientRects().length > 0);
  return { box, label: box.dataset.title + " by epoch", unit: "epoch", drawing, readings: () => readings };
}), ${place});
addEventListener("resize", again);
for (const box of document.querySelectorAll(".log-axis")) box.addEventListener("change", again);
`;
