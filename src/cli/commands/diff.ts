import { diff as diffGraphs } from "../../../graph/diff.ts";
import { printDiff } from "../../../graph/print-diff.ts";
import { defineCommand } from "../command.ts";
import { loadModel } from "../load-model.ts";

export const diff = defineCommand({
  name: "diff",
  purpose: "show what differs between two graphs",
  operands: ["before", "after"],
  notes: [
    "One line per change: - for what is gone, + for what is new, ~ for what is another now. Nodes are the same when their names are. " +
      "Exits with 0 when the graphs are equal, 1 when they differ, 2 when something is wrong, as diff does. " +
      "<before> and <after> are models.",
  ],
  options: {
    export: {
      type: "string",
      value: "name",
      help: "which export of the modules is the graph (default: the default export, else the only graph)",
    },
  },
  examples: [
    ["what an edit changed", "dagrad diff before.json network.ts"],
    ["whether anything changed, in a script", "dagrad diff before.json network.ts > /dev/null || echo changed"],
  ],
  failure: 2,
  async run([before = "", after = ""], { export: name }, terminal) {
    const exportOf = (file: string): string | undefined => (file.toLowerCase().endsWith(".json") ? undefined : name);
    const a = await loadModel(before, exportOf(before), terminal);
    const b = await loadModel(after, exportOf(after), terminal);
    const changes = diffGraphs(a.graph, b.graph);
    if (changes.same) return 0;
    terminal.stdout.write(`${printDiff(changes)}\n`);
    return 1;
  },
});
