/** The live explorers of the ops' pages, before VitePress has the pages. */
import { expect, test } from "vitest";
import { opSubjects } from "../../docs/site/explorers/op-subjects.ts";
import { withExplorer } from "../../docs/site/pages/with-explorer.ts";
import { sitePages } from "../../docs/site/pages/write-pages.ts";
import { isFloat } from "../../graph/dtype.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { explorationOf } from "../../src/explorer/exploration.ts";
import { root } from "../repository/pages.ts";

const subjects = opSubjects();

test("every op of the standard set has an explorer on its page, of a graph of that op alone", () => {
  const ops = new Map(Array.from(subjects.keys(), (op) => [op, `op-${op}`]));
  const shown = sitePages(root)
    .filter(({ front }) => front?.op !== undefined)
    .map((page) => withExplorer(page, { files: new Map(), book: new Map(), ops }))
    .flatMap(({ path, text }) => Array.from(text.matchAll(/<explorer-place subject="op-(\w+)"/g), ([, op]) => [path, op] as const));
  expect(new Map(shown)).toEqual(new Map(Array.from(standardOps.keys(), (op) => [`ops/${op}.md`, op])));
  for (const [op, { graph }] of subjects) {
    const nodes = Object.values(graph.nodes).filter((node) => node.op !== "input");
    expect(nodes.map((node) => node.op)).toEqual([op]);
  }
});

test("what they are fed with is inside the op's domain: every float that comes out is finite, and no logic says one thing of all", () => {
  const wrong = Array.from(subjects).flatMap(([op, subject]) => {
    const { run, look } = explorationOf(subject);
    const { value } = look();
    return Object.values(run.outputs).flatMap((id) => {
      const result = value(id);
      if (result === undefined) return [`${op}: nothing comes out`];
      const elements = Array.from(result.data, Number);
      if (isFloat(result.dtype)) return elements.every(Number.isFinite) ? [] : [`${op}: ${elements}`];
      return result.dtype === "bool" && new Set(elements).size < 2 ? [`${op}: ${elements}`] : [];
    });
  });
  expect(wrong).toEqual([]);
});
