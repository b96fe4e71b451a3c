import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { sources } from "./compile.ts";
import type { Program, RandomPrograms, Statement } from "./random-programs.ts";

/**
 * Programs as TypeScript that compiles when types and graph agree: what the graph made must have exactly its type (where the
 * compiler knows all), or a type that it fits (where it does not); what the graph refused must be an error.
 */
export function programText({ inputs, graph }: RandomPrograms, programs: readonly Program[]): string {
  const needs = needsOf(graph);
  const names = Object.keys(inputs).join(", ");
  const lines = [
    `import { graph } from "${sources}/graph/build.ts";`,
    `import { dynamic } from "${sources}/graph/dynamic.ts";`,
    `import type { Leaves } from "${sources}/graph/leaves.ts";`,
    `import type { Tensor } from "${sources}/graph/tensor.ts";`,
    `import { ${[...new Set(programs.flatMap(({ statements }) => statements.map(({ op }) => op)))].join(", ")} } from "${sources}/ops/index.ts";`,
    `import { exactly, fits } from "${sources}/tests/types/exactly.ts";`,
    "declare const g: Leaves;",
    "declare const hidden: (value: number) => number;",
  ];
  for (const [name, { shape, dtype }] of Object.entries(inputs))
    lines.push(`declare const ${name}: Tensor<${JSON.stringify(shape)}, "${dtype}", "${name}">;`);
  for (const { statements } of programs) {
    lines.push("{");
    for (const statement of statements) lines.push(...statementLines(statement, graph, needs));
    lines.push("}");
  }
  lines.push(`export const everything = [${names}, g, hidden, graph, dynamic, exactly, fits];`);
  return lines.join("\n");
}

function statementLines({ text, name, hides, result }: Statement, graph: Graph, needs: ReadonlyMap<NodeId, ReadonlySet<string>>): string[] {
  if ("refusal" in result) return hides ? [] : [`// @ts-expect-error ${result.refusal}`, `${text};`];
  const { shape, dtype } = nodeOf(graph, result.id);
  const inputs = [...(needs.get(result.id) as ReadonlySet<string>)].map((input) => JSON.stringify(input)).join(" | ");
  return [
    `const ${name} = ${text};`,
    `${hides ? "fits" : "exactly"}<${JSON.stringify(shape)}, "${dtype}", ${inputs || "never"}>()(${name});`,
  ];
}

/** Node → the inputs it depends on. Nodes stand in the order they were made in. */
function needsOf(graph: Graph): Map<NodeId, ReadonlySet<string>> {
  const needs = new Map<NodeId, ReadonlySet<string>>();
  for (const [id, node] of Object.entries(graph.nodes)) {
    needs.set(
      id,
      node.op === "input" ? new Set([id]) : new Set(node.inputs.flatMap((input) => [...(needs.get(input) as ReadonlySet<string>)])),
    );
  }
  return needs;
}
