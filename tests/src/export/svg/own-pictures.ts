import type { Graph } from "../../../../graph/graph.ts";
import { type DotOptions, drawingOf } from "../../../../src/export/dot.ts";
import { drawingSvg } from "../../../../src/export/svg/drawing-svg.ts";
import { adam, f32, gradients, graph, lstm, trainStep } from "../../../../src/index.ts";
import { network } from "../../../fixtures/fig-1.13.ts";
import { attention, blocks, branches, chapter5, deep, residual } from "../networks.ts";

const overTime = graph({ x: f32("batch", "time", 3) }, ({ x }) => ({ y: lstm(x, { units: 2, name: "lstm" }) })) as Graph;
const backward = gradients(chapter5, { of: "loss" }) as Graph;

/** Those in tests/output/own. */
export const goldens: Readonly<Record<string, readonly [Graph, DotOptions]>> = {
  "fig-1.13": [network, { level: "formula", title: "Fig 1.13" }],
  "fig-1.13-LR": [network, { level: "layers", direction: "LR" }],
  "blocks-formula": [blocks, { level: "formula", legend: true }],
  lstm: [overTime, { level: "formula" }],
  "gradients-chapter-5": [backward, { level: "formula" }],
};

export const networks: Readonly<Record<string, Graph>> = {
  ...{ "fig-1.13": network, chapter5, residual, attention, deep, blocks, branches: branches(20), lstm: overTime, gradients: backward },
  step: trainStep(chapter5, { minimize: "loss", optimizer: adam() }) as Graph,
};

/** In which each of them is drawn. */
export const ways = (["layers", "formula", "execution"] as const).flatMap((level) =>
  (["TB", "LR"] as const).map((direction) => ({ level, direction, legend: direction === "TB" })),
);

/** One picture of each by its name, in one way after the other, and the goldens. */
export const ownPictures = (): Record<string, string> => {
  const others = Object.entries(networks).map(
    ([name, net], i) => [`own ${name}`, net, ways[i % ways.length] as (typeof ways)[number]] as const,
  );
  const all = [...others, ...Object.entries(goldens).map(([name, [net, options]]) => [`own golden ${name}`, net, options] as const)];
  return Object.fromEntries(all.map(([name, net, options]) => [name, drawingSvg(drawingOf(net, options), options.direction ?? "TB")]));
};
