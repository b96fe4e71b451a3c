import { expect, test } from "vitest";
import { addImport } from "../../../src/editor/add-import.ts";

const withImport = (code: string, name: string): string => {
  const { from, insert } = addImport(code, name, "dagrad");
  return code.slice(0, from) + insert + code.slice(from);
};

test("a name joins those that are imported, in order, over lines or not", () => {
  expect(withImport('import { dense, graph } from "dagrad";', "f32")).toBe('import { dense, f32, graph } from "dagrad";');
  expect(withImport('import { dense, graph } from "dagrad";', "abs")).toBe('import { abs, dense, graph } from "dagrad";');
  expect(withImport("import { dense, type Graph } from 'dagrad';", "relu")).toBe("import { dense, type Graph, relu } from 'dagrad';");
  expect(withImport('import { dense, type Graph } from "dagrad";', "exp")).toBe('import { dense, exp, type Graph } from "dagrad";');
  expect(withImport('import {\n  dense,\n  graph,\n} from "dagrad";', "relu")).toBe('import {\n  dense,\n  graph, relu,\n} from "dagrad";');
  expect(withImport('import {} from "dagrad";', "relu")).toBe('import { relu } from "dagrad";');
});

test("imports of types alone and of other modules are left; then there is a line of its own", () => {
  const code = 'import type { Graph } from "dagrad";\nimport { svg } from "dagrad/render";\n';
  expect(withImport(code, "relu")).toBe(`import { relu } from "dagrad";\n\n${code}`);
  expect(withImport("", "relu")).toBe('import { relu } from "dagrad";\n');
});
