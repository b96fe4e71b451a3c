import { diff as diffGraphs } from "../../../graph/edit/diff.ts";
import { printDiff } from "../../../graph/print/print-diff.ts";
import { diffDot } from "../../export/diff-dot.ts";
import { defineCommand } from "../command.ts";
import { isModule, loadModel } from "../load-model.ts";
import { picture, pictureFormat } from "../picture.ts";
import { saveFile } from "../save-file.ts";

export const diff = defineCommand({
  name: "diff",
  purpose: "show what differs between two graphs",
  operands: ["before", "after"],
  notes: [
    "One line per change: - for what is gone, + for what is new, ~ for what is another now. Nodes are the same when their names are. " +
      "Exits with 0 when the graphs are equal, 1 when they differ, 2 when something is wrong, as diff does.",
    "<before> and <after> are models.",
  ],
  options: {
    out: { type: "string", short: "o", value: "file", help: "draw the difference too, to a .svg, .dot or .png file" },
    direction: { type: "string", short: "d", choices: ["TB", "LR"], help: "of the picture: top to bottom or left to right (default: TB)" },
    theme: { type: "string", choices: ["light", "dark", "auto"], help: "colours of the picture (default: light)" },
    export: {
      type: "string",
      value: "name",
      help: "which export of the modules is the graph (default: the default export, else the only graph)",
    },
  },
  examples: [
    ["what an edit changed", "dagrad diff before.json network.ts"],
    ["the same as a picture", "dagrad diff before.json network.ts -o changes.svg"],
  ],
  failure: 2,
  async run([before = "", after = ""], { out, direction = "TB", theme = "light", export: name }, terminal) {
    const format = out === undefined ? undefined : pictureFormat(out);
    const exportOf = (file: string): string | undefined => (isModule(file) ? name : undefined);
    const a = await loadModel(before, exportOf(before), terminal);
    const b = await loadModel(after, exportOf(after), terminal);
    const changes = diffGraphs(a.graph, b.graph);
    if (!changes.same) terminal.stdout.write(`${printDiff(changes)}\n`);
    if (out !== undefined && format !== undefined) {
      const text = diffDot(changes, a.graph, b.graph, { direction });
      await saveFile(out, await picture(text, format, { theme }), terminal);
    }
    return changes.same ? 0 : 1;
  },
});
