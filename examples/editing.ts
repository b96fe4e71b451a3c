/**
 * A graph is data: this one is edited step by step, taken back, compared, and the difference is drawn.
 *
 * node dist/examples/editing.js
 */
import { addNode, diff, diffDot, History, printDiff, removeUnused, replaceUses, sigmoidOp } from "dagrad";
import { svg } from "dagrad/render";
import { network as original } from "./chapter-5.ts";
import { isMain } from "./is-main.ts";
import { save } from "./save.ts";

export { original };

/** The network of chapter 5 with sigmoid for relu and the losses added up. Each edit is checked as a whole before it counts. */
export function edited(): History {
  const history = new History(original);
  history.edit((draft) => {
    addNode(draft, "sigmoid1", { op: sigmoidOp, inputs: ["dense1"] });
    replaceUses(draft, "relu1", "sigmoid1");
    removeUnused(draft);
  });
  history.edit((draft) => {
    const loss = draft.nodes.crossentropy1;
    if (loss) loss.attrs.reduction = "sum";
  });
  return history;
}

const network = edited().graph;
export default network;

export async function main(directory = "out"): Promise<string[]> {
  const history = edited();
  console.log(`two edits:\n${printDiff(diff(original, history.graph))}`);
  console.log(`undone once:\n${printDiff(diff(original, history.undo()))}`);
  console.log(`redone: ${diff(network, history.redo()).same ? "as before" : "changed"}`);

  const picture = diffDot(diff(original, network), original, network, { title: "What the edits changed" });
  return save(directory, { "editing.dot": picture, "editing.svg": await svg(picture) });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
