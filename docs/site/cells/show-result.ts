import type { RunResult } from "../../../src/editor/run/run.ts";
import { pictureOf } from "./built-parts.ts";
import type { Cell } from "./cell.ts";

/** Puts below each cell what it printed, the error where the program stopped, and the last graph or picture that it declared. */
export async function showResult(cells: readonly Cell[], { outputs, error, values }: RunResult): Promise<void> {
  const last = error === undefined ? cells.length - 1 : (error.at?.block ?? cells.length - 1);
  for (const [block, cell] of cells.slice(0, last + 1).entries()) {
    const own = block === last ? error : undefined;
    cell.show(outputs[block] ?? "", own && `${own.name ? `${own.name}: ` : ""}${own.message}`, own?.at?.line);
  }
  for (const [block, cell] of cells.entries()) {
    const shown = values.findLast((value) => value.block === block && value.kind !== "value");
    if (shown?.kind === "svg") cell.picture(shown.svg, shown.svg);
    else if (shown?.kind === "graph") {
      const { light, dark } = await pictureOf(shown.json);
      cell.picture(light, dark);
    }
  }
}
