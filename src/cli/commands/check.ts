import { showType } from "../../../graph/shape.ts";
import { showCount } from "../../export/quantities.ts";
import { bindDims, bindOption, dimsOf } from "../bind-dims.ts";
import { shortList } from "../choose-outputs.ts";
import { defineCommand } from "../command.ts";
import { foldRows } from "../fold-rows.ts";
import { loadModel, type Model, modelOptions } from "../load-model.ts";
import { planMemory } from "../plan-memory.ts";
import { type NodeSummary, type Summary, summarise } from "../summary.ts";
import { showSize } from "../symbolic-size.ts";
import { type Row, table } from "../table.ts";

/** Tables with more rows are folded. */
const mostRows = 100;
/** Rows that are shown at the start and at the end of a table that is too long even when folded. */
const head = 40;
const tail = 20;

export const check = defineCommand({
  name: "check",
  purpose: "verify a graph and print the table of its nodes, shapes, parameters and bytes",
  operands: ["model"],
  notes: [
    "Verifies every rule of a graph (no cycle, known ops, shapes and dtypes as the ops infer them, complete inputs and updates) and " +
      "exits with 1 at the first that is broken.",
    "A parameter counts at the first node that reads it. Value bytes are those of the node's own value; a run needs less, since memory " +
      "is reused: bind every named dim to see how much. Graphs of more than 100 rows are folded: blocks of rows that repeat are shown once.",
  ],
  options: {
    bind: bindOption,
    all: { type: "boolean", short: "a", help: "a row for every node: parameters and constants too, nothing folded" },
    ...modelOptions,
  },
  examples: [
    ["the table of a network", "dagrad check network.ts"],
    ["what a batch of 32 needs, parameters listed", "dagrad check network.ts --bind batch=32 --all"],
  ],
  async run([file = ""], { bind, all = false, export: name, ...given }, terminal) {
    const model = await loadModel(file, name, terminal, given);
    const binding = bindDims(bind, model.graph);
    const summary = summarise(model.graph, { binding, leaves: all });
    terminal.stdout.write(`${nodeTable(summary.rows, all)}\n\n${totals(model, summary, binding).join("\n")}\n`);
    return 0;
  },
});

const columns = [
  { title: "Node" },
  { title: "Op" },
  { title: "Inputs" },
  { title: "Shape" },
  { title: "Type" },
  { title: "Parameters", align: "right" },
  { title: "Value bytes", align: "right" },
] as const;

function nodeTable(rows: readonly NodeSummary[], all: boolean): string {
  if (all || rows.length <= mostRows) return table(columns, rows.map(cells));
  const folded: Row[] = foldRows(rows, look).flatMap(({ rows: block, times }): Row[] => [
    ...block.map(cells),
    ...(times === 1 ? [] : [`  ↑ ${block.length === 1 ? "this row" : `these ${block.length} rows`} × ${showCount(times)}`]),
  ]);
  if (folded.length <= mostRows) return table(columns, folded);
  const left = folded.length - head - tail;
  const middle = `  … ${showCount(left)} more rows; --all shows every one`;
  return table(columns, [...folded.slice(0, head), middle, ...folded.slice(-tail)]);
}

const cells = ({ id, op, inputs, shape, dtype, parameters, bytes }: NodeSummary): readonly string[] => [
  id,
  op,
  shortList(inputs, 3),
  shape,
  dtype,
  parameters === 0 ? "" : showCount(parameters),
  showSize(bytes),
];

/** What makes two rows of a folded table alike: all but their names. */
const look = ({ op, inputs, shape, dtype, parameters }: NodeSummary): string => `${op} ${inputs.length} ${dtype}${shape} ${parameters}`;

function totals({ graph }: Model, { counts, parameters, values }: Summary, binding: ReadonlyMap<string, number>): string[] {
  const outputs = Object.entries(graph.outputs).map(([name, id]) => (name === id ? name : `${name} = ${id}`));
  const inputs = graph.inputs.map((id) => `${id} ${showType(graph.nodes[id] as { dtype: string; shape: readonly (string | number)[] })}`);
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  const total = parts.reduce((sum, [, count]) => sum + count, 0);
  const kinds = parts.map(([kind, count]) => `${showCount(count)} ${count === 1 ? kind.slice(0, -1) : kind}`).join(", ");
  const updates = Object.keys(graph.updates);
  return [
    `Inputs:      ${shortList(inputs) || "none"}`,
    `Outputs:     ${shortList(outputs)}`,
    ...(updates.length === 0 ? [] : [`Updates:     ${shortList(updates)}`]),
    `Nodes:       ${showCount(total)} (${kinds})`,
    `Parameters:  ${showCount(parameters.elements)} (${showCount(parameters.bytes)} bytes)`,
    `Values:      ${showSize(values)} bytes`,
    `Run memory:  ${runMemory({ graph }, binding)}`,
  ];
}

function runMemory({ graph }: Model, binding: ReadonlyMap<string, number>): string {
  const open = [...dimsOf(graph)].filter((dim) => !binding.has(dim));
  if (open.length > 0)
    return `depends on ${shortList(open)}; add ${open
      .slice(0, 3)
      .map((dim) => `--bind ${dim}=<size>`)
      .join(" ")}`;
  const { bytes, steps } = planMemory(graph, binding, Object.keys(graph.outputs));
  return `${showCount(bytes)} bytes in one arena, ${showCount(steps.length)} ${steps.length === 1 ? "step" : "steps"}`;
}
